#pragma once
// The numbers of an operator's shape that a correction grid may run over.
#include <span>
#include <string_view>

#include "models/compute/operator.h"

namespace trainyard {

/// One line of the table of features.
struct Feature {
  std::string_view name;
  std::string_view kind;  // of operator: "gemm", "attention" or "memory"
  std::string_view sentence;
  double (*of)(const Operator& op);  // above 0 for every shape that has work
  bool size = true;  // grows with the work; otherwise a property, which a domain says nothing of
};

[[nodiscard]] std::span<const Feature> shape_features();
/// Null when there is no such feature of that kind.
[[nodiscard]] const Feature* find_feature(std::string_view name, std::string_view kind);

}  // namespace trainyard
