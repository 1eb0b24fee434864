#include "models/purchase/purchase.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace trainyard {

namespace {

std::vector<CountAnswer> count_answers(const PurchaseQuestion& question,
                                       const std::vector<OfferOutcome>& outcomes,
                                       const std::vector<std::size_t>& order, const Stability& stability) {
  std::map<std::string, std::vector<std::size_t>> families;
  for (std::size_t i = 0; i < question.offers.size(); ++i) families[question.offers[i].family].push_back(i);
  std::vector<CountAnswer> answers;
  for (auto& [family, members] : families) {
    if (members.size() < 2) continue;
    std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
      return question.offers[a].count < question.offers[b].count;
    });
    CountAnswer answer{.family = family,
                       .tried_from = question.offers[members.front()].count,
                       .tried_to = question.offers[members.back()].count};
    for (const std::size_t i : members) {
      if (outcomes[i].feasible) {
        answer.fewest = i;
        break;
      }
      answer.next_below = i;
    }
    const auto sure = std::find_if(members.begin(), members.end(), [&](std::size_t i) {
      return outcomes[i].feasible && stability.offers[i].feasible >= sure_share;
    });
    if (sure != members.end()) answer.sure = *sure;
    answers.push_back(std::move(answer));
  }
  // The better family first: by the offer found, families without one last.
  const auto place = [&](const CountAnswer& one) {
    return one.fewest ? std::find(order.begin(), order.end(), *one.fewest) - order.begin()
                      : static_cast<std::ptrdiff_t>(order.size());
  };
  std::stable_sort(answers.begin(), answers.end(),
                   [&](const CountAnswer& a, const CountAnswer& b) { return place(a) < place(b); });
  return answers;
}

}  // namespace

Result<PurchaseReport> answer_purchase(const PurchaseQuestion& question, PlanTable plans,
                                       const PurchaseOptions& options) {
  PurchaseReport report;
  report.question = question;
  report.plans = std::move(plans);
  for (std::size_t i = 0; i < question.offers.size(); ++i)
    report.outcomes.push_back(value_offer(question, question.offers[i], report.plans[i]));
  report.order = rank_offers(question, report.outcomes);
  report.stability = draw_ranks(question, report.plans, options.seed, options.threads);
  report.turning = turning_price(question, report.plans, report.order);
  report.break_evens = break_evens(question, report.plans);
  report.curves = use_curves(question, report.plans);
  report.regions = win_regions(question, report.plans);
  report.counts = count_answers(question, report.outcomes, report.order, report.stability);
  Result<std::optional<Mix>> mix = best_mix(question, report.plans, report.outcomes);
  if (mix) {
    report.mix = std::move(mix.value());
  } else {
    report.why_no_mix = mix.error().front().message;
  }
  return report;
}

Result<PurchaseReport> answer_purchase(const PurchaseQuestion& question, const PlanFinder& finder,
                                       const PurchaseOptions& options) {
  PlanTable plans(question.offers.size());
  const std::size_t all = question.offers.size() * question.workloads.size();
  std::size_t done = 0;
  for (std::size_t i = 0; i < question.offers.size(); ++i) {
    for (const Workload& workload : question.workloads) {
      if (options.progress)
        options.progress(fmt::format("{} on {}", workload.name, question.offers[i].name), done, all);
      TRAINYARD_TRY(plan, finder(question.offers[i], workload));
      plans[i].push_back(plan);
      ++done;
    }
  }
  if (options.progress) options.progress("valuing", done, all);
  return answer_purchase(question, std::move(plans), options);
}

}  // namespace trainyard
