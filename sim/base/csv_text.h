#pragma once
// Tables as comma-separated values.
#include <string>
#include <string_view>
#include <vector>

namespace trainyard {

/// `text` as one cell of a line: in double quotes, with those it holds doubled, where it has a comma, a quote
/// or a line end; else as it stands. Blanks are kept. Source: RFC 4180 section 2.
/// Nothing is done about texts a spreadsheet takes for a formula ("=1+1", "-x", "@x"): a sign put before
/// them would be read back by programs, for which these files are written.
[[nodiscard]] std::string csv_cell(std::string_view text);

/// The cells parted by commas and ended by "\n" (not CR LF, so that other line tools read it, too).
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);

}  // namespace trainyard
