#pragma once
// What a person typed, taken apart: blanks, lists, plain numbers.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"

namespace trainyard {

/// `text` without `blanks` at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

/// The parts of a list, trimmed; empty ones are left out: "a, b,,c" has three.
[[nodiscard]] std::vector<std::string> parts_of(std::string_view list, char separator = ',');

/// The number that the whole of `text` is, in plain or scientific notation, without blanks, '+' or unit. None
/// when it is none, not finite, or beyond the range of Number: int, std::int64_t, std::uint64_t or double.
template <class Number>
[[nodiscard]] std::optional<Number> number_of(std::string_view text);

/// "1, 2, 4": whole numbers from 0 on; empty for an empty list. Errors: every part that is none, told as a
/// problem of `what` ("--tp").
[[nodiscard]] Result<std::vector<int>> parse_whole_numbers(std::string_view list, std::string_view what);

}  // namespace trainyard
