#include "gui/charts/pdf_report.h"

#include <QBuffer>
#include <QFontMetrics>
#include <QMarginsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <algorithm>

#include "gui/charts/cell_lines.h"
#include "gui/charts/painter_canvas.h"
#include "gui/charts/paper_pages.h"
#include "gui/charts/paper_table.h"
#include "gui/charts/steady_pdf.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

constexpr int page_width = 860;       // px: the width of a chart
constexpr double chart_height = 350;  // three on a page
constexpr double gap = 12, footer = 26;
constexpr double text_size = 12, small_size = 10, heading_size = 15, page_title_size = 18, title_size = 22;
constexpr double least_share = 0.4;    // of a paper page that must be left for a page of the report to begin
constexpr double most_share = 0.9;     // of a paper page that a picture takes
constexpr qsizetype whole_lines = 12;  // a paragraph of so many is not parted

/// Content as parts of paper.
class Parts {
 public:
  explicit Parts(QPdfWriter& paper, double page_height) : paper_(paper), page_height_(page_height) {}

  void operator()(const Heading& heading) { text(heading.text, heading_size, true, true); }
  void operator()(const Paragraph& one) {
    text(one.text, text_size, one.tone == Tone::problem, one.text.ends_with(':'));
  }
  void operator()(const Tiles& tiles) {
    Table figures{{}, {"", "", ""}, {}, {}};
    for (const Tile& tile : tiles.tiles) figures.rows.push_back({tile.label, tile.value, tile.detail});
    (*this)(figures);
  }
  void operator()(const chart::Chart& chart) {
    const chart::Size size = chart::size_of(chart, {page_width, chart_height});
    add(size, [chart, size](chart::Canvas& canvas) { chart::draw(canvas, chart, size); });
  }
  void operator()(const Table& table) {
    if (!table.title.empty()) text(table.title, text_size, true, true);
    for (PaperPart& part : table_parts(table, page_width, paper_)) all_.push_back(std::move(part));
  }
  void title(const std::string& title) { text(title, title_size, true, true); }
  void page(const ReportPage& page) {
    const std::size_t first = all_.size();
    text(page.about.empty() ? page.title : page.title + ": " + page.about, page_title_size, true, true);
    all_[first].least_room = least_share * page_height_;
    if (page.picture) add(page.picture->size, page.picture->draw);
    for (const Block& block : page.content.blocks) std::visit(*this, block);
    if (!all_.empty()) all_.back().gap = 2 * gap;
  }
  [[nodiscard]] const std::vector<PaperPart>& all() const { return all_; }

 private:
  /// Smaller where it would fill more than a page.
  void add(const chart::Size& size, std::function<void(chart::Canvas&)> draw) {
    const double scale = std::min({1.0, page_width / size.width, most_share * page_height_ / size.height});
    PaperPart part{scale * size.height, gap, false, 0, {}, {}};
    part.draw = [draw = std::move(draw), scale](QPainter& painter, double top) {
      painter.save();
      painter.translate(0, top);
      painter.scale(scale, scale);
      PainterCanvas canvas(painter, Qt::black);
      draw(canvas);
      painter.restore();
    };
    all_.push_back(std::move(part));
  }
  void text(const std::string& words, double size, bool bold, bool with_next) {
    const QFont font = paper_font(size, bold);
    const QFontMetrics metrics(font, &paper_);
    QStringList lines;
    for (const QString& line : QString::fromStdString(words).split(QLatin1Char('\n')))
      lines += in_lines(pieces_of(line), page_width, metrics).split(QLatin1Char('\n'));
    const double spacing = metrics.lineSpacing();
    const qsizetype count = lines.size();
    const auto draw = [font](const QString& shown) {
      return [font, shown](QPainter& painter, double top) {
        painter.setFont(font);
        painter.setPen(Qt::black);
        painter.drawText(QRectF(0, top, page_width, 1), Qt::AlignLeft | Qt::AlignTop | Qt::TextDontClip,
                         shown);
      };
    };
    if (count <= whole_lines) {
      const double height = static_cast<double>(count) * spacing;
      all_.push_back({height, gap, with_next, 0, draw(lines.join(QLatin1Char('\n'))), {}});
      return;
    }
    for (qsizetype i = 0; i < count; ++i) {
      const bool last = i + 1 == count;
      all_.push_back(
          {spacing, last ? gap : 0, last ? with_next : i == 0 || i + 2 == count, 0, draw(lines[i]), {}});
    }
  }

  QPdfWriter& paper_;
  double page_height_;
  std::vector<PaperPart> all_{};
};

void draw_footer(QPainter& painter, double page_height, const std::string& title, std::size_t page,
                 std::size_t pages) {
  painter.setFont(paper_font(small_size));
  painter.setPen(QColor(0x60, 0x60, 0x60));
  const QRectF line(0, page_height + footer / 2, page_width, footer / 2);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignBottom, QString::fromStdString(title));
  painter.drawText(line, Qt::AlignRight | Qt::AlignBottom,
                   QString::fromStdString(words("{} of {}", page, pages)));
}

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
    const double page_height = static_cast<double>(page_width) * device.height() / device.width() - footer;
    Parts parts(device, page_height);
    parts.title(title);
    for (const ReportPage& page : pages) parts.page(page);
    const std::vector<PlacedPart> placed = on_pages(parts.all(), page_height);
    const std::size_t count = placed.back().page + 1;
    QPainter painter(&device);
    painter.scale(device.width() / static_cast<double>(page_width),
                  device.width() / static_cast<double>(page_width));
    std::size_t page = 0;
    draw_footer(painter, page_height, title, page + 1, count);
    for (const PlacedPart& one : placed) {
      const PaperPart& part = parts.all()[one.part];
      if (one.page != page) {
        device.newPage();
        page = one.page;
        draw_footer(painter, page_height, title, page + 1, count);
      }
      if (one.repeats) part.repeated->draw(painter, 0);
      part.draw(painter, one.top);
    }
  }
  return steady_pdf(std::move(bytes));
}

}  // namespace trainyard::gui
