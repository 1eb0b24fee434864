#include "models/chart/table_cell.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace trainyard::chart {

namespace {

// More is a sentence.
constexpr std::size_t longest_number = 44;  // characters, with interval and change
constexpr int most_words = 3;               // "2.5 GB to 3 GB"

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Words of more than one letter.
int words_in(std::string_view cell) {
  int words = 0;
  std::size_t letters = 0;
  for (const char c : cell) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    letters = is_letter ? letters + 1 : 0;
    if (letters == 2) ++words;
  }
  return words;
}

double scale_of(char letter) {  // as count_text writes
  switch (letter) {
    case 'T':
      return 1e12;
    case 'B':
      return 1e9;
    case 'M':
      return 1e6;
    case 'K':
      return 1e3;
    default:
      return 1;
  }
}

/// Whether an interval in brackets or a change with its sign begins at `at`.
bool begins_piece(std::string_view cell, std::size_t at) {
  if (cell[at] == '(') return true;
  const bool is_signed = cell[at] == '+' || cell[at] == '-';
  return is_signed && at + 1 < cell.size() && (is_digit(cell[at + 1]) || cell[at + 1] == '$');
}

}  // namespace

double number_of(std::string_view cell) {
  std::string digits;
  for (const char c : cell)
    if (c != ',' && c != '$') digits += c;
  const bool is_signed = !digits.empty() && (digits[0] == '+' || digits[0] == '-');
  const std::size_t first = is_signed ? 1 : 0;
  // No "inf" and "nan": InfiniBand and NaNoGPT are names.
  if (first >= digits.size() || !(is_digit(digits[first]) || digits[first] == '.')) return NAN;
  double number = 0;
  const char* end = digits.data() + digits.size();
  const auto [behind, error] = std::from_chars(digits.data() + first, end, number);
  if (error != std::errc{}) return NAN;
  if (behind != end) number *= scale_of(*behind);
  return digits[0] == '-' ? -number : number;
}

bool reads_as_number(std::string_view cell) {
  if (cell == "-") return true;
  return cell.size() <= longest_number && cell.find(", ") == std::string_view::npos &&
         words_in(cell) <= most_words && !std::isnan(number_of(cell));
}

std::vector<std::string> pieces_of_number(std::string_view cell) {
  std::vector<std::string> pieces(1);
  for (std::size_t at = 0; at < cell.size(); ++at) {
    if (at > 0 && cell[at - 1] == ' ' && begins_piece(cell, at)) {
      pieces.back().erase(pieces.back().find_last_not_of(' ') + 1);
      pieces.emplace_back();
    }
    pieces.back() += cell[at];
  }
  return pieces;
}

bool holds_numbers(const std::vector<std::vector<std::string>>& rows, std::size_t column, std::size_t most) {
  if (column == 0) return false;
  const std::size_t looked_at = std::min(rows.size(), most);
  std::size_t numbers = 0;
  for (std::size_t r = 0; r < looked_at; ++r)
    if (column < rows[r].size() && reads_as_number(rows[r][column])) ++numbers;
  return 2 * numbers > looked_at;
}

}  // namespace trainyard::chart
