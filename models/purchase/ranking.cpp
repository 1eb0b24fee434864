#include "models/purchase/ranking.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/base/parallel.h"
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

Stability draw_ranks(const PurchaseQuestion& question, const PlanTable& plans, std::uint64_t seed,
                     int threads) {
  struct Played {
    std::vector<bool> feasible{};
    std::vector<double> rate{};
    std::size_t both = nobody, prices = nobody, estimate = nobody;
    bool same_order = false;
  };
  const std::size_t offers = question.offers.size();
  const auto outcomes_of = [&](const Draw& factors, bool prices, bool estimate) {
    std::vector<OfferOutcome> outcomes;
    for (std::size_t i = 0; i < offers; ++i) {
      const Adjustment adjustment = factors.adjustment(question.offers[i], plans[i], prices, estimate);
      outcomes.push_back(value_offer(question, question.offers[i], plans[i], adjustment));
    }
    return outcomes;
  };
  const std::vector<std::size_t> order =
      rank_offers(question, outcomes_of({question, seed, 0}, false, false));
  std::vector<Played> draws(static_cast<std::size_t>(std::max(0, question.draws)));
  (void)parallel_for(draws.size(), {.threads = threads}, [&](std::size_t draw, int) {
    const Draw factors(question, seed, draw);
    Played& played = draws[draw];
    const std::vector<OfferOutcome> both = outcomes_of(factors, true, true);
    for (const OfferOutcome& one : both) {
      played.feasible.push_back(one.feasible);
      played.rate.push_back(one.tokens_per_dollar);
    }
    played.both = best_of(question, both);
    played.same_order = rank_offers(question, both) == order;
    played.prices = best_of(question, outcomes_of(factors, true, false));
    played.estimate = best_of(question, outcomes_of(factors, false, true));
  });
  Stability out;
  out.offers.resize(offers);
  out.draws = question.draws;
  out.seed = seed;
  std::vector<std::vector<double>> rates(offers);
  for (const Played& played : draws) {
    (played.both != nobody ? out.offers[played.both].both : out.nobody) += 1;
    if (played.prices != nobody) out.offers[played.prices].prices += 1;
    if (played.estimate != nobody) out.offers[played.estimate].estimate += 1;
    if (played.same_order) out.same_order += 1;
    for (std::size_t i = 0; i < offers; ++i) {
      if (played.feasible[i]) out.offers[i].feasible += 1;
      if (played.rate[i] > 0) rates[i].push_back(played.rate[i]);
    }
  }
  // From counts to shares.
  const double all = std::max(1, question.draws);
  for (double* count : {&out.nobody, &out.same_order}) *count /= all;
  for (Stability::Share& one : out.offers) {
    for (double* count : {&one.both, &one.prices, &one.estimate, &one.feasible}) *count /= all;
  }
  for (std::size_t i = 0; i < offers; ++i) {
    if (rates[i].empty()) continue;
    std::sort(rates[i].begin(), rates[i].end());
    out.offers[i].low = quantile_of_sorted(rates[i], 0.05);
    out.offers[i].high = quantile_of_sorted(rates[i], 0.95);
  }
  return out;
}

std::optional<std::size_t> runner_up(const PurchaseQuestion& question,
                                     const std::vector<OfferOutcome>& outcomes,
                                     const std::vector<std::size_t>& order) {
  for (const std::size_t i : order) {
    if (question.offers[i].family != question.offers[order.front()].family && outcomes[i].feasible) return i;
  }
  return std::nullopt;
}

std::optional<TurningPrice> turning_price(const PurchaseQuestion& question, const PlanTable& plans,
                                          const std::vector<std::size_t>& order) {
  const auto outcomes_at = [&](const std::string& family, double factor) {
    std::vector<OfferOutcome> outcomes;
    for (std::size_t i = 0; i < question.offers.size(); ++i) {
      Adjustment adjustment;
      if (question.offers[i].family == family) adjustment.price = factor;
      outcomes.push_back(value_offer(question, question.offers[i], plans[i], adjustment));
    }
    return outcomes;
  };
  if (order.empty()) return std::nullopt;
  const std::vector<OfferOutcome> now = outcomes_at("", 1.0);
  const std::optional<std::size_t> next = runner_up(question, now, order);
  if (!now[order.front()].feasible || !next) return std::nullopt;
  TurningPrice out{.first = question.offers[order.front()].family, .second = question.offers[*next].family};
  /// Whether the second family is ahead of the first when one of them costs `factor` times as much.
  const auto turned = [&](const std::string& family, double factor) {
    std::optional<double> first, second;
    const std::vector<OfferOutcome> outcomes = outcomes_at(family, factor);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (!outcomes[i].feasible) continue;
      const double value = score(question, outcomes[i]);
      std::optional<double>* best = question.offers[i].family == out.first    ? &first
                                    : question.offers[i].family == out.second ? &second
                                                                              : nullptr;
      if (best != nullptr && (!*best || value > **best)) *best = value;
    }
    return second && (!first || *second > *first);
  };
  const auto search = [&](const std::string& family, double far) -> std::optional<double> {
    if (!turned(family, far)) return std::nullopt;
    double near_by = 1.0;  // not turned; the geometric mean halves the way
    while (std::abs(std::log(far / near_by)) > 1e-6) {
      const double middle = std::sqrt(near_by * far);
      (turned(family, middle) ? far : near_by) = middle;
    }
    return far;
  };
  constexpr double hundredfold = 100.0;  // assumed: no price is that far off
  out.up = search(out.first, hundredfold);
  out.down = search(out.second, 1.0 / hundredfold);
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

std::vector<UseCurve> use_curves(const PurchaseQuestion& question, const PlanTable& plans, int steps) {
  std::vector<UseCurve> curves;
  for (std::size_t i = 0; i < question.offers.size(); ++i) {
    if (!all_run(plans[i])) continue;
    const CostLaw law = cost_law(question, question.offers[i], plans[i]);
    if (law.available <= Seconds{}) continue;
    double tokens = 0;  // of one pass
    for (std::size_t w = 0; w < plans[i].size(); ++w)
      tokens += plans[i][w].tokens * question.workloads[w].runs;
    const double all = tokens * (law.available / pass_of(question, plans[i]));
    UseCurve curve{.offer = i};
    for (int step = 1; step <= steps; ++step) {
      const double use = static_cast<double>(step) / steps;
      curve.use.push_back(use);
      curve.per_million.push_back((law.fixed + law.running * use) * (1e6 / (all * use)));
    }
    curves.push_back(std::move(curve));
  }
  return curves;
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
