#include "models/calibration/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

/// Cuts a text into lines of cells.
class Scanner {
 public:
  Scanner(std::string_view text, std::deque<std::string>& unquoted) : text_(text), unquoted_(unquoted) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text_.starts_with(byte_order_mark)) at_ = line_start_ = byte_order_mark.size();
  }

  /// The cells of the next line that is not blank; false at the end of the text, or behind a quote that is
  /// not closed (see `open_quote`).
  bool next(std::vector<CsvTable::Cell>& cells, int& line) {
    while (at_ < text_.size() && open_quote_ == 0) {
      cells.clear();
      line = line_;
      while (cell(cells)) {
      }
      if (open_quote_ == 0 && (cells.size() > 1 || !cells.front().text.empty())) return true;
    }
    return false;
  }
  /// Line of a quote that is not closed; 0: there is none.
  [[nodiscard]] int open_quote() const { return open_quote_; }

 private:
  [[nodiscard]] bool ended() const { return at_ >= text_.size(); }

  /// Reads one cell and what ends it; true when another one follows in the line.
  bool cell(std::vector<CsvTable::Cell>& cells) {
    const int column = static_cast<int>(at_ - line_start_) + 1;
    std::size_t start = at_;
    while (start < text_.size() && (text_[start] == ' ' || text_[start] == '\t')) ++start;
    if (start < text_.size() && text_[start] == '"') {
      at_ = start;
      cells.push_back({quoted(), column});
    } else {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      cells.push_back({trimmed(text_.substr(at_, end - at_)), column});
      at_ = end;
    }
    return separator();
  }

  /// The content of a quoted cell. What stands between its end and the next comma belongs to it too, so that
  /// a stray quote shows in the message about the cell.
  std::string_view quoted() {
    const int line = line_;
    const std::size_t begin = ++at_;
    std::string content;
    bool plain = true;  // the content can be taken from the text as it is
    while (!ended()) {
      if (text_[at_] != '"') {
        if (text_[at_] == '\n') new_line(at_ + 1);
        content += text_[at_++];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        plain = false;
        content += '"';
        at_ += 2;
      } else {
        const std::size_t end = at_++;
        const std::size_t stop = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        const std::string_view rest = trimmed(text_.substr(at_, stop - at_));
        at_ = stop;
        if (plain && rest.empty()) return text_.substr(begin, end - begin);
        unquoted_.push_back(content + std::string(rest));
        return unquoted_.back();
      }
    }
    open_quote_ = line;
    return {};
  }

  bool separator() {
    if (ended()) return false;
    if (text_[at_] == ',') {
      ++at_;
      return true;
    }
    if (text_[at_] == '\r') ++at_;
    if (!ended() && text_[at_] == '\n') ++at_;
    new_line(at_);
    return false;
  }

  void new_line(std::size_t start) {
    ++line_;
    line_start_ = start;
  }

  std::string_view text_;
  std::deque<std::string>& unquoted_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
  int open_quote_ = 0;
};

/// Problems of the header itself.
Diagnostics check_header(const std::vector<CsvTable::Cell>& header, int line, const std::string& file) {
  Diagnostics found;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const CsvTable::Cell& cell = header[i];
    if (cell.text.empty()) {
      found.push_back({file, {}, line, cell.column, fmt::format("column {} has no name", i + 1), {}});
    } else if (!seen.insert(cell.text).second) {
      found.push_back(
          {file, {}, line, cell.column, fmt::format("column {} stands twice", in_quotes(cell.text)), {}});
    }
  }
  return found;
}

}  // namespace

Result<CsvTable> CsvTable::parse(std::string text, ProblemList& problems) {
  CsvTable table;
  auto kept = std::make_shared<const std::string>(std::move(text));
  table.text_ = kept;
  Scanner scanner(*kept, *table.unquoted_);
  std::vector<Cell> line_cells;
  int line = 0;
  const auto open_quote = [&] {
    return Diagnostics{{problems.file(), {}, scanner.open_quote(), 0, "a quoted cell is not closed", {}}};
  };
  if (!scanner.next(line_cells, line)) {
    if (scanner.open_quote() > 0) return open_quote();
    return Diagnostics{{problems.file(), {}, 0, 0, "is empty, expected a line of column names and rows", {}}};
  }
  if (Diagnostics wrong = check_header(line_cells, line, problems.file()); !wrong.empty()) return wrong;
  for (const Cell& cell : line_cells) table.columns_.emplace_back(cell.text);

  bool any = false;
  while (scanner.next(line_cells, line)) {
    any = true;
    if (line_cells.size() != table.columns_.size()) {
      problems.add(line, 0,
                   fmt::format("has {} cells, expected {} as in the first line", line_cells.size(),
                               table.columns_.size()));
      continue;
    }
    table.rows_.push_back({line, table.cells_.size()});
    table.cells_.insert(table.cells_.end(), line_cells.begin(), line_cells.end());
  }
  if (scanner.open_quote() > 0) return open_quote();
  if (!any) return Diagnostics{{problems.file(), {}, 0, 0, "has column names but no row", {}}};
  return table;
}

bool CsvTable::has(std::string_view column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

const CsvTable::Cell* CsvTable::cell(const Row& row, std::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) return nullptr;
  return &cells_[row.first + static_cast<std::size_t>(found - columns_.begin())];
}

void CsvRow::report(std::string_view column, std::string message, std::string hint) {
  good_ = false;
  const CsvTable::Cell* cell = table_.cell(row_, column);
  problems_.add(row_.line, cell == nullptr ? 0 : cell->column, fmt::format("column {}: {}", column, message),
                std::move(hint));
}

std::string_view CsvRow::text(std::string_view column) {
  const CsvTable::Cell* cell = table_.cell(row_, column);
  if (cell == nullptr) {
    report(column, "is missing");
    return {};
  }
  if (cell->text.empty()) report(column, "is empty");
  return cell->text;
}

double CsvRow::number(std::string_view column, double least, double most) {
  const std::string_view cell = text(column);
  if (cell.empty()) return least;
  const std::optional<double> value = number_of<double>(cell);
  if (value && *value >= least && *value <= most) return *value;
  report(column, fmt::format("{} is {}, expected a number from {} to {}", in_quotes(cell),
                             value ? "out of range" : "no number", least, most));
  return least;
}

double CsvRow::whole(std::string_view column, double least, double most) {
  const std::string_view cell = text(column);
  if (cell.empty()) return least;
  const std::optional<double> value = number_of<double>(cell);
  if (value && *value >= least && *value <= most && std::floor(*value) == *value) return *value;
  report(column, fmt::format("{} is {}, expected a whole number from {} to {}", in_quotes(cell),
                             !value                         ? "no number"
                             : std::floor(*value) != *value ? "not whole"
                                                            : "out of range",
                             least, most));
  return least;
}

std::size_t CsvRow::choice(std::string_view column, const std::vector<std::string>& names) {
  const std::string_view cell = text(column);
  if (cell.empty()) return 0;
  const auto found = std::find(names.begin(), names.end(), cell);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  report(column, fmt::format("{} is not known", in_quotes(cell)), name_hint(cell, names));
  return 0;
}

}  // namespace trainyard
