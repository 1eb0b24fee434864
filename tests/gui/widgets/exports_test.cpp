// Everything the window writes, on disks that take nothing: it is told, and what was there stays.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QTest>
#include <csignal>

#include "gui/charts/chart_export.h"
#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/charts/timeline_view.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/scenario_editor.h"
#include "gui/window/screenshots.h"
#include "sim/base/json_reader.h"
#include "tests/gui/widgets/dialogs.h"
#include "tests/support/own_folder.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target

/// While it lives, a file cannot grow beyond a few bytes: as on a disk that is full in the middle of one.
class FullDisk {
 public:
  FullDisk() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    usual_ = std::signal(SIGXFSZ, SIG_IGN);
    rlimit tight = before_;
    tight.rlim_cur = 16;  // bytes: less than anything that is written here
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, usual_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*usual_)(int) = nullptr;
};

class Exports : public OwnFolder {
 protected:
  Exports() : window_(ProfileLibrary::shipped().value(), {}) {
    window_.show();
    window_.open(QStringLiteral("llama-3-70b-h100"));
    EXPECT_TRUE(settle(window_, patience));
  }

  /// `write_to` writes a file with `ending`: first well, then where it cannot be.
  void check(const std::string& ending,
             const std::function<Result<void>(const std::filesystem::path&)>& write_to) {
    SCOPED_TRACE(ending);
    const std::filesystem::path good = file("good" + ending);
    const Result<void> written = write_to(good);
    ASSERT_TRUE(written) << to_text(written.error());
    const std::string before = read_file(good).value();
    ASSERT_GT(before.size(), 16U);
    const auto refused = [&](const std::filesystem::path& path, const char* why) {
      const Result<void> done = write_to(path);
      ASSERT_FALSE(done) << path;
      EXPECT_THAT(to_text(done.error()), HasSubstr(path.string()));
      EXPECT_THAT(to_text(done.error()), HasSubstr(why));
    };
    {
      const FullDisk full;
      refused(good, "cannot be written: ");
      refused(file("new" + ending), "cannot be written: ");
    }
    EXPECT_EQ(read_file(good).value(), before);
    std::filesystem::create_symlink("/dev/full", file("device" + ending));
    refused(file("device" + ending), "No space left on device");
    refused(file("no-folder/new" + ending), "does its folder exist?");
    if (::geteuid() != 0) {  // who may do everything is refused nothing
      std::filesystem::create_directory(file("closed"));
      std::filesystem::permissions(file("closed"),
                                   std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
      refused(file("closed/new" + ending), "Permission denied");
      std::filesystem::permissions(file("closed"), std::filesystem::perms::owner_all);
      std::filesystem::remove(file("closed"));
    }
    EXPECT_EQ(entries(), 2) << "good and device, and nothing half-written";
    std::filesystem::remove(good);
    std::filesystem::remove(file("device" + ending));
  }
  [[nodiscard]] int entries() const {
    int count = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder())) ++count;
    return count;
  }
  /// What the status line says, when `act` opens a dialog that is answered by `path`.
  std::string told_by(const std::filesystem::path& path, const std::function<void()>& act) {
    window_.tell(QString());
    AnsweredDialogs dialogs({path});
    act();
    EXPECT_EQ(dialogs.answered(), 1U);
    std::string told;
    for (const auto* label : window_.statusBar()->findChildren<QLabel*>())
      told += label->text().toStdString();
    return told;
  }
  void press(const char* action) {
    for (QAction* one : window_.findChildren<QAction*>())
      if (one->text() == QString::fromUtf8(action)) return one->trigger();
    FAIL() << action;
  }

  MainWindow window_;
};

TEST_F(Exports, OfAChart) {
  auto* view = window_.findChild<ChartView*>();
  ASSERT_NE(view, nullptr);
  for (const char* ending : {".png", ".svg", ".pdf", ".csv"})
    check(ending, [&](const auto& path) { return export_chart(view->chart(), path); });
}

TEST_F(Exports, OfTheTimeline) {
  window_.show_page(QStringLiteral("timeline"));
  ASSERT_TRUE(settle(window_, patience));
  auto* view = window_.findChild<TimelineView*>();
  ASSERT_NE(view, nullptr);
  for (const char* ending : {".png", ".svg", ".pdf", ".csv"})
    check(ending, [&](const auto& path) { return view->export_to(path); });
}

TEST_F(Exports, OfAReport) {
  const std::vector<ReportPage> pages{{"Compare", window_.pages().front()->content()}};
  for (const char* ending : {".pdf", ".html"})
    check(ending, [&](const auto& path) { return write_report("Report", pages, path); });
}

TEST_F(Exports, AskedForByDialogsAreToldInTheStatusLine) {
  const std::string kept = write("kept.json", "of an earlier day");
  const auto save_session = [&] { press("&Save session..."); };
  {
    const FullDisk full;
    EXPECT_THAT(told_by(kept, save_session), HasSubstr("cannot be written"));
  }
  EXPECT_EQ(read_file(kept).value(), "of an earlier day");
  EXPECT_THAT(told_by(kept, save_session), HasSubstr("Wrote "));
  EXPECT_THAT(read_file(kept).value(), HasSubstr("trainyard_session"));

  auto* table = window_.findChild<TableView*>();
  auto* chart = window_.findChild<ChartView*>();
  ASSERT_NE(table, nullptr);
  ASSERT_NE(chart, nullptr);
  const std::string csv = write("table.csv", "of an earlier day");
  {
    const FullDisk full;
    EXPECT_THAT(told_by(csv, [&] { table->export_as(); }), HasSubstr("table.csv: cannot be written"));
    EXPECT_THAT(told_by(csv, [&] { chart->export_as(); }), HasSubstr("table.csv: cannot be written"));
  }
  EXPECT_EQ(read_file(csv).value(), "of an earlier day");
  EXPECT_EQ(told_by(csv, [&] { table->export_as(); }), "");
  EXPECT_NE(read_file(csv).value(), "of an earlier day");
  EXPECT_EQ(entries(), 2);
}

TEST_F(Exports, APictureThatCannotBeEncodedLeavesTheFileAsItWas) {
  const std::string kept = write("kept.png", "of an earlier day");
  const Result<void> done = save_bytes(kept, {});
  ASSERT_FALSE(done);
  EXPECT_THAT(to_text(done.error()), HasSubstr("kept.png: the picture could not be encoded"));
  EXPECT_EQ(read_file(kept).value(), "of an earlier day");
}

TEST_F(Exports, AScenarioThatCannotBeSavedStaysInItsEditor) {
  ScenarioEditor editor(ProfileLibrary::shipped().value(), {"llama-3-70b-h100", {}});
  editor.show();
  auto* text = editor.findChild<QPlainTextEdit*>();
  auto* list = editor.findChild<QListWidget*>();
  ASSERT_NE(text, nullptr);
  ASSERT_NE(list, nullptr);
  text->appendPlainText(QStringLiteral(" "));
  const QString typed = text->toPlainText();
  QPushButton* save = nullptr;
  for (auto* one : editor.findChildren<QPushButton*>())
    if (one->text() == QStringLiteral("Save &as...")) save = one;
  ASSERT_NE(save, nullptr);
  const std::string kept = write("mine.json", "of an earlier day");
  {
    const FullDisk full;
    AnsweredDialogs dialogs({kept});
    save->click();
    EXPECT_EQ(dialogs.answered(), 1U);
  }
  ASSERT_GE(list->count(), 1);
  EXPECT_THAT(list->item(0)->text().toStdString(), HasSubstr("mine.json: cannot be written"));
  EXPECT_EQ(read_file(kept).value(), "of an earlier day");
  EXPECT_EQ(text->toPlainText(), typed);
  EXPECT_TRUE(text->document()->isModified()) << "or closing would lose it";
  AnsweredDialogs dialogs({kept});
  save->click();
  EXPECT_EQ(read_file(kept).value(), typed.toStdString());
}

TEST_F(Exports, ScreenshotsThatCannotBeWrittenAreTold) {
  write("file", "");
  const auto unfinished = take_screenshots(window_, file("pictures"), 0);
  ASSERT_FALSE(unfinished);
  EXPECT_THAT(to_text(unfinished.error()), HasSubstr("the page Compare was not finished"));
  EXPECT_FALSE(every_page(window_, 0)) << "a report that lacks a page is none";
  const auto none = take_screenshots(window_, file("file") + "/pictures");
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("pictures"));
}

}  // namespace
}  // namespace trainyard::gui
