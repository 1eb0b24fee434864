#include "gui/view_models/calibration_content.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/calibration/roofline.h"
#include "sim/base/json_reader.h"
#include "tests/gui/view_models/content_parts.h"
#include "tests/support/made_up_measurements.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

ProfileLibrary shipped() {
  return ProfileLibrary::shipped().value();
}

class CalibrationFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  std::string named(const std::string& name) { return (folder_ / name).string(); }

 private:
  // Of its own: tests run beside each other.
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  (std::string("trainyard_calibration_page_") +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST(CalibrationContent, ShowsEveryConstantOfARole) {
  const CalibrationSubject subject = calibration_subject(shipped(), "h100-sxm").value();
  const KernelConstants& constants = subject.target.gpu.kernels.at("cublas-bf16").at("gemm");
  const Content content = calibration_content(subject, "cublas-bf16/gemm");
  const Table* table = table_titled(content, "Constants of cublas-bf16/gemm");
  ASSERT_NE(table, nullptr);
  ASSERT_EQ(table->rows.size(), constants.parameters.size() + constants.measured_with.size());
  std::size_t i = 0;
  for (const auto& [name, value] : constants.parameters) {
    EXPECT_EQ(table->rows[i][0], name);
    EXPECT_EQ(table->rows[i][1], subject.written->find("cublas-bf16", "gemm", "parameters", name).value);
    EXPECT_EQ(table->rows[i][2], to_text(value.evidence));
    ++i;
  }
  EXPECT_EQ(tile_of(content, "law"), constants.law);
  EXPECT_EQ(tile_of(content, "held out, median"),
            fmt::format("{:.1f} %", 100 * constants.fit->held_out_median));
}

TEST(CalibrationContent, DrawsTheRooflineOfProductsOnly) {
  const CalibrationSubject subject = calibration_subject(shipped(), "h100-sxm").value();
  const Content content = calibration_content(subject, "cublas-bf16/gemm");
  const auto* lines = chart_titled<chart::LineChart>(content, "Roofline of cublas-bf16/gemm");
  ASSERT_NE(lines, nullptr);
  const Roofline told = estimate_roofline(subject.target.gpu, "cublas-bf16", "gemm").value();
  ASSERT_EQ(lines->series.size(), told.sweeps.size() + 1);
  EXPECT_EQ(lines->series[0].y[3], told.sweeps[0].points[3].achieved.in(teraflops));
  EXPECT_EQ(lines->series.back().y.back(), told.peak.in(teraflops));
  const Content attention = calibration_content(subject, "flash-attention-3/attention_forward/128");
  EXPECT_EQ(chart_titled<chart::LineChart>(attention, "Roofline"), nullptr);
  EXPECT_NE(table_titled(attention, "Constants of flash-attention-3/attention_forward/128"), nullptr);
}

TEST(CalibrationContent, EveryRoleOfEveryProfileHasItsLine) {
  const ProfileLibrary library = shipped();
  const std::vector<std::string> names = library.names("gpu").value();
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const CalibrationSubject subject = calibration_subject(library, name).value();
    const std::vector<std::string> roles = role_names(subject);
    for (const std::string& role : roles) {
      const Content content = calibration_content(subject, role);
      EXPECT_NE(table_titled(content, "Constants of " + role), nullptr) << role;
      const Table* all = table_titled(content, "Errors of every role");
      ASSERT_NE(all, nullptr);
      EXPECT_EQ(all->rows.size(), roles.size());
    }
    if (roles.empty()) {
      EXPECT_THAT(text_of(calibration_content(subject, ""), Tone::warning), HasSubstr("no kernel constants"));
    }
  }
}

TEST_F(CalibrationFiles, AreScoredAndDrawnRowByRow) {
  const std::string file = write("gemm.csv", made_up::gemm_table());
  const CalibrationSubject subject = calibration_subject(shipped(), "h100-sxm").value();
  const MeasuredAgainst measured = measure_against(shipped(), subject, {file}).value();
  ASSERT_FALSE(measured.score.rows.empty());
  const Content content = calibration_content(subject, "cublas-bf16/gemm", &measured);
  const auto* points = chart_titled<chart::ScatterChart>(content, "Measured times");
  ASSERT_NE(points, nullptr);
  std::size_t count = 0;
  for (const chart::Series& one : points->series) count += one.x.size();
  std::size_t told = 0;
  for (const ScoreLine& line : measured.score.lines) told += line.all.count;
  EXPECT_EQ(count, measured.score.rows.size());
  EXPECT_EQ(count, told);
  EXPECT_THAT(points->series[0].names[0], HasSubstr("gemm.csv:"));
  EXPECT_NE(chart_titled<chart::BarChart>(content, "Error of "), nullptr);
  EXPECT_NE(table_titled(content, "Errors on these measurements"), nullptr);
}

TEST(CalibrationContent, ThinsVeryManyRowsInTheScatterOnly) {
  const CalibrationSubject subject = calibration_subject(shipped(), "h100-sxm").value();
  MeasuredAgainst measured;
  constexpr int count = 12000;
  for (int i = 0; i < count; ++i)
    measured.score.rows.push_back({.group = "gemm",
                                   .where = fmt::format("made-up:{}", i),
                                   .measured = seconds(1 + i),
                                   .predicted = seconds(1 + i)});
  const Content content = calibration_content(subject, "cublas-bf16/gemm", &measured);
  const auto* points = chart_titled<chart::ScatterChart>(content, "Measured times");
  ASSERT_NE(points, nullptr);
  EXPECT_EQ(points->series[0].x.size(), 4000U);
  EXPECT_THAT(points->title, HasSubstr("one row of 3"));
  const auto* bars = chart_titled<chart::BarChart>(content, "Error of ");
  ASSERT_NE(bars, nullptr);
  EXPECT_EQ(bars->series[0].values[10], count) << "no error: from 0 on";
}

TEST_F(CalibrationFiles, BrokenOnesAreToldWithTheirPlace) {
  const std::string file = write("broken.csv", "nothing,known\n1,2\n");
  const CalibrationSubject subject = calibration_subject(shipped(), "h100-sxm").value();
  const auto measured = measure_against(shipped(), subject, {file, named("missing.csv")});
  ASSERT_FALSE(measured);
  EXPECT_THAT(to_text(measured.error()), HasSubstr("broken.csv"));
  EXPECT_THAT(to_text(measured.error()), HasSubstr("missing.csv"));
}

TEST_F(CalibrationFiles, AreFittedIntoANewProfileThatScoresWell) {
  const std::string file = write("gemm.csv", made_up::gemm_table());
  const std::string into = named("mine.json");
  double done = 0;
  const auto outcome = fit_and_write(shipped(), "h100-sxm", {file}, into, nullptr,
                                     [&](std::string_view, double now) { done = now; });
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_GT(done, 0.5);
  EXPECT_EQ(outcome.value().file, into);
  const Content content = fit_content(outcome.value());
  EXPECT_THAT(text_of(content, Tone::good), HasSubstr(into));
  ASSERT_NE(table_titled(content, "Errors of the fit"), nullptr);
  const CalibrationSubject mine = calibration_subject(shipped(), into).value();
  const MeasuredAgainst measured = measure_against(shipped(), mine, {file}).value();
  EXPECT_LT(measured.score.lines.at(0).all.median, 0.03) << "every other row is 2 % slower than the law";
}

TEST_F(CalibrationFiles, StayAsTheyWereWhenTheFitIsStopped) {
  const std::string file = write("gemm.csv", made_up::gemm_table());
  const std::string into = named("mine.json");
  const auto quiet = [](std::string_view, double) {};
  ASSERT_TRUE(fit_and_write(shipped(), "h100-sxm", {file}, into, nullptr, quiet));
  const std::string before = read_file(into).value();
  // Stopped in the middle, then before it began; into the file that is there, then into a new one.
  for (const double when : {0.4, 0.0}) {
    std::atomic<bool> stop{when == 0.0};
    int told_after = 0;
    const auto stop_then = [&](std::string_view, double done) {
      told_after += stop ? 1 : 0;
      if (done >= when) stop = true;
    };
    for (const std::string& target : {into, named("new.json")}) {
      const auto outcome = fit_and_write(shipped(), "h100-sxm", {file}, target, &stop, stop_then);
      ASSERT_FALSE(outcome);
      EXPECT_THAT(to_text(outcome.error()), HasSubstr("the fit was stopped"));
    }
    EXPECT_LE(told_after, 4) << "it goes on after it was stopped";
  }
  EXPECT_EQ(read_file(into).value(), before);
  EXPECT_FALSE(std::filesystem::exists(named("new.json")));
}

TEST_F(CalibrationFiles, NothingIsWrittenWhenTheFitIsRefused) {
  const std::string file = write("other.json", made_up::gemm_json("NVIDIA A100-SXM4-80GB"));
  const std::string into = named("mine.json");
  const auto quiet = [](std::string_view, double) {};
  EXPECT_FALSE(fit_and_write(shipped(), "h100-sxm", {file}, into, nullptr, quiet));
  EXPECT_FALSE(fit_and_write(shipped(), "h100-sxm", {file}, named("no/folder/mine.json"), nullptr, quiet));
  EXPECT_FALSE(std::filesystem::exists(into));
}

TEST(CalibrationHere, SaysWhyItCannotBe) {
  const std::string why = why_not_measured_here();
  if (why.empty()) GTEST_SKIP() << "there are a GPU and the benchmarks";
  EXPECT_TRUE(why.find("no GPU") != std::string::npos || why.find("not built") != std::string::npos) << why;
}

}  // namespace
}  // namespace trainyard::gui
