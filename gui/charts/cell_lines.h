#pragma once
// Texts of a table's cells in lines, on the screen and on paper.
#include <QFontMetrics>
#include <QString>
#include <QStringList>
#include <string>

#include "gui/charts/column_widths.h"

namespace trainyard::gui {

/// The pieces of `cell` that no line break may part, each with the spaces behind it. A `number` is broken
/// before its interval and its change only: "19.0 s ", "(18.5 s - 21.1 s) ", "+8.2 %".
[[nodiscard]] QStringList pieces_of(const QString& cell, bool number = false);
/// Pieces in lines of at most `width` px where that can be, a line break between two lines.
[[nodiscard]] QString in_lines(const QStringList& pieces, int width, const QFontMetrics& metrics);
/// What a cell needs without margins, and what its widest piece needs.
[[nodiscard]] ColumnNeed need_of(const QString& cell, const QStringList& pieces, const QFontMetrics& metrics);

}  // namespace trainyard::gui
