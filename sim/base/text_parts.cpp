#include "sim/base/text_parts.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace trainyard {

std::string_view trimmed(std::string_view text, std::string_view blanks) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> parts_of(std::string_view list, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(separator, begin), list.size());
    const std::string_view part = trimmed(list.substr(begin, end - begin));
    if (!part.empty()) parts.emplace_back(part);
    begin = end + 1;
  }
  return parts;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(number)) return std::nullopt;
  }
  return number;
}

template std::optional<int> number_of(std::string_view text);
template std::optional<std::int64_t> number_of(std::string_view text);
template std::optional<std::uint64_t> number_of(std::string_view text);
template std::optional<double> number_of(std::string_view text);

Result<std::vector<int>> parse_whole_numbers(std::string_view list, std::string_view what) {
  std::vector<int> numbers;
  Diagnostics problems;
  for (const std::string& part : parts_of(list)) {
    const std::optional<int> number = number_of<int>(part);
    if (number && *number >= 0) {
      numbers.push_back(*number);
    } else {
      append(problems, problem(fmt::format("{}: {} is no whole number", what, in_quotes(part)),
                               "a list such as 1,2,4"));
    }
  }
  if (!problems.empty()) return problems;
  return numbers;
}

}  // namespace trainyard
