#include "gui/view_models/few_series.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace trainyard::gui {

chart::BarChart with_few_series(chart::BarChart bars, const std::string& rest, std::size_t most) {
  if (bars.series.size() <= most) return bars;
  std::vector<double> sizes;
  for (const chart::BarSeries& one : bars.series) {
    double largest = 0;
    for (const double value : one.values) largest = std::max(largest, std::abs(value));
    sizes.push_back(largest);
  }
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  std::vector<bool> kept(sizes.size(), false);
  for (std::size_t i = 0; i + 1 < most; ++i) kept[order[i]] = true;
  chart::BarSeries others{rest, std::vector<double>(bars.categories.size(), 0.0)};
  std::vector<chart::BarSeries> shown;
  for (std::size_t s = 0; s < bars.series.size(); ++s) {
    if (kept[s]) {
      shown.push_back(std::move(bars.series[s]));
      continue;
    }
    for (std::size_t c = 0; c < others.values.size(); ++c) others.values[c] += bars.series[s].values[c];
  }
  shown.push_back(std::move(others));
  bars.series = std::move(shown);
  return bars;
}

}  // namespace trainyard::gui
