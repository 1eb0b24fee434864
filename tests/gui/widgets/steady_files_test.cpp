// The same input gives the same bytes, whenever it is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QDate>
#include <QThread>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gui/charts/chart_export.h"
#include "gui/charts/pdf_report.h"
#include "gui/charts/steady_pdf.h"
#include "gui/charts/timeline_view.h"
#include "gui/view_models/timeline_content.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/screenshots.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Two calls of `write` into files of their own, a second of the clock apart.
void expect_same_bytes(const std::string& name, const std::function<Result<void>(const fs::path&)>& write) {
  const fs::path folder = fs::path(testing::TempDir()) / "steady_files";
  fs::create_directories(folder);
  ASSERT_TRUE(write(folder / ("first_" + name)));
  QThread::msleep(1100);  // dates in PDF files are of seconds
  ASSERT_TRUE(write(folder / ("second_" + name)));
  const std::string first = bytes_of(folder / ("first_" + name));
  EXPECT_GT(first.size(), 40U);
  EXPECT_TRUE(first == bytes_of(folder / ("second_" + name)))
      << name << " differs from one writing to the next";
}

chart::Chart a_chart() {
  chart::LineChart lines;
  lines.title = "Over the days";
  lines.x.label = "days";
  lines.y.label = "tokens";
  lines.series = {{"tokens", {0, 1, 2}, {0, 3, 5}, {}, {}, {}}};
  return lines;
}

TEST(SteadyFiles, ChartsOfEveryFormat) {
  for (const char* ending : {"png", "svg", "pdf", "csv"})
    expect_same_bytes(std::string("chart.") + ending,
                      [](const fs::path& file) { return export_chart(a_chart(), file); });
}

TEST(SteadyFiles, TimelinesOfEveryFormat) {
  TimelineView view;
  view.resize(740, 420);
  view.set_source(
      0, "Simulated",
      simulated_timeline(ProfileLibrary::shipped().value(), {"llama-3-70b-h100", {}}).value().model);
  for (const char* ending : {"png", "svg", "pdf", "csv"})
    expect_same_bytes(std::string("timeline.") + ending,
                      [&](const fs::path& file) { return view.export_to(file); });
}

TEST(SteadyFiles, ReportsOfTwoWindows) {
  const auto pages = [] {
    MainWindow window(ProfileLibrary::shipped().value(), {});
    window.open(QStringLiteral("llama-3-70b-h100"));
    window.show();
    EXPECT_TRUE(settle(window, 120'000));
    return std::vector<ReportPage>{{"Compare", window.pages().front()->content()}};
  };
  for (const char* ending : {"pdf", "html"})
    expect_same_bytes(std::string("report.") + ending,
                      [&](const fs::path& file) { return write_report("Report", pages(), file); });
}

/// Offsets of the table at the end of a PDF that point to no object.
std::vector<std::string> wrong_offsets(const std::string& pdf) {
  std::vector<std::string> wrong;
  const std::size_t told = pdf.rfind("startxref\n");
  if (told == std::string::npos) return {"no startxref"};
  const auto table = static_cast<std::size_t>(std::stoul(pdf.substr(told + 10)));
  std::istringstream in(pdf.substr(table));
  std::string word;
  std::size_t first = 0, count = 0;
  in >> word >> first >> count;
  if (word != "xref") return {"startxref points to " + word};
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t offset = 0, generation = 0;
    std::string kind;
    in >> offset >> generation >> kind;
    const std::string object = std::to_string(first + i) + " " + std::to_string(generation) + " obj";
    if (kind == "n" && pdf.compare(offset, object.size(), object) != 0) wrong.push_back(object);
  }
  if (count < 5) wrong.push_back("next to no objects");
  return wrong;
}

TEST(SteadyFiles, PdfsTellNoDateOfTheirWritingAndStayWhole) {
  const auto written = [] { return pdf_report("Report", {{"Chart", Content{{a_chart()}}}}).toStdString(); };
  qunsetenv("SOURCE_DATE_EPOCH");
  const std::string plain = written();
  EXPECT_THAT(plain, HasSubstr("(D:20000101000000"));
  EXPECT_THAT(plain,
              Not(HasSubstr("(D:" + QDate::currentDate().toString(QStringLiteral("yyyy")).toStdString())));
  EXPECT_THAT(wrong_offsets(plain), ::testing::IsEmpty());
  qputenv("SOURCE_DATE_EPOCH", "1700000000");
  const std::string dated = written();
  qunsetenv("SOURCE_DATE_EPOCH");
  EXPECT_THAT(dated, HasSubstr("(D:20231114221320"));
  EXPECT_THAT(wrong_offsets(dated), ::testing::IsEmpty());
  EXPECT_EQ(plain.size(), dated.size());
}

}  // namespace
}  // namespace trainyard::gui
