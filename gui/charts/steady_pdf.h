#pragma once
// PDF files that are the same bytes whenever they are written.
#include <QByteArray>
#include <QSizeF>
#include <functional>

class QPainter;

namespace trainyard::gui {

/// `pdf`, as QPdfWriter wrote it, with the clock taken out: its dates become SOURCE_DATE_EPOCH
/// (reproducible-builds.org) or else 2000-01-01, its document id, where there is one, zeros. Every
/// replacement has the length of what it replaces, so that the table of offsets stays right.
[[nodiscard]] QByteArray steady_pdf(QByteArray pdf);

/// One page of `size` (px of 1/96 inch) that `draw` paints in px.
[[nodiscard]] QByteArray pdf_page(const QSizeF& size, const std::function<void(QPainter&)>& draw);

}  // namespace trainyard::gui
