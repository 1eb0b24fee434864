#include "gui/charts/timeline_picture.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>

#include "gui/charts/painter_canvas.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

constexpr double width = 860, most_height = 1000;  // px: a page of paper holds as much

}  // namespace

void draw_timeline(chart::Canvas& canvas, const TimelineScene& scene, const TimelineGeometry& geometry) {
  draw_rows(canvas, scene, geometry);
  for (const SpanLabel& label : span_labels(scene, geometry))
    canvas.text(label.x, label.base, label.text, chart::Anchor::start, span_label_size);
  draw_frame(canvas, scene, geometry);
}

namespace {

std::string png_of(const TimelineScene& scene, const TimelineGeometry& geometry) {
  constexpr double scale = 2;  // letters are sharp on screens of many dots per inch
  QImage image(static_cast<int>(geometry.width * scale), static_cast<int>(geometry.height * scale),
               QImage::Format_RGB32);
  image.fill(Qt::white);
  {
    QPainter painter(&image);
    painter.scale(scale, scale);
    PainterCanvas canvas(painter, Qt::black);
    draw_timeline(canvas, scene, geometry);
  }
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytes.toStdString();
}

}  // namespace

Picture timeline_picture(TimelineScene scene) {
  if (scene.height() > most_height) scene.fold_all(true);
  TimelineGeometry geometry{.width = width};
  geometry.height = scene.height() + geometry.ruler;
  Picture picture{words("Timeline"), {geometry.width, geometry.height}, {}, png_of(scene, geometry)};
  picture.draw = [scene = std::move(scene), geometry](chart::Canvas& canvas) {
    draw_timeline(canvas, scene, geometry);
  };
  return picture;
}

}  // namespace trainyard::gui
