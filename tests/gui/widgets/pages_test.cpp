// The pages in their window: what a person can reach, and what is said when something is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

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

}  // namespace
}  // namespace trainyard::gui
