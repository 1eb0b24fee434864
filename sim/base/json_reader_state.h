#pragma once
// Inside of JsonReader, shared by its two sources; nobody else includes this.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/json_node.h"

namespace trainyard {

/// Shared by all copies of a reader. `node` is null when the object is missing: that has been reported, and
/// everything read from it stays silent.
struct JsonReader::State {
  std::shared_ptr<const JsonDocument::Data> data{};
  const JsonNode* node = nullptr;
  std::string pointer{};
  Diagnostics* diagnostics = nullptr;
  bool accepts_unknown_keys = false;
  bool finished = false;
  std::vector<std::string> known_keys{};
  std::map<std::string, std::shared_ptr<State>>
      inner{};  // by pointer; one state per object however often it is asked for

  /// Marks `key` as known; its value, or nullptr when it is missing or null.
  const JsonNode* find(std::string_view key);
  /// Keeps the problems of this document ordered by position, and each only once.
  void record(Diagnostic diagnostic) const;
  void report_at(JsonPosition position, std::string at, std::string message, std::string hint = {}) const;
  void report_missing(std::string_view key, std::string_view expected) const;
  void report_wrong(const JsonNode& value, const std::string& at, std::string_view expected,
                    std::string hint = {}) const;
  /// Passes on the problems of a text that was read at `value`.
  void report_all(const JsonNode& value, const std::string& at, const Diagnostics& problems) const;
  std::shared_ptr<State> state_of(const JsonNode* object, const std::string& at);
  struct Element {
    const JsonNode* value;
    std::string pointer;
  };
  /// The elements of the array at `key`; a problem when it is missing or no array.
  std::vector<Element> elements(std::string_view key, std::string_view expected);
  void finish();
};

inline constexpr std::string_view count_example = "a count such as 4096 or \"14.8T\"";
/// A count written as a JSON number or as a text with a magnitude.
[[nodiscard]] Result<double> count_of(const JsonNode& value);
/// The whole number a JSON number stands for; 4096, 4.096e3 and 1.0 are whole. Nothing when it has a fraction
/// or is too large.
[[nodiscard]] std::optional<std::int64_t> whole_number(const JsonNode& value);
/// `a number from 1 to 8`, leaving out the bounds that are none.
[[nodiscard]] std::string range_words(std::string_view noun, double least, double most);
[[nodiscard]] std::string range_words(std::int64_t least, std::int64_t most);

}  // namespace trainyard
