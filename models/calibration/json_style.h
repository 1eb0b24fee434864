#pragma once
// JSON in the form of the shipped profiles.
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace trainyard {

/// `value` with two blanks a level; a sourced number and a short object without objects stand on one line.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& value);

}  // namespace trainyard
