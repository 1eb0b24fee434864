#pragma once
// Two stored reports of one kind, number by number.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"

namespace trainyard {

/// A number that stands at the same place of both reports; the name is its path, "step.parts.gemm".
struct NumberPair {
  std::string name{};
  double a = 0, b = 0;

  [[nodiscard]] double difference() const { return b - a; }
  bool operator==(const NumberPair&) const = default;
};

struct ReportComparison {
  std::vector<NumberPair> numbers{};            // those that differ, in the order of the first report
  std::size_t equal = 0;                        // numbers that do not
  std::vector<std::string> only_a{}, only_b{};  // paths of numbers that the other has not
};

/// Numbers inside arrays (pipeline ranks, points of a sweep) are compared when `arrays` is set. Errors: no
/// JSON object, reports of different kinds.
[[nodiscard]] Result<ReportComparison> compare_reports(std::string_view a, std::string_view b, bool arrays);

}  // namespace trainyard
