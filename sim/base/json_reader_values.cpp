// Quantities, arrays, inner objects and the closing check of JsonReader.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/base/json_reader_state.h"

namespace trainyard {

const JsonNode* JsonReader::State::find(std::string_view key) {
  if (std::find(known_keys.begin(), known_keys.end(), key) == known_keys.end()) known_keys.emplace_back(key);
  const JsonMember* member = node == nullptr ? nullptr : find_member(*node, key);
  return member == nullptr || member->value.kind == JsonKind::null ? nullptr : &member->value;
}

void JsonReader::State::record(Diagnostic diagnostic) const {
  const auto same_document = [&](const Diagnostic& other) {
    const auto& names = data->overrides;
    return other.file == data->file_name || std::find(names.begin(), names.end(), other.file) != names.end();
  };
  auto place = diagnostics->end();
  for (auto at = diagnostics->end(); at != diagnostics->begin(); --at) {
    const Diagnostic& before = *(at - 1);
    if (before == diagnostic) return;
    const std::pair here(diagnostic.line, diagnostic.column);
    const std::pair there(before.line, before.column);
    if (!same_document(before) || there < here) break;
    if (there > here || before.file > diagnostic.file) place = at - 1;
  }
  diagnostics->insert(place, std::move(diagnostic));
}

void JsonReader::State::report_at(JsonPosition position, std::string at, std::string message,
                                  std::string hint) const {
  record(data->located(position, std::move(at), std::move(message), std::move(hint)));
}

void JsonReader::State::report_missing(std::string_view key, std::string_view expected) const {
  if (node == nullptr) return;
  const JsonMember* member = find_member(*node, key);
  const JsonPosition position = member == nullptr ? node->position : member->value.position;
  report_at(position, child_pointer(pointer, key),
            fmt::format("{}, expected {}", member == nullptr ? "is missing" : "is null", expected));
}

void JsonReader::State::report_wrong(const JsonNode& value, const std::string& at, std::string_view expected,
                                     std::string hint) const {
  std::string found(kind_words(value.kind));
  if (value.kind == JsonKind::text) found = "the text " + in_quotes(value.text);
  if (value.kind == JsonKind::number) found = "the number " + printable(value.text.substr(0, 40));
  if (value.kind == JsonKind::boolean) found = value.truth ? "true" : "false";
  report_at(value.position, at, fmt::format("is {}, expected {}", found, expected), std::move(hint));
}

void JsonReader::State::report_all(const JsonNode& value, const std::string& at,
                                   const Diagnostics& problems) const {
  for (const Diagnostic& found : problems) report_at(value.position, at, found.message, found.hint);
}

std::shared_ptr<JsonReader::State> JsonReader::State::state_of(const JsonNode* object,
                                                               const std::string& at) {
  std::shared_ptr<State>& state = inner[at];
  if (state == nullptr) {
    state = std::make_shared<State>();
    state->data = data;
    state->node = object;
    state->pointer = at;
    state->diagnostics = diagnostics;
    state->accepts_unknown_keys = accepts_unknown_keys;
  }
  return state;
}

void JsonReader::State::finish() {
  if (finished) return;
  finished = true;
  for (const auto& [at, state] : inner) state->finish();
  if (node == nullptr || accepts_unknown_keys) return;
  for (const JsonMember& member : node->members) {
    if (std::find(known_keys.begin(), known_keys.end(), member.key) != known_keys.end()) continue;
    report_at(member.key_position, child_pointer(pointer, member.key),
              fmt::format("unknown key {}", in_quotes(member.key)),
              known_keys.empty() ? "no key is known here" : name_hint(member.key, known_keys));
  }
}
namespace {

/// The quantity in a JSON text. Messages quote what was found.
template <class Q>
Result<Q> quantity_of(const JsonNode& value) {
  if (value.kind == JsonKind::text) return parse_quantity<Q>(value.text);
  if (value.kind == JsonKind::number) {
    return problem(
        fmt::format("{} has no unit, expected {}", printable(value.text.substr(0, 40)), quantity_words<Q>()));
  }
  return problem(fmt::format("is {}, expected {}", kind_words(value.kind), quantity_words<Q>()));
}
template <>
Result<double> quantity_of<double>(const JsonNode& value) {
  return count_of(value);
}

template <class Q>
std::string expected_words() {
  return quantity_words<Q>();
}
template <>
std::string expected_words<double>() {
  return "a number";
}

/// What a failed read gives: one base unit, so that a later division stays finite.
template <class Q>
Q harmless() {
  return Q::from_base(1.0);
}
template <>
double harmless<double>() {
  return 1.0;
}

}  // namespace

std::vector<JsonReader::State::Element> JsonReader::State::elements(std::string_view key,
                                                                    std::string_view expected) {
  const JsonNode* value = find(key);
  const std::string at = child_pointer(pointer, key);
  if (value == nullptr) {
    report_missing(key, expected);
    return {};
  }
  if (value->kind != JsonKind::array) {
    report_wrong(*value, at, expected);
    return {};
  }
  std::vector<Element> result;
  for (const JsonNode& item : value->items)
    result.push_back({&item, fmt::format("{}/{}", at, result.size())});
  return result;
}

std::vector<std::string> JsonReader::texts(std::string_view key) {
  std::vector<std::string> result;
  for (const auto& [value, at] : state_->elements(key, "an array of texts")) {
    if (value->kind == JsonKind::text) {
      result.push_back(value->text);
    } else {
      state_->report_wrong(*value, at, "a text");
    }
  }
  return result;
}

std::vector<std::int64_t> JsonReader::integers(std::string_view key, std::int64_t least, std::int64_t most) {
  std::vector<std::int64_t> result;
  for (const auto& [value, at] : state_->elements(key, "an array of whole numbers")) {
    const std::optional<std::int64_t> whole = whole_number(*value);
    if (whole && *whole >= least && *whole <= most) {
      result.push_back(*whole);
    } else {
      state_->report_wrong(*value, at, range_words(least, most));
    }
  }
  return result;
}

std::vector<double> JsonReader::numbers(std::string_view key, double least, double most) {
  std::vector<double> result;
  for (const auto& [value, at] : state_->elements(key, "an array of numbers")) {
    if (value->kind == JsonKind::number && value->number >= least && value->number <= most) {
      result.push_back(value->number);
    } else {
      state_->report_wrong(*value, at, range_words("a number", least, most));
    }
  }
  return result;
}

template <class Q>
Q JsonReader::quantity(std::string_view key) {
  if (state_->find(key) == nullptr) state_->report_missing(key, expected_words<Q>());
  return quantity<Q>(key, harmless<Q>());
}

template <class Q>
Q JsonReader::quantity(std::string_view key, Q fallback) {
  const JsonNode* value = state_->find(key);
  if (value == nullptr) return fallback;
  const Result<Q> found = quantity_of<Q>(*value);
  if (found) return found.value();
  state_->report_all(*value, child_pointer(pointer(), key), found.error());
  return fallback;
}

template <class Q>
Sourced<Q> JsonReader::sourced(std::string_view key) {
  if (state_->find(key) == nullptr) {
    state_->report_missing(key,
                           fmt::format("an object with \"value\", {}, and \"source\"", expected_words<Q>()));
  }
  return sourced<Q>(key, Sourced<Q>{.value = harmless<Q>()});
}

template <class Q>
Sourced<Q> JsonReader::sourced(std::string_view key, Sourced<Q> fallback) {
  const JsonNode* found = state_->find(key);
  if (found == nullptr) return fallback;
  if (found->kind != JsonKind::object) {
    state_->report_wrong(*found, child_pointer(pointer(), key), "an object with \"value\" and \"source\"",
                         "every number tells where it comes from");
    return fallback;
  }
  JsonReader inner = object(key);
  Sourced<Q> result;
  result.value = inner.quantity<Q>("value");
  result.source = inner.text("source");
  if (inner.has("source") && result.source.find_first_not_of(" \t\r\n") == std::string::npos) {
    inner.report("source", "is empty, expected where the value comes from");
  }
  const std::string evidence = inner.choice("evidence", evidence_names(), to_text(Evidence::published));
  const auto& names = evidence_names();
  result.evidence = static_cast<Evidence>(std::find(names.begin(), names.end(), evidence) - names.begin());
  constexpr double largest_sigma = 10.0;  // an order of magnitude; more is a slip (a percentage, say)
  result.relative_sigma = inner.number("sigma", 0.0, largest_sigma, 0.0);
  inner.finish();
  return result;
}

JsonReader JsonReader::object(std::string_view key) {
  const JsonNode* value = state_->find(key);
  const std::string at = child_pointer(pointer(), key);
  if (value == nullptr) {
    state_->report_missing(key, "an object");
  } else if (value->kind != JsonKind::object) {
    state_->report_wrong(*value, at, "an object");
    value = nullptr;
  }
  return JsonReader(state_->state_of(value, at));
}

std::optional<JsonReader> JsonReader::optional_object(std::string_view key) {
  if (state_->find(key) == nullptr) return std::nullopt;
  return object(key);
}

std::vector<JsonReader> JsonReader::objects(std::string_view key) {
  std::vector<JsonReader> result;
  for (const auto& [value, at] : state_->elements(key, "an array of objects")) {
    if (value->kind == JsonKind::object) {
      result.push_back(JsonReader(state_->state_of(value, at)));
    } else {
      state_->report_wrong(*value, at, "an object");
    }
  }
  return result;
}

void JsonReader::ignore(std::string_view key) {
  static_cast<void>(state_->find(key));
}

void JsonReader::accept_unknown_keys() {
  state_->accepts_unknown_keys = true;
}

void JsonReader::report(std::string_view key, std::string message, std::string hint) {
  if (state_->node == nullptr) return;
  JsonPosition position = state_->node->position;
  if (!key.empty()) {
    if (const JsonMember* member = find_member(*state_->node, key)) position = member->value.position;
  }
  state_->report_at(position, key.empty() ? pointer() : child_pointer(pointer(), key), std::move(message),
                    std::move(hint));
}

void JsonReader::finish() {
  state_->finish();
}

int JsonReader::line() const {
  if (state_->node == nullptr || state_->node->position.origin != from_file) return 0;
  return state_->data->lines.locate(state_->node->position.offset).first;
}

std::string JsonReader::pointer() const {
  return state_->pointer;
}

const std::string& JsonReader::file_name() const {
  return state_->data->file_name;
}

// Explicit instantiations for every quantity of units.h and for plain numbers.
#define TRAINYARD_INSTANTIATE(Q)                                \
  template Q JsonReader::quantity<Q>(std::string_view);         \
  template Q JsonReader::quantity<Q>(std::string_view, Q);      \
  template Sourced<Q> JsonReader::sourced<Q>(std::string_view); \
  template Sourced<Q> JsonReader::sourced<Q>(std::string_view, Sourced<Q>);
TRAINYARD_INSTANTIATE(double)
TRAINYARD_INSTANTIATE(Seconds)
TRAINYARD_INSTANTIATE(Hertz)
TRAINYARD_INSTANTIATE(Bytes)
TRAINYARD_INSTANTIATE(BytesPerSecond)
TRAINYARD_INSTANTIATE(Flops)
TRAINYARD_INSTANTIATE(FlopsPerSecond)
TRAINYARD_INSTANTIATE(FlopsPerByte)
TRAINYARD_INSTANTIATE(Joules)
TRAINYARD_INSTANTIATE(Watts)
TRAINYARD_INSTANTIATE(Dollars)
TRAINYARD_INSTANTIATE(DollarsPerSecond)
TRAINYARD_INSTANTIATE(DollarsPerJoule)
#undef TRAINYARD_INSTANTIATE

}  // namespace trainyard
