#pragma once
// Charts painted with Qt: on a widget, an image, a PDF page.
#include <QColor>
#include <QPainter>
#include <QRectF>
#include <string>
#include <utility>
#include <vector>

#include "models/chart/canvas.h"

namespace trainyard::gui {

/// Paints with `painter`, text and axes in `ink`. Where tooltips belong is kept in `spots`, when given.
class PainterCanvas final : public chart::Canvas {
 public:
  using Spots = std::vector<std::pair<QRectF, std::string>>;
  PainterCanvas(QPainter& painter, QColor ink, Spots* spots = nullptr);
  void line(double x1, double y1, double x2, double y2, std::string_view colour, double thick,
            bool dashed) override;
  void rect(const chart::Box& box, std::string_view fill, const std::string& tooltip, double opacity,
            std::string_view stroke) override;
  void circle(double x, double y, double radius, std::string_view fill, const std::string& tooltip) override;
  void polyline(const std::vector<chart::Point>& points, std::string_view colour, double thick) override;
  void polygon(const std::vector<chart::Point>& points, std::string_view fill, double opacity) override;
  void text(double x, double y, const std::string& words, chart::Anchor anchor, double size, double turned,
            bool bold) override;

 private:
  [[nodiscard]] QColor colour_of(std::string_view name) const;

  QPainter& painter_;
  QColor ink_;
  Spots* spots_;
};

}  // namespace trainyard::gui
