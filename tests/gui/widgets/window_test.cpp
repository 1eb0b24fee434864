// The whole window, as a user meets it: on Qt's offscreen platform, or in a real one under Xvfb.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QSlider>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTreeWidget>
#include <QUrl>
#include <filesystem>
#include <set>

#include "gui/charts/chart_export.h"
#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/window/entry_strip.h"
#include "gui/window/main_window.h"
#include "gui/window/message_bar.h"
#include "gui/window/report_dialog.h"
#include "gui/window/scenario_editor.h"
#include "gui/window/screenshots.h"
#include "models/report/report.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target

class Window : public ::testing::Test {
 protected:
  Window() : window(ProfileLibrary::shipped().value(), {}) { window.show(); }

  void open(const char* what) {
    window.open(QString::fromUtf8(what));
    ASSERT_TRUE(settle(window, patience));
  }
  std::string told() const {
    std::string all;
    for (const QLabel* label : window.findChildren<QLabel*>()) all += label->text().toStdString() + "\n";
    return all;
  }
  QSlider* slider(const QString& name) const {
    for (QSlider* one : window.findChildren<QSlider*>())
      if (one->accessibleName() == name) return one;
    return nullptr;
  }

  MainWindow window;
};

/// How many colours a picture has: an empty chart has few.
std::size_t colours_of(const QImage& image) {
  std::set<QRgb> colours;
  for (int y = 0; y < image.height(); y += 3)
    for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
  return colours.size();
}

TEST_F(Window, EveryPageIsReachedByItsTabAndShowsSomething) {
  open("deepseek-v3-h800");
  open("deepseek-v2-h800");
  auto* tabs = window.findChild<QTabWidget*>();
  ASSERT_NE(tabs, nullptr);
  ASSERT_EQ(static_cast<std::size_t>(tabs->count()), page_kinds().size());
  for (int i = 0; i < tabs->count(); ++i) {
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(i).center());
    ASSERT_EQ(tabs->currentIndex(), i);
    ASSERT_TRUE(settle(window, patience)) << page_kinds()[static_cast<std::size_t>(i)].id;
    const Page* page = window.pages()[static_cast<std::size_t>(i)];
    EXPECT_FALSE(page->content().blocks.empty()) << page_kinds()[static_cast<std::size_t>(i)].id;
    EXPECT_GT(colours_of(tabs->currentWidget()->grab().toImage()), 8U);
  }
}

TEST_F(Window, NothingIsWiderThanItsPageAt1280x800) {
  window.resize(1280, 800);
  open("deepseek-v3-h800");
  open("llama-3-70b-h100");
  for (const PageKind& kind : page_kinds()) {
    window.show_page(QString::fromUtf8(kind.id));
    ASSERT_TRUE(settle(window, patience));
    EXPECT_EQ(window.width(), 1280) << kind.id << " forces the window wider";
    EXPECT_LE(window.minimumSizeHint().width(), 1280) << kind.id;
    EXPECT_LE(window.minimumSizeHint().height(), 800) << kind.id;
  }
}

TEST_F(Window, SixScenariosWithLongNamesFitAt1280x800) {
  window.resize(1280, 800);
  for (int i = 0; i < 6; ++i) open("deepseek-v2-fireflyer2");
  EXPECT_EQ(window.width(), 1280);
  EXPECT_LE(window.minimumSizeHint().width(), 1280);
  for (const QDockWidget* dock : window.findChildren<QDockWidget*>()) {
    const QRect area(dock->mapTo(&window, QPoint(0, 0)), dock->size());
    EXPECT_TRUE(window.rect().contains(area)) << dock->windowTitle().toStdString();
  }
  const auto* strip = window.findChild<EntryStrip*>();
  for (const QAbstractButton* button : strip->findChildren<QAbstractButton*>()) {
    EXPECT_TRUE(strip->rect().contains(button->geometry())) << button->text().toStdString();
    EXPECT_LE(button->fontMetrics().horizontalAdvance(button->text()), button->width());
  }
}

TEST_F(Window, EveryControlHasANameAndIsReachedByKeyboard) {
  open("deepseek-v3-h800");
  for (const PageKind& kind : page_kinds()) {
    window.show_page(QString::fromUtf8(kind.id));
    ASSERT_TRUE(settle(window, patience));
  }
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    const bool control = qobject_cast<QSlider*>(widget) != nullptr ||
                         qobject_cast<ChartView*>(widget) != nullptr ||
                         qobject_cast<QAbstractButton*>(widget) != nullptr;
    if (!control || widget->objectName().startsWith(QLatin1String("qt_"))) continue;
    const auto* button = qobject_cast<QAbstractButton*>(widget);
    if (button != nullptr && button->text().isEmpty()) continue;  // of docks and tabs: Qt names them
    EXPECT_FALSE(widget->accessibleName().isEmpty() && (button == nullptr || button->text().isEmpty()))
        << widget->metaObject()->className();
  }
}

TEST_F(Window, ASliderChangesTheScenarioAndResetBringsItBack) {
  open("deepseek-v3-h800");
  QSlider* nvlink = slider(QStringLiteral("NVLink per GPU"));
  ASSERT_NE(nvlink, nullptr);
  nvlink->setFocus();
  QTest::keyClick(nvlink, Qt::Key_Right);
  ASSERT_TRUE(settle(window, patience));
  ASSERT_EQ(window.workbench().entries().front().overrides.size(), 1U);
  EXPECT_EQ(window.workbench().entries().front().overrides.front().first, "node.fast");
  for (QAbstractButton* button : window.findChildren<QAbstractButton*>())
    if (button->text() == QStringLiteral("&Reset")) button->click();
  ASSERT_TRUE(settle(window, patience));
  EXPECT_TRUE(window.workbench().entries().front().overrides.empty());
}

TEST_F(Window, FailuresAreCountedWhereAPersonChoosesTheirRates) {
  open("deepseek-v3-h800");
  EXPECT_EQ(slider(QStringLiteral("Failures")), nullptr);
  QComboBox* rates = nullptr;
  for (auto* box : window.findChildren<QComboBox*>())
    if (box->accessibleName() == QStringLiteral("Rates of failures")) rates = box;
  ASSERT_NE(rates, nullptr);
  EXPECT_EQ(rates->currentText(), QStringLiteral("none: goodput 100.0 %"));
  rates->setCurrentIndex(rates->findText(QStringLiteral("llama-3-h100")));
  emit rates->activated(rates->currentIndex());
  ASSERT_TRUE(settle(window, patience));
  EXPECT_NE(slider(QStringLiteral("Failures")), nullptr);
  EXPECT_EQ(rates->currentText(), QStringLiteral("llama-3-h100"));
  for (auto* button : window.findChildren<QAbstractButton*>())
    if (button->text() == QStringLiteral("&Reset")) button->click();
  ASSERT_TRUE(settle(window, patience));
  EXPECT_TRUE(window.workbench().entries().front().overrides.empty());
  EXPECT_EQ(slider(QStringLiteral("Failures")), nullptr);
}

TEST_F(Window, AnIllegalWhatIfIsToldAndCanBeTakenBack) {
  open("deepseek-v3-h800");
  QSlider* batch = slider(QStringLiteral("Micro-batch"));
  ASSERT_NE(batch, nullptr);
  batch->setValue(batch->maximum());
  ASSERT_TRUE(settle(window, patience));
  QSlider* again = slider(QStringLiteral("Micro-batch"));
  ASSERT_EQ(again, batch) << "the sliders stay";
  again->setValue(0);
  ASSERT_TRUE(settle(window, patience));
  EXPECT_TRUE(window.workbench().entries().front().overrides.empty());
}

TEST_F(Window, BrokenFilesAreToldInTheWordsOfTheCommandLine) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "broken.json";
  ASSERT_TRUE(write_file(file, "{\"name\": }"));
  open("deepseek-v3-h800");
  open(file.c_str());
  EXPECT_THAT(told(), HasSubstr("broken.json:1"));
  EXPECT_EQ(window.workbench().entries().size(), 1U) << "nothing was lost";
  open("no-such-scenario");
  EXPECT_THAT(told(), HasSubstr("no-such-scenario"));
}

TEST_F(Window, WhatTheStatusLineHasNoRoomForIsShownInFull) {
  auto* bar = window.findChild<MessageBar*>();
  ASSERT_NE(bar, nullptr);
  window.tell(QStringLiteral("Short."));
  EXPECT_FALSE(bar->isVisible());
  QString longer = QStringLiteral("first line of many\n");
  for (int i = 0; i < 40; ++i) longer += QStringLiteral("word %1 ").arg(i);
  window.tell(longer);
  ASSERT_TRUE(settle(window, patience));
  EXPECT_TRUE(bar->isVisible());
  EXPECT_EQ(bar->text(), longer.trimmed());
  const auto* label = bar->findChild<QLabel*>();
  EXPECT_GE(label->height(), label->heightForWidth(label->width()));
  EXPECT_EQ(window.width(), 1280);
  bar->findChild<QAbstractButton*>()->click();
  EXPECT_FALSE(bar->isVisible());
  window.tell(longer);
  EXPECT_TRUE(bar->isVisible());
  window.tell(QStringLiteral("Short."));
  EXPECT_FALSE(bar->isVisible());
}

TEST_F(Window, AFileDroppedOnItIsOpened) {
  const std::filesystem::path file =
      std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "scenarios" / "gpt3-175b-a100.json";
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
  QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&window, &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&window, &drop);
  ASSERT_TRUE(settle(window, patience));
  ASSERT_EQ(window.workbench().entries().size(), 1U);
  EXPECT_EQ(window.workbench().entries().front().scenario, file.string());
}

TEST_F(Window, ASessionComesBackAsItWas) {
  open("deepseek-v3-h800");
  open("deepseek-v2-h800");
  window.workbench().replace(1, {"deepseek-v2-h800", {{"gpus", "512"}}});
  window.workbench().choose(0);
  const Session saved = window.session();
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "kept-session.json";
  ASSERT_TRUE(write_file(file, write_session(saved)));
  MainWindow other(ProfileLibrary::shipped().value(), {});
  other.open(QString::fromStdString(file.string()));
  EXPECT_EQ(other.session(), saved);
}

TEST_F(Window, AReportHoldsThePages) {
  open("deepseek-v3-h800");
  const std::vector<ReportPage> pages{{"Compare", window.pages().front()->content()}};
  const std::filesystem::path folder = testing::TempDir();
  ASSERT_TRUE(write_report("Report", pages, folder / "report.pdf"));
  EXPECT_GT(std::filesystem::file_size(folder / "report.pdf"), 10'000U);
  ASSERT_TRUE(write_report("Report", pages, folder / "report.html"));
  EXPECT_FALSE(write_report("Report", pages, folder / "report.docx"));
  EXPECT_FALSE(write_report("Report", {}, folder / "empty.pdf"));
  // A disk that takes nothing: told, and nothing is left behind.
  const Result<void> full = write_report("Report", pages, "/proc/no-such-place/report.pdf");
  ASSERT_FALSE(full);
  EXPECT_THAT(to_text(full.error()), HasSubstr("/proc/no-such-place"));
}

TEST_F(Window, ChartsTellWhatIsUnderTheMouseAndExport) {
  open("deepseek-v3-h800");
  auto* view = window.findChild<ChartView*>();
  ASSERT_NE(view, nullptr);
  bool found = false;
  for (int y = 0; y < view->height() && !found; y += 4)
    for (int x = 0; x < view->width() && !found; x += 4) found = !view->told_at(QPointF(x, y)).isEmpty();
  EXPECT_TRUE(found);
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "trainyard-window-charts";
  std::filesystem::create_directories(folder);
  for (const char* ending : {".png", ".svg", ".pdf", ".csv"}) {
    const std::filesystem::path file = folder / (std::string("chart") + ending);
    ASSERT_TRUE(export_chart(view->chart(), file)) << ending;
    EXPECT_GT(std::filesystem::file_size(file), 100U) << ending;
  }
  EXPECT_FALSE(export_chart(view->chart(), folder / "chart.bmp"));
  std::filesystem::remove_all(folder);
}

TEST_F(Window, TheEditorHoldsBackWhatCannotBeSimulated) {
  ScenarioEditor editor(ProfileLibrary::shipped().value(), {"deepseek-v3-h800", {{"plan.pp", "7"}}});
  editor.show();
  QAbstractButton* simulate = nullptr;
  for (QAbstractButton* button : editor.findChildren<QAbstractButton*>())
    if (button->text() == QStringLiteral("&Simulate")) simulate = button;
  ASSERT_NE(simulate, nullptr);
  EXPECT_TRUE(QTest::qWaitFor([&] { return !simulate->isEnabled(); }, patience));
}

TEST(Fonts, LettersAreDrawn) {
  // Without fonts every letter is the same empty box.
  const auto drawn = [](const QString& text) {
    QLabel label(text);
    label.resize(40, 40);
    return label.grab().toImage();
  };
  EXPECT_NE(drawn(QStringLiteral("A")), drawn(QStringLiteral("B")));
}

}  // namespace
}  // namespace trainyard::gui
