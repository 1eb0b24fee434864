#pragma once
// What an offer costs until the horizon, by item and year, and what it does in that time.
#include <span>
#include <string>
#include <vector>

#include "models/purchase/workload_plan.h"

namespace trainyard {

/// Factors on what is uncertain; all 1 for the question as it stands.
struct Adjustment {
  double price = 1;            // of servers and fabric, or of the rent
  double electricity = 1;      // of a kWh
  std::vector<double> time{};  // of each workload; empty: 1
};

struct CostLine {
  std::string item{};
  std::vector<Dollars> by_year{};  // present values; years count from the question's start
  Dollars total{};                 // their sum
  std::string basis{};
};

struct WorkloadShare {
  std::string workload{};
  double tokens = 0;  // until the horizon
  Seconds elapsed{};  // of one run
  Seconds finish{};   // of its runs in the first pass, after the question's start
  double share = 0;   // of the busy time
  double tokens_per_dollar = 0;
  double tokens_per_kwh = 0;
};

struct OfferOutcome {
  std::string offer{};
  bool feasible = false;
  std::vector<std::string> why_not{};  // caps it breaks, workloads it cannot run
  int nodes_paid = 0;                  // bought, or rented while jobs run
  std::vector<CostLine> items{};
  Dollars total{};    // sum of the items, the residual value taken off
  Dollars spent{};    // without the residual value
  Dollars capital{};  // paid on delivery
  Dollars lost{};     // of the total: hours in which failures, checkpoints and restarts leave no progress
  Dollars standby{};  // of the total: nodes that no plan uses, the spares
  Watts site_power{};
  Joules energy{};   // until the horizon, at the meter
  Seconds ready{};   // first job, after the question's start
  Seconds finish{};  // of one pass over all workloads
  Seconds busy{};
  double passes = 0;  // over all workloads, until the horizon
  double tokens = 0;
  double tokens_per_dollar = 0, tokens_per_kwh = 0;
  std::vector<WorkloadShare> workloads{};
};

/// Values one offer. `plans` are its workloads' in the order of the question. Derivation at the head of
/// ownership.cpp.
[[nodiscard]] OfferOutcome value_offer(const PurchaseQuestion& question, const Offer& offer,
                                       std::span<const WorkloadPlan> plans,
                                       const Adjustment& adjustment = {});

/// The total as a straight line in the share of the time that jobs run: fixed + running * share. Exact for
/// repeated demand; for demand once with a discount it is the chord between no use and full use.
struct CostLaw {
  Dollars fixed{}, running{};
  Dollars spent{};  // fixed, the residual value not taken off
  Dollars capital{};
  Watts site_power{};
  int nodes = 0;        // paid for
  Seconds ready{};      // first possible job, after the question's start
  Seconds available{};  // from then to the horizon
};
[[nodiscard]] CostLaw cost_law(const PurchaseQuestion& question, const Offer& offer,
                               std::span<const WorkloadPlan> plans, const Adjustment& adjustment = {});

/// How good an outcome is for the question's goal, higher is better; comparable among offers only.
[[nodiscard]] double score(const PurchaseQuestion& question, const OfferOutcome& outcome);

}  // namespace trainyard
