#pragma once
// What the writers of a buyer's report share.
#include <string>
#include <vector>

#include "models/purchase/purchase_report.h"

namespace trainyard {

/// A number the answer rests on, with where it comes from.
struct SourcedLine {
  std::string what{};
  std::string value{};
  std::string evidence{};
  std::string source{};
};

/// Prices, power, use and the costs of owning, each once.
[[nodiscard]] std::vector<SourcedLine> sourced_lines(const PurchaseQuestion& question);

/// Sentences on what was assumed: the question's own and how the offers and plans are counted.
[[nodiscard]] std::vector<std::string> purchase_assumptions(const PurchaseReport& report);

/// "2,000 h800-sxm, bought".
[[nodiscard]] std::string offer_words(const Offer& offer);
/// Days from the question's start, rounded up as dates are.
[[nodiscard]] int whole_days(Seconds time);
/// "1.05M".
[[nodiscard]] std::string short_count(double value);
/// "87 %".
[[nodiscard]] std::string share_text(double share);
/// "$93.1M", also below zero.
[[nodiscard]] std::string money_text(Dollars amount);

/// Bought, rented, when buying is cheaper, the rent at which both cost the same.
[[nodiscard]] std::vector<std::string> break_even_row(const BreakEven& one);

/// "most tokens per dollar".
[[nodiscard]] std::string_view goal_words(PurchaseGoal goal);

/// A letter for each offer in a map of regions: A, B, ... Z, a, b ...; '.' for none.
[[nodiscard]] char region_letter(int offer);

}  // namespace trainyard
