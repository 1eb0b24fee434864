#pragma once
// The few shapes charts are made of, whatever they are drawn on.
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::chart {

struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

struct Point {
  double x = 0, y = 0;
};

enum class Anchor { start, middle, end };

/// Coordinates in px, y downwards. Colours are "#rrggbb", "#rrggbbaa", `ink` or "none". A tooltip belongs to
/// the shape it is given with.
class Canvas {
 public:
  virtual ~Canvas() = default;
  virtual void line(double x1, double y1, double x2, double y2, std::string_view colour, double thick = 1,
                    bool dashed = false) = 0;
  virtual void rect(const Box& box, std::string_view fill, const std::string& tooltip = {},
                    double opacity = 1, std::string_view stroke = "none") = 0;
  virtual void circle(double x, double y, double radius, std::string_view fill,
                      const std::string& tooltip = {}) = 0;
  virtual void polyline(const std::vector<Point>& points, std::string_view colour, double thick) = 0;
  virtual void polygon(const std::vector<Point>& points, std::string_view fill, double opacity) = 0;
  /// `turned` in degrees, clockwise around (x, y).
  virtual void text(double x, double y, const std::string& words, Anchor anchor = Anchor::start,
                    double size = 12, double turned = 0, bool bold = false) = 0;

 protected:
  Canvas() = default;
  Canvas(const Canvas&) = default;
  Canvas& operator=(const Canvas&) = default;
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
