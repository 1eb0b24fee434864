#pragma once
// Answers a buyer's question: plans of every workload on every offer, their costs, who is best and how sure.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/purchase/mix.h"

namespace trainyard {

inline constexpr double sure_share = 0.9;  // a plan that fails one time in ten is not to be relied on

/// Of a family of counts: the fewest GPUs with which everything is finished in time and within the caps.
struct CountAnswer {
  std::string family{};
  int tried_from = 0, tried_to = 0;
  std::optional<std::size_t> fewest{};      // index of the offer
  std::optional<std::size_t> next_below{};  // the next smaller one, which does not do
  std::optional<std::size_t> sure{};        // the fewest that keep all caps in `sure_share` of the draws
};

struct PurchaseReport {
  PurchaseQuestion question{};
  PlanTable plans{};
  std::vector<OfferOutcome> outcomes{};  // in the order of the offers
  std::vector<std::size_t> order{};      // best first
  Stability stability{};
  std::optional<TurningPrice> turning{};
  std::vector<BreakEven> break_evens{};
  std::vector<UseCurve> curves{};
  std::optional<WinRegions> regions{};
  std::optional<Mix> mix{};
  std::string why_no_mix{};
  std::vector<CountAnswer> counts{};

  [[nodiscard]] bool answered() const { return !order.empty() && outcomes[order.front()].feasible; }
};

struct PurchaseOptions {
  std::uint64_t seed = 1;
  int threads = 0;  // of the draws; 0: every core
  /// Called before each plan is looked for: what, and how many of all are done.
  std::function<void(std::string_view what, std::size_t done, std::size_t all)> progress{};
};

/// Errors: those of the finder.
[[nodiscard]] Result<PurchaseReport> answer_purchase(const PurchaseQuestion& question,
                                                     const PlanFinder& finder,
                                                     const PurchaseOptions& options = {});

/// The same from plans already found.
[[nodiscard]] Result<PurchaseReport> answer_purchase(const PurchaseQuestion& question, PlanTable plans,
                                                     const PurchaseOptions& options);

}  // namespace trainyard
