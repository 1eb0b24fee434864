#include "models/chart/category_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/chart/plot_area.h"

namespace trainyard::chart {

namespace {

constexpr double left = 104, top = 46, bottom = 56;  // px around the plot: room for labels
constexpr double title_size = 15;                    // px

}  // namespace

void draw_category_map(Canvas& canvas, const CategoryMap& chart, Size size) {
  const std::size_t columns = chart.x.size(), rows = chart.y.size();
  const Box box{left, top, size.width - left - 24 - legend_width(chart.names), size.height - top - bottom};
  const double wide = box.width / static_cast<double>(std::max<std::size_t>(1, columns)),
               tall = box.height / static_cast<double>(std::max<std::size_t>(1, rows));
  canvas.text(20, 24, fitted(chart.title, size.width - 40, title_size), Anchor::start, title_size, 0, true);
  const auto cell = [&](std::size_t i) {
    return Box{box.left + wide * static_cast<double>(i % columns),
               box.bottom() - tall * static_cast<double>(i / columns + 1), wide, tall};
  };
  for (std::size_t i = 0; i < chart.cells.size(); ++i) {
    const int of = chart.cells[i];
    const bool known = of >= 0 && static_cast<std::size_t>(of) < chart.names.size();
    const std::string name = known ? chart.names[static_cast<std::size_t>(of)] : "none";
    const std::string where = fmt::format("{} {}, {} {}: ", chart.x_label, chart.x[i % columns],
                                          chart.y_label, chart.y[i / columns]);
    canvas.rect(cell(i), known ? palette(static_cast<std::size_t>(of)) : "#80808030", where + name,
                known ? 0.85 : 1, "#ffffff60");
  }
  if (chart.here && *chart.here < chart.cells.size()) canvas.rect(cell(*chart.here), "none", "", 0, ink);
  draw_grid_names(canvas, box, chart.x, chart.y, wide, tall);
  canvas.text(box.left + box.width / 2, size.height - 10, fitted(chart.x_label, box.width, 12),
              Anchor::middle, 12);
  canvas.text(24, box.top + box.height / 2, fitted(chart.y_label, box.height, 12), Anchor::middle, 12, -90);
  draw_legend(canvas, box.right(), top, chart.names);
}

}  // namespace trainyard::chart
