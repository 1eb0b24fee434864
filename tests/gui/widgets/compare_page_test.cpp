// The Compare page: what is simulated once and shown again is what it is taken for.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "sim/base/json_reader.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

constexpr int a_minute = 60'000;  // ms

std::string scenario_on(const std::string& gpus) {
  std::string text =
      read_file(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/scenarios/deepseek-v3-h800.json").value();
  const std::string before = "\"gpus\": 2048";
  return text.replace(text.find(before), before.size(), "\"gpus\": " + gpus);
}

TEST(ComparePage, TwoFilesOfOneNameAreTwoScenarios) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / "trainyard-two-files-of-one-name";
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.show();
  window.show_page(QStringLiteral("compare"));
  for (const std::string& gpus : {std::string("2048"), std::string("1024")}) {
    std::filesystem::create_directories(folder / gpus);
    std::ofstream(folder / gpus / "mine.json") << scenario_on(gpus);
    window.open(QString::fromStdString((folder / gpus / "mine.json").string()));
    ASSERT_TRUE(settle(window, a_minute));
  }
  for (Page* page : window.pages()) {
    if (page->objectName() != QStringLiteral("compare")) continue;
    const Content content = page->content();
    EXPECT_EQ(problem_text(content), "");
    const auto* bars = chart_titled<chart::BarChart>(content, "");
    ASSERT_NE(bars, nullptr);
    ASSERT_EQ(bars->categories.size(), 2U);
    double step[2] = {0, 0};
    for (const chart::BarSeries& part : bars->series)
      for (std::size_t i = 0; i < 2; ++i) step[i] += part.values[i];
    EXPECT_GT(step[1], 1.5 * step[0]) << "half the GPUs take about twice the time";
  }
  std::filesystem::remove_all(folder);
}

TEST(ComparePage, AFileWrittenAnewIsReadAnew) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / "trainyard-a-file-written-anew";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "mine.json";
  std::ofstream(file) << scenario_on("2048");
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.show();
  window.show_page(QStringLiteral("compare"));
  window.open(QString::fromStdString(file.string()));
  ASSERT_TRUE(settle(window, a_minute));
  const auto shown = [&] { return tile_of(window.pages().front()->content(), "GPU-hours"); };
  const std::string before = shown();
  std::ofstream(file) << scenario_on("1024");
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(2));
  window.workbench().replace(0, *window.workbench().chosen_entry());  // as the editor does
  ASSERT_TRUE(settle(window, a_minute));
  EXPECT_NE(shown(), before);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace trainyard::gui
