#pragma once
// Reports of the library as content of a page.
#include "gui/view_models/content.h"
#include "models/chart/report_sink.h"

namespace trainyard::gui {

class ContentSink final : public chart::ReportSink {
 public:
  explicit ContentSink(Content& content) : content_(content) {}
  void heading(const std::string& text) override { content_.heading(text); }
  void paragraph(const std::string& text) override { content_.paragraph(text); }
  void warning(const std::string& text) override { content_.paragraph(text, Tone::problem); }
  void table(const chart::HtmlTable& table) override { content_.add(Table{{}, table.head, table.rows, {}}); }
  void draw(const chart::Chart& chart) override { content_.add(chart); }

 private:
  Content& content_;
};

}  // namespace trainyard::gui
