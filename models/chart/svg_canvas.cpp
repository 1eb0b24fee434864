#include "models/chart/svg_canvas.h"

#include <fmt/format.h>

#include "models/chart/chart.h"

namespace trainyard::chart {

namespace {

std::string titled(const std::string& tooltip) {
  return tooltip.empty() ? std::string{} : fmt::format("<title>{}</title>", escaped(tooltip));
}

std::string places(const std::vector<Point>& points) {
  std::string text;
  for (const Point& one : points) text += fmt::format("{:.2f},{:.2f} ", one.x, one.y);
  return text;
}

std::string_view anchor_name(Anchor anchor) {
  return anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
}

}  // namespace

SvgCanvas::SvgCanvas(double width, double height, const std::string& title) {
  text_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.0f}\" height=\"{:.0f}\" viewBox=\"0 0 {:.0f} "
      "{:.0f}\" role=\"img\" aria-label=\"{}\" font-family=\"DejaVu Sans, Verdana, sans-serif\" "
      "font-size=\"12\">\n",
      width, height, width, height, escaped(title));
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, std::string_view colour, double thick,
                     bool dashed) {
  text_ += fmt::format(
      "<line x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\" stroke=\"{}\" "
      "stroke-width=\"{:.2f}\"{}/>\n",
      x1, y1, x2, y2, colour, thick, dashed ? " stroke-dasharray=\"4 3\"" : "");
}

void SvgCanvas::rect(const Box& box, std::string_view fill, const std::string& tooltip, double opacity,
                     std::string_view stroke) {
  text_ += fmt::format(
      "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\" "
      "fill-opacity=\"{:.2f}\" "
      "stroke=\"{}\"{}>{}</rect>\n",
      box.left, box.top, box.width, box.height, fill, opacity, stroke,
      stroke == "none" ? "" : " stroke-width=\"2.5\"", titled(tooltip));
}

void SvgCanvas::circle(double x, double y, double radius, std::string_view fill, const std::string& tooltip) {
  text_ += fmt::format("<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{:.2f}\" fill=\"{}\">{}</circle>\n", x, y,
                       radius, fill, titled(tooltip));
}

void SvgCanvas::polyline(const std::vector<Point>& points, std::string_view colour, double thick) {
  text_ += fmt::format(
      "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.2f}\" "
      "stroke-linejoin=\"round\"/>\n",
      places(points), colour, thick);
}

void SvgCanvas::polygon(const std::vector<Point>& points, std::string_view fill, double opacity) {
  text_ += fmt::format("<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{:.2f}\"/>\n", places(points), fill,
                       opacity);
}

void SvgCanvas::text(double x, double y, const std::string& words, Anchor anchor, double size, double turned,
                     bool bold) {
  const std::string turn =
      turned == 0 ? std::string{} : fmt::format(" transform=\"rotate({:.0f} {:.2f} {:.2f})\"", turned, x, y);
  text_ += fmt::format(
      "<text x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"{}\" font-size=\"{:.0f}\" fill=\"{}\"{}{}>{}</text>\n",
      x, y, anchor_name(anchor), size, ink, bold ? " font-weight=\"bold\"" : "", turn, escaped(words));
}

std::string SvgCanvas::finish() && {
  text_ += "</svg>\n";
  return std::move(text_);
}

}  // namespace trainyard::chart
