#pragma once
// Any chart on any canvas, and its data as a table: what files and windows share.
#include <string>
#include <variant>

#include "models/chart/canvas.h"
#include "models/chart/chart.h"

namespace trainyard::chart {

using Chart = std::variant<LineChart, ScatterChart, BarChart, Waterfall, HeatMap, CategoryMap>;

/// In px. The default is that of to_svg().
struct Size {
  double width = 860, height = 420;
};

/// `wanted`, higher where the legend needs it.
[[nodiscard]] Size size_of(const Chart& chart, Size wanted = {});
/// Draws `chart` over the whole of `size`, which size_of() gave.
void draw(Canvas& canvas, const Chart& chart, Size size);

[[nodiscard]] std::string to_svg(const Chart& chart);
[[nodiscard]] const std::string& title_of(const Chart& chart);
/// What is drawn, as rows: one per point, bar, step or cell. Numbers are written so that they read back the
/// same; gaps are empty.
[[nodiscard]] std::string to_csv(const Chart& chart);

}  // namespace trainyard::chart
