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
      add(runner_up());
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
    return fmt::format("{} ({} days after the start)", date_text(question_.start, one.finish),
                       grouped(whole_days(one.finish)));
  }

  [[nodiscard]] std::string work() const {
    std::string names;
    for (const Workload& one : question_.workloads) names += (names.empty() ? "" : " and ") + one.name;
    return names;
  }

  [[nodiscard]] std::string answer() const {
    const std::size_t best = report_.order.front();
    const OfferOutcome& one = outcome(best);
    const bool owned = offer(best).owned();
    std::string text =
        fmt::format("{} {} ({}). ", owned ? "Buy" : "Rent", offer(best).name, offer_words(offer(best)));
    text += fmt::format("It finishes {}{} by {}. ", work(),
                        question_.demand == Demand::repeated ? " for the first time" : "", done_by(best));
    if (question_.demand == Demand::repeated) {
      text += fmt::format("Until {} it trains {} tokens for {} in all",
                          date_text(question_.start, question_.horizon), short_count(one.tokens),
                          money_text(one.total));
    } else {
      text += fmt::format("That costs {} in all", money_text(one.total));
    }
    if (owned) text += fmt::format(", {} of it on delivery", money_text(one.capital));
    return text + fmt::format(": {} tokens per dollar, {} per kWh.", short_count(one.tokens_per_dollar),
                              short_count(one.tokens_per_kwh));
  }

  /// The best feasible offer of another kind than the winner's.
  [[nodiscard]] std::optional<std::size_t> second() const {
    for (const std::size_t i : report_.order) {
      if (offer(i).family != offer(report_.order.front()).family && outcome(i).feasible) return i;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string runner_up() const {
    const std::optional<std::size_t> next = second();
    if (!next) return {};
    const OfferOutcome& best = outcome(report_.order.front());
    const OfferOutcome& other = outcome(*next);
    std::string text = fmt::format("Not {} ({}): ", other.offer, offer_words(offer(*next)));
    const auto times = [](double ratio, const char* more, const char* less) {
      return ratio >= 1.0 ? fmt::format("{:.2f} times {}", ratio, more)
                          : fmt::format("{:.0f} % {}", 100.0 * (1.0 - ratio), less);
    };
    text += fmt::format("it gives {} tokens per dollar, {}; ", short_count(other.tokens_per_dollar),
                        times(other.tokens_per_dollar / best.tokens_per_dollar, "as many", "fewer"));
    text += fmt::format("it costs {}, {}, ", money_text(other.total),
                        times(other.total / best.total, "as much", "less"));
    if (question_.demand == Demand::repeated)
      text += fmt::format("trains {} tokens, {}, ", short_count(other.tokens),
                          times(other.tokens / best.tokens, "as many", "fewer"));
    text += fmt::format("draws {} against {}, ", to_text(other.site_power), to_text(best.site_power));
    return text + fmt::format("and finishes by {}.", done_by(*next));
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
        "does not know; in {} when only prices move, in {} when only the estimate does.",
        family, share_text(family_share(family, &Stability::Share::both)), grouped(draws.draws),
        100.0 * question_.price_spread, share_text(family_share(family, &Stability::Share::prices)),
        share_text(family_share(family, &Stability::Share::estimate)));
    if (question_.caps.deadline || question_.caps.budget || question_.caps.power || question_.caps.capital)
      text += fmt::format(" {} itself keeps every cap in {} of the draws.", offer(best).name,
                          share_text(draws.offers[best].feasible));
    return text;
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
    std::string text = fmt::format("{}: at least {} GPUs. {}", one.family, grouped(offer(*one.fewest).count),
                                   needs(*one.fewest));
    text += fmt::format(" for {}", money_text(found.total));
    if (question_.caps.deadline)
      text += fmt::format(", {} days before the deadline",
                          (*question_.caps.deadline - question_.start).count() - whole_days(found.finish));
    if (!one.next_below) return text + fmt::format(". It is the fewest tried: less may do.");
    text += fmt::format("; the next fewer tried, {}, {}", grouped(offer(*one.next_below).count),
                        outcome(*one.next_below).why_not.front());
    return text + fmt::format(". It holds in {} of the draws.",
                              share_text(report_.stability.offers[*one.fewest].feasible));
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
      parts += fmt::format("{}{} {} for {} ({})", parts.empty() ? "" : " and ", grouped(part.gpus), of.gpu,
                           money_text(part.cost), runs.empty() ? std::string("idle") : runs);
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
      text = fmt::format("Buying {} beats renting {} when jobs run {} than {} of the time", one.bought,
                         one.rented, one.buying_wins_below ? "less" : "more", share_text(*one.utilisation));
    } else if (one.buying_always || one.renting_always) {
      text =
          fmt::format("{} {} beats {} {} at any use", one.buying_always ? "Buying" : "Renting",
                      one.buying_always ? one.bought : one.rented, one.buying_always ? "renting" : "buying",
                      one.buying_always ? one.rented : one.bought);
    } else {
      return {};
    }
    if (one.rent)
      text += fmt::format("; at the use of this question both cost the same at ${:.2f}/GPU-hour",
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

}  // namespace trainyard
