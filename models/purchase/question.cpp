#include "models/purchase/question.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace trainyard {

namespace {

constexpr std::array<std::string_view, 5> goals{"tokens_per_dollar", "cost", "finish", "tokens",
                                                "tokens_per_kwh"};

}  // namespace

std::string date_text(Date date, Seconds after) {
  const std::chrono::year_month_day day{date +
                                        std::chrono::days(static_cast<int>(std::ceil(after.in(days))))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string_view to_text(Acquisition acquisition) {
  switch (acquisition) {
    case Acquisition::purchase:
      return "bought";
    case Acquisition::on_demand:
      return "rented on demand";
    case Acquisition::reserved:
      return "rented for a term";
    case Acquisition::spot:
      return "rented as spot";
  }
  return "";
}

std::string_view to_text(PurchaseGoal goal) {
  return goals[static_cast<std::size_t>(goal)];
}

const std::vector<std::string>& purchase_goal_names() {
  static const std::vector<std::string> names(goals.begin(), goals.end());
  return names;
}

PurchaseGoal purchase_goal(std::string_view name) {
  const auto found = std::find(goals.begin(), goals.end(), name);
  return found == goals.end() ? PurchaseGoal::tokens_per_dollar
                              : static_cast<PurchaseGoal>(found - goals.begin());
}

}  // namespace trainyard
