// What a timeline shows, as files and on the clipboard.
#include <fmt/format.h>

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QPainter>

#include "gui/charts/ask_file.h"
#include "gui/charts/chart_export.h"
#include "gui/charts/painter_canvas.h"
#include "gui/charts/steady_pdf.h"
#include "gui/charts/timeline_picture.h"
#include "gui/charts/timeline_view.h"
#include "models/chart/svg_canvas.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

QImage TimelineView::picture(double scale) const {
  const TimelineGeometry geometry = geometry_now();
  QImage image(static_cast<int>(geometry.width * scale), static_cast<int>(geometry.height * scale),
               QImage::Format_RGB32);
  QPainter painter(&image);
  painter.scale(scale, scale);
  paint(painter, geometry, scale, {});
  return image;
}

std::string TimelineView::svg() const {
  const TimelineGeometry geometry = geometry_now();
  chart::SvgCanvas canvas(geometry.width, geometry.height, "Timeline");
  draw_timeline(canvas, scene_, geometry);
  return std::move(canvas).finish();
}

QByteArray TimelineView::pdf() const {
  const TimelineGeometry geometry = geometry_now();
  return pdf_page({geometry.width, geometry.height}, [&](QPainter& painter) {
    PainterCanvas canvas(painter, Qt::black);
    draw_timeline(canvas, scene_, geometry);
  });
}

Result<void> TimelineView::export_to(const std::filesystem::path& file) const {
  const std::string ending = file.extension().string();
  if (ending == ".svg") return write_file(file, svg());
  if (ending == ".csv") return write_file(file, spans_csv(scene_));
  if (ending == ".pdf") return save_bytes(file, pdf());
  if (ending == ".png") {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture(2.0).save(&buffer, "PNG");
    return save_bytes(file, bytes);
  }
  return trainyard::problem(
      fmt::format("{}: a timeline is written as .png, .svg, .pdf or .csv", file.string()));
}

void TimelineView::copy_picture() const {
  QApplication::clipboard()->setImage(picture(2.0));
}

void TimelineView::copy_data() const {
  QApplication::clipboard()->setText(QString::fromStdString(spans_csv(scene_)));
}

void TimelineView::export_as() {
  const QString file = ask_file_to_write(this, tr("Export timeline"), QStringLiteral("timeline.png"),
                                         tr("Pictures and data (*.png *.svg *.pdf *.csv)"));
  if (file.isEmpty()) return;
  const Result<void> done = export_to(file.toStdString());
  if (!done) emit problem(QString::fromStdString(to_text(done.error())));
}

}  // namespace trainyard::gui
