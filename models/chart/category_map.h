#pragma once
// How a map of categories is drawn; charts.cpp calls it as one of the charts.
#include "models/chart/draw.h"

namespace trainyard::chart {

void draw_category_map(Canvas& canvas, const CategoryMap& chart, Size size);

}  // namespace trainyard::chart
