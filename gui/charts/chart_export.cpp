#include "gui/charts/chart_export.h"

#include <fmt/format.h>

#include <QBuffer>
#include <QPainter>

#include "gui/charts/painter_canvas.h"
#include "gui/charts/steady_pdf.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

QByteArray png_of(const chart::Chart& chart) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  chart_image(chart).save(&buffer, "PNG");
  return bytes;
}

QByteArray pdf_of(const chart::Chart& chart) {
  const chart::Size size = chart::size_of(chart);
  return pdf_page({size.width, size.height}, [&](QPainter& painter) {
    PainterCanvas canvas(painter, Qt::black);
    chart::draw(canvas, chart, size);
  });
}

}  // namespace

QImage chart_image(const chart::Chart& chart, double scale) {
  const chart::Size size = chart::size_of(chart);
  QImage image(static_cast<int>(size.width * scale), static_cast<int>(size.height * scale),
               QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.scale(scale, scale);
  PainterCanvas canvas(painter, Qt::black);
  chart::draw(canvas, chart, size);
  return image;
}

Result<void> save_bytes(const std::filesystem::path& file, const QByteArray& bytes) {
  if (bytes.isEmpty())  // no memory for it, or Qt lacks the format
    return problem(fmt::format("{}: the picture could not be encoded, nothing was written", file.string()));
  return write_file(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

Result<void> export_chart(const chart::Chart& chart, const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  if (ending == ".svg") return write_file(file, chart::to_svg(chart));
  if (ending == ".csv") return write_file(file, chart::to_csv(chart));
  if (ending == ".png") return save_bytes(file, png_of(chart));
  if (ending == ".pdf") return save_bytes(file, pdf_of(chart));
  return problem(fmt::format("{}: a chart is written as .png, .svg, .pdf or .csv", file.string()));
}

}  // namespace trainyard::gui
