#include "gui/charts/pdf_report.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QMarginsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <algorithm>

#include "gui/charts/painter_canvas.h"
#include "gui/charts/steady_pdf.h"
#include "gui/charts/table_view.h"

namespace trainyard::gui {

namespace {

constexpr double page_width = 860;  // units of drawing: the width of a chart
constexpr double gap = 12, text_size = 12, small_size = 10, cell_gap = 10;

class Writer {
 public:
  Writer(QPdfWriter& device, QPainter& painter)
      : device_(device), painter_(painter), page_height_(page_width * device.height() / device.width()) {
    painter_.scale(device.width() / page_width, device.width() / page_width);
  }

  void operator()(const Heading& heading) { paragraph(heading.text, 15, true); }
  void operator()(const Paragraph& one) { paragraph(one.text, text_size, one.tone == Tone::problem); }
  void operator()(const Tiles& tiles) {
    for (const Tile& tile : tiles.tiles)
      paragraph(tile.label + ": " + tile.value + (tile.detail.empty() ? "" : " (" + tile.detail + ")"),
                text_size, false);
  }
  void operator()(const chart::Chart& chart) {
    const chart::Size size = chart::size_of(chart, {page_width, 420});
    make_room(size.height);
    painter_.save();
    painter_.translate(0, at_);
    PainterCanvas canvas(painter_, Qt::black);
    chart::draw(canvas, chart, size);
    painter_.restore();
    at_ += size.height + gap;
  }
  void operator()(const Table& table) {
    if (!table.title.empty()) paragraph(table.title, text_size, true);
    const std::vector<double> widths = column_widths(table);
    row(table.head, widths, true, {});
    for (const auto& cells : table.rows) row(cells, widths, false, table.head);
    at_ += gap;
  }
  void new_page() {
    device_.newPage();
    at_ = 0;
  }
  void paragraph(const std::string& text, double size, bool bold) {
    painter_.setFont(font(size, bold));
    painter_.setPen(Qt::black);
    const QString shown = QString::fromStdString(text);
    const QRectF wanted =
        painter_.boundingRect(QRectF(0, 0, page_width, 1e6), Qt::AlignLeft | Qt::TextWordWrap, shown);
    make_room(std::min(wanted.height(), page_height_));
    painter_.drawText(QRectF(0, at_, page_width, wanted.height() + 2), Qt::AlignLeft | Qt::TextWordWrap,
                      shown);
    at_ += wanted.height() + gap;
  }

 private:
  static QFont font(double size, bool bold) {
    QFont made(QStringLiteral("DejaVu Sans"));
    made.setPixelSize(static_cast<int>(size));
    made.setBold(bold);
    return made;
  }
  void make_room(double height) {
    if (at_ > 0 && at_ + height > page_height_) new_page();
  }
  std::vector<double> column_widths(const Table& table) {
    const QFontMetricsF metrics(font(small_size, true), &device_);
    std::vector<double> widths(table.head.size(), 20.0);
    const auto widen = [&](const std::vector<std::string>& cells) {
      for (std::size_t c = 0; c < std::min(cells.size(), widths.size()); ++c)
        widths[c] =
            std::max(widths[c], metrics.horizontalAdvance(QString::fromStdString(cells[c])) + cell_gap);
    };
    widen(table.head);
    for (const auto& cells : table.rows) widen(cells);
    double sum = 0;
    for (const double width : widths) sum += width;
    if (sum > page_width)
      for (double& width : widths) width *= page_width / sum;
    return widths;
  }
  void row(const std::vector<std::string>& cells, const std::vector<double>& widths, bool bold,
           const std::vector<std::string>& head) {
    constexpr double tall = small_size * 1.6;
    if (at_ + tall > page_height_) {
      new_page();
      if (!head.empty()) row(head, widths, true, {});
    }
    painter_.setFont(font(small_size, bold));
    painter_.setPen(Qt::black);
    const QFontMetricsF metrics(painter_.font(), &device_);
    double x = 0;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string cell = c < cells.size() ? cells[c] : std::string{};
      const bool number = c > 0 && !std::isnan(number_of(cell));
      painter_.drawText(
          QRectF(x, at_, widths[c] - cell_gap / 2, tall),
          (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
          metrics.elidedText(QString::fromStdString(cell), Qt::ElideRight, widths[c] - cell_gap / 2));
      x += widths[c];
    }
    if (bold) painter_.drawLine(QPointF(0, at_ + tall), QPointF(x, at_ + tall));
    at_ += tall;
  }

  QPdfWriter& device_;
  QPainter& painter_;
  double page_height_;
  double at_ = 0;
};

}  // namespace

QByteArray pdf_report(const std::string& title, const std::vector<ReportPage>& pages) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter device(&buffer);
    device.setPageSize(QPageSize(QPageSize::A4));
    device.setPageMargins(QMarginsF(12, 12, 12, 12), QPageLayout::Millimeter);
    device.setTitle(QString::fromStdString(title));
    QPainter painter(&device);
    Writer writer(device, painter);
    writer.paragraph(title, 20, true);
    for (std::size_t i = 0; i < pages.size(); ++i) {
      if (i > 0) writer.new_page();
      writer.paragraph(pages[i].title, 17, true);
      for (const Block& block : pages[i].content.blocks) std::visit(writer, block);
    }
  }
  return steady_pdf(std::move(bytes));
}

}  // namespace trainyard::gui
