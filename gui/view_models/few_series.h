#pragma once
// Bars with no more colours than can be told apart.
#include <cstddef>
#include <string>

#include "models/chart/chart.h"

namespace trainyard::gui {

/// `bars` with at most `most` series: the largest stay in their order, the others are added up as `rest`,
/// last.
[[nodiscard]] chart::BarChart with_few_series(chart::BarChart bars, const std::string& rest,
                                              std::size_t most = 8);

}  // namespace trainyard::gui
