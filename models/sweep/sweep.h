#pragma once
// A scenario simulated over the values of one to three knobs, and where its step time bends.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/sweep/bends.h"
#include "models/sweep/sweep_point.h"

namespace trainyard {

struct SweepRequest {
  std::vector<SweepKnob> knobs{};  // one to three; all their values are combined, the last runs fastest
  PointRequest point{};
  bool refine = true;  // simulate points between those given where a knee may be
  int threads = 0;     // 0: every core
};

/// From where on a part of the step shows.
struct Knee {
  std::string part{};  // "exposed_dispatch"; empty: the step time as a whole
  double at = 0;       // in the knob's unit
  std::string at_text{};
  bool below = false;      // it shows below `at`, else above
  double size = 0;         // how far the steep side leads from where the other side's line would, in s
  Seconds here{};          // time of the part at the knee
  Seconds far{};           // at the other end, where it does not show
  Seconds end{};           // and at the end of the range where it does
  std::string end_text{};  // the knob there
};

struct SweepResult {
  std::string scenario{}, description{}, machine{};  // machine: "2,048 h800-sxm (deepseek-h800)"
  SweepPoint base{};                                 // the scenario as it stands
  std::vector<SweepPoint> points{};
  std::vector<SweepPoint> between{};  // simulated to find knees, by number; fixed plan and one knob only
  std::vector<Knee> knees{};          // from left to right
  std::string no_knees{};             // why none were looked for, or an empty text
  std::size_t done = 0, total = 0;    // points of the grid
  bool complete = false;              // false: stopped early, the rest is empty
};

/// What a caller may want to do meanwhile.
struct SweepHooks {
  std::function<void(std::string_view stage, std::size_t done, std::size_t total)> progress{};
  const std::atomic<bool>* stop = nullptr;
  /// Points of an interrupted sweep with the same request, by key, as `keep` got them.
  std::map<std::string, std::string> known{};
  std::function<void(const std::string& key, const std::string& point)> keep{};
};

/// Simulates every point. The same request gives the same result whatever the number of threads, and whatever
/// was known before. Points that cannot be simulated are told with their reason. Errors: those of the
/// scenario itself; more than 100,000 points; no point that can be simulated, with the problems of the first.
[[nodiscard]] Result<SweepResult> sweep(const SweptScenario& scenario, const SweepRequest& request,
                                        const SweepHooks& hooks = {});

/// "exposed_gradient_dispatch" -> "gradient dispatch"; an empty name is the step as a whole.
[[nodiscard]] std::string part_name(std::string_view part);

/// "below 260 GB/s exposed dispatch leaves the shadow of compute: 1.4 s a step at 160 GB/s, 0.02 s at 260
/// GB/s".
[[nodiscard]] std::string knee_text(const Knee& knee);

/// The knees of points along one numeric knob, ascending in it. Left out are bends smaller than 1 % of the
/// shortest step; of one part's bends close together all but the largest; those of the whole step where parts
/// bend; and parts that fall where the step grows (the bubble shrinks as exchanges fill it).
[[nodiscard]] std::vector<Knee> find_knees(const std::vector<const SweepPoint*>& points,
                                           const SweepKnob& knob);

}  // namespace trainyard
