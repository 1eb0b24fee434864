#pragma once
// The best parallel plans of a scenario, proved: every legal plan of a stated space is enumerated, a closed
// bound that never exceeds the simulated time prunes, what is left is simulated.
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/estimate/scenario.h"
#include "sim/base/result.h"

namespace trainyard {

/// What a search seeks. All but headroom are told by the main phase's step and the number of GPUs.
enum class Objective {
  time,            // of a step, least
  gpu_hours,       // step time x GPUs, least
  cost,            // the same x the rent of a GPU, least
  tokens_per_gpu,  // tokens/s/GPU, most
  headroom         // memory left on the fullest GPU, most
};
[[nodiscard]] std::string_view to_text(Objective objective);
/// Errors: an unknown name, answered with the nearest.
[[nodiscard]] Result<Objective> parse_objective(std::string_view name);

/// One way to recompute activations.
struct RecomputeChoice {
  Recompute recompute = Recompute::none;
  RecomputeModules modules{};
  double share = 1.0;
};

/// The values each knob may take. An empty list: every value that can be legal on these GPUs (space.h tells
/// the rule of each knob). Equal plans under two names (etp 0 and etp = tp) are told once.
struct SearchSpace {
  std::vector<int> gpus{};  // empty: the scenario's
  std::vector<int> tp{}, pp{}, vp{}, cp{}, ep{}, etp{}, micro_batch{}, zero{};
  std::vector<std::string> schedules{};
  std::vector<RecomputeChoice> recompute{};
  int layouts = 1;  // of the layers on the stages: this many alternatives, the balanced one first
};

struct SearchProgress {
  std::string_view stage{};  // "enumerating", "bounding", "simulating"
  std::size_t done = 0, total = 0;
};

struct SearchRequest {
  SearchSpace space{};
  std::vector<Objective> objectives{Objective::time};  // the first ranks; two or more: a Pareto front as well
  std::size_t top = 5;                                 // plans ranked
  Bytes least_headroom{};                              // memory to be left on the fullest GPU
  int threads = 0;                                     // 0: every core
  std::uint64_t seed = 1;
  std::function<void(const SearchProgress&)> progress{};  // called from one thread at a time
  const std::atomic<bool>* stop = nullptr;                // set: the search ends early, `proved` false
  /// What `keep` got from an interrupted search with the same arguments, by key: not simulated again.
  std::map<std::string, std::string> known{};
  /// Called with the outcome of every plan as it comes, by one thread.
  std::function<void(const std::string& key, const std::string& outcome)> keep{};
};

/// One plan and what it comes to.
struct RankedPlan {
  Plan plan{};
  Seconds bound{};  // closed form, never above `step`
  Seconds step{};   // simulated
  double gpu_hours_per_trillion_tokens = 0;
  Dollars dollars_per_trillion_tokens{};
  double tokens_per_s_per_gpu = 0;
  double mfu = 0;  // non-causal, of the dense bf16 peak
  Bytes peak{}, headroom{};
};

struct SpaceCounts {
  std::size_t combinations = 0;  // of knob values looked at
  std::size_t legal = 0;
  std::size_t pruned = 0;     // legal, but the bound shows that they cannot be among the best
  std::size_t simulated = 0;  // legal and simulated
  std::map<std::string, std::size_t> illegal{};   // combinations by the first rule they break
  std::map<std::string, std::size_t> rejected{};  // legal plans by reason: memory, constants missing ...
  /// One case of each reason of the above, worked out with its numbers: the first in the order of the space.
  std::map<std::string, std::string> examples{};
  std::string pruned_example{};  // the same of a plan that was pruned; empty: none was
  // legal = pruned + simulated + sum of rejected
};

struct SearchResult {
  std::vector<RankedPlan> ranked{};  // best first; equal ones in the order of the space
  std::vector<RankedPlan> front{};   // not dominated in the objectives, by the first of them
  SpaceCounts space{};
  bool proved = false;  // the optimum of the space; false when stopped early
};

/// Searches the plans of `scenario` (its own plan gives the global batch, stages excepted, and what the space
/// does not vary). The same arguments give the same result whatever the number of threads. Nothing is ranked
/// when no legal plan fits. Errors: a space without a legal plan, with the most frequent reasons; constants
/// no plan can do without.
[[nodiscard]] Result<SearchResult> search_plans(const Scenario& scenario, const SearchRequest& request);

/// What `plan` comes to when a step of it takes `step` and its fullest GPU needs `peak` of `capacity`;
/// `bound` stays zero.
[[nodiscard]] RankedPlan describe_plan(const Scenario& scenario, const Plan& plan, Seconds step, Bytes peak,
                                       Bytes capacity);

/// `scenario` with the plan of a search put in, GPUs included.
[[nodiscard]] Scenario with_plan(Scenario scenario, const Plan& plan);

}  // namespace trainyard
