#pragma once
// Cursor on one object of a row of a collection. Unlike a JsonReader it takes what it finds: sources write
// words where others write numbers ("2304 to 9216 ramp"), and such a value is not told rather than wrong.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/json_reader.h"

namespace trainyard {

struct JsonNode;

/// Reads fields that may all be missing or null: then nothing is returned. What no source can mean is
/// recorded in the diagnostics given to published_rows(), with its position. Must not outlive the document.
class PublishedRow {
 public:
  /// A text; a number or truth value as text. Wrong: an object or an array.
  [[nodiscard]] std::string text(std::string_view key) const;
  /// The same, but missing or empty is a problem.
  [[nodiscard]] std::string needed_text(std::string_view key) const;
  /// A whole number from 0 to `most`; words are not told. Wrong: anything else.
  [[nodiscard]] std::optional<int> whole(std::string_view key, int most) const;
  /// A number of at least 0 (above 0: positive()); words are not told. Wrong: anything else.
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  [[nodiscard]] std::optional<double> positive(std::string_view key) const;
  /// true or false; words are not told. Wrong: anything else.
  [[nodiscard]] std::optional<bool> truth(std::string_view key) const;
  /// An array of texts, or one text. Wrong: anything else.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// An object; true or false in its place says that there is one without telling it. Wrong: anything else.
  [[nodiscard]] std::optional<PublishedRow> inner(std::string_view key) const;
  /// The same, but missing is a problem, answered with an empty object.
  [[nodiscard]] PublishedRow needed(std::string_view key) const;
  /// Every scalar below here by its dotted path; elements of arrays by their index. Nulls have no entry.
  [[nodiscard]] std::map<std::string, std::string> scalars() const;

  void report(std::string_view key, std::string message) const;  // at `key`, or here when there is none
  [[nodiscard]] std::string where() const;                       // "FILE:LINE:COLUMN"

 private:
  friend std::vector<PublishedRow> published_rows(const JsonDocument& document, Diagnostics& diagnostics);
  PublishedRow(const JsonDocument& document, const JsonNode* node, std::string pointer, Diagnostics& problems)
      : document_(document), node_(node), pointer_(std::move(pointer)), problems_(&problems) {}

  [[nodiscard]] const JsonNode* find(std::string_view key) const;  // nullptr: missing or null
  void report_wrong(std::string_view key, std::string_view expected) const;
  [[nodiscard]] std::optional<double> bounded(std::string_view key, bool above_zero) const;

  JsonDocument document_;
  const JsonNode* node_;  // nullptr: a missing object, which has been reported
  std::string pointer_;
  Diagnostics* problems_;
};

/// The rows of a document, which is an array of objects; anything else is recorded.
[[nodiscard]] std::vector<PublishedRow> published_rows(const JsonDocument& document,
                                                       Diagnostics& diagnostics);

}  // namespace trainyard
