#include "gui/view_models/content.h"

namespace trainyard::gui {

namespace {

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

std::string line_of(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i > 0 ? "," : "") + quoted(cells[i]);
  return line + '\n';
}

struct HtmlWriter {
  chart::HtmlPage& page;
  void operator()(const Heading& heading) const { page.heading(heading.text); }
  void operator()(const Paragraph& paragraph) const { page.paragraph(paragraph.text); }
  void operator()(const Tiles& tiles) const {
    chart::HtmlTable table{{"", "", ""}, {}};
    for (const Tile& tile : tiles.tiles) table.rows.push_back({tile.label, tile.value, tile.detail});
    page.table(table);
  }
  void operator()(const Table& table) const {
    if (!table.title.empty()) page.paragraph(table.title);
    page.table({table.head, table.rows});
  }
  void operator()(const chart::Chart& chart) const { page.svg(chart::to_svg(chart)); }
};

}  // namespace

std::string to_html(const std::string& title, const std::vector<ReportPage>& pages) {
  chart::HtmlPage page(title);
  for (const ReportPage& one : pages) {
    page.heading(one.title);
    for (const Block& block : one.content.blocks) std::visit(HtmlWriter{page}, block);
  }
  return page.text();
}

std::string to_csv(const Table& table) {
  std::string text = line_of(table.head);
  for (const auto& row : table.rows) text += line_of(row);
  return text;
}

}  // namespace trainyard::gui
