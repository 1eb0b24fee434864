#include "gui/charts/paper_table.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <numeric>

#include "gui/charts/cell_lines.h"
#include "models/chart/table_cell.h"

namespace trainyard::gui {

namespace {

using Row = std::vector<std::string>;

constexpr int usual_size = 12, broken_size = 10, least_size = 8;  // px of letters
constexpr int cell_gap = 12;                                      // px between columns
constexpr double row_gap = 4, table_gap = 12;
constexpr std::size_t whole_rows = 5;  // a table of so many is not parted

/// One cell in lines.
struct Cell {
  QString lines{};
  double left = 0, width = 0;
  bool number = false;
};

/// Pieces that are wider than `most` px are parted anywhere.
QStringList narrow(const QStringList& pieces, int most, const QFontMetrics& metrics) {
  QStringList all;
  for (QString piece : pieces) {
    while (metrics.horizontalAdvance(piece) > most) {
      qsizetype fits = 1;
      while (metrics.horizontalAdvance(piece.left(fits + 1)) <= most) ++fits;
      all.push_back(piece.left(fits));
      piece.remove(0, fits);
    }
    all.push_back(piece);
  }
  return all;
}

class TableOnPaper {
 public:
  TableOnPaper(const Table& table, int width, QPaintDevice& paper, int size)
      : table_(table),
        width_(width),
        size_(size),
        metrics_(paper_font(size), &paper),
        bold_metrics_(paper_font(size, true), &paper) {
    needs_.resize(table.head.size());
    for (std::size_t c = 0; c < needs_.size(); ++c) {
      widen(c, table.head[c], false, bold_metrics_);
      for (const Row& row : table.rows)
        if (c < row.size()) widen(c, row[c], is_number(c, row[c]), metrics_);
      needs_[c].numbers = chart::holds_numbers(table.rows, c);
    }
  }

  [[nodiscard]] bool fits_unbroken() const {
    return std::accumulate(needs_.begin(), needs_.end(), 0,
                           [](int sum, const ColumnNeed& need) { return sum + need.natural; }) <= width_;
  }
  /// The columns side by side, those that have no room there in further groups with the first again.
  [[nodiscard]] std::vector<std::vector<std::size_t>> groups() const {
    std::vector<std::vector<std::size_t>> groups{{}};
    int used = 0;
    for (std::size_t c = 0; c < needs_.size(); ++c) {
      if (used + needs_[c].least > width_ && groups.back().size() > 1) {
        groups.push_back({0});
        used = needs_[0].least;
      }
      groups.back().push_back(c);
      used += needs_[c].least;
    }
    return groups;
  }

  void append(const std::vector<std::size_t>& columns, std::vector<PaperPart>& parts) const {
    std::vector<ColumnNeed> needs;
    for (const std::size_t c : columns) needs.push_back(needs_[c]);
    const std::vector<int> widths = column_widths(needs, width_);
    const bool headless =
        std::all_of(columns.begin(), columns.end(), [&](std::size_t c) { return table_.head[c].empty(); });
    std::shared_ptr<const PaperPart> head;
    if (!headless) {
      PaperPart made = row_part(table_.head, columns, widths, true);
      made.with_next = true;
      head = std::make_shared<const PaperPart>(made);
      parts.push_back(std::move(made));
    }
    const std::size_t count = table_.rows.size();
    for (std::size_t r = 0; r < count; ++r) {
      PaperPart part = row_part(table_.rows[r], columns, widths, false);
      part.repeated = head;
      // The first two rows stay together, and the last two.
      part.with_next = r + 1 < count && (r == 0 || r + 2 == count || count <= whole_rows);
      if (r + 1 == count) part.gap = table_gap;
      parts.push_back(std::move(part));
    }
  }

 private:
  static bool is_number(std::size_t column, const std::string& cell) {
    return column > 0 && chart::reads_as_number(cell);
  }
  [[nodiscard]] QStringList pieces(const std::string& cell, bool number, const QFontMetrics& metrics) const {
    return narrow(pieces_of(QString::fromStdString(cell), number), (width_ - 2 * cell_gap) / 2, metrics);
  }
  void widen(std::size_t column, const std::string& cell, bool number, const QFontMetrics& metrics) {
    needs_[column].widen(need_of(QString::fromStdString(cell), pieces(cell, number, metrics), metrics),
                         cell_gap);
  }
  [[nodiscard]] PaperPart row_part(const Row& row, const std::vector<std::size_t>& columns,
                                   const std::vector<int>& widths, bool bold) const {
    const QFontMetrics& metrics = bold ? bold_metrics_ : metrics_;
    std::vector<Cell> cells;
    double left = 0;
    qsizetype most_lines = 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t c = columns[i];
      const std::string text = c < row.size() ? row[c] : std::string{};
      const bool number = is_number(c, text);
      const int room = widths[i] - cell_gap;
      Cell cell{in_lines(pieces(text, number, metrics), room, metrics), left, static_cast<double>(room),
                bold ? needs_[c].numbers : number};
      most_lines = std::max(most_lines, cell.lines.count(QLatin1Char('\n')) + 1);
      cells.push_back(std::move(cell));
      left += widths[i];
    }
    PaperPart part;
    part.height = static_cast<double>(most_lines * metrics.lineSpacing()) + row_gap;
    part.draw = [cells = std::move(cells), size = size_, bold, height = part.height, right = left - cell_gap](
                    QPainter& painter, double top) {
      painter.setFont(paper_font(size, bold));
      painter.setPen(Qt::black);
      for (const Cell& cell : cells)
        painter.drawText(QRectF(cell.left, top + row_gap / 2, cell.width, height - row_gap),
                         (cell.number ? Qt::AlignRight : Qt::AlignLeft) |
                             (bold ? Qt::AlignBottom : Qt::AlignTop) | Qt::TextDontClip,
                         cell.lines);
      painter.setPen(QPen(bold ? Qt::black : QColor(0xd8, 0xd8, 0xd8), bold ? 0.8 : 0.5));
      painter.drawLine(QPointF(0, top + height), QPointF(right, top + height));
    };
    return part;
  }

  const Table& table_;
  int width_, size_;
  QFontMetrics metrics_, bold_metrics_;
  std::vector<ColumnNeed> needs_{};
};

}  // namespace

QFont paper_font(double px, bool bold) {
  QFont made(QStringLiteral("DejaVu Sans"));
  made.setPixelSize(static_cast<int>(px));
  made.setBold(bold);
  return made;
}

std::vector<PaperPart> table_parts(const Table& table, int width, QPaintDevice& paper) {
  std::vector<PaperPart> parts;
  for (int size = usual_size; size >= least_size; --size) {
    const TableOnPaper laid(table, width, paper, size);
    if (size > broken_size && !laid.fits_unbroken()) continue;
    const auto groups = laid.groups();
    if (groups.size() > 1 && size > least_size) continue;
    for (const auto& columns : groups) laid.append(columns, parts);
    break;
  }
  return parts;
}

}  // namespace trainyard::gui
