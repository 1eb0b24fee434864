#pragma once
// Choosing published runs by what their rows tell: "gpu=H100-SXM|H200-SXM, dtype=fp8, gpus>=64,
// notes~forced".
#include <string>
#include <string_view>
#include <vector>

#include "models/validation/run_result.h"

namespace trainyard {

/// Conditions that must all hold. A condition on a field that a row does not tell holds for != only.
struct RunFilter {
  enum class Op { equal, not_equal, contains, less, at_most, more, at_least };
  struct Condition {
    std::string field{};
    Op op = Op::equal;
    std::vector<std::string> values{};  // any of them (with !=: none); one with an order
  };
  std::vector<Condition> conditions{};

  /// Conditions on the software stack, which no row tells, are taken as met.
  [[nodiscard]] bool matches(const PublishedRun& run) const;
  /// All conditions.
  [[nodiscard]] bool matches(const RunResult& row) const;
  [[nodiscard]] bool asks_for_stack() const;
};

/// Names with a meaning of their own. dtype is the normalised one; zero and other raw fields are compared as
/// the row has them. Any path of a row's fields with a dot in it ("parallel.cp_comm") may stand for a name.
[[nodiscard]] const std::vector<std::string>& run_filter_names();

/// Reads conditions `field op value`, parted by ',' or '&'; op is one of = != ~ (contains) < <= > >=. Values
/// with '|' are alternatives; in double quotes a value may hold any character. Texts are compared without
/// regard to case, numbers as numbers. No text, no condition. Errors, all of them: unknown fields (with the
/// nearest), no operator, no value, an order among texts, a quote that does not end.
[[nodiscard]] Result<RunFilter> parse_run_filter(std::string_view text);

/// Paths in the filter that no row has: a slip more likely than a wish for no rows.
[[nodiscard]] Diagnostics check_run_filter(const RunFilter& filter, const std::vector<PublishedRun>& runs);

}  // namespace trainyard
