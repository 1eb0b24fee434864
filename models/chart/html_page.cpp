#include <fmt/format.h>

#include <algorithm>

#include "models/chart/chart.h"
#include "models/chart/table_cell.h"

namespace trainyard::chart {

namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, "DejaVu Sans", Verdana, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; } h3 { font-size: 1.1rem; margin-top: 1.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 0 1rem; font-size: 0.9rem; line-height: 1.35; }
caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
th, td { padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid #80808050; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { vertical-align: bottom; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n, .n span { white-space: nowrap; } td.parts { white-space: normal; }
svg, img { max-width: 100%; height: auto; }
@media print {
  :root { color-scheme: light; }
  body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
  .wide { overflow: visible; }
  table { font-size: 8pt; } th, td { padding-right: 0.6rem; }
  h1, h2, h3, caption { break-after: avoid; }
  tr, svg, img { break-inside: avoid; }
}
)";

/// A number breaks before its interval and its change only.
std::string number_cell(const std::string& cell) {
  const std::vector<std::string> pieces = pieces_of_number(cell);
  if (pieces.size() == 1) return fmt::format("<td class=\"n\">{}</td>", escaped(cell));
  std::string inside;
  for (const std::string& piece : pieces)
    inside += fmt::format("{}<span>{}</span>", inside.empty() ? "" : " ", escaped(piece));
  return fmt::format("<td class=\"n parts\">{}</td>", inside);
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

void HtmlPage::heading(const std::string& text) {
  body_ += fmt::format("<h2>{}</h2>\n", escaped(text));
}

void HtmlPage::subheading(const std::string& text) {
  body_ += fmt::format("<h3>{}</h3>\n", escaped(text));
}

void HtmlPage::paragraph(const std::string& text) {
  body_ += fmt::format("<p>{}</p>\n", escaped(text));
}

void HtmlPage::warning(const std::string& text) {
  body_ += fmt::format("<p><strong>{}</strong></p>\n", escaped(text));
}

void HtmlPage::table(const HtmlTable& table) {
  body_ += "<div class=\"wide\"><table>\n";
  if (!table.caption.empty()) body_ += fmt::format("<caption>{}</caption>\n", escaped(table.caption));
  const bool headless =
      std::all_of(table.head.begin(), table.head.end(), [](const std::string& cell) { return cell.empty(); });
  if (!headless) {
    body_ += "<thead><tr>";
    for (std::size_t c = 0; c < table.head.size(); ++c)
      body_ += fmt::format("<th{}>{}</th>", holds_numbers(table.rows, c) ? " class=\"n\"" : "",
                           escaped(table.head[c]));
    body_ += "</tr></thead>\n";
  }
  for (const auto& row : table.rows) {
    body_ += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      body_ += c > 0 && reads_as_number(row[c]) ? number_cell(row[c])
                                                : fmt::format("<td>{}</td>", escaped(row[c]));
    body_ += "</tr>\n";
  }
  body_ += "</table></div>\n";
}

void HtmlPage::svg(const std::string& svg) {
  body_ += "<div class=\"wide\">" + svg + "</div>\n";
}

void HtmlPage::png(const std::string& title, double width, const std::string& base64) {
  body_ += fmt::format("<p><img alt=\"{}\" width=\"{:.0f}\" src=\"data:image/png;base64,{}\"></p>\n",
                       escaped(title), width, base64);
}

std::string HtmlPage::text() const {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<h1>{}</h1>\n{}</body>\n</html>\n",
      escaped(title_), style, escaped(title_), body_);
}

}  // namespace trainyard::chart
