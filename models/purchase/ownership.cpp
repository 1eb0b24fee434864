#include "models/purchase/ownership.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/quantity_text.h"

namespace trainyard {

// The model. Time runs from the question's start to the horizon H. Jobs can run from R on: the day the offer
// is available, plus installing what was bought. L = H - R is left. One pass over all workloads takes
// T = sum of runs x elapsed (lost time included), so at a share u of the time in which jobs run there are
// u L / T passes. repeated: u is given; once: u = min(1, T / L), the pass first, then idle.
//
// Bought, n nodes of price P with e NICs each:
//   servers   n P                                  on delivery
//   fabric    n e p_endpoint                       on delivery
//   storage   storage share x servers              on delivery
//   install   install share x servers              on delivery
//   power     n W (1 + overhead) PUE p_kWh x (running time + idle share x idle time), from R to H
//   space     n W (1 + overhead) provisioned p_space x time from delivery to H
//   staff     n gpus staff salary x time from delivery to H
//   repairs   repairs share per year x (servers + fabric) x time from delivery to H
//   residual  - kept^years x servers at H          (declining balance; years from delivery to H)
// Rented, n nodes: rent x n gpus x time paid, and rented storage as a share of it. Paid are, on demand and as
// spot, the hours jobs run; for a term, all from R to H (once: until everything is finished), at least the
// term. The provider pays for power, space, staff, repairs.
// Present value: an amount at t years counts (1 + discount)^-t; what is paid over time counts at the middle
// of its stay in each year. All of it is linear in u: see cost_law.
// Sources: the items are those of Barroso, Hoelzle, Ranganathan, "The Datacenter as a Computer", 3rd ed.
// (2018), chapter 6; declining balance and present value are in any textbook of accounting.

namespace {

double years_of(Seconds time) {
  return time / purchase_year;
}

Seconds since_start(const PurchaseQuestion& question, Date date) {
  return seconds(static_cast<double>((date - question.start).count()) * 86400.0);
}

/// What is spent when.
class Ledger {
 public:
  Ledger(Seconds horizon, double discount)
      : discount_(discount), years_(std::max(1, static_cast<int>(std::ceil(years_of(horizon) - 1e-9)))) {}

  void begin(std::string item, std::string basis) {
    lines_.push_back({.item = std::move(item),
                      .by_year = std::vector<Dollars>(static_cast<std::size_t>(years_)),
                      .total = {},
                      .basis = std::move(basis)});
  }
  void pay_at(Seconds when, Dollars amount) { add(bucket(years_of(when)), worth(years_of(when), amount)); }
  /// `rate` from `from` to `to`.
  void pay_over(Seconds from, Seconds to, DollarsPerSecond rate) {
    const double first = years_of(from), last = years_of(to);
    for (std::size_t year = 0; year < static_cast<std::size_t>(years_); ++year) {
      // What is owed beyond the horizon stands in the last year.
      const double low = std::max(first, static_cast<double>(year));
      const double high = year + 1 == static_cast<std::size_t>(years_)
                              ? last
                              : std::min(last, static_cast<double>(year) + 1.0);
      if (high > low) add(year, worth((low + high) / 2.0, rate * (purchase_year * (high - low))));
    }
  }
  std::vector<CostLine> close() {
    for (CostLine& line : lines_) {
      for (const Dollars one : line.by_year) line.total += one;
    }
    return std::move(lines_);
  }

 private:
  [[nodiscard]] std::size_t bucket(double year) const {
    return static_cast<std::size_t>(std::clamp(static_cast<int>(std::floor(year)), 0, years_ - 1));
  }
  [[nodiscard]] Dollars worth(double year, Dollars amount) const {
    return discount_ == 0.0 ? amount : amount * std::pow(1.0 + discount_, -year);
  }
  void add(std::size_t year, Dollars amount) { lines_.back().by_year[year] += amount; }

  double discount_;
  int years_;
  std::vector<CostLine> lines_{};
};

class Valuation {
 public:
  Valuation(const PurchaseQuestion& question, const Offer& offer, std::span<const WorkloadPlan> plans,
            const Adjustment& adjustment)
      : question_(question), offer_(offer), plans_(plans), adjustment_(adjustment) {
    available_ = std::max(Seconds{}, since_start(question, offer.available));
    ready_ = available_ + (offer.owned() ? question.costs.install_time.value : Seconds{});
    left_ = std::max(Seconds{}, question.horizon - ready_);
    for (std::size_t w = 0; w < plans.size(); ++w) pass_ += question.workloads[w].runs * elapsed(w);
    nodes_ = paid_nodes();
  }

  [[nodiscard]] Seconds elapsed(std::size_t workload) const {
    const double factor = adjustment_.time.empty() ? 1.0 : adjustment_.time[workload];
    return plans_[workload].elapsed * factor;
  }
  [[nodiscard]] bool all_run() const {
    return std::all_of(plans_.begin(), plans_.end(), [](const WorkloadPlan& one) { return one.runs; });
  }
  [[nodiscard]] Seconds left() const { return left_; }
  [[nodiscard]] Seconds ready() const { return ready_; }
  [[nodiscard]] Seconds pass() const { return pass_; }
  [[nodiscard]] int nodes() const { return nodes_; }

  [[nodiscard]] double usual_share() const {
    if (left_ <= Seconds{}) return 0.0;
    if (question_.demand == Demand::repeated) return question_.utilisation.value;
    return std::min(1.0, pass_ / left_);
  }

  /// The costs when jobs run a share `use` of what is left until the horizon.
  [[nodiscard]] std::vector<CostLine> items(double use) const {
    Ledger ledger(question_.horizon, question_.discount);
    if (available_ < question_.horizon) {
      if (offer_.owned()) {
        own(ledger, use);
      } else {
        rent(ledger, use);
      }
    }
    return ledger.close();
  }

  [[nodiscard]] Watts node_power() const {
    return offer_.node_power.value * (1.0 + question_.costs.overhead_power.value);
  }
  [[nodiscard]] Watts site_power() const {
    return node_power() * static_cast<double>(nodes_) * offer_.pue.value;
  }

  [[nodiscard]] Joules energy(double use) const {
    const Seconds busy = left_ * use;
    Seconds full = busy;
    if (offer_.owned()) full += (left_ - busy) * question_.costs.idle_power.value;
    return site_power() * full;
  }

  [[nodiscard]] Dollars servers() const {
    return offer_.purchase.node.value * static_cast<double>(nodes_) * adjustment_.price;
  }
  [[nodiscard]] Dollars fabric() const {
    return offer_.purchase.endpoint.value * static_cast<double>(nodes_ * offer_.nics_per_node) *
           adjustment_.price;
  }

 private:
  /// Bought or taken for a term: all. By the hour: what the largest plan and its spares need.
  [[nodiscard]] int paid_nodes() const {
    if (offer_.owned() || offer_.acquisition == Acquisition::reserved) return offer_.nodes();
    int most = 0;
    for (const WorkloadPlan& one : plans_)
      most = std::max(most, one.gpus / offer_.gpus_per_node + one.spare_nodes);
    return most;
  }

  void own(Ledger& ledger, double use) const {
    const OwnershipCosts& costs = question_.costs;
    const Seconds horizon = question_.horizon;
    const int gpus = nodes_ * offer_.gpus_per_node;
    ledger.begin("servers", fmt::format("{} nodes of {} GPUs x {}", nodes_, offer_.gpus_per_node,
                                        to_text(offer_.purchase.node.value * adjustment_.price)));
    ledger.pay_at(available_, servers());
    ledger.begin("fabric", fmt::format("{} endpoints x {}", nodes_ * offer_.nics_per_node,
                                       to_text(offer_.purchase.endpoint.value * adjustment_.price)));
    ledger.pay_at(available_, fabric());
    ledger.begin("storage", fmt::format("{:.3g} % of the servers", 100.0 * costs.storage.value));
    ledger.pay_at(available_, servers() * costs.storage.value);
    ledger.begin("installation", fmt::format("{:.3g} % of the servers", 100.0 * costs.install.value));
    ledger.pay_at(available_, servers() * costs.install.value);

    const DollarsPerSecond full = site_power() * (offer_.electricity.value * adjustment_.electricity);
    const DollarsPerSecond idle = full * costs.idle_power.value;
    ledger.begin("power",
                 fmt::format("{} at the meter (PUE {:.3g}) x {} {:.0f} % of the time, {:.3g} of it idle",
                             to_text(site_power()), offer_.pue.value,
                             to_text(offer_.electricity.value * adjustment_.electricity), 100.0 * use,
                             costs.idle_power.value));
    if (question_.demand == Demand::repeated) {
      ledger.pay_over(ready_, horizon, full * use + idle * (1.0 - use));
    } else {
      ledger.pay_over(ready_, ready_ + left_ * use, full);
      ledger.pay_over(ready_ + left_ * use, horizon, idle);
    }
    const Watts provided = node_power() * static_cast<double>(nodes_) * costs.provisioned.value;
    ledger.begin("space", fmt::format("{} provided x {}", to_text(provided),
                                      fmt::format("${:.0f}/kW-month", costs.space.value.base() * 1e3 *
                                                                          purchase_year.base() / 12.0)));
    ledger.pay_over(available_, horizon, provided * costs.space.value);
    const double people = gpus / 1000.0 * costs.staff.value;
    ledger.begin("staff", fmt::format("{:.1f} people x {} a year", people,
                                      to_text(costs.salary.value * purchase_year)));
    ledger.pay_over(available_, horizon, costs.salary.value * people);
    ledger.begin("repairs and spares",
                 fmt::format("{:.3g} % of servers and fabric a year", 100.0 * costs.repairs.value));
    ledger.pay_over(available_, horizon, (servers() + fabric()) * costs.repairs.value / purchase_year);
    const double age = years_of(horizon - available_);
    const double kept = std::pow(offer_.purchase.kept.value, age);
    ledger.begin("residual value",
                 fmt::format("{:.1f} % of the servers after {:.1f} years", 100.0 * kept, age));
    ledger.pay_at(horizon, servers() * -kept);
  }

  void rent(Ledger& ledger, double use) const {
    const int gpus = nodes_ * offer_.gpus_per_node;
    const DollarsPerSecond price = offer_.rent.price.value * adjustment_.price;
    const DollarsPerSecond all = price * static_cast<double>(gpus);
    const bool term = offer_.acquisition == Acquisition::reserved;
    const bool repeated = question_.demand == Demand::repeated;
    const Seconds busy = left_ * use;
    Seconds end = ready_ + (repeated ? left_ : busy);
    if (term) end = std::max(end, ready_ + offer_.rent.term);
    const DollarsPerSecond rate = !term && repeated ? all * use : all;
    ledger.begin("rent", fmt::format("{} GPUs x ${:.2f}/GPU-hour x {:.0f} h", gpus,
                                     price.in(dollars_per_hour), (term ? end - ready_ : busy).in(hours)));
    ledger.pay_over(ready_, end, rate);
    ledger.begin("storage",
                 fmt::format("{:.3g} % of the rent", 100.0 * question_.costs.rented_storage.value));
    ledger.pay_over(ready_, end, rate * question_.costs.rented_storage.value);
  }

  const PurchaseQuestion& question_;
  const Offer& offer_;
  std::span<const WorkloadPlan> plans_;
  const Adjustment& adjustment_;
  Seconds available_{}, ready_{}, left_{}, pass_{};
  int nodes_ = 0;
};

Dollars sum_of(const std::vector<CostLine>& items) {
  Dollars sum{};
  for (const CostLine& one : items) sum += one.total;
  return sum;
}

/// What is not returned.
Dollars spent_of(const std::vector<CostLine>& items) {
  Dollars sum{};
  for (const CostLine& one : items) sum += std::max(Dollars{}, one.total);
  return sum;
}

Dollars capital_of(const PurchaseQuestion& question, const Offer& offer, const Valuation& valuation) {
  if (!offer.owned()) return {};
  return valuation.servers() * (1.0 + question.costs.storage.value + question.costs.install.value) +
         valuation.fabric();
}

void check_caps(const PurchaseQuestion& question, const Offer& offer, OfferOutcome& out) {
  const PurchaseCaps& caps = question.caps;
  const auto refuse = [&](std::string why) { out.why_not.push_back(std::move(why)); };
  if (caps.budget && out.spent > *caps.budget)
    refuse(fmt::format("spends {}, the budget is {}", to_text(out.spent), to_text(*caps.budget)));
  if (caps.capital && out.capital > *caps.capital)
    refuse(
        fmt::format("{} are due on delivery, the cap is {}", to_text(out.capital), to_text(*caps.capital)));
  if (caps.power && offer.owned() && out.site_power > *caps.power)
    refuse(fmt::format("draws {}, the site has {}", to_text(out.site_power), to_text(*caps.power)));
  if (out.passes <= 0.0) {
    refuse(fmt::format("is ready on {}, after the horizon", date_text(question.start, out.ready)));
    return;
  }
  if (question.demand == Demand::once && out.passes < 1.0 - 1e-12)
    refuse(fmt::format("finishes {:.0f} % of the work before the horizon ends", 100.0 * out.passes));
  if (caps.deadline && out.finish > since_start(question, *caps.deadline)) {
    refuse(fmt::format("finishes on {}, the deadline is {}", date_text(question.start, out.finish),
                       date_text(*caps.deadline)));
  }
}

}  // namespace

OfferOutcome value_offer(const PurchaseQuestion& question, const Offer& offer,
                         std::span<const WorkloadPlan> plans, const Adjustment& adjustment) {
  OfferOutcome out;
  out.offer = offer.name;
  const Valuation valuation(question, offer, plans, adjustment);
  out.ready = valuation.ready();
  if (!valuation.all_run()) {
    for (const WorkloadPlan& one : plans) {
      if (!one.runs) out.why_not.push_back(fmt::format("cannot run {}: {}", one.workload, one.why_not));
    }
    return out;
  }
  const double use = valuation.usual_share();
  out.nodes_paid = valuation.nodes();
  out.items = valuation.items(use);
  out.total = sum_of(out.items);
  out.spent = spent_of(out.items);
  out.capital = capital_of(question, offer, valuation);
  out.site_power = valuation.site_power();
  out.energy = valuation.energy(use);
  out.busy = valuation.left() * use;
  out.passes = out.busy / valuation.pass();
  Seconds at = out.ready;
  for (std::size_t w = 0; w < plans.size(); ++w) {
    const double runs = question.workloads[w].runs;
    const Seconds time = valuation.elapsed(w) * runs;
    at += time;
    WorkloadShare share{.workload = plans[w].workload,
                        .tokens = plans[w].tokens * runs * out.passes,
                        .elapsed = valuation.elapsed(w),
                        .finish = at,
                        .share = time / valuation.pass()};
    out.tokens += share.tokens;
    if (out.total > Dollars{}) share.tokens_per_dollar = share.tokens / (out.total.base() * share.share);
    if (out.energy > Joules{})
      share.tokens_per_kwh = share.tokens / (out.energy.in(kilowatt_hours)*share.share);
    // The total falls on the nodes paid for and the hours jobs run: what of it no step came out of.
    const double used = static_cast<double>(plans[w].gpus) / (out.nodes_paid * offer.gpus_per_node);
    out.standby += out.total * (share.share * (1.0 - used));
    out.lost += out.total * (share.share * used * (1.0 - plans[w].goodput));
    out.workloads.push_back(std::move(share));
  }
  out.finish = at;
  if (out.total > Dollars{}) out.tokens_per_dollar = out.tokens / out.total.base();
  if (out.energy > Joules{}) out.tokens_per_kwh = out.tokens / out.energy.in(kilowatt_hours);
  check_caps(question, offer, out);
  out.feasible = out.why_not.empty();
  return out;
}

CostLaw cost_law(const PurchaseQuestion& question, const Offer& offer, std::span<const WorkloadPlan> plans,
                 const Adjustment& adjustment) {
  const Valuation valuation(question, offer, plans, adjustment);
  const std::vector<CostLine> idle = valuation.items(0.0);
  const Dollars none = sum_of(idle), all = sum_of(valuation.items(1.0));
  return {.fixed = none,
          .running = all - none,
          .spent = spent_of(idle),
          .capital = capital_of(question, offer, valuation),
          .site_power = offer.owned() ? valuation.site_power() : Watts{},
          .nodes = valuation.nodes(),
          .ready = valuation.ready(),
          .available = valuation.left()};
}

double score(const PurchaseQuestion& question, const OfferOutcome& outcome) {
  switch (question.goal) {
    case PurchaseGoal::tokens_per_dollar:
      return outcome.tokens_per_dollar;
    case PurchaseGoal::cost:
      return -outcome.total.base();
    case PurchaseGoal::finish:
      return -outcome.finish.base();
    case PurchaseGoal::tokens:
      return outcome.tokens;
    case PurchaseGoal::tokens_per_kwh:
      return outcome.tokens_per_kwh;
  }
  return 0;
}

}  // namespace trainyard
