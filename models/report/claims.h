#pragma once
// Popular figures beside their primary sources and beside what the simulator says.
#include <string>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "sim/base/json_reader.h"
#include "sim/base/result.h"

namespace trainyard {

/// One figure of a primary source, as printed there.
struct PublishedFigure {
  std::string what{};
  std::string value{};
  std::string source{};
};

/// A figure that follows from others by arithmetic; computed when claims are read.
struct ComputedFigure {
  std::string what{};
  double value = 0;
  std::string unit{};        // "GPU-hours", "$", "share"
  std::string arithmetic{};  // "8.10T tokens x 173K GPU-hours per trillion"
};

struct Claim {
  std::string name{};
  std::string said{};
  std::string where{};
  std::vector<PublishedFigure> sources{};
  std::vector<ComputedFigure> computed{};
  std::string verdict{};
  std::string finding{};
};

/// A scenario whose run bears on the question.
struct ClaimSimulation {
  std::string scenario{};
  std::string note{};
  double published_gpu_hours = 0;        // of the main phase; 0: none
  double published_total_gpu_hours = 0;  // with all later phases; 0: none
  std::string source{};
  // What the simulation says of the main phase:
  std::string gpu{};
  int gpus = 0;
  double tokens = 0;
  double gpu_hours = 0, gpu_hours_p5 = 0, gpu_hours_p95 = 0;
  double days = 0;
  double dollars = 0;
  double dollars_per_gpu_hour = 0;
  bool fits = true;
};

struct Claims {
  std::vector<Claim> claims{};
  std::string question{};
  double figure = 0;  // the number the question is about
  std::vector<ClaimSimulation> simulations{};
};

/// Reads data/published/claims.json and computes what its claims compute; nothing is simulated yet. Errors:
/// problems of the file, of the models it names.
[[nodiscard]] Result<Claims> load_claims(const ProfileLibrary& library);
/// The same for a document at hand.
[[nodiscard]] Result<Claims> parse_claims(const JsonDocument& document, const ProfileLibrary& library);

/// Fills in what every simulation says. Errors: those of a scenario or of its estimate.
[[nodiscard]] Result<void> simulate_claims(const ProfileLibrary& library, Claims& claims);

/// How near a number is "about" another.
inline constexpr double about = 0.15;
/// The published, computed and simulated numbers that are about `claims.figure`, as sentences: where the told
/// number really stands.
[[nodiscard]] std::vector<std::string> find_figure(const Claims& claims);

[[nodiscard]] std::string write_text_claims(const Claims& claims, bool colour);
/// By data/schema/claims-report.schema.json.
[[nodiscard]] std::string write_json_claims(const Claims& claims);

}  // namespace trainyard
