#pragma once
// The few shapes charts are made of, as SVG text.
#include <string>
#include <string_view>

namespace trainyard::chart {

struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

enum class Anchor { start, middle, end };

/// Coordinates in px, y downwards; written with two decimals.
class SvgCanvas {
 public:
  SvgCanvas(double width, double height, const std::string& title);
  void line(double x1, double y1, double x2, double y2, std::string_view colour, double thick = 1,
            bool dashed = false);
  void rect(const Box& box, std::string_view fill, const std::string& tooltip = {}, double opacity = 1,
            std::string_view stroke = "none");
  void circle(double x, double y, double radius, std::string_view fill, const std::string& tooltip = {});
  /// `points`: "x,y x,y ...".
  void polyline(const std::string& points, std::string_view colour, double thick);
  void polygon(const std::string& points, std::string_view fill, double opacity);
  void text(double x, double y, const std::string& words, Anchor anchor = Anchor::start, double size = 12,
            double turned = 0, bool bold = false);
  [[nodiscard]] std::string finish() &&;

 private:
  std::string text_;
};

/// Width of `words` in px at `size`, guessed from the number of characters: 0.58 of the size each, a little
/// more than common sans-serif fonts take.
[[nodiscard]] double text_width(std::string_view words, double size);
/// `words` cut to `most` px, "..." at the end.
[[nodiscard]] std::string fitted(const std::string& words, double most, double size);

inline constexpr std::string_view ink = "currentColor";
/// The `index`-th colour of the palette; it repeats after eight.
[[nodiscard]] std::string_view palette(std::size_t index);

}  // namespace trainyard::chart
