// Search, Sweep and Plan while sliders and controls move.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/view_models/auto_update.h"
#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target

class LivePages : public ::testing::Test {
 protected:
  LivePages() : window_(ProfileLibrary::shipped().value(), {}) {
    window_.show();
    window_.workbench().open({"llama-3-70b-h100", {{"gpus", "64"}}});
    EXPECT_TRUE(settle(window_, patience));
  }
  Page* turned_to(const char* id) {
    window_.show_page(QString::fromUtf8(id));
    for (Page* page : window_.pages())
      if (page->objectName() == QString::fromUtf8(id)) return page;
    return nullptr;
  }
  /// Settled, the pause before work starts by itself included.
  void rest() {
    QTest::qWait(static_cast<int>(2 * AutoUpdate::usual_rest.count()));
    ASSERT_TRUE(settle(window_, patience));
  }
  static std::string banner_of(const Page* page) {
    for (const auto* label : page->findChildren<QLabel*>())
      if (label->accessibleName() == QStringLiteral("What is shown"))
        return label->isVisible() ? label->text().toStdString() : std::string{};
    ADD_FAILURE() << "no banner";
    return {};
  }
  template <class Widget>
  static Widget* named(const Page* page, const char* name) {
    for (auto* one : page->findChildren<Widget*>())
      if (one->accessibleName() == QString::fromUtf8(name)) return one;
    ADD_FAILURE() << name;
    return nullptr;
  }
  template <class Button>
  static Button* button(const QWidget* page, const char* text) {
    for (auto* one : page->findChildren<Button*>())
      if (one->text() == QString::fromUtf8(text)) return one;
    ADD_FAILURE() << text;
    return nullptr;
  }
  /// A search small enough to take moments.
  static void narrow(const Page* page) {
    named<QLineEdit>(page, "TP")->setText(QStringLiteral("4, 8"));
    named<QLineEdit>(page, "PP")->setText(QStringLiteral("2, 4"));
    named<QLineEdit>(page, "Schedule")->setText(QStringLiteral("1f1b"));
  }
  void move_slider(const char* nic) {
    window_.workbench().move(0, {"llama-3-70b-h100", {{"gpus", "64"}, {"node.nic", nic}}});
  }
  static std::string first_step(const Page* page) { return tile_of(page->content(), "shortest step"); }

  MainWindow window_;
};

TEST_F(LivePages, SweepFollowsASliderByItself) {
  Page* page = turned_to("sweep");
  rest();
  const std::string before = first_step(page);
  ASSERT_NE(before, "") << "it began by itself";
  EXPECT_EQ(banner_of(page), "");
  for (const char* nic : {"45 GB/s", "20 GB/s", "10 GB/s"}) {
    move_slider(nic);
    EXPECT_THAT(banner_of(page), HasSubstr("this belongs to llama-3-70b-h100, gpus=64, not to")) << "at once";
    EXPECT_THAT(text_of(page->content(), Tone::warning), HasSubstr("Earlier settings")) << "in a report too";
    EXPECT_EQ(first_step(page), before) << "what was shown stays";
  }
  rest();
  EXPECT_EQ(banner_of(page), "");
  EXPECT_NE(first_step(page), before);
}

TEST_F(LivePages, StaleWorkIsCalledOffAndNeverShown) {
  Page* page = turned_to("sweep");
  rest();
  named<QComboBox>(page, "Over")->setCurrentIndex(0);
  named<QLineEdit>(page, "Values of the knob")->setText(QStringLiteral("100..900+2"));
  const std::string before = first_step(page);
  QSignalSpy busy(page, &Page::busyChanged);
  page->start();
  ASSERT_TRUE(page->busy());
  button<QCheckBox>(page, "&Update automatically")->setChecked(false);
  move_slider("10 GB/s");
  EXPECT_FALSE(page->busy()) << "called off at once";
  rest();
  EXPECT_EQ(first_step(page), before);
  EXPECT_THAT(banner_of(page), HasSubstr("Press Sweep"));
}

TEST_F(LivePages, SearchMarksItsAnswerAndWaitsForItsButton) {
  Page* page = turned_to("search");
  rest();
  EXPECT_EQ(table_titled(page->content(), "Best plans"), nullptr) << "a search starts when it is asked for";
  narrow(page);
  button<QPushButton>(page, "&Search")->click();
  ASSERT_TRUE(settle(window_, patience));
  ASSERT_NE(table_titled(page->content(), "Best plans"), nullptr);
  EXPECT_EQ(banner_of(page), "");
  const std::string before = tile_of(page->content(), "best step");
  move_slider("10 GB/s");
  rest();
  EXPECT_THAT(banner_of(page), HasSubstr("Press Search"));
  EXPECT_EQ(tile_of(page->content(), "best step"), before);
  button<QCheckBox>(page, "&Update automatically")->setChecked(true);
  rest();
  EXPECT_EQ(banner_of(page), "");
  EXPECT_NE(tile_of(page->content(), "best step"), before);
  named<QLineEdit>(page, "PP")->setText(QStringLiteral("4"));
  EXPECT_THAT(banner_of(page), HasSubstr("controls or the scenario's file"));
}

TEST_F(LivePages, APlanOpensFromTableAndChart) {
  Page* page = turned_to("search");
  narrow(page);
  button<QPushButton>(page, "&Search")->click();
  ASSERT_TRUE(settle(window_, patience));
  auto* table = page->findChild<TableView*>();
  ASSERT_NE(table, nullptr);
  table->setFocus();
  table->setCurrentIndex(table->model()->index(1, 0));
  QTest::keyClick(table, Qt::Key_Return);
  ASSERT_EQ(window_.workbench().entries().size(), 2U);
  ASSERT_TRUE(settle(window_, patience));

  auto* chart = page->findChild<ChartView*>();
  ASSERT_NE(chart, nullptr);
  (void)chart->grab();  // points stand where they were painted
  chart->setFocus();
  QTest::keyClick(chart, Qt::Key_Return);
  EXPECT_EQ(window_.workbench().entries().size(), 2U) << "no point is chosen yet";
  QTest::keyClick(chart, Qt::Key_Right);
  QTest::keyClick(chart, Qt::Key_Return);
  ASSERT_EQ(window_.workbench().entries().size(), 3U);
  ASSERT_TRUE(settle(window_, patience));
  bool clicked = false;
  for (int y = 0; y < chart->height() && !clicked; y += 2) {
    for (int x = 0; x < chart->width() && !clicked; x += 2) {
      if (chart->key_at(QPointF(x, y)).isEmpty()) continue;
      QTest::mouseDClick(chart, Qt::LeftButton, {}, QPoint(x, y));
      clicked = true;
    }
  }
  ASSERT_TRUE(clicked);
  EXPECT_EQ(window_.workbench().entries().size(), 4U);
  window_.show_page(QStringLiteral("compare"));
  ASSERT_TRUE(settle(window_, patience));
  EXPECT_EQ(problem_text(window_.pages().front()->content()), "") << "all of them run";
}

TEST_F(LivePages, FiltersHideWithoutSearchingAnew) {
  Page* page = turned_to("search");
  narrow(page);
  button<QPushButton>(page, "&Search")->click();
  ASSERT_TRUE(settle(window_, patience));
  const std::size_t all = table_titled(page->content(), "Best plans")->rows.size();
  button<QCheckBox>(page, "Pareto onl&y")->setChecked(true);
  EXPECT_FALSE(page->busy());
  EXPECT_EQ(banner_of(page), "") << "the answer is the same";
  EXPECT_LT(table_titled(page->content(), "Best plans")->rows.size(), all);
  named<QLineEdit>(page, "MFU from")->setText(QStringLiteral("99"));
  EXPECT_THAT(text_of(page->content(), Tone::warning), HasSubstr("passes the filters"));
  named<QLineEdit>(page, "MFU from")->clear();
  button<QCheckBox>(page, "Pareto onl&y")->setChecked(false);
  EXPECT_EQ(table_titled(page->content(), "Best plans")->rows.size(), all);
}

TEST_F(LivePages, PlanIsMarkedWhenItsQuestionChangesAndCancelLeavesItAlone) {
  Page* page = turned_to("plan");
  rest();
  EXPECT_FALSE(page->busy()) << "it takes long: only when it is asked for";
  page->start();
  ASSERT_TRUE(page->busy());
  auto* cancel = button<QToolButton>(&window_, "Cancel");
  EXPECT_TRUE(cancel->isVisible());
  cancel->click();
  EXPECT_FALSE(page->busy());
  rest();
  EXPECT_FALSE(page->busy());
  named<QLineEdit>(page, "Changes")->setText(QStringLiteral("caps.bugdet=$1M"));
  page->start();
  ASSERT_TRUE(settle(window_, patience));
  EXPECT_NE(problem_text(page->content()), "");
  named<QLineEdit>(page, "Changes")->setText(QStringLiteral("caps.budget=$90M"));
  EXPECT_THAT(banner_of(page), HasSubstr("Press Answer"));
}

TEST_F(LivePages, AFilterThatIsNoNumberIsToldAndHidesNothing) {
  Page* page = turned_to("search");
  narrow(page);
  page->start();
  ASSERT_TRUE(settle(window_, patience));
  const auto rows = [&] { return page->findChild<TableView*>()->table().rows.size(); };
  const std::size_t all = rows();
  QSignalSpy told(page, &Page::problem);
  auto* memory = named<QLineEdit>(page, "memory to");
  memory->setText(QStringLiteral("1 GB"));
  EXPECT_TRUE(told.isEmpty());
  EXPECT_NE(page->findChild<TableView*>()->table().title, "");
  memory->setText(QStringLiteral("lots"));
  ASSERT_FALSE(told.isEmpty());
  EXPECT_THAT(told.last().first().toString().toStdString(), HasSubstr("memory to: expected a number"));
  EXPECT_EQ(rows(), all);
}

TEST_F(LivePages, WhoAnswersByItselfIsKeptInASession) {
  EXPECT_EQ(window_.session().automatic, std::vector<std::string>{"sweep"});
  button<QCheckBox>(turned_to("search"), "&Update automatically")->setChecked(true);
  button<QCheckBox>(turned_to("sweep"), "&Update automatically")->setChecked(false);
  const Session saved = window_.session();
  EXPECT_EQ(saved.automatic, std::vector<std::string>{"search"});
  MainWindow other(ProfileLibrary::shipped().value(), {});
  other.restore(saved);
  EXPECT_EQ(other.session().automatic, saved.automatic);
}

}  // namespace
}  // namespace trainyard::gui
