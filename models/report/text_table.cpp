#include "models/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace trainyard {

TextTable::TextTable(std::vector<Align> columns, std::size_t indent)
    : columns_(std::move(columns)), indent_(indent) {}

void TextTable::add(std::vector<std::string> cells) {
  assert(cells.size() <= columns_.size());
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

void TextTable::add_or_join(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  if (!rows_.empty() && std::equal(cells.begin() + 1, cells.end(), rows_.back().begin() + 1)) {
    std::string& first = rows_.back().front();
    first = first.substr(0, first.find('-')) + "-" + cells.front();
    return;
  }
  add(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string result;
  for (const auto& row : rows_) {
    std::string line(indent_, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += "  ";
      const std::string padding(widths[i] - row[i].size(), ' ');
      line += columns_[i] == Align::left ? row[i] + padding : padding + row[i];
    }
    const std::size_t last = line.find_last_not_of(' ');
    result += line.substr(0, last == std::string::npos ? 0 : last + 1);
    result += '\n';
  }
  return result;
}

std::string wrapped(std::string_view first, std::string_view text, std::size_t width) {
  std::string result;
  std::string line(first);
  const std::string blank(first.size(), ' ');
  bool empty = true;  // nothing of the text on this line yet
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find_first_of(" \n", begin);
    const std::string_view word = text.substr(begin, end - begin);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
    if (!empty && line.size() + 1 + word.size() > width) {
      result += line + '\n';
      line = blank;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  const std::size_t last = line.find_last_not_of(' ');
  return result + line.substr(0, last == std::string::npos ? 0 : last + 1) + '\n';
}

std::string grouped(double value) {
  const std::string digits = fmt::format("{:.0f}", std::abs(value));
  std::string result = value <= -0.5 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += ',';
    result += digits[i];
  }
  return result;
}

std::string Emphasis::wrap(std::string_view code, std::string_view text) const {
  return on_ ? fmt::format("{}{}\x1b[0m", code, text) : std::string(text);
}

}  // namespace trainyard
