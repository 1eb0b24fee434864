#pragma once
#include <cstddef>
#include <string_view>

namespace trainyard {

/// Bytes of the well-formed UTF-8 sequence that starts at `text[at]` (1 to 4), or 0 when it is broken: a
/// stray continuation byte, an overlong form, a surrogate, beyond U+10FFFF, or cut off. Source: RFC 3629
/// section 4.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text, std::size_t at);

}  // namespace trainyard
