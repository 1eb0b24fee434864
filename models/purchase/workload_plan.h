#pragma once
// The best plan of one workload on one offer: searched, estimated, with the time its failures cost.
#include <functional>
#include <string>

#include "hardware_profiles/profile_library.h"
#include "models/purchase/question.h"
#include "sim/base/result.h"

namespace trainyard {

struct WorkloadPlan {
  std::string offer{}, workload{};
  bool runs = false;
  std::string why_not{};   // when it does not run
  std::string software{};  // the stack it runs on
  Plan plan{};
  int gpus = 0;         // the plan uses; the rest of the offer stands by
  int spare_nodes = 0;  // that stand by
  Seconds step{};
  double tokens = 0;  // of one run, main phase
  Seconds elapsed{};  // of one run: all phases, lost time included
  double goodput = 1;
  double sigma = 0;  // standard deviation of the logarithm of the time
  double mfu = 0;    // non-causal, of the dense bf16 peak
  double interruptions_per_day = 0;
  Bytes peak{}, capacity{};
  std::size_t legal_plans = 0, simulated_plans = 0;
  bool proved = false;  // the best of the space searched
  std::vector<std::string> assumptions{};
};

/// "TP 1, PP 16, EP 64, DP 128, dualpipe, micro-batch 1, recompute deepseek".
[[nodiscard]] std::string plan_words(const Plan& plan);

/// What a workload takes on an offer. A workload that cannot run there is no error: `runs` is false.
using PlanFinder = std::function<Result<WorkloadPlan>(const Offer& offer, const Workload& workload)>;

/// Numbers of GPUs a plan is tried on: whole nodes from three quarters of `most` up, largest first, at most
/// `tries`. A batch of B sequences on n GPUs needs tp cp pp dp = n with dp dividing B, so only counts are
/// listed for which some n / r divides B with r up to `widest`, the most GPUs one replica may take. Empty
/// when not even one node is left.
[[nodiscard]] std::vector<int> counts_to_try(int most, int gpus_per_node, int global_batch, int widest,
                                             std::size_t tries = 64);

using SearchFunction = std::function<Result<SearchResult>(const Scenario&, const SearchRequest&)>;

struct FinderOptions {
  int threads = 0;
  const std::atomic<bool>* stop = nullptr;
  SearchFunction search = search_plans;
};

/// The finder that searches: loads the workload's scenario onto the offer's cluster and stack, tries the
/// counts above, and takes the plan with most tokens per second of elapsed time. Nodes a plan leaves idle
/// are its spares; where failures are told and too few are idle, smaller counts are tried as well.
/// `library` outlives it.
[[nodiscard]] PlanFinder searching_finder(const ProfileLibrary& library, FinderOptions options = {});

}  // namespace trainyard
