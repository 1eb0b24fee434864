// A measured trace in the window: dropped, read, cancelled, shifted, aligned, kept in a session.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "gui/pages/timeline_page.h"
#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "models/estimate/explain.h"
#include "models/estimate/scenario_reader.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int patience = 60'000;  // ms

class MeasuredTrace : public testing::Test {
 protected:
  MeasuredTrace() : window(ProfileLibrary::shipped().value(), {}) {
    std::filesystem::create_directories(folder);
    window.show();
    window.open(QStringLiteral("llama-3-70b-h100"));
    window.show_page(QStringLiteral("timeline"));
    EXPECT_TRUE(settle(window, patience));
  }
  ~MeasuredTrace() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] const TimelineView& view() const { return *window.findChild<TimelineView*>(); }
  [[nodiscard]] TimelineView& view() { return *window.findChild<TimelineView*>(); }
  [[nodiscard]] Picoseconds shift() const { return view().scene().shift(measured_source); }
  [[nodiscard]] std::string told() const { return window.told().toStdString(); }
  [[nodiscard]] std::string below() const {
    std::string text;
    for (const QLabel* label : window.timeline_page()->findChildren<QLabel*>())
      text += label->text().toStdString() + '\n';
    return text;
  }
  void press(const char* button) {
    window.findChild<QToolButton*>(QString::fromUtf8(button))->click();
    EXPECT_TRUE(settle(window, patience));
  }
  std::filesystem::path put(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(folder / name, text));
    return folder / name;
  }
  /// The simulated step as a trace of ours.
  std::filesystem::path own_trace() {
    const Scenario scenario = load_scenario(ProfileLibrary::shipped().value(), "llama-3-70b-h100").value();
    EXPECT_TRUE(write_trace(scenario, folder / "own.json"));
    return folder / "own.json";
  }
  void drop(const std::filesystem::path& file) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &event);
  }
  static std::string long_trace(int events) {
    std::string text = "[";
    for (int i = 0; i < events; ++i)
      text += R"({"ph":"X","pid":1,"tid":1,"cat":"kernel","ts":)" + std::to_string(i) +
              R"(,"dur":1,"name":"gemm"},)";
    text.back() = ']';
    return text;
  }

  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) /
      (std::string("measured_trace_") + testing::UnitTest::GetInstance()->current_test_info()->name());
  MainWindow window;
};

TEST_F(MeasuredTrace, DroppedOnAnyPageGoesToTheTimeline) {
  window.show_page(QStringLiteral("compare"));
  drop(put("t.json", long_trace(50)));
  EXPECT_EQ(window.page_id(), "timeline");
  ASSERT_TRUE(settle(window, patience));
  ASSERT_NE(view().scene().model(measured_source), nullptr);
  EXPECT_EQ(view().scene().title(measured_source), "Measured: t.json");
  EXPECT_EQ(window.workbench().entries().size(), 1U) << "a trace is no scenario";
  EXPECT_THAT(below(), HasSubstr("Measured trace shifted by 0"));
  EXPECT_LT(view().scene().to(), 2 * view().scene().model(measured_source)->timeline().makespan)
      << "the trace is looked at, not the whole step";
}

TEST_F(MeasuredTrace, SomethingElseIsToldWithWhatWasExpected) {
  drop(put("prices.json", R"({"offers": []})"));
  ASSERT_TRUE(settle(window, patience));
  EXPECT_THAT(told(), HasSubstr("neither a scenario, nor a session, nor a trace"));
  EXPECT_THAT(told(), HasSubstr("found: offers"));
  EXPECT_EQ(window.workbench().entries().size(), 1U);
  EXPECT_EQ(view().scene().model(measured_source), nullptr);
}

TEST_F(MeasuredTrace, ABrokenOneLeavesWhatWasShown) {
  drop(put("good.json", long_trace(50)));
  ASSERT_TRUE(settle(window, patience));
  const TimelineModel* before = view().scene().model(measured_source);
  drop(put("bad.json", "[{\"ph\":\"X\",\"ts\":5,\"dur\":-1}]"));
  ASSERT_TRUE(settle(window, patience));
  EXPECT_THAT(told(), HasSubstr("bad.json:1:2: /0/dur: -1 is negative"));
  EXPECT_EQ(view().scene().model(measured_source), before);
}

TEST_F(MeasuredTrace, ReadingShowsItsProgressAndIsCancelled) {
  drop(put("good.json", long_trace(50)));
  ASSERT_TRUE(settle(window, patience));
  const TimelineModel* before = view().scene().model(measured_source);
  const auto large = put("large.json", long_trace(700'000));  // 40 MB: a second and more
  QSignalSpy progress(window.timeline_page(), &Page::progressed);
  window.open_trace(QString::fromStdString(large.string()));
  EXPECT_TRUE(window.busy());
  ASSERT_TRUE(QTest::qWaitFor([&] { return progress.count() >= 2; }, patience));
  EXPECT_THAT(progress.last()[0].toString().toStdString(), HasSubstr("reading"));
  EXPECT_THAT(progress.last()[0].toString().toStdString(), HasSubstr(" MB,"));
  EXPECT_EQ(progress.last()[2].toULongLong(), std::filesystem::file_size(large));
  auto* bar = window.statusBar()->findChild<QProgressBar*>();
  EXPECT_TRUE(bar->isVisible());
  QToolButton* cancel = nullptr;
  for (auto* button : window.statusBar()->findChildren<QToolButton*>())
    if (button->text() == QStringLiteral("Cancel")) cancel = button;
  ASSERT_NE(cancel, nullptr);
  ASSERT_TRUE(cancel->isVisible());
  cancel->click();
  EXPECT_FALSE(window.busy());
  ASSERT_TRUE(settle(window, patience));
  EXPECT_FALSE(bar->isVisible());
  EXPECT_EQ(view().scene().model(measured_source), before);
  EXPECT_NE(view().scene().model(simulated_source), nullptr);
}

TEST_F(MeasuredTrace, IsShiftedByNumberKeysAndMouse) {
  drop(own_trace());
  ASSERT_TRUE(settle(window, patience));
  auto* spin = window.findChild<QDoubleSpinBox*>(QStringLiteral("timeline_shift"));
  ASSERT_TRUE(spin->isVisible());
  spin->setValue(12.5);
  EXPECT_EQ(shift(), 12'500'000'000);
  EXPECT_THAT(below(), HasSubstr("shifted by +12.5000 ms"));
  const Picoseconds column = static_cast<Picoseconds>(std::llround(
      static_cast<double>(view().scene().to() - view().scene().from()) / view().geometry_now().plot_width()));
  QTest::keyClick(&view(), Qt::Key_Period);
  EXPECT_NEAR(static_cast<double>(shift()), 12.5e9 + static_cast<double>(column), 1);
  QTest::keyClick(&view(), Qt::Key_Comma);
  EXPECT_EQ(shift(), 12'500'000'000);
  QTest::keyClick(&view(), Qt::Key_Less, Qt::ShiftModifier);
  EXPECT_NEAR(static_cast<double>(shift()), 12.5e9 - 10 * static_cast<double>(column), 10);
  EXPECT_NEAR(spin->value(), static_cast<double>(shift()) / 1e9, 1e-6);
  const Picoseconds before = shift();
  const QPointF from(400, 200), to(460, 200);
  QTest::mousePress(view().viewport(), Qt::LeftButton, Qt::ControlModifier, from.toPoint());
  QMouseEvent move(QEvent::MouseMove, to, view().viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                   Qt::ControlModifier);
  QApplication::sendEvent(view().viewport(), &move);
  QTest::mouseRelease(view().viewport(), Qt::LeftButton, Qt::ControlModifier, to.toPoint());
  EXPECT_NEAR(static_cast<double>(shift() - before), 60.0 * static_cast<double>(column),
              2.0 * static_cast<double>(column));
  press("timeline_no_shift");
  EXPECT_EQ(shift(), 0);
  EXPECT_EQ(spin->value(), 0);
}

TEST_F(MeasuredTrace, IsAlignedToTheSimulationItCameFrom) {
  drop(own_trace());
  ASSERT_TRUE(settle(window, patience));
  view().set_shift(measured_source, 123'456'789'123);
  press("timeline_align_best");
  EXPECT_EQ(shift(), 0);
  EXPECT_THAT(told(), HasSubstr("agreement 1.00 of 1"));
  const auto shown = view().scene().rows();
  EXPECT_TRUE(std::any_of(shown.begin(), shown.end(), [](const PlacedRow& row) {
    return row.source == measured_source && row.top < 300;
  })) << "the simulation is folded to make room";
  view().set_shift(measured_source, -5);
  press("timeline_align_starts");
  EXPECT_EQ(shift(), 0);
  press("timeline_close");
  EXPECT_EQ(view().scene().model(measured_source), nullptr);
  EXPECT_FALSE(window.findChild<QDoubleSpinBox*>(QStringLiteral("timeline_shift"))->isVisible());
}

TEST_F(MeasuredTrace, ItsShiftIsInThePictureAndInTheSession) {
  drop(put("t.json", long_trace(50)));
  ASSERT_TRUE(settle(window, patience));
  view().show_window(0, 200'000'000);
  const QImage plain = view().grab().toImage();
  view().set_shift(measured_source, 20'000'001);
  EXPECT_NE(view().grab().toImage(), plain);
  for (const char* name : {"t.png", "t.svg", "t.pdf", "t.csv"})
    ASSERT_TRUE(view().export_to(folder / name)) << name;
  EXPECT_THAT(read_file(folder / "t.svg").value(), HasSubstr("shifted by +20.0000 us"));
  EXPECT_THAT(
      read_file(folder / "t.csv").value(),
      HasSubstr("Measured: t.json,process 1,thread 1,0,gemm,\"kernel, matrix product\",2.0000001e-05,"));
  const Session saved = window.session();
  ASSERT_TRUE(saved.trace);
  EXPECT_EQ(saved.trace->shift, 20'000'001);
  MainWindow other(ProfileLibrary::shipped().value(), {});
  other.open(QString::fromStdString(put("s.json", write_session(saved)).string()));
  ASSERT_TRUE(settle(other, patience));
  EXPECT_EQ(other.session(), saved);
}

TEST_F(MeasuredTrace, TheCriticalPathIsSteppedAlongAndSummedUp) {
  auto* sum = window.findChild<QLabel*>(QStringLiteral("timeline_critical_told"));
  EXPECT_FALSE(sum->isVisible());
  const TimelineModel& model = *view().scene().model(simulated_source);
  const std::vector<CriticalLink>& links = model.timeline().critical_path.links;
  QTest::keyClick(&view(), Qt::Key_P);
  EXPECT_TRUE(view().scene().show_critical);
  EXPECT_TRUE(sum->isVisible());
  EXPECT_THAT(sum->text().toStdString(), HasSubstr("pipeline transfer ("));
  for (std::uint32_t i = 0; i < 30; ++i) {
    ASSERT_EQ(view().selected(), (SpanRef{simulated_source, links[i].span})) << i;
    QTest::keyClick(&view(), Qt::Key_P);
  }
  QTest::keyClick(&view(), Qt::Key_P, Qt::ShiftModifier);
  EXPECT_EQ(view().selected(), (SpanRef{simulated_source, links[29].span}));
  EXPECT_THAT(below(), HasSubstr("on the critical path"));
  // From a span beside the path the next link in time.
  std::uint32_t beside = 0;
  while (model.is_critical(beside) || model.row_of(beside) == no_span) ++beside;
  view().select(SpanRef{simulated_source, beside});
  QTest::keyClick(&view(), Qt::Key_P);
  EXPECT_EQ(view().selected()->span, links[model.link_after(model.timeline().spans[beside].start)].span);
  QTest::keyClick(&view(), Qt::Key_C);
  EXPECT_FALSE(sum->isVisible());
}

}  // namespace
}  // namespace trainyard::gui
