#pragma once
// Axes: from numbers to places on the canvas.
#include <cmath>
#include <string>
#include <vector>

#include "models/chart/canvas.h"
#include "models/chart/chart.h"

namespace trainyard::chart {

/// A straight or logarithmic scale over round numbers.
struct Scale {
  double low = 0, high = 1;  // first and last tick
  double from = 0, to = 1;   // px
  std::vector<double> marks{};
  bool log = false;
  /// Not finite where a logarithmic scale has no place for `value`.
  [[nodiscard]] double at(double value) const {
    const double part = log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return from + part * (to - from);
  }
};

/// Over all finite numbers of `values`; zero too when `from_zero`.
[[nodiscard]] Scale make_scale(const std::vector<double>& values, bool from_zero, double from, double to,
                               int wanted = 6);
/// Over all positive finite numbers of `values`, by powers of ten.
[[nodiscard]] Scale make_log_scale(const std::vector<double>& values, double from, double to);

/// Frame, ticks, grid and label of the y axis on the left of `box`.
void draw_y_axis(Canvas& canvas, const Box& box, const Scale& y, const std::string& label);
/// The same of an x axis of numbers, below.
void draw_x_axis(Canvas& canvas, const Box& box, const Scale& x, const std::string& label);
/// A dashed line over the width of `box` at every level, its words at the right end.
void draw_levels(Canvas& canvas, const Box& box, const Scale& y, const std::vector<Level>& levels);
/// Names in columns from the left edge of `box` on, below each other at its right. Returns nothing drawn when
/// there is one unnamed series only.
/// `colours` of the palette, one per name; none: those of their places.
void draw_legend(Canvas& canvas, double left, double top, const std::vector<std::string>& names,
                 const std::vector<std::size_t>& colours = {});
/// The room the legend takes in px.
[[nodiscard]] double legend_width(const std::vector<std::string>& names);
/// Names under `centres`, turned when they would touch; `step` px from one to the next.
void draw_categories(Canvas& canvas, const Box& box, const std::vector<double>& centres,
                     const std::vector<std::string>& names, double step);
/// The names of a grid of cells, `wide` by `tall` px each, from the lower left corner of `box`: of its
/// columns as draw_categories has them, of its rows at their left.
void draw_grid_names(Canvas& canvas, const Box& box, const std::vector<std::string>& columns,
                     const std::vector<std::string>& rows, double wide, double tall);
/// The room they take below the axis in px.
[[nodiscard]] double category_height(const std::vector<std::string>& names, double step);

}  // namespace trainyard::chart
