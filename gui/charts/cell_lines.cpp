#include "gui/charts/cell_lines.h"

#include <QTextBoundaryFinder>
#include <algorithm>

#include "models/chart/table_cell.h"

namespace trainyard::gui {

QStringList pieces_of(const QString& cell, bool number) {
  QStringList pieces;
  if (number) {
    for (const std::string& piece : chart::pieces_of_number(cell.toStdString()))
      pieces.push_back(QString::fromStdString(piece) + QLatin1Char(' '));
    return pieces;
  }
  QTextBoundaryFinder finder(QTextBoundaryFinder::Line, cell);
  for (qsizetype from = 0, to = finder.toNextBoundary(); to >= 0; from = to, to = finder.toNextBoundary())
    pieces.push_back(cell.mid(from, to - from));
  return pieces;
}

QString in_lines(const QStringList& pieces, int width, const QFontMetrics& metrics) {
  QString all, line;
  for (const QString& piece : pieces) {
    if (!line.isEmpty() && metrics.horizontalAdvance((line + piece).trimmed()) > width) {
      all += line.trimmed() + QLatin1Char('\n');
      line.clear();
    }
    line += piece;
  }
  return all + line.trimmed();
}

ColumnNeed need_of(const QString& cell, const QStringList& pieces, const QFontMetrics& metrics) {
  ColumnNeed need{metrics.horizontalAdvance(cell), 0};
  for (const QString& piece : pieces)
    need.least = std::max(need.least, metrics.horizontalAdvance(piece.trimmed()));
  return need;
}

}  // namespace trainyard::gui
