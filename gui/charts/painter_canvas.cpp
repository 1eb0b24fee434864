#include "gui/charts/painter_canvas.h"

#include <QFont>
#include <QFontMetricsF>
#include <QPen>
#include <QPolygonF>
#include <cmath>

namespace trainyard::gui {

namespace {

QPolygonF polygon_of(const std::vector<chart::Point>& points) {
  QPolygonF made;
  made.reserve(static_cast<qsizetype>(points.size()));
  for (const chart::Point& one : points) made.append(QPointF(one.x, one.y));
  return made;
}

}  // namespace

PainterCanvas::PainterCanvas(QPainter& painter, QColor ink, Spots* spots)
    : painter_(painter), ink_(std::move(ink)), spots_(spots) {
  painter_.setRenderHint(QPainter::Antialiasing);
}

QColor PainterCanvas::colour_of(std::string_view name) const {
  if (name == chart::ink) return ink_;
  if (name == "none") return QColor(Qt::transparent);
  const auto part = [&](std::size_t at, int otherwise) {
    if (name.size() < at + 2) return otherwise;
    return std::stoi(std::string(name.substr(at, 2)), nullptr, 16);
  };
  return QColor(part(1, 0), part(3, 0), part(5, 0), part(7, 255));
}

void PainterCanvas::line(double x1, double y1, double x2, double y2, std::string_view colour, double thick,
                         bool dashed) {
  painter_.setPen(QPen(colour_of(colour), thick, dashed ? Qt::DashLine : Qt::SolidLine));
  painter_.drawLine(QPointF(x1, y1), QPointF(x2, y2));
}

void PainterCanvas::rect(const chart::Box& box, std::string_view fill, const std::string& tooltip,
                         double opacity, std::string_view stroke) {
  const QRectF area(box.left, box.top, box.width, box.height);
  QColor inside = colour_of(fill);
  inside.setAlphaF(static_cast<float>(inside.alphaF() * opacity));
  painter_.setPen(stroke == "none" ? QPen(Qt::NoPen) : QPen(colour_of(stroke), 2.5));
  painter_.setBrush(fill == "none" ? QBrush(Qt::NoBrush) : QBrush(inside));
  painter_.drawRect(area);
  if (spots_ != nullptr && !tooltip.empty() && fill != "none") spots_->emplace_back(area, tooltip);
}

void PainterCanvas::circle(double x, double y, double radius, std::string_view fill,
                           const std::string& tooltip) {
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(colour_of(fill));
  painter_.drawEllipse(QPointF(x, y), radius, radius);
  constexpr double reach = 3;  // px around a point that count as the point
  const double wide = radius + reach;
  if (spots_ != nullptr && !tooltip.empty())
    spots_->emplace_back(QRectF(x - wide, y - wide, 2 * wide, 2 * wide), tooltip);
}

void PainterCanvas::polyline(const std::vector<chart::Point>& points, std::string_view colour, double thick) {
  painter_.setPen(QPen(colour_of(colour), thick, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
  painter_.setBrush(Qt::NoBrush);
  painter_.drawPolyline(polygon_of(points));
}

void PainterCanvas::polygon(const std::vector<chart::Point>& points, std::string_view fill, double opacity) {
  QColor inside = colour_of(fill);
  inside.setAlphaF(static_cast<float>(opacity));
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(inside);
  painter_.drawPolygon(polygon_of(points));
}

void PainterCanvas::text(double x, double y, const std::string& words, chart::Anchor anchor, double size,
                         double turned, bool bold) {
  QFont font = painter_.font();
  font.setPixelSize(static_cast<int>(std::lround(size)));
  font.setBold(bold);
  const QString shown = QString::fromStdString(words);
  const double wide = QFontMetricsF(font, painter_.device()).horizontalAdvance(shown);
  const double shift = anchor == chart::Anchor::start    ? 0.0
                       : anchor == chart::Anchor::middle ? wide / 2
                                                         : wide;
  painter_.save();
  painter_.setFont(font);
  painter_.setPen(ink_);
  painter_.translate(x, y);
  painter_.rotate(turned);
  painter_.drawText(QPointF(-shift, 0), shown);
  painter_.restore();
}

}  // namespace trainyard::gui
