#include "sim/base/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

#include "sim/base/json_reader_state.h"

namespace trainyard {

std::string range_words(std::string_view noun, double least, double most) {
  const bool bounded_below = least > std::numeric_limits<double>::lowest();
  const bool bounded_above = most < std::numeric_limits<double>::max();
  if (bounded_below && bounded_above) return fmt::format("{} from {} to {}", noun, least, most);
  if (bounded_below) return fmt::format("{} of at least {}", noun, least);
  if (bounded_above) return fmt::format("{} of at most {}", noun, most);
  return std::string(noun);
}

std::string range_words(std::int64_t least, std::int64_t most) {
  const bool bounded_below = least > std::numeric_limits<std::int64_t>::min();
  const bool bounded_above = most < std::numeric_limits<std::int64_t>::max();
  if (bounded_below && bounded_above) return fmt::format("a whole number from {} to {}", least, most);
  if (bounded_below) return fmt::format("a whole number of at least {}", least);
  if (bounded_above) return fmt::format("a whole number of at most {}", most);
  return "a whole number";
}

std::optional<std::int64_t> whole_number(const JsonNode& value) {
  if (value.kind != JsonKind::number) return std::nullopt;
  std::int64_t whole = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [rest, error] = std::from_chars(value.text.data(), end, whole);
  if (error == std::errc{} && rest == end) return whole;
  constexpr double exact = 9007199254740992.0;  // 2^53: every whole number up to here is a double
  if (std::floor(value.number) != value.number || std::abs(value.number) > exact) return std::nullopt;
  return static_cast<std::int64_t>(value.number);
}

Result<double> count_of(const JsonNode& value) {
  if (value.kind == JsonKind::text) return parse_count(value.text);
  if (value.kind == JsonKind::number) return value.number;
  return problem(fmt::format("is {}, expected {}", kind_words(value.kind), count_example));
}

JsonReader::JsonReader(std::shared_ptr<State> state) : state_(std::move(state)) {}

JsonReader::JsonReader(const JsonDocument& document, Diagnostics& diagnostics)
    : state_(std::make_shared<State>()) {
  state_->data = document.data;
  state_->diagnostics = &diagnostics;
  const JsonNode& root = document.data->root;
  if (root.kind == JsonKind::object) {
    state_->node = &root;
  } else {
    state_->report_at(root.position, {},
                      fmt::format("the document is {}, expected an object", kind_words(root.kind)));
  }
}

bool JsonReader::has(std::string_view key) const {
  return state_->find(key) != nullptr;
}

bool JsonReader::is_text(std::string_view key) const {
  const JsonNode* found = state_->find(key);
  return found != nullptr && found->kind == JsonKind::text;
}

std::vector<std::string> JsonReader::keys() const {
  std::vector<std::string> result;
  if (state_->node == nullptr) return result;
  for (const JsonMember& member : state_->node->members) result.push_back(member.key);
  return result;
}

std::optional<std::string> JsonReader::optional_text(std::string_view key) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == JsonKind::text) return value->text;
  state_->report_wrong(*value, child_pointer(pointer(), key), "a text");
  return std::nullopt;
}

std::string JsonReader::text(std::string_view key) {
  if (state_->find(key) == nullptr) state_->report_missing(key, "a text");
  return optional_text(key).value_or("");
}

std::string JsonReader::text(std::string_view key, std::string_view fallback) {
  return optional_text(key).value_or(std::string(fallback));
}

std::string JsonReader::choice(std::string_view key, const std::vector<std::string>& names) {
  assert(!names.empty());
  if (state_->find(key) == nullptr) {
    std::string valid;
    for (const std::string& name : names) valid += (valid.empty() ? "" : ", ") + in_quotes(name);
    state_->report_missing(key, "one of " + valid);
    return names.front();
  }
  return choice(key, names, names.front());
}

std::string JsonReader::choice(std::string_view key, const std::vector<std::string>& names,
                               std::string_view fallback) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return std::string(fallback);
  if (value->kind == JsonKind::text && std::find(names.begin(), names.end(), value->text) != names.end())
    return value->text;
  const std::string at = child_pointer(pointer(), key);
  if (value->kind == JsonKind::text) {
    state_->report_at(value->position, at, fmt::format("{} is not known here", in_quotes(value->text)),
                      name_hint(value->text, names));
  } else {
    state_->report_wrong(*value, at, "a text", name_hint({}, names));
  }
  return std::string(fallback);
}

bool JsonReader::boolean(std::string_view key) {
  if (state_->find(key) == nullptr) state_->report_missing(key, "true or false");
  return boolean(key, false);
}

bool JsonReader::boolean(std::string_view key, bool fallback) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return fallback;
  if (value->kind == JsonKind::boolean) return value->truth;
  state_->report_wrong(*value, child_pointer(pointer(), key), "true or false");
  return fallback;
}

std::int64_t JsonReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  if (state_->find(key) == nullptr) state_->report_missing(key, range_words(least, most));
  return integer(key, least, most, std::clamp<std::int64_t>(1, least, most));
}

std::int64_t JsonReader::integer(std::string_view key, std::int64_t least, std::int64_t most,
                                 std::int64_t fallback) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return fallback;
  const std::optional<std::int64_t> whole = whole_number(*value);
  if (whole && *whole >= least && *whole <= most) return *whole;
  state_->report_wrong(*value, child_pointer(pointer(), key), range_words(least, most));
  return fallback;
}

double JsonReader::number(std::string_view key, double least, double most) {
  if (state_->find(key) == nullptr) state_->report_missing(key, range_words("a number", least, most));
  return number(key, least, most, std::clamp(1.0, least, most));
}

double JsonReader::number(std::string_view key, double least, double most, double fallback) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return fallback;
  if (value->kind == JsonKind::number && value->number >= least && value->number <= most)
    return value->number;
  state_->report_wrong(*value, child_pointer(pointer(), key), range_words("a number", least, most));
  return fallback;
}

double JsonReader::count(std::string_view key, double least, double most) {
  if (state_->find(key) == nullptr) state_->report_missing(key, count_example);
  return count(key, least, most, std::clamp(1.0, least, most));
}

double JsonReader::count(std::string_view key, double least, double most, double fallback) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return fallback;
  const std::string at = child_pointer(pointer(), key);
  const Result<double> found = count_of(*value);
  if (!found) {
    state_->report_all(*value, at, found.error());
    return fallback;
  }
  if (found.value() >= least && found.value() <= most) return found.value();
  state_->report_wrong(*value, at, range_words("a count", least, most));
  return fallback;
}

}  // namespace trainyard
