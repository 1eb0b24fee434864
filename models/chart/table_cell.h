#pragma once
// What a cell of a table is, a number or a text: how it is set, broken into lines, and sorted.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::chart {

/// The number at the start of a cell ("18.9 s" is 18.9, "+1.2 %" is 1.2, "2,048" is 2048, "$2.5M" is
/// 2,500,000); NaN when there is none.
[[nodiscard]] double number_of(std::string_view cell);
/// "19.0 s (18.5 s - 21.1 s)  +8.2 %" and the "-" in its place; no sentences nor lists that start with a
/// number.
[[nodiscard]] bool reads_as_number(std::string_view cell);
/// Where such a cell may be broken: "19.0 s", "(18.5 s - 21.1 s)", "+8.2 %".
[[nodiscard]] std::vector<std::string> pieces_of_number(std::string_view cell);
/// Whether more than half of the first `most` cells of a column read as numbers. The first column is text.
[[nodiscard]] bool holds_numbers(const std::vector<std::vector<std::string>>& rows, std::size_t column,
                                 std::size_t most = 500);

}  // namespace trainyard::chart
