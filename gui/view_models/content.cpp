#include "gui/view_models/content.h"

#include <fmt/format.h>

#include <QByteArray>

#include "sim/base/csv_text.h"

namespace trainyard::gui {

namespace {

struct HtmlWriter {
  chart::HtmlPage& page;
  void operator()(const Heading& heading) const { page.subheading(heading.text); }
  void operator()(const Paragraph& paragraph) const { page.paragraph(paragraph.text); }
  void operator()(const Tiles& tiles) const {
    chart::HtmlTable table{{"", "", ""}, {}};
    for (const Tile& tile : tiles.tiles) table.rows.push_back({tile.label, tile.value, tile.detail});
    page.table(table);
  }
  void operator()(const Table& table) const { page.table({table.head, table.rows, table.title}); }
  void operator()(const chart::Chart& chart) const { page.svg(chart::to_svg(chart)); }
};

std::string in_base64(const std::string& bytes) {
  return QByteArray::fromStdString(bytes).toBase64().toStdString();
}

}  // namespace

std::string to_html(const std::string& title, const std::vector<ReportPage>& pages) {
  chart::HtmlPage page(title);
  for (const ReportPage& one : pages) {
    page.heading(one.about.empty() ? one.title : fmt::format("{}: {}", one.title, one.about));
    if (one.picture) page.png(one.picture->title, one.picture->size.width, in_base64(one.picture->png));
    for (const Block& block : one.content.blocks) std::visit(HtmlWriter{page}, block);
  }
  return page.text();
}

std::string to_csv(const Table& table) {
  std::string text = csv_line(table.head);
  for (const auto& row : table.rows) text += csv_line(row);
  return text;
}

}  // namespace trainyard::gui
