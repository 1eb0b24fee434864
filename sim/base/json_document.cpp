#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "sim/base/json_node.h"

namespace trainyard {
namespace {

int levels_of(const JsonNode& node) {
  int inner = 0;
  for (const JsonNode& item : node.items) inner = std::max(inner, levels_of(item));
  for (const JsonMember& member : node.members) inner = std::max(inner, levels_of(member.value));
  return inner + (node.kind == JsonKind::array || node.kind == JsonKind::object ? 1 : 0);
}

std::vector<std::string> split_at_dots(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t dot = path.find('.');
    segments.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    path.remove_prefix(dot + 1);
  }
}

/// The value of an override: JSON when it is JSON, otherwise a text. What opens like an object or array must
/// be one.
Result<JsonNode> override_value(std::string_view value, const std::string& origin_name, int origin) {
  ParsedJson parsed = parse_json(value, origin_name, origin);
  if (parsed.broken) {
    const std::size_t begin = value.find_first_not_of(" \t\r\n");
    const bool structured = begin != std::string_view::npos && (value[begin] == '{' || value[begin] == '[');
    if (structured) return std::move(parsed.problems);
    JsonNode text;
    text.kind = JsonKind::text;
    text.position.origin = origin;
    text.text = value;
    return text;
  }
  if (!parsed.problems.empty()) return std::move(parsed.problems);
  return std::move(parsed.root);
}

/// One step of an override's path, creating what is missing. `origin_name` and `pointer` are for the message.
Result<JsonNode*> step_into(JsonNode& node, const std::string& segment, int origin,
                            const std::string& origin_name, const std::string& pointer) {
  const auto refused = [&](std::string message, std::string hint = {}) {
    return Diagnostics{{origin_name, pointer, 0, 0, std::move(message), std::move(hint)}};
  };
  if (node.kind == JsonKind::null) {
    node = JsonNode{};
    node.kind = JsonKind::object;
    node.position.origin = origin;
  }
  if (node.kind == JsonKind::object) {
    for (JsonMember& member : node.members) {
      if (member.key == segment) return &member.value;
    }
    JsonMember& member = node.members.emplace_back();
    member.key = segment;
    member.key_position.origin = origin;
    member.value.position.origin = origin;
    return &member.value;
  }
  if (node.kind == JsonKind::array) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
    const std::string valid =
        node.items.empty() ? "the array is empty" : fmt::format("valid: 0 to {}", node.items.size() - 1);
    if (error == std::errc::invalid_argument || end != segment.data() + segment.size()) {
      return refused(fmt::format("is an array, {} is no index of it", in_quotes(segment)), valid);
    }
    if (error != std::errc{} || index >= node.items.size()) {
      return refused(fmt::format("is an array of {}, the index {} is out of range", node.items.size(),
                                 in_quotes(segment)),
                     valid);
    }
    return &node.items[index];
  }
  return refused(fmt::format("is {}, it has no field {}", kind_words(node.kind), in_quotes(segment)));
}

}  // namespace

std::string_view kind_words(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "a truth value";
    case JsonKind::number:
      return "a number";
    case JsonKind::text:
      return "a text";
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
  }
  return "a value";
}

const JsonMember* find_member(const JsonNode& object, std::string_view key) {
  for (const JsonMember& member : object.members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

void append_child(std::string& pointer, std::string_view key) {
  pointer += '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::string child_pointer(std::string_view pointer, std::string_view key) {
  std::string result(pointer);
  append_child(result, key);
  return result;
}

LineIndex::LineIndex(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    line_starts_.push_back(at + 1);
  }
}

std::pair<int, int> LineIndex::locate(std::size_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<int>(next - line_starts_.begin());
  return {line, static_cast<int>(offset - *(next - 1)) + 1};
}

Diagnostic JsonDocument::Data::located(JsonPosition position, std::string pointer, std::string message,
                                       std::string hint) const {
  Diagnostic diagnostic{file_name, std::move(pointer), 0, 0, std::move(message), std::move(hint)};
  if (position.origin == from_file) {
    std::tie(diagnostic.line, diagnostic.column) = lines.locate(position.offset);
  } else {
    diagnostic.file = overrides[static_cast<std::size_t>(position.origin)];
  }
  return diagnostic;
}

Result<JsonDocument> JsonDocument::parse(std::string text, std::string file_name) {
  ParsedJson parsed = parse_json(text, file_name, from_file);
  if (!parsed.problems.empty()) return std::move(parsed.problems);
  auto data = std::make_shared<Data>();
  data->file_name = std::move(file_name);
  data->lines = std::move(parsed.lines);
  data->root = std::move(parsed.root);
  JsonDocument document;
  document.data = std::move(data);
  return document;
}

Result<JsonDocument> JsonDocument::load(const std::filesystem::path& path, Bytes limit) {
  TRAINYARD_TRY(text, read_file(path, limit));
  return parse(std::move(text), path.string());
}

Result<JsonDocument> JsonDocument::with_override(std::string_view path, std::string_view value) const {
  const std::string origin_name = fmt::format("--set {}={}", path, value);
  const auto refused = [&](std::string message, std::string hint) {
    return Diagnostics{{origin_name, {}, 0, 0, std::move(message), std::move(hint)}};
  };
  const std::vector<std::string> segments = split_at_dots(path);
  if (std::any_of(segments.begin(), segments.end(),
                  [](const std::string& segment) { return segment.empty(); })) {
    return refused("the path has an empty part", "write it like plan.pp=16");
  }
  auto copy = std::make_shared<Data>(*data);
  const auto origin = static_cast<int>(copy->overrides.size());
  copy->overrides.push_back(origin_name);
  TRAINYARD_TRY(replacement, override_value(value, origin_name, origin));
  if (segments.size() + static_cast<std::size_t>(levels_of(replacement)) > most_json_levels) {
    return refused(fmt::format("objects and arrays nest deeper than {} levels", most_json_levels), {});
  }
  JsonNode* node = &copy->root;
  std::string pointer;
  for (const std::string& segment : segments) {
    TRAINYARD_TRY(next, step_into(*node, segment, origin, origin_name, pointer));
    node = next;
    pointer = child_pointer(pointer, segment);
  }
  *node = std::move(replacement);
  JsonDocument document;
  document.data = std::move(copy);
  return document;
}

const std::string& JsonDocument::file_name() const {
  return data->file_name;
}

}  // namespace trainyard
