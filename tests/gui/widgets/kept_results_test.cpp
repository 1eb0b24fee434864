// Kept results in the window, and their file taken away while it is open.
#include <gmock/gmock.h>

#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QStatusBar>
#include <QTest>
#include <QTreeWidget>

#include "gui/charts/content_view.h"
#include "gui/charts/table_view.h"
#include "gui/window/kept_dialog.h"
#include "gui/window/library_panel.h"
#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "tests/gui/view_models/content_parts.h"
#include "tests/gui/view_models/kept_store.h"

namespace trainyard::gui {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target

class KeptResults : public KeptStore {
 protected:
  void open() {
    window_ = std::make_unique<MainWindow>(ProfileLibrary::shipped().value(), store());
    window_->show();
    window_->open(QStringLiteral("gpt3-175b-a100"));
    ASSERT_TRUE(settle(*window_, patience));
  }
  /// The item of a kept result, by a part of its name.
  [[nodiscard]] QTreeWidgetItem* item(const char* name) const {
    const auto found = window_->findChild<QTreeWidget*>()->findItems(QString::fromUtf8(name),
                                                                     Qt::MatchContains | Qt::MatchRecursive);
    return found.isEmpty() ? nullptr : found.front();
  }
  void activate(const char* name) {
    QTreeWidgetItem* found = item(name);
    ASSERT_NE(found, nullptr);
    emit window_->findChild<QTreeWidget*>()->itemActivated(found, 0);
    ASSERT_TRUE(settle(*window_, patience));
  }
  [[nodiscard]] std::string told() const { return window_->told().toStdString(); }
  [[nodiscard]] KeptDialog* dialog() const {
    for (auto* one : window_->findChildren<KeptDialog*>())
      if (one->isVisible()) return one;
    return nullptr;
  }
  /// After `act`, an activated result is told in `words`, and nothing that is open is lost.
  void expect_told(const char* words) {
    const std::vector<Entry> before = window_->workbench().entries();
    activate("run llama");
    EXPECT_THAT(told(), HasSubstr(words));
    EXPECT_EQ(dialog(), nullptr);
    EXPECT_EQ(window_->workbench().entries(), before);
    EXPECT_FALSE(window_->pages().front()->content().blocks.empty());
    EXPECT_EQ(problem_text(window_->pages().front()->content()), "");
  }

  std::unique_ptr<MainWindow> window_;
};

TEST_F(KeptResults, ARunIsShownBesideTodayAndItsScenarioOpens) {
  keep("run llama-3-70b-h100 --set 'node.nic=200 Gb/s'");
  open();
  activate("run llama");
  ASSERT_NE(dialog(), nullptr);
  const Content& shown = dialog()->findChild<ContentView*>()->content();
  EXPECT_THAT(text_of(shown, Tone::good), HasSubstr("Nothing has changed"));
  EXPECT_NE(table_titled(shown, "Kept and now"), nullptr);
  EXPECT_THAT(told(), AllOf(HasSubstr("Kept on"), HasSubstr("by version")));
  dialog()->accept();
  ASSERT_TRUE(settle(*window_, patience));
  const std::vector<Entry> both{{"gpt3-175b-a100", {}}, {"llama-3-70b-h100", {{"node.nic", "200 Gb/s"}}}};
  EXPECT_EQ(window_->workbench().entries(), both);
  EXPECT_EQ(window_->page_id(), QStringLiteral("run"));
  activate("run llama");
  ASSERT_NE(dialog(), nullptr);
  dialog()->accept();
  EXPECT_EQ(window_->workbench().entries(), both) << "not a second time";
}

TEST_F(KeptResults, ASearchIsShownOnItsPageAndItsPlansOpen) {
  keep("search llama-3-70b-h100 --set gpus=64 --tp 4,8 --pp 2,4 --schedule 1f1b");
  open();
  activate("search llama");
  EXPECT_EQ(window_->page_id(), QStringLiteral("search"));
  Page* page = nullptr;
  for (Page* one : window_->pages())
    if (one->objectName() == QStringLiteral("search")) page = one;
  const Content content = page->content();
  EXPECT_THAT(text_of(content, Tone::warning), AllOf(HasSubstr("Kept on"), HasSubstr("Press Search")));
  const Table* table = table_titled(content, "Best plans");
  ASSERT_NE(table, nullptr);
  auto* view = page->findChild<TableView*>();
  ASSERT_NE(view, nullptr);
  emit view->activated_key(QStringLiteral("0"));
  ASSERT_TRUE(settle(*window_, patience));
  const Entry& opened = window_->workbench().entries().back();
  const auto found = evaluate(window_->workbench().library(), opened, {.interval = false});
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(to_text(found.value().estimate.step.time, 4), table->rows[0][2]);
}

TEST_F(KeptResults, OfAFileThatIsDeletedMeanwhile) {
  keep("run llama-3-70b-h100 --no-interval");
  open();
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(store().string() + ending);
  expect_told("no longer there");
  EXPECT_FALSE(std::filesystem::exists(store())) << "none is made in its place";
  EXPECT_EQ(item("run llama"), nullptr) << "what cannot be opened is no longer listed";
}

TEST_F(KeptResults, OfAFileThatIsEmptiedMeanwhile) {
  keep("run llama-3-70b-h100 --no-interval");
  open();
  for (const char* ending : {"-wal", "-shm"}) std::filesystem::remove(store().string() + ending);
  write("runs.sqlite", "");
  expect_told("there is no stored run 1");
}

TEST_F(KeptResults, OfAFileThatIsDamagedMeanwhile) {
  keep("run llama-3-70b-h100 --no-interval");
  open();
  damage();
  const std::string bytes = read_file(store()).value();
  expect_told("is damaged");
  EXPECT_EQ(read_file(store()).value(), bytes);
  EXPECT_NE(item("cannot be read"), nullptr);
}

TEST_F(KeptResults, OfAFileThatIsLockedMeanwhileComeBack) {
  keep("run llama-3-70b-h100 --no-interval");
  open();
  {
    const LockedStore locked(store());
    QElapsedTimer clock;
    clock.start();
    emit window_->findChild<QTreeWidget*>()->itemActivated(item("run llama"), 0);
    EXPECT_LT(clock.elapsed(), 1000) << "the window does not wait for the lock";  // ms; the store waits 5 s
    ASSERT_TRUE(settle(*window_, patience));
    EXPECT_THAT(told(), HasSubstr("locked by another process"));
  }
  window_->findChild<LibraryPanel*>()->reload();
  ASSERT_TRUE(settle(*window_, patience));
  activate("run llama");
  ASSERT_NE(dialog(), nullptr);
  dialog()->reject();
}

TEST_F(KeptResults, ThatCommandsKeepMeanwhileAreListedWhenTheWindowIsTurnedTo) {
  keep("run llama-3-70b-h100 --no-interval");
  open();
  EXPECT_EQ(item("gpus=256"), nullptr);
  keep("run llama-3-70b-h100 --no-interval --set gpus=256");
  window_->findChild<LibraryPanel*>()->reload_kept();
  ASSERT_TRUE(settle(*window_, patience));
  EXPECT_NE(item("gpus=256"), nullptr);
}

}  // namespace
}  // namespace trainyard::gui
