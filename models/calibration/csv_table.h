#pragma once
// Tables as comma-separated values (RFC 4180): a line of column names, then rows. A cell may stand in double
// quotes and then hold commas, line breaks and doubled quotes; lines end with LF or CRLF.
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/calibration/problem_list.h"
#include "sim/base/result.h"

namespace trainyard {

class CsvTable {
 public:
  struct Cell {
    std::string_view text{};  // without quotes and surrounding blanks
    int column = 0;           // where it begins in its line, in bytes from 1
  };
  struct Row {
    int line = 0;
    std::size_t first = 0;  // of its cells
  };

  /// Rows that have more or fewer cells than the header are told in `problems` and left out. Errors that end
  /// the reading: an empty file, no row, a column without a name or named twice, a quote that is not closed.
  static Result<CsvTable> parse(std::string text, ProblemList& problems);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] bool has(std::string_view column) const;
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  /// Null when there is no such column.
  [[nodiscard]] const Cell* cell(const Row& row, std::string_view column) const;

 private:
  std::vector<std::string> columns_{};
  std::vector<Row> rows_{};
  std::vector<Cell> cells_{};
  std::shared_ptr<const std::string> text_{};  // cells point into it
  std::shared_ptr<std::deque<std::string>> unquoted_ = std::make_shared<std::deque<std::string>>();
};

/// A row with its cells as values. A missing, empty or wrong cell is told in the list of problems, with line,
/// column and what is expected, and answered with a harmless value; ask `good()` before the row is used.
class CsvRow {
 public:
  CsvRow(const CsvTable& table, const CsvTable::Row& row, ProblemList& problems)
      : table_(table), row_(row), problems_(problems) {}

  [[nodiscard]] bool has(std::string_view column) const { return table_.has(column); }
  [[nodiscard]] std::string_view text(std::string_view column);
  /// Decimal, finite, within the bounds.
  [[nodiscard]] double number(std::string_view column, double least, double most);
  /// The same without a fraction; "8.0" and "1e3" count as whole.
  [[nodiscard]] double whole(std::string_view column, double least, double most);
  /// The place in `names` of the cell; a wrong one is answered with the nearest names.
  [[nodiscard]] std::size_t choice(std::string_view column, const std::vector<std::string>& names);

  /// Records a problem of a cell in the words of the caller.
  void report(std::string_view column, std::string message, std::string hint = {});
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] int line() const { return row_.line; }

 private:
  const CsvTable& table_;
  const CsvTable::Row& row_;
  ProblemList& problems_;
  bool good_ = true;
};

}  // namespace trainyard
