#pragma once
// A timeline as shapes: what files and reports hold.
#include "gui/charts/timeline_drawing.h"
#include "gui/view_models/content.h"

namespace trainyard::gui {

/// Rows, names of spans and frame.
void draw_timeline(chart::Canvas& canvas, const TimelineScene& scene, const TimelineGeometry& geometry);

/// The window of time that `scene` looks at, with all of its rows; of many ranks only the first lane of each.
[[nodiscard]] Picture timeline_picture(TimelineScene scene);

}  // namespace trainyard::gui
