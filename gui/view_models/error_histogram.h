#pragma once
// How many errors fall where, by group.
#include <string>
#include <utility>
#include <vector>

#include "models/chart/chart.h"

namespace trainyard::gui {

/// Relative errors of a group.
using NamedErrors = std::vector<std::pair<std::string, std::vector<double>>>;

/// Stacked bars of `bins` equal bins from -`reach` to `reach` (0.5: half); the outer ones hold all beyond.
[[nodiscard]] chart::BarChart error_histogram(std::string title, std::string x_label,
                                              const NamedErrors& groups, double reach, std::size_t bins);

}  // namespace trainyard::gui
