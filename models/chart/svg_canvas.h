#pragma once
// Shapes as SVG text.
#include <string>

#include "models/chart/canvas.h"

namespace trainyard::chart {

/// Numbers are written with two decimals, tooltips as titles.
class SvgCanvas final : public Canvas {
 public:
  SvgCanvas(double width, double height, const std::string& title);
  void line(double x1, double y1, double x2, double y2, std::string_view colour, double thick,
            bool dashed) override;
  void rect(const Box& box, std::string_view fill, const std::string& tooltip, double opacity,
            std::string_view stroke) override;
  void circle(double x, double y, double radius, std::string_view fill, const std::string& tooltip) override;
  void polyline(const std::vector<Point>& points, std::string_view colour, double thick) override;
  void polygon(const std::vector<Point>& points, std::string_view fill, double opacity) override;
  void text(double x, double y, const std::string& words, Anchor anchor, double size, double turned,
            bool bold) override;
  [[nodiscard]] std::string finish() &&;

 private:
  std::string text_;
};

}  // namespace trainyard::chart
