#include "sim/base/utf8.h"

namespace trainyard {

std::size_t utf8_sequence_length(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const auto continues = [&](std::size_t index, unsigned least, unsigned most) {
    return index < text.size() && byte(index) >= least && byte(index) <= most;
  };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(at + 1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned least = first == 0xE0 ? 0xA0 : 0x80;  // no overlong forms
    const unsigned most = first == 0xED ? 0x9F : 0xBF;   // no surrogates
    return continues(at + 1, least, most) && continues(at + 2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned least = first == 0xF0 ? 0x90 : 0x80;
    const unsigned most = first == 0xF4 ? 0x8F : 0xBF;  // nothing beyond U+10FFFF
    return continues(at + 1, least, most) && continues(at + 2, 0x80, 0xBF) && continues(at + 3, 0x80, 0xBF)
               ? 4
               : 0;
  }
  return 0;
}

}  // namespace trainyard
