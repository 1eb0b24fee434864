#include "hardware_profiles/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace trainyard::reading {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_name(std::string_view text) {
  const auto is_mark = [](char c) { return c == '.' || c == '_' || c == '-'; };
  return !text.empty() && !is_mark(text.front()) && std::all_of(text.begin(), text.end(), is_name_character);
}

/// YYYY, YYYY-MM or YYYY-MM-DD with a month from 01 to 12 and a day from 01 to 31.
bool is_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  const auto two_digits = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  if (text.size() >= 7 && (two_digits(5) < 1 || two_digits(5) > 12)) return false;
  return text.size() < 10 || (two_digits(8) >= 1 && two_digits(8) <= 31);
}

}  // namespace

Format format(JsonReader& reader, std::string_view key) {
  std::vector<std::string> names;
  for (Format one : all_formats) names.emplace_back(to_text(one));
  const std::string name = reader.choice(key, names);
  const auto found = std::find(names.begin(), names.end(), name);
  return all_formats.at(static_cast<std::size_t>(found - names.begin()));
}

std::string profile_name(JsonReader& reader, std::string_view key) {
  const std::string name = reader.text(key);
  if (reader.has(key) && !is_name(name)) {
    reader.report(key, fmt::format("{} is no name", in_quotes(name)),
                  "use lower-case letters, digits, '.', '_' and '-', e.g. \"h800-sxm\"");
  }
  return name;
}

std::string filled_text(JsonReader& reader, std::string_view key) {
  std::string text = reader.text(key);
  if (reader.has(key) && text.find_first_not_of(" \t\n") == std::string::npos)
    reader.report(key, "is empty, expected a text");
  return text;
}

std::string date(JsonReader& reader, std::string_view key) {
  std::string text = reader.text(key);
  if (reader.has(key) && !is_date(text)) {
    reader.report(key, fmt::format("{} is no date, expected one such as \"2024-12\" or \"2024-12-31\"",
                                   in_quotes(text)));
  }
  return text;
}

Sourced<double> share(JsonReader& reader, std::string_view key) {
  const Sourced<double> found = reader.sourced<double>(key);
  if (!(found.value > 0.0 && found.value <= 1.0)) {
    reader.report(
        key, fmt::format("the value {} is no share, expected a number above 0 and up to 1", found.value));
  }
  return found;
}

Sourced<double> number(JsonReader& reader, std::string_view key, double least, double most) {
  const Sourced<double> found = reader.sourced<double>(key);
  if (!(found.value >= least && found.value <= most)) {
    reader.report(key, fmt::format("the value {} is out of range, expected a number from {} to {}",
                                   found.value, least, most));
  }
  return found;
}

JsonReader open(const JsonDocument& document, Diagnostics& diagnostics) {
  JsonReader reader(document, diagnostics);
  reader.ignore("$schema");
  return reader;
}

}  // namespace trainyard::reading
