#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/quantity_text.h"

namespace trainyard {

/// How a number came to be known; printed beside it.
enum class Evidence { published, measured, fitted, transferred, predicted, assumed };
[[nodiscard]] std::string_view to_text(Evidence evidence);
/// All of them as texts, in the order of the enumerators.
[[nodiscard]] const std::vector<std::string>& evidence_names();

/// A constant with where it comes from. `relative_sigma` is its one-standard-deviation relative uncertainty,
/// 0 when not given. JSON form: {"value": "3.35 TB/s", "source": "...", "evidence": "published", "sigma":
/// 0.05} (evidence defaults to published, sigma to 0; source is required and may not be empty).
template <class T>
struct Sourced {
  T value{};
  std::string source{};
  Evidence evidence = Evidence::published;
  double relative_sigma = 0.0;
};

}  // namespace trainyard
