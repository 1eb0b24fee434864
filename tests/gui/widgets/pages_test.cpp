// The pages in their window: what a person can reach, and what is said when something is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include "gui/charts/chart_view.h"
#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int a_minute = 60'000;  // ms

class Pages : public ::testing::Test {
 protected:
  Pages() : window_(ProfileLibrary::shipped().value(), {}) {
    window_.open(QStringLiteral("deepseek-v3-h800"));
    window_.show();
  }

  Page* turned_to(const char* id) {
    window_.show_page(QString::fromUtf8(id));
    EXPECT_TRUE(settle(window_, a_minute));
    for (Page* page : window_.pages())
      if (page->objectName() == QString::fromUtf8(id)) return page;
    return nullptr;
  }

  MainWindow window_;
};

TEST_F(Pages, OfRunMemoryValidationAndCalibrationShowChartsAndTables) {
  for (const char* id : {"memory", "run", "validation", "calibration"}) {
    SCOPED_TRACE(id);
    Page* page = turned_to(id);
    ASSERT_NE(page, nullptr);
    const Content content = page->content();
    std::size_t charts = 0, tables = 0;
    for (const Block& block : content.blocks) {
      charts += std::holds_alternative<chart::Chart>(block) ? 1 : 0;
      tables += std::holds_alternative<Table>(block) ? 1 : 0;
    }
    EXPECT_GE(charts, 1U);
    EXPECT_GE(tables, 2U);
    EXPECT_EQ(problem_text(content), "");
  }
}

TEST_F(Pages, EveryControlHasANameAndIsReachedByKeys) {
  for (const char* id : {"memory", "run", "validation", "calibration"}) {
    SCOPED_TRACE(id);
    Page* page = turned_to(id);
    ASSERT_NE(page, nullptr);
    std::vector<QWidget*> controls;
    for (auto* one : page->findChildren<QComboBox*>()) controls.push_back(one);
    for (auto* one : page->findChildren<QLineEdit*>())
      if (qobject_cast<QDateEdit*>(one->parentWidget()) == nullptr) controls.push_back(one);
    for (auto* one : page->findChildren<QDateEdit*>()) controls.push_back(one);
    for (QWidget* one : controls) {
      EXPECT_FALSE(one->accessibleName().isEmpty()) << one->metaObject()->className();
      EXPECT_NE(one->focusPolicy() & Qt::TabFocus, 0);
    }
    EXPECT_FALSE(controls.empty());
  }
}

TEST_F(Pages, MemoryShowsTheRankThatIsChosen) {
  Page* page = turned_to("memory");
  auto* ranks = page->findChild<QComboBox*>();
  ASSERT_NE(ranks, nullptr);
  ASSERT_EQ(ranks->count(), 17);  // 16 pipeline ranks and the fullest
  ranks->setCurrentIndex(6);
  EXPECT_NE(chart_titled<chart::LineChart>(page->content(), "Rank 5 during one step"), nullptr);
}

TEST_F(Pages, RunTellsDatesWhenAsked) {
  Page* page = turned_to("run");
  EXPECT_EQ(tile_of(page->content(), "ends on"), "");
  page->findChild<QDateEdit*>()->setDate(QDate(2027, 3, 1));
  for (auto* box : page->findChildren<QAbstractButton*>())
    if (box->isCheckable()) box->setChecked(true);
  EXPECT_THAT(tile_of(page->content(), "ends on"), ::testing::StartsWith("2027-"));
}

TEST_F(Pages, ABrokenEntryIsToldAndTheNextOneShown) {
  window_.open(QStringLiteral("no-such-scenario"));
  for (const char* id : {"memory", "run"}) {
    SCOPED_TRACE(id);
    Page* page = turned_to(id);
    EXPECT_THAT(problem_text(page->content()), ::testing::HasSubstr("no-such-scenario"));
  }
  window_.open(QStringLiteral("llama-3-70b-h100"));
  for (const char* id : {"memory", "run"}) {
    SCOPED_TRACE(id);
    Page* page = turned_to(id);
    EXPECT_EQ(problem_text(page->content()), "");
    EXPECT_EQ(std::get<Heading>(page->content().blocks.front()).text, "llama-3-70b-h100");
  }
}

TEST_F(Pages, ValidationSaysWhatIsWrongWithAFilterAndKeepsWhatItShowed) {
  Page* page = turned_to("validation");
  auto* filter = page->findChild<QLineEdit*>();
  ASSERT_NE(filter, nullptr);
  const std::string all = tile_of(page->content(), "simulated");
  const auto apply = [&](const char* text) {
    filter->setText(QString::fromUtf8(text));
    QTest::keyClick(filter, Qt::Key_Return);
  };
  const auto refused = [&] {
    std::string text;
    for (const auto* label : page->findChildren<QLabel*>())
      if (label->isVisible() && label->text().contains(QStringLiteral("gpuu")))
        text = label->text().toStdString();
    return text;
  };
  apply("gpuu~H100");
  EXPECT_THAT(refused(), ::testing::HasSubstr("gpu"));
  EXPECT_EQ(tile_of(page->content(), "simulated"), all);
  apply("gpu~H100");
  EXPECT_EQ(refused(), "");
  EXPECT_NE(tile_of(page->content(), "simulated"), all);
  filter->clear();
  EXPECT_EQ(tile_of(page->content(), "simulated"), all);
}

TEST_F(Pages, CalibrationFollowsItsChoosersAndExplainsItsButtons) {
  Page* page = turned_to("calibration");
  const auto boxes = page->findChildren<QComboBox*>();
  ASSERT_EQ(boxes.size(), 2);
  boxes[0]->setCurrentText(QStringLiteral("a100-sxm-80"));
  ASSERT_TRUE(settle(window_, a_minute));
  EXPECT_NE(table_titled(page->content(), "Constants of cublas-bf16/gemm"), nullptr);
  boxes[1]->setCurrentText(QStringLiteral("flash-attention-2/attention_forward/128"));
  EXPECT_NE(table_titled(page->content(), "Constants of flash-attention-2/attention_forward/128"), nullptr);
  for (const auto* button : page->findChildren<QAbstractButton*>()) {
    if (button->text().isEmpty()) continue;
    EXPECT_FALSE(button->toolTip().isEmpty()) << button->text().toStdString();
  }
}

QCheckBox* box_called(Page* page, const QString& words) {
  for (QCheckBox* one : page->findChildren<QCheckBox*>())
    if (one->text().remove(QLatin1Char('&')) == words) return one;
  return nullptr;
}

TEST_F(Pages, ASweepFollowsTheSlidersAndSaysSoUntilItHas) {
  Page* page = turned_to("sweep");
  auto* automatic = box_called(page, QStringLiteral("Update automatically"));
  ASSERT_NE(automatic, nullptr);
  EXPECT_TRUE(automatic->isChecked());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !page->busy() && page->content().blocks.size() > 2; }, a_minute))
      << "it answers by itself once it is seen";
  const std::string before = to_html("", {{"", page->content()}});
  Workbench& bench = window_.workbench();
  automatic->setChecked(false);
  bench.replace(0, with_override(bench.entries().front(), "node.nic", "100 Gb/s"));
  EXPECT_THAT(std::get<Paragraph>(page->content().blocks.front()).text, HasSubstr("Earlier settings"));
  EXPECT_FALSE(page->busy());
  automatic->setChecked(true);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        const Content shown = page->content();
        const auto* first = std::get_if<Paragraph>(&shown.blocks.front());
        return !page->busy() && (first == nullptr || first->text.find("Earlier") == std::string::npos);
      },
      a_minute));
  EXPECT_NE(to_html("", {{"", page->content()}}), before);
}

TEST_F(Pages, APlanOpensFromItsPointInTheChart) {
  window_.workbench().open({"llama-3-70b-h100", {{"gpus", "64"}}});
  Page* page = turned_to("search");
  for (QLineEdit* edit : page->findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == QStringLiteral("TP")) edit->setText(QStringLiteral("4, 8"));
    if (edit->accessibleName() == QStringLiteral("PP")) edit->setText(QStringLiteral("2, 4"));
    if (edit->accessibleName() == QStringLiteral("Schedule")) edit->setText(QStringLiteral("1f1b"));
  }
  EXPECT_FALSE(page->busy()) << "a search starts when asked";
  page->start();
  ASSERT_TRUE(settle(window_, a_minute));
  auto* view = page->findChild<ChartView*>();
  ASSERT_NE(view, nullptr);
  (void)view->grab();  // painted, so that it knows where its points are
  QPoint at;
  for (int y = 0; y < view->height() && at.isNull(); y += 2)
    for (int x = 0; x < view->width() && at.isNull(); x += 2)
      if (!view->key_at({static_cast<double>(x), static_cast<double>(y)}).isEmpty()) at = {x, y};
  ASSERT_FALSE(at.isNull()) << "no point of the chart opens anything";
  QTest::mouseDClick(view, Qt::LeftButton, Qt::NoModifier, at);
  ASSERT_EQ(window_.workbench().entries().size(), 2U);
  EXPECT_EQ(window_.workbench().entries().back().scenario, "llama-3-70b-h100");
  EXPECT_GT(window_.workbench().entries().back().overrides.size(), 3U);
}

TEST_F(Pages, ThatAnswerByThemselvesAreKeptInASession) {
  Page* page = turned_to("plan");
  page->set_automatic(true);
  const Session kept = window_.session();
  ASSERT_TRUE(kept.automatic);
  EXPECT_THAT(*kept.automatic, testing::ElementsAre("sweep", "plan"));
  page->set_automatic(false);
  page->cancel();
  window_.restore(kept);
  EXPECT_TRUE(page->automatic().value());
  page->set_automatic(false);
  page->cancel();
  ASSERT_TRUE(settle(window_, a_minute));
}

}  // namespace
}  // namespace trainyard::gui
