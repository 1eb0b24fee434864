#pragma once
// The inputs of an estimate that can be sampled for its interval, one table line each.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard {

struct UncertainInput {
  std::string_view name;
  std::string_view sentence;  // what is varied
  bool numeric;               // a relative standard deviation; otherwise a list of choices
};

[[nodiscard]] std::span<const UncertainInput> uncertain_inputs();
[[nodiscard]] std::vector<std::string> uncertain_input_names();

/// What `input` expects of a choice ("true" or "false"), when `choice` is none of that; empty when it is.
[[nodiscard]] std::string wrong_choice(std::string_view input, std::string_view choice);

}  // namespace trainyard
