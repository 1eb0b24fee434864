#include "models/calibration/json_style.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

/// An object of scalars that fits a line stands on one line, as do sourced values and lists of numbers.
bool on_one_line(const Json& value) {
  if (!value.is_object()) return true;
  if (value.contains("value")) return true;
  constexpr std::size_t short_line = 100;
  for (const auto& [key, inner] : value.items()) {
    if (inner.is_object()) return false;
  }
  return value.dump().size() < short_line;
}

std::string line_of(const Json& value) {
  if (value.is_object()) {
    std::string text;
    for (const auto& [key, inner] : value.items())
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", Json(key).dump(), line_of(inner));
    return "{" + text + "}";
  }
  if (!value.is_array()) return value.dump(-1, ' ', false);
  std::string text;
  for (const Json& inner : value) text += fmt::format("{}{}", text.empty() ? "" : ", ", line_of(inner));
  return "[" + text + "]";
}

std::string pretty(const Json& value, int depth) {
  const std::string indent(2 * static_cast<std::size_t>(depth), ' ');
  if (value.is_array() && !value.empty() && value.front().is_object()) {
    std::string text;
    for (const Json& inner : value)
      text += fmt::format("{}{}  {}", text.empty() ? "" : ",\n", indent, pretty(inner, depth + 1));
    return "[\n" + text + "\n" + indent + "]";
  }
  if (on_one_line(value)) return line_of(value);
  std::string text;
  for (const auto& [key, inner] : value.items()) {
    text += fmt::format("{}{}  {}: {}", text.empty() ? "" : ",\n", indent, Json(key).dump(),
                        pretty(inner, depth + 1));
  }
  return "{\n" + text + "\n" + indent + "}";
}

}  // namespace

std::string json_text(const Json& value) {
  return pretty(value, 0);
}

}  // namespace trainyard
