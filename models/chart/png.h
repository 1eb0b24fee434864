#pragma once
// SVG to PNG, where the program was built with librsvg.
#include <filesystem>
#include <string>

#include "sim/base/result.h"

namespace trainyard::chart {

/// Whether write_png can do anything.
[[nodiscard]] bool can_write_png();

/// Draws `svg` on white, twice as large as its own size says, into `path`: first beside it, then renamed.
/// Errors: a program built without librsvg (naming the package), a text that is no SVG, a file that cannot be
/// written.
[[nodiscard]] Result<void> write_png(const std::filesystem::path& path, const std::string& svg);

}  // namespace trainyard::chart
