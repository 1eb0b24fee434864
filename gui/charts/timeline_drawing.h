#pragma once
// How a timeline looks: its frame and labels on any canvas, its rows either as shapes (files) or straight
// into the lines of an image (windows: fast enough for 60 frames a second whatever the number of spans).
#include <QColor>
#include <QImage>
#include <array>
#include <string>
#include <vector>

#include "gui/view_models/timeline_scene.h"
#include "models/chart/canvas.h"

namespace trainyard::gui {

/// In px.
struct TimelineGeometry {
  double width = 0, height = 0;
  double scroll = 0;  // of the scene, upwards
  double labels = 132, ruler = 26;

  [[nodiscard]] double plot_width() const { return width > labels + 1 ? width - labels : 1; }
  /// From the picture to the scene.
  [[nodiscard]] double scene_y(double y) const { return y - ruler + scroll; }
  [[nodiscard]] double picture_y(double y) const { return y + ruler - scroll; }
  [[nodiscard]] Picoseconds time_at(const TimelineScene& scene, double x) const;
  [[nodiscard]] double x_of(const TimelineScene& scene, Picoseconds time) const;
};

/// What a search found, by source and row.
using TimelineHits = std::array<std::vector<SpanRow>, timeline_sources>;
[[nodiscard]] std::vector<SpanRow> hit_rows(const TimelineModel& model,
                                            const std::vector<std::uint32_t>& spans);

struct TimelineLook {
  QColor background{Qt::white}, ink{Qt::black};
};

/// The rows into `image`, whose size is that of the plot (without ruler and labels) times `ratio`.
void raster_rows(QImage& image, double ratio, const TimelineScene& scene, const TimelineGeometry& geometry,
                 const TimelineHits& hits, const TimelineLook& look);
/// The same as shapes.
void draw_rows(chart::Canvas& canvas, const TimelineScene& scene, const TimelineGeometry& geometry);
/// Ruler with its unit, names of groups and lanes, headings with their legends.
void draw_frame(chart::Canvas& canvas, const TimelineScene& scene, const TimelineGeometry& geometry);

/// A name that fits into its span.
struct SpanLabel {
  double x = 0, base = 0;  // left end of the base line
  std::string text{};
  std::uint8_t kind = 0;
};
[[nodiscard]] std::vector<SpanLabel> span_labels(const TimelineScene& scene,
                                                 const TimelineGeometry& geometry);
inline constexpr double span_label_size = 9;

}  // namespace trainyard::gui
