// The answer in plain words.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/purchase/report_rows.h"
#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

class Words {
 public:
  explicit Words(const PurchaseReport& report) : report_(report), question_(report.question) {}

  std::vector<std::string> all() {
    for (const CountAnswer& one : report_.counts) add(count_sentence(one));
    if (report_.answered()) {
      add(answer());
      add(lost());
      add(others());
      add(sureness());
    } else {
      add(no_answer());
    }
    add(refused());
    add(mixed());
    if (report_.break_evens.size() <= most_pairs) {
      for (const BreakEven& one : report_.break_evens) add(break_even(one));
    }
    return std::move(paragraphs_);
  }

 private:
  static constexpr std::size_t most_pairs = 6;  // beyond, the table tells them

  void add(std::string text) {
    if (!text.empty()) paragraphs_.push_back(std::move(text));
  }

  [[nodiscard]] const Offer& offer(std::size_t i) const { return question_.offers[i]; }
  [[nodiscard]] const OfferOutcome& outcome(std::size_t i) const { return report_.outcomes[i]; }

  [[nodiscard]] std::string done_by(std::size_t i) const {
    const OfferOutcome& one = outcome(i);
    return fmt::format("{} ({} after the start)", date_text(question_.start, one.finish),
                       days_text(whole_days(one.finish)));
  }

  [[nodiscard]] static std::string days_text(std::int64_t count) {
    return fmt::format("{} day{}", grouped(static_cast<double>(count)), count == 1 ? "" : "s");
  }

  [[nodiscard]] std::string work() const {
    std::string names;
    for (const Workload& one : question_.workloads) names += (names.empty() ? "" : " and ") + one.name;
    return names;
  }

  /// "the 2,000 h800-sxm (offer 2000-h800)".
  [[nodiscard]] std::string the(std::size_t i) const {
    return fmt::format("the {} {} (offer {})", grouped(offer(i).count), offer(i).gpu, offer(i).name);
  }
  [[nodiscard]] static std::string_view how(const Offer& one) {
    switch (one.acquisition) {
      case Acquisition::purchase:
        return "";
      case Acquisition::on_demand:
        return " by the hour";
      case Acquisition::reserved:
        return " for a term";
      case Acquisition::spot:
        return " as spot";
    }
    return "";
  }

  [[nodiscard]] std::string answer() const {
    const std::size_t best = report_.order.front();
    const OfferOutcome& one = outcome(best);
    const bool owned = offer(best).owned();
    std::string text = fmt::format("{} {}{}. ", owned ? "Buy" : "Rent", the(best), how(offer(best)));
    text += fmt::format("They train {} tokens per dollar and {} per kWh, and finish {}{} by {}. ",
                        short_count(one.tokens_per_dollar), short_count(one.tokens_per_kwh), work(),
                        question_.demand == Demand::repeated ? " for the first time" : "", done_by(best));
    if (question_.demand == Demand::repeated) {
      text += fmt::format("Until {} they train {} tokens for {} in all",
                          date_text(question_.start, question_.horizon), short_count(one.tokens),
                          money_text(one.total));
    } else {
      text += fmt::format("That costs {} in all", money_text(one.total));
    }
    if (owned) text += fmt::format(", {} of it on delivery", money_text(one.capital));
    return text + ".";
  }

  [[nodiscard]] static std::string times(double ratio, std::string_view more, std::string_view less) {
    return ratio >= 1.0 ? fmt::format("{:.2f} times {}", ratio, more)
                        : fmt::format("{:.0f} % {}", 100.0 * (1.0 - ratio), less);
  }

  [[nodiscard]] double gpu_hours(std::size_t i) const {  // in which jobs run, of all GPUs paid for
    return outcome(i).nodes_paid * offer(i).gpus_per_node * outcome(i).busy.in(hours);
  }

  /// Tokens per dollar are tokens per GPU-hour over dollars per GPU-hour: which of the two decides.
  [[nodiscard]] std::string why(std::size_t i) const {
    const std::size_t best = report_.order.front();
    const double work_ratio = (outcome(i).tokens / gpu_hours(i)) / (outcome(best).tokens / gpu_hours(best));
    const double cost_ratio = (outcome(i).total / gpu_hours(i)) / (outcome(best).total / gpu_hours(best));
    return fmt::format("an hour of one of its GPUs trains {:.0f} % of the tokens and costs {:.0f} % as much",
                       100.0 * work_ratio, 100.0 * cost_ratio);
  }

  /// What a run takes there against the best offer, and on which stack when it is another one.
  [[nodiscard]] std::string runs_of(std::size_t i) const {
    std::string text;
    for (std::size_t w = 0; w < question_.workloads.size(); ++w) {
      const WorkloadPlan& here = report_.plans[i][w];
      const WorkloadPlan& best = report_.plans[report_.order.front()][w];
      text += fmt::format("{}{} takes {:.1f} days against {:.1f}", text.empty() ? "" : ", ", here.workload,
                          here.elapsed.in(days), best.elapsed.in(days));
      if (here.software != best.software)
        text += fmt::format(" (software {} against {})", here.software, best.software);
    }
    return text;
  }

  /// The items that make most of a dearer offer's difference.
  [[nodiscard]] std::string dearest(std::size_t i) const {
    std::vector<std::pair<Dollars, std::string>> more;
    for (const CostLine& line : outcome(i).items) {
      Dollars difference = line.total;
      for (const CostLine& other : outcome(report_.order.front()).items) {
        if (other.item == line.item) difference -= other.total;
      }
      if (difference > Dollars{}) more.emplace_back(difference, line.item);
    }
    std::stable_sort(more.begin(), more.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    constexpr std::size_t most = 3;
    for (std::size_t n = 0; n < std::min(most, more.size()); ++n)
      text += fmt::format("{}{} +{}", text.empty() ? "" : ", ", more[n].second, money_text(more[n].first));
    return text;
  }

  [[nodiscard]] std::string lost() const {
    const std::optional<std::size_t> next = runner_up(question_, report_.outcomes, report_.order);
    if (!next) return {};
    const OfferOutcome& best = outcome(report_.order.front());
    const OfferOutcome& other = outcome(*next);
    std::string text =
        fmt::format("Not {}{}: they give {} tokens per dollar, {}, and {} per kWh; ", the(*next),
                    how(offer(*next)), short_count(other.tokens_per_dollar),
                    times(other.tokens_per_dollar / best.tokens_per_dollar, "as many", "fewer"),
                    short_count(other.tokens_per_kwh));
    text += fmt::format("cost {}, {}; ", money_text(other.total),
                        times(other.total / best.total, "as much", "less"));
    if (question_.demand == Demand::repeated)
      text += fmt::format("train {} tokens, {}; ", short_count(other.tokens),
                          times(other.tokens / best.tokens, "as many", "fewer"));
    text += fmt::format("draw {} against {}; finish by {}.", to_text(other.site_power),
                        to_text(best.site_power), done_by(*next));
    text += fmt::format(" Why: {}; {}.", why(*next), runs_of(*next));
    if (other.total > best.total) text += fmt::format(" Dearer are {}.", dearest(*next));
    return text;
  }

  /// One sentence for each family further behind.
  [[nodiscard]] std::string others() const {
    const std::optional<std::size_t> next = runner_up(question_, report_.outcomes, report_.order);
    if (!next) return {};
    std::vector<std::string> told{offer(report_.order.front()).family, offer(*next).family};
    std::string text;
    const double best = outcome(report_.order.front()).tokens_per_dollar;
    for (const std::size_t i : report_.order) {
      if (!outcome(i).feasible || std::find(told.begin(), told.end(), offer(i).family) != told.end())
        continue;
      told.push_back(offer(i).family);
      text += fmt::format("{}Nor {}: {} tokens per dollar, {}; {}.", text.empty() ? "" : " ", offer(i).name,
                          short_count(outcome(i).tokens_per_dollar),
                          times(outcome(i).tokens_per_dollar / best, "as many", "fewer"), why(i));
    }
    return text;
  }

  [[nodiscard]] std::string sureness() const {
    const Stability& draws = report_.stability;
    const std::size_t best = report_.order.front();
    // Offers of one family differ in their count alone: the family's shares add up.
    const auto family_share = [&](const std::string& family, double Stability::Share::*share) {
      double sum = 0;
      for (std::size_t i = 0; i < question_.offers.size(); ++i) {
        if (offer(i).family == family) sum += draws.offers[i].*share;
      }
      return sum;
    };
    const std::string& family = offer(best).family;
    std::string text = fmt::format(
        "How sure: {} is best in {} of {} draws of prices ({:.0f} % up and down) and of what the estimate "
        "does not know; in {} when only prices move, in {} when only the estimate does. All offers keep "
        "their "
        "order in {}.",
        family, share_text(family_share(family, &Stability::Share::both)), grouped(draws.draws),
        100.0 * question_.price_spread, share_text(family_share(family, &Stability::Share::prices)),
        share_text(family_share(family, &Stability::Share::estimate)), share_text(draws.same_order));
    text += turning();
    if (question_.caps.deadline || question_.caps.budget || question_.caps.power || question_.caps.capital)
      text += fmt::format(" {} itself keeps every cap in {} of the draws.", offer(best).name,
                          share_text(draws.offers[best].feasible));
    return text;
  }

  [[nodiscard]] std::string turning() const {
    if (!report_.turning) return {};
    const TurningPrice& at = *report_.turning;
    if (!at.up && !at.down)
      return fmt::format(" No price of {} or {} alone puts {} first.", at.first, at.second, at.second);
    std::string text = fmt::format(" {} would be first", at.second);
    if (at.up) text += fmt::format(" were the price of {} {:.2f} times as high", at.first, *at.up);
    if (at.down)
      text += fmt::format("{} were its own {:.2f} times what it is", at.up ? ", or" : "", *at.down);
    return text + ".";
  }

  [[nodiscard]] std::string no_answer() const {
    std::string text = "No offer keeps all caps and runs all workloads.";
    if (report_.order.empty()) return text;
    const OfferOutcome& nearest = outcome(report_.order.front());
    text += fmt::format(" Nearest is {}:", nearest.offer);
    for (const std::string& why : nearest.why_not) text += fmt::format(" it {};", why);
    text.back() = '.';
    return text;
  }

  [[nodiscard]] std::string refused() const {
    std::string text;
    constexpr std::size_t most = 4;
    std::size_t told = 0, left = 0;
    for (const std::size_t i : report_.order) {
      const bool counted = std::any_of(report_.counts.begin(), report_.counts.end(), [&](const auto& one) {
        return one.family == offer(i).family;  // its smaller ones are told above
      });
      if (outcome(i).feasible || counted || (!report_.answered() && i == report_.order.front())) continue;
      if (told == most) {
        ++left;
        continue;
      }
      ++told;
      text += fmt::format("{}{} is out: it {}", text.empty() ? "" : ". ", outcome(i).offer,
                          outcome(i).why_not.front());
      for (std::size_t w = 1; w < outcome(i).why_not.size(); ++w)
        text += fmt::format("; it {}", outcome(i).why_not[w]);
    }
    if (left > 0) text += fmt::format(". {} more are out, see the table", left);
    return text.empty() ? text : text + ".";
  }

  [[nodiscard]] std::string count_sentence(const CountAnswer& one) const {
    const auto needs = [&](std::size_t i) {
      return fmt::format("{} {} finish by {}", grouped(offer(i).count), offer(i).gpu, done_by(i));
    };
    if (!one.fewest) {
      return fmt::format("{}: no count from {} to {} does. With the most, it {}.", one.family,
                         grouped(one.tried_from), grouped(one.tried_to),
                         one.next_below ? outcome(*one.next_below).why_not.front() : std::string("fails"));
    }
    const OfferOutcome& found = outcome(*one.fewest);
    const std::size_t fewest = *one.fewest;
    std::string text =
        fmt::format("{}: at least {} GPUs. {}", one.family, grouped(offer(fewest).count), needs(fewest));
    text += fmt::format(" for {}", money_text(found.total));
    if (question_.workloads.size() == 1)
      text += fmt::format(" ({} in the plan, {} nodes spare)", grouped(report_.plans[fewest].front().gpus),
                          report_.plans[fewest].front().spare_nodes);
    if (question_.caps.deadline)
      text += fmt::format(
          ", {} before the deadline",
          days_text((*question_.caps.deadline - question_.start).count() - whole_days(found.finish)));
    if (one.next_below) {
      text += fmt::format("; the next fewer tried, {}, {}.", grouped(offer(*one.next_below).count),
                          outcome(*one.next_below).why_not.front());
    } else {
      text += ". It is the fewest tried: less may do.";
    }
    text += fmt::format(" They do in {} of the draws", share_text(report_.stability.offers[fewest].feasible));
    if (one.sure == one.fewest) return text + ".";
    const std::string share = share_text(sure_share);
    if (!one.sure) return text + fmt::format("; none tried does in {}.", share);
    return text + fmt::format("; to be sure of {}, take {}.", share, grouped(offer(*one.sure).count));
  }

  [[nodiscard]] std::string mixed() const {
    if (!report_.why_no_mix.empty()) return "Some of each: " + report_.why_no_mix + ".";
    if (!report_.mix) return {};
    const Mix& mix = *report_.mix;
    std::string parts;
    for (const MixPart& part : mix.parts) {
      const Offer& of = offer(part.offer);
      std::string runs;
      for (std::size_t w = 0; w < part.runs.size(); ++w) {
        if (part.runs[w] > 0)
          runs += fmt::format("{}{:.3g} x {}", runs.empty() ? "" : ", ", part.runs[w],
                              question_.workloads[w].name);
      }
      parts += fmt::format("{}{} {} of {} for {} ({})", parts.empty() ? "" : " and ", grouped(part.gpus),
                           of.gpu, of.name, money_text(part.cost), runs.empty() ? std::string("idle") : runs);
    }
    const std::string money =
        mix.budget > Dollars{} ? fmt::format(" for at most {} ({})", money_text(mix.budget), mix.budget_from)
                               : std::string();
    if (!mix.better_than_single)
      return fmt::format("Some of each does not pay: the best mixture{} is {}, {} alone.", money, parts,
                         mix.best_single);
    if (question_.demand == Demand::once)
      return fmt::format("Some of each is cheaper: {}, {} in all against {} of {} alone.", parts,
                         money_text(mix.cost), money_text(mix.single_cost), mix.best_single);
    return fmt::format("Some of each does more{}: {}, {} tokens against {} of {} alone ({:+.1f} %).", money,
                       parts, short_count(mix.tokens), short_count(mix.single_tokens), mix.best_single,
                       100.0 * (mix.tokens / mix.single_tokens - 1.0));
  }

  [[nodiscard]] std::string break_even(const BreakEven& one) const {
    std::string text;
    if (one.utilisation) {
      text = fmt::format("To buy ({}) is cheaper than to rent ({}) when jobs run {} than {} of the time",
                         one.bought, one.rented, one.buying_wins_below ? "less" : "more",
                         share_text(*one.utilisation));
    } else if (one.buying_always || one.renting_always) {
      text = fmt::format("To {} ({}) is cheaper than to {} ({}) at any use",
                         one.buying_always ? "buy" : "rent", one.buying_always ? one.bought : one.rented,
                         one.buying_always ? "rent" : "buy", one.buying_always ? one.rented : one.bought);
    } else {
      return {};
    }
    if (one.rent)
      text += fmt::format("; at the use of this question a rent of ${:.2f}/GPU-hour would cost the same",
                          one.rent->in(dollars_per_hour));
    return text + ".";
  }

  const PurchaseReport& report_;
  const PurchaseQuestion& question_;
  std::vector<std::string> paragraphs_{};
};

}  // namespace

std::vector<std::string> answer_in_words(const PurchaseReport& report) {
  return Words(report).all();
}

std::string answer_line(const PurchaseReport& report) {
  if (!report.answered()) return "no offer keeps all caps";
  const Offer& offer = report.question.offers[report.order.front()];
  const OfferOutcome& one = report.outcomes[report.order.front()];
  return fmt::format("{} {}: {} tokens/$, {} in all, done by {}", offer.owned() ? "buy" : "rent", offer.name,
                     short_count(one.tokens_per_dollar), money_text(one.total),
                     date_text(report.question.start, one.finish));
}

}  // namespace trainyard
