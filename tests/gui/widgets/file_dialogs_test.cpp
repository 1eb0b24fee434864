// Every dialog that asks for a file: accepted, called off, asked about overwriting, given a wrong ending or a
// place that takes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/charts/timeline_view.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/scenario_editor.h"
#include "gui/window/screenshots.h"
#include "sim/base/json_reader.h"
#include "tests/gui/widgets/dialog_answers.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target
constexpr const char* takes_nothing = "/dev/null/file";  // for root, too

class FileDialogs : public ::testing::Test {
 protected:
  FileDialogs() : window(ProfileLibrary::shipped().value(), {}) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder = fs::path(testing::TempDir()) / (std::string("dialogs_") + test->name());
    fs::remove_all(folder);
    fs::create_directories(folder);
    window.open(QStringLiteral("deepseek-v3-h800"));
    window.show();
    EXPECT_TRUE(settle(window, patience));
  }
  [[nodiscard]] QString at(const char* name) const {
    return QString::fromStdString((folder / name).string());
  }
  static std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void trigger(const char* text) const {
    for (QAction* action : window.findChildren<QAction*>())
      if (action->text() == QString::fromUtf8(text)) return action->trigger();
    FAIL() << "no action " << text;
  }
  [[nodiscard]] std::string told() const {
    std::string all;
    for (const QLabel* label : window.findChildren<QLabel*>()) all += label->text().toStdString() + "\n";
    return all;
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }

  MainWindow window;
  fs::path folder;
};

constexpr const char* open_action = "&Open scenario, session or trace...";
constexpr const char* save_action = "&Save session...";

TEST_F(FileDialogs, OpenTakesAScenarioASessionOrNothing) {
  fs::copy_file(fs::path(TRAINYARD_SOURCE_DIR) / "data/scenarios/gpt3-175b-a100.json", folder / "mine.json");
  {
    const DialogAnswers answers({call_off()});
    trigger(open_action);
    EXPECT_TRUE(answers.all_given());
    EXPECT_EQ(window.workbench().entries().size(), 1U);
  }
  {
    const DialogAnswers answers({type_file(at("mine.json"))});
    trigger(open_action);
    EXPECT_TRUE(answers.all_given());
    ASSERT_TRUE(settle(window, patience));
    ASSERT_EQ(window.workbench().entries().size(), 2U);
    EXPECT_EQ(window.workbench().entries().back().scenario, (folder / "mine.json").string());
  }
  const Session kept = window.session();
  ASSERT_TRUE(write_file(folder / "kept.json", write_session(kept)));
  window.workbench().remove(1);
  const DialogAnswers answers({type_file(at("kept.json"))});
  trigger(open_action);
  EXPECT_TRUE(answers.all_given());
  EXPECT_EQ(window.session(), kept);
}

TEST_F(FileDialogs, SaveSessionAsksBeforeItOverwrites) {
  {
    const DialogAnswers answers({call_off()});
    trigger(save_action);
    EXPECT_EQ(files(), 0U);
  }
  {  // a name without an ending gets one
    const DialogAnswers answers({type_file(at("mine"))});
    trigger(save_action);
    EXPECT_TRUE(answers.all_given());
    EXPECT_THAT(told(), HasSubstr("mine.json"));
  }
  ASSERT_EQ(files(), 1U);
  const std::string first = text_of(folder / "mine.json");
  EXPECT_EQ(first, write_session(window.session()));
  window.open(QStringLiteral("llama-3-70b-h100"));
  {
    const DialogAnswers answers({type_file(at("mine")), no(), call_off()});
    trigger(save_action);
    EXPECT_TRUE(answers.all_given());
    EXPECT_EQ(text_of(folder / "mine.json"), first);
  }
  const DialogAnswers answers({type_file(at("mine.json")), yes()});
  trigger(save_action);
  EXPECT_TRUE(answers.all_given());
  EXPECT_EQ(text_of(folder / "mine.json"), write_session(window.session()));
  EXPECT_NE(text_of(folder / "mine.json"), first);
}

TEST_F(FileDialogs, SaveSessionTellsOfAPlaceThatTakesNothing) {
  const DialogAnswers answers({type_file(QString::fromLatin1(takes_nothing) + QStringLiteral(".json"))});
  trigger(save_action);
  EXPECT_TRUE(answers.all_given());
  EXPECT_THAT(told(), HasSubstr(takes_nothing));
}

/// A view that exports: its formats, a wrong ending, a place that takes nothing, called off.
template <class View>
void check_export(View& view, const fs::path& folder, const std::vector<const char*>& endings) {
  QSignalSpy problems(&view, &View::problem);
  for (const char* ending : endings) {
    const fs::path file = folder / (std::string("exported") + ending);
    const DialogAnswers answers({type_file(QString::fromStdString(file.string()))});
    view.export_as();
    EXPECT_TRUE(answers.all_given()) << ending;
    ASSERT_TRUE(fs::exists(file)) << ending;
    EXPECT_GT(fs::file_size(file), 100U) << ending;
  }
  EXPECT_EQ(problems.count(), 0);
  const std::size_t there =
      static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  const auto try_with = [&](std::vector<DialogAnswers::Answer> given) {
    const DialogAnswers answers(std::move(given));
    view.export_as();
    EXPECT_TRUE(answers.all_given());
  };
  try_with({call_off()});
  EXPECT_EQ(problems.count(), 0);
  try_with({type_file(QString::fromLatin1(takes_nothing) + QString::fromLatin1(endings.front()))});
  ASSERT_EQ(problems.count(), 1);
  EXPECT_THAT(problems.takeFirst().front().toString().toStdString(), HasSubstr(takes_nothing));
  if (endings.size() > 1) {
    try_with({type_file(QString::fromStdString((folder / "picture.bmp").string()))});
    ASSERT_EQ(problems.count(), 1);
    EXPECT_THAT(problems.takeFirst().front().toString().toStdString(), HasSubstr(".svg"));
  }
  // Without an ending the first format; asked about, as it is there by now.
  try_with({type_file(QString::fromStdString((folder / "exported").string())), no(), call_off()});
  EXPECT_EQ(there, static_cast<std::size_t>(
                       std::distance(fs::directory_iterator(folder), fs::directory_iterator())));
}

TEST_F(FileDialogs, ChartsTablesAndTheTimelineAreExported) {
  auto* chart = window.findChild<ChartView*>();
  ASSERT_NE(chart, nullptr);
  fs::create_directories(folder / "chart");
  check_export(*chart, folder / "chart", {".png", ".svg", ".pdf", ".csv"});
  auto* table = window.pages().front()->findChild<TableView*>();
  ASSERT_NE(table, nullptr);
  fs::create_directories(folder / "table");
  check_export(*table, folder / "table", {".csv"});
  window.show_page(QStringLiteral("timeline"));
  ASSERT_TRUE(settle(window, patience));
  auto* timeline = window.findChild<TimelineView*>();
  ASSERT_NE(timeline, nullptr);
  fs::create_directories(folder / "timeline");
  check_export(*timeline, folder / "timeline", {".png", ".svg", ".pdf", ".csv"});
}

TEST_F(FileDialogs, TheKeyToSaveExportsTheChartThatHasTheFocus) {
  auto* chart = window.findChild<ChartView*>();
  ASSERT_NE(chart, nullptr);
  window.activateWindow();
  chart->setFocus();
  QString title;
  const DialogAnswers answers({[&](QDialog& dialog) {
    title = dialog.windowTitle();
    dialog.reject();
  }});
  QTest::keyClick(chart, Qt::Key_S, Qt::ControlModifier);
  EXPECT_TRUE(answers.all_given());
  EXPECT_EQ(title, QStringLiteral("Export chart"));
}

TEST_F(FileDialogs, AReportIsWrittenOrStaysAQuestion) {
  ReportDialog report(window);
  auto* file = report.findChild<QLineEdit*>();
  const auto shown_problem = [&] {
    std::string text;
    for (const QLabel* label : report.findChildren<QLabel*>())
      if (label->isVisible()) text += label->text().toStdString();
    return text;
  };
  ASSERT_NE(file, nullptr);
  report.show();
  for (const char* wrong : {"report.docx", "/dev/null/report.pdf"}) {
    file->setText(wrong[0] == '/' ? QString::fromLatin1(wrong) : at(wrong));
    report.accept();
    EXPECT_TRUE(report.isVisible()) << "it stays, to be mended";
    EXPECT_THAT(shown_problem(), HasSubstr(wrong));
  }
  for (const char* name : {"report.pdf", "report.html"}) {
    report.show();
    file->setText(at("first.pdf"));
    {  // browsed for
      const DialogAnswers answers({type_file(at(name))});
      for (QPushButton* button : report.findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("&Browse...")) button->click();
      EXPECT_TRUE(answers.all_given());
    }
    EXPECT_EQ(report.file(), at(name));
    report.accept();
    EXPECT_FALSE(report.isVisible());
    EXPECT_GT(fs::file_size(folder / name), 1000U);
  }
  // Typed, and there already: asked about.
  ASSERT_TRUE(write_file(folder / "older.html", "older"));
  report.show();
  file->setText(at("older.html"));
  {
    const DialogAnswers answers({no()});
    report.accept();
    EXPECT_TRUE(answers.all_given());
  }
  EXPECT_EQ(text_of(folder / "older.html"), "older");
  EXPECT_TRUE(report.isVisible());
  const DialogAnswers answers({yes()});
  report.accept();
  EXPECT_TRUE(answers.all_given());
  EXPECT_NE(text_of(folder / "older.html"), "older");
}

TEST_F(FileDialogs, TheEditorSavesWhatWasChanged) {
  ScenarioEditor editor(ProfileLibrary::shipped().value(), {"deepseek-v3-h800", {}});
  editor.show();
  auto* text = editor.findChild<QPlainTextEdit*>();
  ASSERT_NE(text, nullptr);
  const auto press = [&](const char* words) {
    for (QAbstractButton* button : editor.findChildren<QAbstractButton*>())
      if (button->text() == QString::fromUtf8(words)) button->click();
  };
  text->appendPlainText(QString());
  ASSERT_TRUE(text->document()->isModified());
  const auto save = [&](std::vector<DialogAnswers::Answer> given) {
    const DialogAnswers answers(std::move(given));
    press("Save &as...");
    EXPECT_TRUE(answers.all_given());
  };
  save({call_off()});
  EXPECT_TRUE(text->document()->isModified());
  save({type_file(QString::fromLatin1(takes_nothing) + QStringLiteral(".json"))});
  EXPECT_TRUE(text->document()->isModified()) << "nothing is lost";
  EXPECT_TRUE(editor.saved_file().isEmpty());
  save({type_file(at("mine"))});
  EXPECT_FALSE(text->document()->isModified());
  EXPECT_EQ(editor.saved_file(), at("mine.json"));
  EXPECT_EQ(text_of(folder / "mine.json"), text->toPlainText().toStdString());
  // Simulated only from a file: called off, the dialog stays.
  text->appendPlainText(QString());
  const DialogAnswers answers({call_off()});
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        for (QAbstractButton* button : editor.findChildren<QAbstractButton*>())
          if (button->text() == QStringLiteral("&Simulate")) return button->isEnabled();
        return false;
      },
      patience));
  press("&Simulate");
  EXPECT_TRUE(answers.all_given());
  EXPECT_TRUE(editor.isVisible());
}

}  // namespace
}  // namespace trainyard::gui
