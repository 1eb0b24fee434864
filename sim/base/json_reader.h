#pragma once
// Reading JSON documents written by people: every problem of a file is collected with file:line:column, what
// was found, what is expected and the nearest valid names. Unknown keys, duplicate keys and missing units are
// problems.
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/sourced.h"

namespace trainyard {

/// The most a file may hold that people write: scenarios, sessions, offers. Theirs have a few KB; some
/// hundred MB of JSON would keep every reader waiting.
inline constexpr Bytes most_written_by_hand = mebibytes(8);

/// Reads a whole file. Errors: missing, a folder, unreadable, larger than `limit`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, Bytes limit = mebibytes(64));
/// Writes to a temporary beside `path` and renames it, so that nothing half-written is ever seen.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// A parsed document that still knows its text. Cheap to copy.
class JsonDocument {
 public:
  /// Errors: broken JSON (with position and what was expected), duplicate keys (all of them), nesting beyond
  /// 64 levels.
  static Result<JsonDocument> parse(std::string text, std::string file_name);
  static Result<JsonDocument> load(const std::filesystem::path& path, Bytes limit = mebibytes(64));

  /// A copy in which the value at dotted `path` ("plan.pp", "cluster.nodes", "stages.0") is replaced by
  /// `value`: JSON when it parses as JSON, otherwise a text. Missing objects on the way are created; problems
  /// found at it later are reported against "--set path=value". Errors: a path that goes through something
  /// that is no object or array, an index out of range, a value that opens like an object or array and is
  /// none, duplicate keys in it.
  [[nodiscard]] Result<JsonDocument> with_override(std::string_view path, std::string_view value) const;

  [[nodiscard]] const std::string& file_name() const;

  struct Data;
  std::shared_ptr<const Data> data{};  // its inside is json_node.h, private to sim/base/json_*.cpp
};

/// A cursor on one object of a document. Every read of a missing or wrong field records a Diagnostic and
/// returns a harmless value (the fallback, else 1 within the bounds, the first choice, an empty text), so
/// that reading goes on and all problems are found, ordered by position; call `finish()` last: it reports the
/// keys nobody asked for. A null counts as a missing field. Copies share their state; asking for the same
/// object twice gives the same reader.
class JsonReader {
 public:
  /// Starts at the document's root, which must be an object. `diagnostics` must outlive the reader.
  JsonReader(const JsonDocument& document, Diagnostics& diagnostics);

  [[nodiscard]] bool has(
      std::string_view key) const;  // present and not null; the key counts as known from then on
  [[nodiscard]] std::vector<std::string> keys() const;     // in document order
  [[nodiscard]] bool is_text(std::string_view key) const;  // present and a text

  std::string text(std::string_view key);
  std::string text(std::string_view key, std::string_view fallback);
  std::optional<std::string> optional_text(std::string_view key);
  /// One of `names`; a wrong one is answered with the nearest.
  std::string choice(std::string_view key, const std::vector<std::string>& names);
  std::string choice(std::string_view key, const std::vector<std::string>& names, std::string_view fallback);
  bool boolean(std::string_view key);
  bool boolean(std::string_view key, bool fallback);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t fallback);
  double number(std::string_view key, double least, double most);
  double number(std::string_view key, double least, double most, double fallback);
  /// A count that may carry a magnitude: 14800000000000 or "14.8T".
  double count(std::string_view key, double least = 0.0,
               double most = std::numeric_limits<double>::infinity());
  double count(std::string_view key, double least, double most, double fallback);
  std::vector<std::string> texts(std::string_view key);  // missing: a problem
  std::vector<std::int64_t> integers(std::string_view key, std::int64_t least, std::int64_t most);
  std::vector<double> numbers(std::string_view key, double least, double most);

  /// A quantity with its unit in the text, e.g. "3.35 TB/s". Defined for every quantity named in units.h.
  template <class Q>
  Q quantity(std::string_view key);
  template <class Q>
  Q quantity(std::string_view key, Q fallback);
  /// {"value": "3.35 TB/s", "source": "..."}; see sourced.h. For Q = double the value is a JSON number (or
  /// count text).
  template <class Q>
  Sourced<Q> sourced(std::string_view key);
  template <class Q>
  Sourced<Q> sourced(std::string_view key, Sourced<Q> fallback);

  /// The object at `key`; when missing (a problem unless `optional`) or no object, a reader of an empty
  /// object that stays silent, because its absence has been reported.
  JsonReader object(std::string_view key);
  std::optional<JsonReader> optional_object(std::string_view key);
  /// The objects of the array at `key`; missing is a problem.
  std::vector<JsonReader> objects(std::string_view key);
  /// Marks a key as known without reading it (e.g. "$schema", "comment").
  void ignore(std::string_view key);
  /// Every key is accepted by finish(), here and in the inner objects asked for afterwards: for foreign
  /// documents such as a Hugging Face config.json.
  void accept_unknown_keys();

  /// Records a problem at `key` (or at this object when empty) in the words of the caller.
  void report(std::string_view key, std::string message, std::string hint = {});
  /// Reports unknown keys with the nearest known ones. Call last, when the inner objects have been read too:
  /// it finishes those that were asked for and not yet finished. A second call does nothing.
  void finish();

  [[nodiscard]] std::string pointer() const;
  [[nodiscard]] int line() const;  // where this object begins; 0 when it is missing or from an override
  [[nodiscard]] const std::string& file_name() const;

 private:
  struct State;
  explicit JsonReader(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace trainyard
