#include "models/calibration/problem_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace trainyard {

void ProblemList::add(int line, int column, std::string message, std::string hint) {
  ++found_;
  if (kept_.size() < most_) kept_.push_back({file_, {}, line, column, std::move(message), std::move(hint)});
}

Diagnostics ProblemList::told() const {
  Diagnostics all = kept_;
  std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  if (found_ > kept_.size()) {
    const std::size_t more = found_ - kept_.size();
    all.push_back(
        {file_, {}, 0, 0, fmt::format("and {} more {}", more, more == 1 ? "problem" : "problems"), {}});
  }
  return all;
}

}  // namespace trainyard
