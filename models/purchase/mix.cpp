#include "models/purchase/mix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

/// One offer that may be mixed. The whole offer runs workload w in plans[w].elapsed; a unit is `share` of it.
struct Kind {
  std::size_t offer = 0;
  CostLaw law{};
  double share = 0;
  Seconds time{};  // a unit's, in which jobs may run
};

Seconds deadline_of(const PurchaseQuestion& question) {
  Seconds end = question.horizon;
  if (question.caps.deadline) {
    const auto until = (*question.caps.deadline - question.start).count();
    end = std::min(end, days(static_cast<double>(until)));
  }
  return end;
}

std::vector<Kind> kinds_of(const PurchaseQuestion& question, const PlanTable& plans) {
  std::vector<Kind> kinds;
  for (std::size_t i = 0; i < question.offers.size(); ++i) {
    const Offer& offer = question.offers[i];
    const bool runs = std::any_of(plans[i].begin(), plans[i].end(), [](const auto& one) { return one.runs; });
    if (offer.unit_nodes <= 0 || !runs) continue;
    Kind kind{.offer = i, .law = cost_law(question, offer, plans[i]), .share = 0, .time = {}};
    if (kind.law.available <= Seconds{} || kind.law.nodes <= 0) continue;
    kind.share = static_cast<double>(offer.unit_nodes) / kind.law.nodes;
    kind.time = question.demand == Demand::repeated
                    ? kind.law.available * question.utilisation.value
                    : std::max(Seconds{}, deadline_of(question) - kind.law.ready);
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

// Variables: x of every kind, then y of every kind and workload, then (repeated) the passes m.
struct Columns {
  std::size_t kinds, workloads;
  [[nodiscard]] std::size_t x(std::size_t k) const { return k; }
  [[nodiscard]] std::size_t y(std::size_t k, std::size_t w) const { return kinds + k * workloads + w; }
  [[nodiscard]] std::size_t m() const { return kinds * (1 + workloads); }
};

IntegerProgram program_of(const PurchaseQuestion& question, const PlanTable& plans,
                          const std::vector<Kind>& kinds, Dollars budget) {
  const bool repeated = question.demand == Demand::repeated;
  const Columns at{kinds.size(), question.workloads.size()};
  const std::size_t count = at.m() + (repeated ? 1 : 0);
  const double endless = std::numeric_limits<double>::infinity();
  IntegerProgram program;
  program.cost.assign(count, 0.0);
  program.upper.assign(count, endless);
  program.whole.assign(count, false);
  const std::vector<double> none(count, 0.0);
  std::vector<double> money = none, power = none, capital = none;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const Kind& kind = kinds[k];
    program.whole[at.x(k)] = true;
    program.upper[at.x(k)] = question.offers[kind.offer].most_units;
    money[at.x(k)] = kind.law.spent.base() * kind.share;
    power[at.x(k)] = kind.law.site_power.base() * kind.share;
    capital[at.x(k)] = kind.law.capital.base() * kind.share;
    if (!repeated) program.cost[at.x(k)] = kind.law.fixed.base() * kind.share;
    std::vector<double> time = none;  // sum of y T <= x share time
    time[at.x(k)] = -kind.share * kind.time.base();
    for (std::size_t w = 0; w < at.workloads; ++w) {
      const WorkloadPlan& plan = plans[kind.offer][w];
      const std::size_t y = at.y(k, w);
      const double runs = question.workloads[w].runs;
      program.upper[y] = !plan.runs ? 0.0 : repeated ? endless : runs;
      if (!plan.runs) continue;
      time[y] = plan.elapsed.base();
      const double running = kind.law.running.base() * (plan.elapsed / kind.law.available);
      money[y] = running;
      if (!repeated) {
        program.cost[y] = running;
        program.whole[y] = runs == std::floor(runs);
      }
    }
    program.rows.push_back(std::move(time));
    program.limits.push_back(0.0);
  }
  for (std::size_t w = 0; w < at.workloads; ++w) {  // all work is done somewhere
    std::vector<double> work = none;
    for (std::size_t k = 0; k < kinds.size(); ++k) work[at.y(k, w)] = -1.0;
    if (repeated) work[at.m()] = question.workloads[w].runs;
    program.rows.push_back(std::move(work));
    program.limits.push_back(repeated ? 0.0 : -question.workloads[w].runs);
  }
  if (repeated) program.cost[at.m()] = -1.0;
  const auto limit = [&](std::vector<double> row, double most) {
    program.rows.push_back(std::move(row));
    program.limits.push_back(most);
  };
  if (budget > Dollars{}) limit(std::move(money), budget.base());
  if (question.caps.power) limit(std::move(power), question.caps.power->base());
  if (question.caps.capital) limit(std::move(capital), question.caps.capital->base());
  return program;
}

/// What a solution buys and does.
struct Bought {
  std::vector<MixPart> parts{};
  Dollars cost{};
  Watts power{};
  double passes = 0;
};

Bought read_solution(const PurchaseQuestion& question, const PlanTable& plans, const std::vector<Kind>& kinds,
                     const std::vector<double>& values) {
  const Columns at{kinds.size(), question.workloads.size()};
  const bool repeated = question.demand == Demand::repeated;
  Bought out;
  out.passes = repeated ? values[at.m()] : 1.0;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const Kind& kind = kinds[k];
    const Offer& offer = question.offers[kind.offer];
    MixPart part{.offer = kind.offer, .units = static_cast<int>(std::lround(values[at.x(k)]))};
    if (part.units == 0) continue;
    part.gpus = part.units * offer.unit_nodes * offer.gpus_per_node;
    const double share = part.units * kind.share;
    part.cost = kind.law.fixed * share;
    Seconds work{};
    for (std::size_t w = 0; w < at.workloads; ++w) {
      const double runs = values[at.y(k, w)] < 1e-9 ? 0.0 : values[at.y(k, w)];
      part.runs.push_back(runs);
      work += plans[kind.offer][w].elapsed * runs;
    }
    part.cost += kind.law.running * (work / kind.law.available);
    part.used = work / (kind.law.available * share);
    out.cost += part.cost;
    out.power += kind.law.site_power * share;
    out.parts.push_back(std::move(part));
  }
  return out;
}

double tokens_of(const PurchaseQuestion& question, const PlanTable& plans, double passes) {
  double tokens = 0;
  for (std::size_t w = 0; w < question.workloads.size(); ++w) {
    for (const auto& of_offer : plans) {
      if (!of_offer[w].runs) continue;
      tokens += of_offer[w].tokens * question.workloads[w].runs * passes;
      break;  // the same on every offer
    }
  }
  return tokens;
}

}  // namespace

IntegerProgram mix_program(const PurchaseQuestion& question, const PlanTable& plans, Dollars budget,
                           std::vector<std::size_t>& offers) {
  const std::vector<Kind> kinds = kinds_of(question, plans);
  for (const Kind& kind : kinds) offers.push_back(kind.offer);
  return program_of(question, plans, kinds, budget);
}

Result<std::optional<Mix>> best_mix(const PurchaseQuestion& question, const PlanTable& plans,
                                    const std::vector<OfferOutcome>& outcomes) {
  const std::vector<Kind> kinds = kinds_of(question, plans);
  if (kinds.size() < 2) return std::optional<Mix>{};
  const bool repeated = question.demand == Demand::repeated;
  Mix mix;
  if (question.caps.budget) {
    mix.budget = *question.caps.budget;
    mix.budget_from = "the cap";
  } else if (repeated) {
    const std::vector<std::size_t> order = rank_offers(question, outcomes);
    mix.budget = outcomes[order.front()].spent;
    mix.budget_from = "what " + outcomes[order.front()].offer + " spends";
  }
  const IntegerProgram program = program_of(question, plans, kinds, mix.budget);
  TRAINYARD_TRY(solution, solve(program));
  Bought bought = read_solution(question, plans, kinds, solution.values);
  mix.parts = std::move(bought.parts);
  mix.cost = bought.cost;
  mix.power = bought.power;
  mix.passes = bought.passes;
  mix.tokens = tokens_of(question, plans, bought.passes);
  mix.nodes = solution.nodes;
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    IntegerProgram alone = program;
    for (std::size_t other = 0; other < kinds.size(); ++other) {
      if (other != k) alone.upper[other] = 0.0;
    }
    const Result<IntegerSolution> single = solve(alone);
    if (!single || single.value().objective >= best) continue;
    best = single.value().objective;
    const Bought one = read_solution(question, plans, kinds, single.value().values);
    mix.best_single = question.offers[kinds[k].offer].name;
    mix.single_tokens = tokens_of(question, plans, one.passes);
    mix.single_cost = one.cost;
  }
  mix.better_than_single =
      mix.parts.size() > 1 && solution.objective < best - 1e-6 * std::max(1.0, std::abs(best));
  return std::optional<Mix>(std::move(mix));
}

}  // namespace trainyard
