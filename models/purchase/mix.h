#pragma once
// Some of each: how many units of every offer to take, and which workloads run on which.
#include <optional>
#include <string>
#include <vector>

#include "models/purchase/integer_program.h"
#include "models/purchase/ranking.h"

namespace trainyard {

struct MixPart {
  std::size_t offer = 0;  // index in the question
  int units = 0;
  int gpus = 0;
  Dollars cost{};
  double used = 0;             // share of its time in which jobs run
  std::vector<double> runs{};  // of each workload, until the horizon
};

struct Mix {
  std::vector<MixPart> parts{};  // offers taken
  Dollars cost{};                // until the horizon
  Watts power{};
  double passes = 0;  // over all workloads
  double tokens = 0;
  bool better_than_single = false;
  std::string best_single{};  // the best of one offer alone under the same rules
  double single_tokens = 0;
  Dollars single_cost{};
  std::string budget_from{};  // where the limit of money comes from
  Dollars budget{};
  std::size_t nodes = 0;  // of the tree searched
};

/// The exact optimum of: whole numbers x of units, runs y of each workload on each offer, such that the work
/// on an offer fits into its units' time, and money, power and capital keep the caps. repeated: most passes
/// for the budget (without one: for what the best single offer spends); once: least cost that finishes every
/// run by the deadline (else the horizon), each run whole on one offer. A unit does the same work as in the
/// offer whose plans are given (GPU-hours per token stay), so a part far smaller than its offer is told
/// too well or too badly by what its own plan would differ. None when fewer than two offers may be mixed.
[[nodiscard]] Result<std::optional<Mix>> best_mix(const PurchaseQuestion& question, const PlanTable& plans,
                                                  const std::vector<OfferOutcome>& outcomes);

/// The program behind it, for checks against other solvers.
[[nodiscard]] IntegerProgram mix_program(const PurchaseQuestion& question, const PlanTable& plans,
                                         Dollars budget, std::vector<std::size_t>& offers);

}  // namespace trainyard
