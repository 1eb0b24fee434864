#pragma once
// Where the parts of a report go, in order: a page of HTML, a window.
#include <string>

#include "models/chart/draw.h"

namespace trainyard::chart {

class ReportSink {
 public:
  virtual ~ReportSink() = default;
  virtual void heading(const std::string& text) = 0;
  virtual void paragraph(const std::string& text) = 0;
  /// A paragraph that must not be overlooked.
  virtual void warning(const std::string& text) = 0;
  virtual void table(const HtmlTable& table) = 0;
  virtual void draw(const Chart& chart) = 0;

 protected:
  ReportSink() = default;
  ReportSink(const ReportSink&) = default;
  ReportSink& operator=(const ReportSink&) = default;
};

/// Onto an HTML page.
class HtmlSink final : public ReportSink {
 public:
  explicit HtmlSink(HtmlPage& page) : page_(page) {}
  void heading(const std::string& text) override { page_.heading(text); }
  void paragraph(const std::string& text) override { page_.paragraph(text); }
  void warning(const std::string& text) override { page_.warning(text); }
  void table(const HtmlTable& table) override { page_.table(table); }
  void draw(const Chart& chart) override { page_.svg(to_svg(chart)); }

 private:
  HtmlPage& page_;
};

}  // namespace trainyard::chart
