// The timeline painted, moved by mouse and keys, and written to files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <filesystem>

#include "gui/charts/timeline_view.h"
#include "gui/view_models/timeline_content.h"
#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

const std::shared_ptr<const TimelineModel>& v3_step() {
  static const auto model =
      simulated_timeline(ProfileLibrary::shipped().value(), {"deepseek-v3-h800", {}}).value().model;
  return model;
}

class Timeline : public testing::Test {
 protected:
  Timeline() {
    view.resize(740, 620);
    view.set_source(0, "Simulated", v3_step());
    view.show();
    QApplication::processEvents();
  }
  QImage shot() { return view.grab().toImage(); }
  [[nodiscard]] Picoseconds length() const { return view.scene().to() - view.scene().from(); }
  void wheel(QPointF at, int turned, Qt::KeyboardModifiers keys = Qt::NoModifier) {
    QWheelEvent event(at, view.viewport()->mapToGlobal(at), {}, {0, turned}, Qt::NoButton, keys,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(view.viewport(), &event);
  }
  TimelineView view;
};

TEST_F(Timeline, PaintsSpansInTheirColours) {
  const QImage image = shot();
  const TimelineGeometry geometry = view.geometry_now();
  int seen = 0;
  // The colour at the middle of every span wide enough is the one of its kind.
  for (const PlacedRow& row : view.scene().rows()) {
    const SpanRow& spans = v3_step()->rows()[row.row].spans;
    const auto [first, last] = spans.within(view.scene().from(), view.scene().to());
    for (std::size_t i = first; i < last; ++i) {
      const TimelineSpan& span = v3_step()->timeline().spans[spans.span(i)];
      const double left = geometry.x_of(view.scene(), span.start),
                   right = geometry.x_of(view.scene(), span.finish);
      if (right - left < 4 || right - left > 20) continue;  // wider ones carry letters
      const QPoint middle(static_cast<int>((left + right) / 2),
                          static_cast<int>(geometry.picture_y(row.top) + 2));
      ASSERT_EQ(image.pixelColor(middle).name().toStdString(),
                chart::palette(v3_step()->kind_of(spans.span(i))));
      EXPECT_EQ(view.span_at(middle), (SpanRef{0, spans.span(i)}));
      ++seen;
    }
  }
  EXPECT_GT(seen, 100);
}

TEST_F(Timeline, TheWheelZoomsAtTheMouse) {
  const QPointF at(400, 120);
  const Picoseconds before = view.geometry_now().time_at(view.scene(), at.x()), whole = length();
  const QImage first = shot();
  for (int i = 0; i < 6; ++i) wheel(at, 120);
  EXPECT_LT(length(), whole / 3);
  EXPECT_NEAR(static_cast<double>(view.geometry_now().time_at(view.scene(), at.x())),
              static_cast<double>(before), static_cast<double>(length()) / 600);
  EXPECT_NE(shot(), first);
  for (int i = 0; i < 60; ++i) wheel(at, -120);
  EXPECT_LE(length(), whole + whole / 10);
  const double height = view.scene().height();
  wheel(at, 120, Qt::ControlModifier);
  wheel(at, 120, Qt::ControlModifier);
  EXPECT_GT(view.scene().height(), height);
}

TEST_F(Timeline, DraggingPansAndSelectsRanges) {
  for (int i = 0; i < 6; ++i) QTest::keyClick(&view, Qt::Key_Plus);
  const Picoseconds from = view.scene().from(), whole = length();
  QTest::mousePress(view.viewport(), Qt::LeftButton, {}, {500, 200});
  QTest::mouseMove(view.viewport(), {400, 200});
  QMouseEvent move(QEvent::MouseMove, QPointF(400, 200), view.viewport()->mapToGlobal(QPointF(400, 200)),
                   Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(view.viewport(), &move);
  QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, {400, 200});
  EXPECT_NEAR(static_cast<double>(view.scene().from() - from) / static_cast<double>(whole),
              100 / view.geometry_now().plot_width(), 0.01);
  QSignalSpy told(&view, &TimelineView::told);
  QTest::mousePress(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, {300, 200});
  QMouseEvent drag(QEvent::MouseMove, QPointF(450, 200), view.viewport()->mapToGlobal(QPointF(450, 200)),
                   Qt::NoButton, Qt::LeftButton, Qt::ShiftModifier);
  QApplication::sendEvent(view.viewport(), &drag);
  QTest::mouseRelease(view.viewport(), Qt::LeftButton, Qt::ShiftModifier, {450, 200});
  ASSERT_TRUE(view.range());
  EXPECT_EQ(view.range()->first, view.geometry_now().time_at(view.scene(), 300));
  EXPECT_EQ(view.range()->second, view.geometry_now().time_at(view.scene(), 450));
  ASSERT_FALSE(told.isEmpty());
  EXPECT_THAT(told.last()[0].toString().toStdString(), HasSubstr("selected\nSimulated: "));
  EXPECT_THAT(view.accessibleDescription().toStdString(), HasSubstr("expert exchange"));
}

TEST_F(Timeline, KeysMoveSearchAndHighlight) {
  const QImage plain = shot();
  QTest::keyClick(&view, Qt::Key_C);
  EXPECT_TRUE(view.scene().show_critical);
  EXPECT_NE(shot(), plain);
  QTest::keyClick(&view, Qt::Key_C);
  EXPECT_EQ(shot(), plain);
  QTest::keyClick(&view, Qt::Key_Plus);
  QTest::keyClick(&view, Qt::Key_End);
  EXPECT_EQ(view.scene().to(), view.scene().extent());
  QTest::keyClick(&view, Qt::Key_Left);
  EXPECT_LT(view.scene().to(), view.scene().extent());
  QTest::keyClick(&view, Qt::Key_Home);
  EXPECT_EQ(view.scene().from(), 0);
  QTest::keyClick(&view, Qt::Key_F);
  EXPECT_EQ(view.scene().to(), view.scene().extent());
  QSignalSpy wanted(&view, &TimelineView::search_wanted);
  QTest::keyClick(&view, Qt::Key_Slash);
  QTest::keyClick(&view, Qt::Key_F, Qt::ControlModifier);
  EXPECT_EQ(wanted.count(), 2);
  EXPECT_EQ(view.search(QStringLiteral("MICRO-BATCH 17")), v3_step()->search("micro-batch 17").size());
  ASSERT_GT(view.hits(), 16U);
  EXPECT_NE(shot(), plain);
  view.show_window(0, TimelineScene::least_window * 1000);
  QTest::keyClick(&view, Qt::Key_N);
  ASSERT_TRUE(view.selected());
  const SpanRef first = *view.selected();
  const TimelineSpan& span = v3_step()->timeline().spans[first.span];
  EXPECT_LE(view.scene().from(), span.start);
  EXPECT_GE(view.scene().to(), span.finish);
  QTest::keyClick(&view, Qt::Key_N);
  EXPECT_NE(*view.selected(), first);
  QTest::keyClick(&view, Qt::Key_N, Qt::ShiftModifier);
  EXPECT_EQ(*view.selected(), first);
  QTest::keyClick(&view, Qt::Key_BracketRight);
  EXPECT_GE(v3_step()->timeline().spans[view.selected()->span].start, span.finish);
  QTest::keyClick(&view, Qt::Key_Space);  // folds its rank
  EXPECT_LT(view.scene().rows().size(), v3_step()->rows().size());
}

TEST_F(Timeline, ClicksSelectAndFold) {
  const PlacedRow row = view.scene().rows().front();
  const TimelineGeometry geometry = view.geometry_now();
  const QPoint inside(400, static_cast<int>(geometry.picture_y(row.top) + 4));
  QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, inside);
  ASSERT_TRUE(view.selected());
  EXPECT_EQ(view.selected(), view.span_at(inside));
  const std::size_t rows = view.scene().rows().size();
  QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {30, inside.y()});
  EXPECT_LT(view.scene().rows().size(), rows);
  EXPECT_FALSE(view.span_at({10, 10}));
}

TEST_F(Timeline, WritesWhatIsSeen) {
  view.set_source(1, "Measured", v3_step());
  view.set_critical(true);
  view.show_window(0, 1'000'000'000'000);
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "timeline_export";
  std::filesystem::create_directories(folder);
  for (const char* name : {"t.png", "t.svg", "t.pdf", "t.csv"})
    ASSERT_TRUE(view.export_to(folder / name)) << name;
  EXPECT_THAT(read_file(folder / "t.svg").value(), HasSubstr("<title>"));
  EXPECT_THAT(read_file(folder / "t.svg").value(), HasSubstr("pipeline rank 7"));
  EXPECT_EQ(read_file(folder / "t.pdf").value().substr(0, 5), "%PDF-");
  EXPECT_EQ(QImage(QString::fromStdString((folder / "t.png").string())).width(),
            2 * view.viewport()->width());
  const std::string csv = read_file(folder / "t.csv").value();
  EXPECT_THAT(csv, HasSubstr("Simulated,pipeline rank 0,schedule,0,F stage 0 micro-batch 0,forward,0,"));
  EXPECT_FALSE(view.export_to(folder / "t.txt"));
  EXPECT_FALSE(view.export_to(folder / "no" / "t.csv"));
  view.copy_data();
  EXPECT_EQ(QApplication::clipboard()->text().toStdString(), csv);
  std::filesystem::remove_all(folder);
}

TEST(TimelinePage, FollowsTheChosenScenarioAndSearches) {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.show();
  window.show_page(QStringLiteral("timeline"));
  ASSERT_TRUE(settle(window, 60'000));
  auto* view = window.findChild<TimelineView*>();
  ASSERT_NE(view, nullptr);
  ASSERT_NE(view->scene().model(0), nullptr);
  EXPECT_EQ(view->scene().model(0)->groups().size(), 16U);
  auto* search = window.findChild<QLineEdit*>(QStringLiteral("timeline_search"));
  QTest::keyClick(view, Qt::Key_Slash);
  QTest::keyClicks(search, QStringLiteral("dispatch"));
  EXPECT_GT(view->hits(), 1000U);
  QTest::keyClick(search, Qt::Key_Return);
  EXPECT_TRUE(view->selected());
  window.findChild<QToolButton*>(QStringLiteral("timeline_critical"))->click();
  EXPECT_TRUE(view->scene().show_critical);
  window.workbench().open({"llama-3-70b-h100", {}});
  ASSERT_TRUE(settle(window, 60'000));
  EXPECT_THAT(view->scene().title(0), HasSubstr("llama-3-70b-h100"));
  window.workbench().open({"no-such-scenario", {}});
  ASSERT_TRUE(settle(window, 60'000));
  EXPECT_EQ(view->scene().model(0), nullptr);
}

}  // namespace
}  // namespace trainyard::gui
