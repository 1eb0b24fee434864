#include "kernels/harness/json_writer.h"

#include <cassert>
#include <cmath>
#include <cstdio>
#include <utility>

namespace trainyard::kernels {

std::string json_quoted(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

void JsonWriter::separate() {
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_ += level.compact ? ", " : ",";
  level.empty = false;
  if (!level.compact) out_ += '\n' + std::string(2 * levels_.size(), ' ');
}

void JsonWriter::before_value() {
  assert(levels_.empty() || levels_.back().closing == ']' || after_key_);
  if (!after_key_) separate();
  after_key_ = false;
}

void JsonWriter::begin(char opening, bool compact) {
  before_value();
  out_ += opening;
  const bool inherited = !levels_.empty() && levels_.back().compact;
  levels_.push_back({opening == '{' ? '}' : ']', compact || inherited, true});
}

void JsonWriter::end(char closing) {
  assert(!levels_.empty() && levels_.back().closing == closing && !after_key_);
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && !level.compact) out_ += '\n' + std::string(2 * levels_.size(), ' ');
  out_ += closing;
}

void JsonWriter::key(std::string_view name) {
  assert(!levels_.empty() && levels_.back().closing == '}' && !after_key_);
  separate();
  out_ += json_quoted(name) + ": ";
  after_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  before_value();
  out_ += json_quoted(value);
}

void JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  before_value();
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", value);
  out_ += digits;
}

void JsonWriter::integer(std::int64_t value) {
  before_value();
  out_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

std::string JsonWriter::take() {
  assert(levels_.empty() && !after_key_);
  return std::exchange(out_, {});
}

}  // namespace trainyard::kernels
