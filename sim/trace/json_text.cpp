#include "sim/trace/json_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "sim/base/utf8.h"

namespace trainyard::detail {

namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

void append(fmt::memory_buffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

}  // namespace

void append_json_string(fmt::memory_buffer& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text, 0);
    const char c = text[0];
    if (length == 0) {
      append(out, replacement_character);
    } else if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      append(out, "\\n");
    } else if (c == '\t') {
      append(out, "\\t");
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      append(out, text.substr(0, length));
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out.push_back('"');
}

void append_microseconds(fmt::memory_buffer& out, Picoseconds time) {
  constexpr std::uint64_t picoseconds_per_microsecond = 1'000'000;
  // Through unsigned, so that the most negative time has a magnitude too.
  const auto magnitude = time < 0 ? 0 - static_cast<std::uint64_t>(time) : static_cast<std::uint64_t>(time);
  if (time < 0) out.push_back('-');
  fmt::format_to(std::back_inserter(out), "{}", magnitude / picoseconds_per_microsecond);
  std::uint64_t fraction = magnitude % picoseconds_per_microsecond;
  if (fraction == 0) return;
  int digits = 6;
  for (; fraction % 10 == 0; fraction /= 10) --digits;
  fmt::format_to(std::back_inserter(out), ".{:0{}}", fraction, digits);
}

}  // namespace trainyard::detail
