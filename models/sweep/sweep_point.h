#pragma once
// One point of a sweep: the scenario with the knobs set, simulated.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/estimate/overrides.h"
#include "models/search/search.h"
#include "models/sweep/knob.h"

namespace trainyard {

struct SweepPoint {
  std::vector<std::string> values{};  // of the knobs, as shown
  std::vector<double> numbers{};      // the same, in the knobs' units
  bool simulated = false;
  std::string reason{}, hint{};  // why it is not: an illegal plan, say, and what would be legal
  bool fits = true;              // in memory
  int gpus = 0;
  std::string plan{};
  Seconds step{};
  std::optional<std::pair<Seconds, Seconds>> interval{};  // 5th and 95th percentile of the step
  double days = 0, gpu_hours = 0;                         // of the main phase
  Dollars cost{};                                         // the same
  double mfu = 0;                                         // non-causal, of the dense bf16 peak
  double tokens_per_s_per_gpu = 0;
  double goodput = 1;
  Bytes memory{};                                        // peak of the fullest GPU
  std::vector<std::pair<std::string, Seconds>> parts{};  // of the step, to which they sum
};

/// How every point is simulated.
struct PointRequest {
  bool replan = false;                    // the best plan is searched at every point
  Objective objective = Objective::time;  // of that search
  bool interval = false;
  std::uint64_t seed = 1;
};

/// What a point is made of, beside the knobs.
struct SweptScenario {
  const ProfileLibrary& library;
  std::string name{};                 // a shipped scenario or a file
  std::vector<Override> overrides{};  // of the user, before the knobs
};

/// The point at `values`, one for each of `knobs`. With the plan kept, data parallelism follows the number of
/// GPUs; a plan that is illegal there makes a point with a reason. `search_threads` serve the search of a
/// plan. Nothing when `stop` was set before the point was complete.
[[nodiscard]] std::optional<SweepPoint> simulate_point(const SweptScenario& scenario,
                                                       const std::vector<SweepKnob>& knobs,
                                                       const std::vector<KnobValue>& values,
                                                       const PointRequest& request, int search_threads,
                                                       const std::atomic<bool>* stop);

/// As one JSON object, from which read_point makes the same point again.
[[nodiscard]] std::string write_point(const SweepPoint& point);
/// Nothing when the text is no point.
[[nodiscard]] std::optional<SweepPoint> read_point(const std::string& text);

}  // namespace trainyard
