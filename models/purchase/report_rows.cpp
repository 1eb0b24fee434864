#include "models/purchase/report_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

class Lines {
 public:
  template <class T>
  void add(std::string what, std::string value, const Sourced<T>& of) {
    if (of.source.empty() || !seen_.insert(what + value + of.source).second) return;
    std::string evidence(to_text(of.evidence));
    if (of.relative_sigma > 0) evidence += fmt::format(", sigma {:.0f} %", 100.0 * of.relative_sigma);
    lines_.push_back({std::move(what), std::move(value), std::move(evidence), of.source});
  }
  std::vector<SourcedLine> take() { return std::move(lines_); }

 private:
  std::vector<SourcedLine> lines_{};
  std::set<std::string> seen_{};
};

std::string percent_of(double share) {
  return fmt::format("{:.3g} %", 100.0 * share);
}

}  // namespace

std::vector<SourcedLine> sourced_lines(const PurchaseQuestion& question) {
  Lines lines;
  bool owned = false, rented = false;
  for (const Offer& offer : question.offers) {
    const std::string& of = offer.family;
    if (offer.owned()) {
      owned = true;
      lines.add(of + ": node", to_text(offer.purchase.node.value), offer.purchase.node);
      lines.add(of + ": fabric, per NIC", to_text(offer.purchase.endpoint.value), offer.purchase.endpoint);
      lines.add(of + ": value kept per year", percent_of(offer.purchase.kept.value), offer.purchase.kept);
      lines.add(of + ": electricity", to_text(offer.electricity.value), offer.electricity);
    } else {
      rented = true;
      lines.add(of + ": rent", fmt::format("${:.2f}/GPU-hour", offer.rent.price.value.in(dollars_per_hour)),
                offer.rent.price);
    }
    if (offer.acquisition == Acquisition::spot) {
      lines.add(of + ": life of a spot node", to_text(offer.rent.node_lifetime.value),
                offer.rent.node_lifetime);
      lines.add(of + ": wait for another", to_text(offer.rent.replacement_wait.value),
                offer.rent.replacement_wait);
    }
    lines.add(of + ": power of a node", to_text(offer.node_power.value), offer.node_power);
    lines.add(of + ": PUE", fmt::format("{:.3g}", offer.pue.value), offer.pue);
  }
  if (question.demand == Demand::repeated)
    lines.add("share of the time jobs run", percent_of(question.utilisation.value), question.utilisation);
  const OwnershipCosts& costs = question.costs;
  if (owned) {
    lines.add("storage, of the servers", percent_of(costs.storage.value), costs.storage);
    lines.add("installation, of the servers", percent_of(costs.install.value), costs.install);
    lines.add("time to install", to_text(costs.install_time.value), costs.install_time);
    lines.add("space",
              fmt::format("${:.0f}/kW-month", costs.space.value.base() * 1e3 * purchase_year.base() / 12.0),
              costs.space);
    lines.add("power provided over power drawn", fmt::format("{:.3g}", costs.provisioned.value),
              costs.provisioned);
    lines.add("people per thousand GPUs", fmt::format("{:.3g}", costs.staff.value), costs.staff);
    lines.add("salary", to_text(costs.salary.value * purchase_year) + " a year", costs.salary);
    lines.add("repairs a year, of the hardware", percent_of(costs.repairs.value), costs.repairs);
    lines.add("idle node's power", percent_of(costs.idle_power.value), costs.idle_power);
  }
  if (rented)
    lines.add("rented storage, of the rent", percent_of(costs.rented_storage.value), costs.rented_storage);
  lines.add("power of switches and storage", percent_of(costs.overhead_power.value), costs.overhead_power);
  return lines.take();
}

std::vector<std::string> purchase_assumptions(const PurchaseReport& report) {
  const PurchaseQuestion& question = report.question;
  std::vector<std::string> out = question.assumptions;
  out.push_back(question.demand == Demand::once
                    ? "The workloads are run once, one after the other, as soon as the cluster is ready; "
                      "what is bought is kept, idle, until the horizon."
                    : "The workloads follow one another again and again; the pass that is under way at the "
                      "horizon counts for what it has done.");
  out.push_back(
      "A job uses the largest number of whole nodes that a legal plan can use well; the others are "
      "its spares.");
  out.push_back(
      fmt::format("Prices are drawn within {:.0f} % up and down, times with the standard deviation "
                  "of each estimate; {} draws, seed {}.",
                  100.0 * question.price_spread, report.stability.draws, report.stability.seed));
  if (question.discount > 0)
    out.push_back(fmt::format("Amounts are present values at {:.3g} % a year.", 100.0 * question.discount));
  for (const Workload& one : question.workloads)
    out.push_back(
        fmt::format("{} takes over what the scenario {} assumes about its model, batch and loads "
                    "(trainyard run {} lists it), not its plan and number of GPUs.",
                    one.name, one.scenario, one.scenario));
  std::size_t legal = 0, simulated = 0;
  bool proved = true;
  for (const auto& of_offer : report.plans) {
    for (const WorkloadPlan& plan : of_offer) {
      legal += plan.legal_plans;
      simulated += plan.simulated_plans;
      proved = proved && (!plan.runs || plan.proved);
    }
  }
  out.push_back(
      fmt::format("The plans were searched: {} legal ones in the spaces asked for, {} of them simulated "
                  "because a bound could not rule them out; {}.",
                  grouped(static_cast<double>(legal)), grouped(static_cast<double>(simulated)),
                  proved ? "each one taken is proved to be the fastest of its space"
                         : "not every one taken is proved to be the fastest of its space"));
  std::set<std::string> seen;
  for (const auto& of_offer : report.plans) {
    for (const WorkloadPlan& plan : of_offer) {
      for (const std::string& one : plan.assumptions) {
        if (seen.insert(plan.workload + one).second) out.push_back(fmt::format("{}: {}", plan.workload, one));
      }
    }
  }
  return out;
}

std::string offer_words(const Offer& offer) {
  return fmt::format("{} {}, {}", grouped(offer.count), offer.gpu, to_text(offer.acquisition));
}

int whole_days(Seconds time) {
  return static_cast<int>(std::ceil(time.in(days)-1e-9));
}

std::string short_count(double value) {
  return count_text(value, 3);
}

std::string share_text(double share) {
  return fmt::format("{:.0f} %", 100.0 * share);
}

std::string money_text(Dollars amount) {
  return amount < Dollars{} ? "-" + to_text(-amount) : to_text(amount);
}

std::vector<std::string> break_even_row(const BreakEven& one) {
  const std::string when =
      one.utilisation
          ? fmt::format("{} {} use", one.buying_wins_below ? "below" : "above", share_text(*one.utilisation))
      : one.buying_always ? std::string("always")
                          : std::string("never");
  return {one.bought, one.rented, when,
          one.rent ? fmt::format("${:.2f}/GPU-hour", one.rent->in(dollars_per_hour)) : "-"};
}

std::string_view goal_words(PurchaseGoal goal) {
  switch (goal) {
    case PurchaseGoal::tokens_per_dollar:
      return "most tokens per dollar";
    case PurchaseGoal::cost:
      return "least cost";
    case PurchaseGoal::finish:
      return "earliest finish";
    case PurchaseGoal::tokens:
      return "most tokens";
    case PurchaseGoal::tokens_per_kwh:
      return "most tokens per kWh";
  }
  return "";
}

char region_letter(int offer) {
  if (offer < 0) return '.';
  constexpr int letters = 26;
  return static_cast<char>(offer < letters ? 'A' + offer : 'a' + (offer - letters) % letters);
}

}  // namespace trainyard
