#pragma once
// Pieces of JSON text for the trace writer.
#include <fmt/format.h>

#include <string_view>

#include "sim/base/units.h"

namespace trainyard::detail {

/// Appends `text` as a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(fmt::memory_buffer& out, std::string_view text);

/// Appends `time` in microseconds as an exact decimal without needless zeros: 1500000 is 1.5.
void append_microseconds(fmt::memory_buffer& out, Picoseconds time);

}  // namespace trainyard::detail
