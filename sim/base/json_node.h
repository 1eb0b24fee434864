#pragma once
// Inside of JsonDocument, shared by its parser, its overrides and its reader; nobody else includes this.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/json_reader.h"

namespace trainyard {

enum class JsonKind : unsigned char { null, boolean, number, text, array, object };

constexpr int from_file = -1;
constexpr int most_json_levels = 64;

/// Where something was written: a byte of the file, or the override with that index.
struct JsonPosition {
  int origin = from_file;
  std::size_t offset = 0;
};

struct JsonMember;

struct JsonNode {
  JsonKind kind = JsonKind::null;
  bool truth = false;
  JsonPosition position{};
  double number = 0.0;
  std::string text{};  // the value of a text; a number as it was written
  std::vector<JsonNode> items;
  std::vector<JsonMember> members;  // in document order; no {}: JsonMember is not complete here
};

struct JsonMember {
  std::string key{};
  JsonPosition key_position{};
  JsonNode value{};
};

/// "a text", "an object", ... for messages.
[[nodiscard]] std::string_view kind_words(JsonKind kind);

[[nodiscard]] const JsonMember* find_member(const JsonNode& object, std::string_view key);

/// `pointer` one step deeper, with "~" and "/" of the key escaped. Source: RFC 6901 section 3.
void append_child(std::string& pointer, std::string_view key);
[[nodiscard]] std::string child_pointer(std::string_view pointer, std::string_view key);

/// Line and column (both 1-based, column in bytes) of an offset.
class LineIndex {
 public:
  LineIndex() = default;
  explicit LineIndex(std::string_view text);
  [[nodiscard]] std::pair<int, int> locate(std::size_t offset) const;

 private:
  std::vector<std::size_t> line_starts_{0};
};

struct ParsedJson {
  JsonNode root{};
  LineIndex lines{};
  Diagnostics problems{};
  bool broken = false;  // not JSON at all, as against duplicate keys and numbers out of range
};

/// Parses `text`; problems name `file`, positions carry `origin`.
[[nodiscard]] ParsedJson parse_json(std::string_view text, const std::string& file, int origin);

struct JsonDocument::Data {
  std::string file_name{};
  std::vector<std::string> overrides{};  // "--set plan.pp=16"
  LineIndex lines{};
  JsonNode root{};

  /// A diagnostic at `position` with file, line and column filled in.
  [[nodiscard]] Diagnostic located(JsonPosition position, std::string pointer, std::string message,
                                   std::string hint) const;
};

}  // namespace trainyard
