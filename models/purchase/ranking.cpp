#include "models/purchase/ranking.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/base/random.h"
#include "sim/base/statistics.h"

namespace trainyard {

namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

/// The best feasible offer of a set of outcomes.
std::size_t best_of(const PurchaseQuestion& question, const std::vector<OfferOutcome>& outcomes) {
  std::size_t best = nobody;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].feasible) continue;
    if (best == nobody || score(question, outcomes[i]) > score(question, outcomes[best])) best = i;
  }
  return best;
}

/// Factors of one draw, looked up by what they belong to, so that offers of one kind share them.
class Draw {
 public:
  Draw(const PurchaseQuestion& question, std::uint64_t seed, std::uint64_t index)
      : question_(question), seed_(seed), index_(index) {}

  /// Uniform in 1 - spread ... 1 + spread.
  double price(const std::string& what) const {
    RandomStream stream(seed_, stream_id("price of " + what, index_));
    return 1.0 + question_.price_spread * (2.0 * stream.uniform() - 1.0);
  }
  double time(const std::string& what, double sigma) const {
    if (sigma <= 0.0) return 1.0;
    RandomStream stream(seed_, stream_id("time of " + what, index_));
    return std::exp(sigma * stream.normal());
  }

  [[nodiscard]] Adjustment adjustment(const Offer& offer, const std::vector<WorkloadPlan>& plans, bool prices,
                                      bool estimate) const {
    Adjustment out;
    if (prices) {
      out.price = price(offer.gpu + ", " + std::string(to_text(offer.acquisition)));
      out.electricity = price("electricity, " + offer.location);
    }
    if (estimate) {
      for (const WorkloadPlan& one : plans)
        out.time.push_back(time(offer.cluster + ", " + one.workload, one.sigma));
    }
    return out;
  }

 private:
  const PurchaseQuestion& question_;
  std::uint64_t seed_, index_;
};

std::vector<double> values_of(const RegionAxis& axis) {
  std::vector<double> values;
  for (int i = 0; i < axis.steps; ++i)
    values.push_back(axis.from + (axis.to - axis.from) * i / std::max(1, axis.steps - 1));
  return values;
}

/// Puts one value of an axis into the question and the offers' factors.
void move_along(const RegionAxis& axis, double value, PurchaseQuestion& question,
                std::vector<Adjustment>& adjustments) {
  if (axis.kind == "utilisation") question.utilisation.value = value;
  if (axis.kind == "horizon") question.horizon = days(value);
  for (std::size_t i = 0; i < question.offers.size(); ++i) {
    const Offer& offer = question.offers[i];
    if (axis.kind == "electricity") adjustments[i].electricity *= value;
    if (offer.family != axis.offer) continue;
    if (axis.kind == "price") adjustments[i].price *= value;
    if (axis.kind == "speed") {
      adjustments[i].time.resize(question.workloads.size(), 1.0);
      for (double& time : adjustments[i].time) time /= value;
    }
  }
}

bool all_run(const std::vector<WorkloadPlan>& plans) {
  return std::all_of(plans.begin(), plans.end(), [](const WorkloadPlan& one) { return one.runs; });
}

Seconds pass_of(const PurchaseQuestion& question, const std::vector<WorkloadPlan>& plans) {
  Seconds pass{};
  for (std::size_t w = 0; w < plans.size(); ++w) pass += question.workloads[w].runs * plans[w].elapsed;
  return pass;
}

BreakEven break_even(const PurchaseQuestion& question, std::size_t bought, std::size_t rented,
                     const PlanTable& plans) {
  BreakEven out{.bought = question.offers[bought].name, .rented = question.offers[rented].name};
  const CostLaw own = cost_law(question, question.offers[bought], plans[bought]);
  const CostLaw rent = cost_law(question, question.offers[rented], plans[rented]);
  if (own.available <= Seconds{} || rent.available <= Seconds{}) return out;
  // Cost of one pass at a share u of the time: (fixed + running u) / u x k with k = T / L.
  const double k_own = pass_of(question, plans[bought]) / own.available;
  const double k_rent = pass_of(question, plans[rented]) / rent.available;
  const double fixed = (own.fixed * k_own - rent.fixed * k_rent).base();
  const double running = (rent.running * k_rent - own.running * k_own).base();
  // Buying is cheaper where fixed < running u.
  const double at = running != 0.0 ? fixed / running : -1.0;
  if (at > 0.0 && at <= 1.0) {
    out.utilisation = at;
    out.buying_wins_below = running < 0.0;
  } else if (fixed < running) {  // at u = 1
    out.buying_always = true;
  } else {
    out.renting_always = true;
  }
  const double use = question.demand == Demand::repeated
                         ? question.utilisation.value
                         : std::min(1.0, pass_of(question, plans[bought]) / own.available);
  if (use > 0.0) {
    // A rent is linear in its price: cost(price) = (fixed + running u) price / price now.
    const double own_pass = (own.fixed + own.running * use).base() / use * k_own;
    const double rent_pass = (rent.fixed + rent.running * use).base() / use * k_rent;
    if (rent_pass > 0.0) out.rent = question.offers[rented].rent.price.value * (own_pass / rent_pass);
  }
  return out;
}

}  // namespace

std::vector<std::size_t> rank_offers(const PurchaseQuestion& question,
                                     const std::vector<OfferOutcome>& outcomes) {
  std::vector<std::size_t> order(outcomes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto runs = [&](std::size_t i) { return !outcomes[i].items.empty() && outcomes[i].passes > 0; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (outcomes[a].feasible != outcomes[b].feasible) return outcomes[a].feasible;
    if (runs(a) != runs(b)) return runs(a);
    return runs(a) && score(question, outcomes[a]) > score(question, outcomes[b]);
  });
  return order;
}

Stability draw_ranks(const PurchaseQuestion& question, const PlanTable& plans, std::uint64_t seed) {
  const std::size_t offers = question.offers.size();
  Stability out;
  out.offers.resize(offers);
  out.draws = question.draws;
  out.seed = seed;
  std::vector<std::vector<double>> rates(offers);
  const double weight = 1.0 / std::max(1, question.draws);
  for (int draw = 0; draw < question.draws; ++draw) {
    const Draw factors(question, seed, static_cast<std::uint64_t>(draw));
    const auto play = [&](bool prices, bool estimate) {
      std::vector<OfferOutcome> outcomes;
      for (std::size_t i = 0; i < offers; ++i) {
        const Adjustment adjustment = factors.adjustment(question.offers[i], plans[i], prices, estimate);
        outcomes.push_back(value_offer(question, question.offers[i], plans[i], adjustment));
      }
      return outcomes;
    };
    const std::vector<OfferOutcome> both = play(true, true);
    if (const std::size_t first = best_of(question, both); first != nobody) {
      out.offers[first].both += weight;
    } else {
      out.nobody += weight;
    }
    for (std::size_t i = 0; i < offers; ++i) {
      if (both[i].feasible) out.offers[i].feasible += weight;
      if (both[i].tokens_per_dollar > 0) rates[i].push_back(both[i].tokens_per_dollar);
    }
    if (const std::size_t first = best_of(question, play(true, false)); first != nobody)
      out.offers[first].prices += weight;
    if (const std::size_t first = best_of(question, play(false, true)); first != nobody)
      out.offers[first].estimate += weight;
  }
  for (std::size_t i = 0; i < offers; ++i) {
    if (rates[i].empty()) continue;
    std::sort(rates[i].begin(), rates[i].end());
    out.offers[i].low = quantile_of_sorted(rates[i], 0.05);
    out.offers[i].high = quantile_of_sorted(rates[i], 0.95);
  }
  return out;
}

std::optional<WinRegions> win_regions(const PurchaseQuestion& question, const PlanTable& plans) {
  if (question.regions.size() < 2) return std::nullopt;
  WinRegions out{.x = question.regions[0], .y = question.regions[1]};
  out.x_values = values_of(out.x);
  out.y_values = values_of(out.y);
  for (const double y : out.y_values) {
    for (const double x : out.x_values) {
      PurchaseQuestion moved = question;
      std::vector<Adjustment> adjustments(question.offers.size());
      move_along(out.x, x, moved, adjustments);
      move_along(out.y, y, moved, adjustments);
      std::vector<OfferOutcome> outcomes;
      for (std::size_t i = 0; i < moved.offers.size(); ++i)
        outcomes.push_back(value_offer(moved, moved.offers[i], plans[i], adjustments[i]));
      const std::size_t best = best_of(moved, outcomes);
      out.winner.push_back(best == nobody ? -1 : static_cast<int>(best));
    }
  }
  return out;
}

std::string axis_words(const RegionAxis& axis) {
  if (axis.kind == "utilisation") return "share of the time that jobs run";
  if (axis.kind == "horizon") return "days until the horizon";
  if (axis.kind == "electricity") return "price of electricity, times its value here";
  if (axis.kind == "price") return "price of " + axis.offer + ", times its value here";
  return "speed of " + axis.offer + ", times its estimate";
}

std::vector<BreakEven> break_evens(const PurchaseQuestion& question, const PlanTable& plans) {
  std::vector<BreakEven> found;
  for (std::size_t bought = 0; bought < question.offers.size(); ++bought) {
    if (!question.offers[bought].owned() || !all_run(plans[bought])) continue;
    for (std::size_t rented = 0; rented < question.offers.size(); ++rented) {
      if (question.offers[rented].owned() || !all_run(plans[rented])) continue;
      found.push_back(break_even(question, bought, rented, plans));
    }
  }
  return found;
}

}  // namespace trainyard
