#pragma once
// Who is best, how sure that is, and where in the space of prices and use it changes.
#include <optional>
#include <string>
#include <vector>

#include "models/purchase/ownership.h"

namespace trainyard {

using PlanTable = std::vector<std::vector<WorkloadPlan>>;  // [offer][workload]

/// Indices of the outcomes, best first: feasible before infeasible, then by the goal; equal ones in the order
/// of the question.
[[nodiscard]] std::vector<std::size_t> rank_offers(const PurchaseQuestion& question,
                                                   const std::vector<OfferOutcome>& outcomes);

/// How often an offer is first when what is uncertain is drawn.
struct Stability {
  struct Share {
    double both = 0, prices = 0, estimate = 0;  // share of draws in which it is the best feasible offer
    double feasible = 0;                        // share in which it keeps all caps
    double low = 0, high = 0;                   // 5th and 95th percentile of tokens per dollar
  };
  std::vector<Share> offers{};
  double nobody = 0;      // share of draws in which no offer keeps the caps
  double same_order = 0;  // share of draws that rank all offers as the question does
  int draws = 0;
  std::uint64_t seed = 0;
};

/// Draws prices (uniform within the question's spread; one factor for each GPU and way to get it, one for
/// electricity of each location) and times (normal logarithm; one deviation for each cluster and workload:
/// offers of one kind of GPU err together).
/// The same for any number of threads.
[[nodiscard]] Stability draw_ranks(const PurchaseQuestion& question, const PlanTable& plans,
                                   std::uint64_t seed, int threads = 0);

/// The best feasible offer of another family than the first of `order`; none: there is none.
[[nodiscard]] std::optional<std::size_t> runner_up(const PurchaseQuestion& question,
                                                   const std::vector<OfferOutcome>& outcomes,
                                                   const std::vector<std::size_t>& order);

/// Where the answer turns: the factor on the price of one family of offers, all else as it is, from which the
/// family in second place is ahead.
struct TurningPrice {
  std::string first{}, second{};  // families
  std::optional<double> up{};     // of the first; none: not up to a hundredfold
  std::optional<double> down{};   // of the second; none: not even at a hundredth
};
/// None without a second family. By bisection to a millionth: dearer never ranks higher.
[[nodiscard]] std::optional<TurningPrice> turning_price(const PurchaseQuestion& question,
                                                        const PlanTable& plans,
                                                        const std::vector<std::size_t>& order);

/// Winners over two axes.
struct WinRegions {
  RegionAxis x{}, y{};
  std::vector<double> x_values{}, y_values{};
  std::vector<int> winner{};  // row by row of y; index of the offer, -1: none keeps the caps
};
[[nodiscard]] std::optional<WinRegions> win_regions(const PurchaseQuestion& question, const PlanTable& plans);
[[nodiscard]] std::string axis_words(const RegionAxis& axis);

/// A bought offer against a rented one: the share of the time from which buying is cheaper for each token.
struct BreakEven {
  std::string bought{}, rented{};
  std::optional<double> utilisation{};  // none: never between 0 and 1
  bool buying_wins_below = false;       // buying is cheaper below instead of above it (a rent with no hours)
  bool buying_always = false, renting_always = false;
  std::optional<DollarsPerSecond> rent{};  // of one GPU, at which both cost the same at the question's use
};
/// What a million tokens cost on an offer at each share of the time that jobs run.
struct UseCurve {
  std::size_t offer = 0;  // index in the question
  std::vector<double> use{};
  std::vector<Dollars> per_million{};
};
/// From `steps` equal steps up to full use; offers that cannot run everything are left out.
[[nodiscard]] std::vector<UseCurve> use_curves(const PurchaseQuestion& question, const PlanTable& plans,
                                               int steps = 20);

/// With costs fixed + running u over passes u / (time of a pass): (F1 + R1 u) T1/L1 = (F2 + R2 u) T2/L2.
[[nodiscard]] std::vector<BreakEven> break_evens(const PurchaseQuestion& question, const PlanTable& plans);

}  // namespace trainyard
