#include "models/chart/svg_canvas.h"

#include <fmt/format.h>

#include <array>

#include "models/chart/chart.h"

namespace trainyard::chart {

namespace {

constexpr double character_width = 0.58;  // of the size

std::string titled(const std::string& tooltip) {
  return tooltip.empty() ? std::string{} : fmt::format("<title>{}</title>", escaped(tooltip));
}

std::string_view anchor_name(Anchor anchor) {
  return anchor == Anchor::start ? "start" : anchor == Anchor::middle ? "middle" : "end";
}

}  // namespace

std::string_view palette(std::size_t index) {
  // Okabe and Ito, "Color universal design", 2008, with a grey in place of black.
  static constexpr std::array<std::string_view, 8> colours{"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                                           "#56b4e9", "#d55e00", "#8c8c8c", "#c4b000"};
  return colours[index % colours.size()];
}

double text_width(std::string_view words, double size) {
  std::size_t characters = 0;
  for (const char c : words) characters += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
  return character_width * size * static_cast<double>(characters);
}

std::string fitted(const std::string& words, double most, double size) {
  if (text_width(words, size) <= most) return words;
  std::string cut = words;
  while (!cut.empty() && text_width(cut + "...", size) > most) {
    do {
      cut.pop_back();
    } while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0U) == 0x80U);
    if (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0U) == 0xc0U) cut.pop_back();
  }
  return cut + "...";
}

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

void SvgCanvas::polyline(const std::string& points, std::string_view colour, double thick) {
  text_ += fmt::format(
      "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.2f}\" "
      "stroke-linejoin=\"round\"/>\n",
      points, colour, thick);
}

void SvgCanvas::polygon(const std::string& points, std::string_view fill, double opacity) {
  text_ +=
      fmt::format("<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{:.2f}\"/>\n", points, fill, opacity);
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
