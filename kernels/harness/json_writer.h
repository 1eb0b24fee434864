#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::kernels {

/// Writes one JSON value piece by piece, indented by two spaces. Containers opened with `compact` stay on one
/// line. The caller keeps the order right (a key before each member of an object); asserts check it.
class JsonWriter {
 public:
  void begin_object(bool compact = false) { begin('{', compact); }
  void end_object() { end('}'); }
  void begin_array(bool compact = false) { begin('[', compact); }
  void end_array() { end(']'); }
  void key(std::string_view name);

  void text(std::string_view value);
  /// Nine significant digits; null when it is not finite, for JSON has no such number.
  void number(double value);
  void integer(std::int64_t value);
  void boolean(bool value);
  void null();

  /// The document; only after everything that was begun has ended.
  std::string take();

 private:
  struct Level {
    char closing;
    bool compact;
    bool empty;
  };
  void begin(char opening, bool compact);
  void end(char closing);
  void before_value();
  void separate();

  std::string out_{};
  std::vector<Level> levels_{};
  bool after_key_ = false;
};

/// `value` in double quotes with everything escaped that JSON wants escaped.
std::string json_quoted(std::string_view value);

}  // namespace trainyard::kernels
