#include "gui/view_models/error_histogram.h"

#include <fmt/format.h>

#include <cmath>

#include "gui/view_models/words.h"
#include "sim/base/statistics.h"

namespace trainyard::gui {

chart::BarChart error_histogram(std::string title, std::string x_label, const NamedErrors& groups,
                                double reach, std::size_t bins) {
  chart::BarChart bars;
  bars.title = std::move(title);
  bars.x_label = std::move(x_label);
  bars.y.label = words("rows");
  for (std::size_t i = 0; i < bins; ++i) {
    const double from =
        std::round(100.0 * (-reach + 2 * reach * static_cast<double>(i) / static_cast<double>(bins)));
    bars.categories.push_back(from == 0 ? "0" : fmt::format("{:+.0f}", from));
  }
  for (const auto& [name, errors] : groups) {
    chart::BarSeries series{name, {}, {}};
    for (const std::size_t count : histogram(errors, -reach, reach, bins))
      series.values.push_back(static_cast<double>(count));
    bars.series.push_back(std::move(series));
  }
  return bars;
}

}  // namespace trainyard::gui
