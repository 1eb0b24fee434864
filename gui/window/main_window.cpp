#include "gui/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/charts/ask_file.h"
#include "gui/pages/timeline_page.h"
#include "gui/view_models/file_kind.h"
#include "gui/view_models/library_list.h"
#include "gui/view_models/library_words.h"
#include "gui/view_models/words.h"
#include "gui/window/appearance.h"
#include "gui/window/entry_strip.h"
#include "gui/window/kept_dialog.h"
#include "gui/window/library_panel.h"
#include "gui/window/message_bar.h"
#include "gui/window/report_dialog.h"
#include "gui/window/scenario_editor.h"
#include "gui/window/session_keeper.h"
#include "gui/window/shortcuts_dialog.h"
#include "gui/window/what_if_panel.h"
#include "hardware_profiles/document_names.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

constexpr int progress_width = 260;     // px
constexpr int room_for_progress = 380;  // px of the status line: the bar, "Cancel" and the grip

/// Errors: the session `file` names a page that there is not; none at all is fine.
Result<void> known_page(const std::string& file, const std::string& id) {
  std::vector<std::string> ids;
  for (const PageKind& kind : page_kinds()) ids.emplace_back(kind.id);
  if (id.empty() || std::find(ids.begin(), ids.end(), id) != ids.end()) return outcome::success();
  Diagnostics problems = trainyard::problem("there is no page " + in_quotes(id), name_hint(id, ids));
  problems.front().file = file;
  problems.front().pointer = "/page";
  return problems;
}

}  // namespace

MainWindow::MainWindow(ProfileLibrary library, std::filesystem::path store, QWidget* parent)
    : QMainWindow(parent), workbench_(std::move(library)), store_(std::move(store)) {
  setWindowTitle(tr("Trainyard"));
  setAcceptDrops(true);
  resize(1280, 800);
  make_status();
  make_pages();
  make_docks();
  make_menus();
  page_turned(0);
}

void MainWindow::make_pages() {
  auto* middle = new QWidget;
  auto* layout = new QVBoxLayout(middle);
  layout->setContentsMargins(0, 0, 0, 0);
  strip_ = new EntryStrip(workbench_);
  layout->addWidget(strip_);
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Pages"));
  layout->addWidget(tabs_, 1);
  message_bar_ = new MessageBar;
  layout->addWidget(message_bar_);
  for (const PageKind& kind : page_kinds()) {
    Page* page = kind.make(workbench_);
    page->setObjectName(QString::fromUtf8(kind.id));
    const int at = tabs_->addTab(page, QString::fromStdString(words(kind.title)));
    tabs_->setTabToolTip(at, QString::fromStdString(words(kind.sentence)));
    connect(page, &Page::problem, this, &MainWindow::tell);
    connect(page, &Page::busyChanged, this, [this, page](bool working) {
      if (tabs_->currentWidget() != page) return;
      progress_->setVisible(working);
      cancel_->setVisible(working);
      progress_->setRange(0, 0);
    });
    connect(page, &Page::progressed, this,
            [this, page](const QString& stage, qulonglong done, qulonglong total) {
              if (tabs_->currentWidget() != page) return;
              progress_->setFormat(QString::fromStdString(library_words(stage.toStdString())) +
                                   QStringLiteral(" %p%"));
              progress_->setRange(0, total > 0 ? 1000 : 0);
              if (total > 0) progress_->setValue(static_cast<int>(1000 * done / total));
            });
    pages_.push_back(page);
  }
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::page_turned);
  setCentralWidget(middle);
}

void MainWindow::make_docks() {
  library_panel_ = new LibraryPanel(workbench_.library(), store_);
  auto* left = new QDockWidget(tr("Library"), this);
  left->setObjectName(QStringLiteral("library"));
  left->setWidget(library_panel_);
  addDockWidget(Qt::LeftDockWidgetArea, left);
  connect(library_panel_, &LibraryPanel::add_wanted, this, [this](const QString& scenario) {
    workbench_.add({scenario.toStdString(), {}});
  });
  connect(library_panel_, &LibraryPanel::open_wanted, this, [this](const QString& scenario) {
    workbench_.open({scenario.toStdString(), {}});
  });
  connect(library_panel_, &LibraryPanel::kept_wanted, this, &MainWindow::open_kept);
  connect(library_panel_, &LibraryPanel::browse_wanted, this, &MainWindow::open_dialog);
  connect(library_panel_, &LibraryPanel::problem, this, &MainWindow::tell);
  what_if_ = new WhatIfPanel(workbench_);
  auto* right = new QDockWidget(tr("What if"), this);
  right->setObjectName(QStringLiteral("what_if"));
  right->setWidget(what_if_);
  addDockWidget(Qt::RightDockWidgetArea, right);
  resizeDocks({left, right}, {225, 255}, Qt::Horizontal);
}

void MainWindow::make_menus() {
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->addAction(tr("&Open scenario, session or trace..."), QKeySequence::Open, this,
                  &MainWindow::open_dialog);
  file->addAction(tr("&Edit scenario..."), QKeySequence(Qt::CTRL | Qt::Key_E), this,
                  &MainWindow::edit_chosen);
  file->addAction(tr("&Save session..."), QKeySequence::Save, this, &MainWindow::save_session);
  reopen_ =
      file->addAction(tr("Open the &last session again"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T),
                      this, [this] { open(QString::fromStdString(keeper_->previous().string())); });
  reopen_->setEnabled(false);
  file->addAction(tr("&Report as PDF or HTML..."), QKeySequence(Qt::CTRL | Qt::Key_R), this,
                  &MainWindow::save_report);
  file->addSeparator();
  file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
  QMenu* view = menuBar()->addMenu(tr("&View"));
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    const PageKind& kind = page_kinds()[i];
    QAction* action = view->addAction(QString::fromStdString(words(kind.title)),
                                      [this, i] { tabs_->setCurrentIndex(static_cast<int>(i)); });
    if (i < 9)
      action->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i))));
    action->setStatusTip(QString::fromStdString(words(kind.sentence)));
  }
  view->addSeparator();
  QMenu* look = view->addMenu(tr("&Appearance"));
  for (const auto& [name, appearance] :
       {std::pair{tr("As the &system"), Appearance::system}, std::pair{tr("&Light"), Appearance::light},
        std::pair{tr("&Dark"), Appearance::dark}}) {
    look->addAction(name, [appearance] { set_appearance(appearance); });
  }
  for (QDockWidget* dock : findChildren<QDockWidget*>()) view->addAction(dock->toggleViewAction());
  QMenu* compare = menuBar()->addMenu(tr("&Compare"));
  compare->addAction(tr("&Duplicate the chosen scenario"), QKeySequence(Qt::CTRL | Qt::Key_D), &workbench_,
                     &Workbench::duplicate);
  compare->addAction(tr("Make it the &baseline"), QKeySequence(Qt::CTRL | Qt::Key_B), this,
                     [this] { workbench_.make_baseline(workbench_.chosen()); });
  compare->addAction(tr("&Remove it"), QKeySequence(Qt::CTRL | Qt::Key_W), this,
                     [this] { workbench_.remove(workbench_.chosen()); });
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  help->addAction(tr("&Keyboard shortcuts..."), QKeySequence::HelpContents, this,
                  [this] { ShortcutsDialog(*menuBar(), this).exec(); });
  help->addAction(tr("&About Trainyard"), this, [this] {
    QMessageBox::about(
        this, tr("Trainyard"),
        tr("Trainyard %1 simulates GPU training clusters.\nThe same library answers here and in "
           "the command trainyard.")
            .arg(QApplication::applicationVersion()));
  });
}

void MainWindow::make_status() {
  message_ = new QLabel;
  message_->setTextFormat(Qt::PlainText);
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  statusBar()->addWidget(message_, 1);
  progress_ = new QProgressBar;
  progress_->setMaximumWidth(progress_width);
  progress_->setAccessibleName(tr("Progress"));
  cancel_ = new QToolButton;
  cancel_->setText(tr("Cancel"));
  cancel_->setShortcut(Qt::Key_Escape);
  connect(cancel_, &QToolButton::clicked, this, [this] {
    if (auto* page = qobject_cast<Page*>(tabs_->currentWidget())) page->cancel();
    tell(tr("Cancelled."));
  });
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(cancel_);
  progress_->hide();
  cancel_->hide();
}

void MainWindow::page_turned(int index) {
  for (std::size_t i = 0; i < pages_.size(); ++i) pages_[i]->set_seen(static_cast<int>(i) == index);
  const bool working = index >= 0 && pages_[static_cast<std::size_t>(index)]->busy();
  progress_->setVisible(working);
  cancel_->setVisible(working);
}

bool MainWindow::show_page(const QString& id) {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (pages_[i]->objectName() != id) continue;
    tabs_->setCurrentIndex(static_cast<int>(i));
    return true;
  }
  return false;
}

QString MainWindow::page_id() const {
  return tabs_->currentWidget() == nullptr ? QString() : tabs_->currentWidget()->objectName();
}

bool MainWindow::busy() const {
  for (const Page* page : pages_)
    if (page->busy()) return true;
  return what_if_->busy() || kept_job_.busy() || library_panel_->busy();
}

void MainWindow::tell(const QString& sentence) {
  const QString line = sentence.simplified();
  message_->setToolTip(sentence);
  const int room = width() - room_for_progress;
  const bool fits = fontMetrics().horizontalAdvance(line) <= room;
  message_->setText(fits ? line : fontMetrics().elidedText(line, Qt::ElideRight, room));
  if (fits) return message_bar_->hide();
  message_bar_->show_text(sentence);
}

QString MainWindow::told() const {
  return message_->toolTip();
}

void MainWindow::remember(const QString& file) {
  QSettings settings;
  std::vector<std::string> recent;
  for (const QString& one : settings.value(QStringLiteral("recent")).toStringList())
    recent.push_back(one.toStdString());
  QStringList kept;
  for (const std::string& one :
       with_recent(std::move(recent), QFileInfo(file).absoluteFilePath().toStdString()))
    kept.push_back(QString::fromStdString(one));
  settings.setValue(QStringLiteral("recent"), kept);
  library_panel_->reload();
}

void MainWindow::open(const QString& what) {
  const Result<void> opened = try_open(what);
  if (!opened) tell(QString::fromStdString(to_text(opened.error())));
}

Result<void> MainWindow::try_open(const QString& what) {
  const bool is_file =
      is_path(what.toStdString()) || what.endsWith(QStringLiteral(".gz")) || QFileInfo(what).isFile();
  if (!is_file) {  // a shipped scenario
    workbench_.add({what.toStdString(), {}});
    return outcome::success();
  }
  TRAINYARD_TRY(kind, kind_of_file(what.toStdString()));
  if (kind == FileKind::trace) {
    open_trace(what);
    return outcome::success();
  }
  if (kind == FileKind::session) {
    TRAINYARD_TRY(session, read_session(what.toStdString()));
    TRAINYARD_TRY(known_page(what.toStdString(), session.page));
    restore(session);
    return outcome::success();
  }
  TRAINYARD_TRY(JsonDocument::load(what.toStdString(), most_written_by_hand));
  remember(what);
  workbench_.add({what.toStdString(), {}});
  return outcome::success();
}

void MainWindow::open_kept(qlonglong id) {
  struct Answer {
    Result<KeptRun> kept;
    Content figures{};
  };
  tell(tr("Reading the kept result ..."));
  // Elsewhere: another process may hold the file for seconds, and figures of today are simulated.
  kept_job_.run<std::shared_ptr<Answer>>(
      [library = workbench_.library(), store = store_, id](const JobControl&) {
        auto answer = std::make_shared<Answer>(Answer{load_kept(store, id), {}});
        if (answer->kept) answer->figures = kept_content(library, answer->kept.value());
        return answer;
      },
      [this](const std::shared_ptr<Answer>& answer) {
        if (answer->kept) return show_kept(answer->kept.value(), std::move(answer->figures));
        library_panel_->reload();  // what can no longer be opened is no longer listed
        tell(QString::fromStdString(to_text(answer->kept.error())));
      });
}

void MainWindow::show_kept(const KeptRun& run, Content figures) {
  tell(QString::fromStdString(origin_of(run)));
  Page* own = nullptr;  // the page that can show such a result as its own
  for (Page* page : pages_) {
    const bool shows = run.run.command == "search" || run.run.command == "plan";
    if (shows && page->objectName().toStdString() == run.run.command) own = page;
  }
  if (own != nullptr && run.run.status == RunStatus::done) {
    for (const Entry& entry : run.entries) add_once(entry);
    show_page(own->objectName());
    return own->show_kept(run);
  }
  auto* dialog = new KeptDialog(std::move(figures), run, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, entries = run.entries, command = run.run.command] {
    for (const Entry& entry : entries) add_once(entry);
    if (entries.empty()) return;
    const bool page = command == "sweep" || command == "run" || command == "search";
    show_page(page ? QString::fromStdString(command) : QStringLiteral("compare"));
  });
  dialog->open();
}

void MainWindow::add_once(const Entry& entry) {
  const std::vector<Entry>& entries = workbench_.entries();
  const auto at = std::find(entries.begin(), entries.end(), entry);
  if (at == entries.end()) return workbench_.add(entry);
  workbench_.choose(static_cast<std::size_t>(at - entries.begin()));
}

TimelinePage* MainWindow::timeline_page() const {
  for (Page* page : pages_)
    if (auto* timeline = qobject_cast<TimelinePage*>(page)) return timeline;
  return nullptr;
}

void MainWindow::open_trace(const QString& file) {
  show_page(QStringLiteral("timeline"));
  timeline_page()->open_trace(file);
}

Session MainWindow::session() const {
  std::vector<std::string> automatic;
  for (const Page* page : pages_)
    if (page->automatic().value_or(false)) automatic.push_back(page->objectName().toStdString());
  return {workbench_.entries(), workbench_.chosen(), page_id().toStdString(), timeline_page()->trace(),
          std::move(automatic)};
}

void MainWindow::restore(const Session& session) {
  for (Page* page : pages_) {
    if (!session.automatic || !page->automatic()) continue;
    const auto& ids = *session.automatic;
    page->set_automatic(std::find(ids.begin(), ids.end(), page->objectName().toStdString()) != ids.end());
  }
  workbench_.replace_all(session.entries, session.chosen);
  show_page(QString::fromStdString(session.page));
  if (session.trace) {
    timeline_page()->open_trace(QString::fromStdString(session.trace->file), session.trace->shift);
  } else {
    timeline_page()->close_trace();
  }
}

void MainWindow::open_dialog() {
  const QString file =
      QFileDialog::getOpenFileName(this, tr("Open a scenario, a session or a trace"), QString(),
                                   tr("JSON (*.json *.json.gz *.gz);;All files (*)"));
  if (!file.isEmpty()) open(file);
}

void MainWindow::save_session() {
  const QString file =
      ask_file_to_write(this, tr("Save session"), QStringLiteral("session.json"), tr("JSON (*.json)"));
  if (file.isEmpty()) return;
  const Result<void> done = write_file(file.toStdString(), write_session(session()));
  tell(done ? tr("Wrote %1.").arg(file) : QString::fromStdString(to_text(done.error())));
}

void MainWindow::save_report() {
  ReportDialog dialog(*this);
  if (dialog.exec() != QDialog::Accepted) return;
  tell(tr("Wrote %1.").arg(dialog.file()));
}

void MainWindow::edit_chosen() {
  const Entry* entry = workbench_.chosen_entry();
  if (entry == nullptr) return tell(tr("Open a scenario first."));
  ScenarioEditor editor(workbench_.library(), *entry, this);
  if (editor.exec() != QDialog::Accepted) return;
  if (!editor.saved_file().isEmpty()) remember(editor.saved_file());
  workbench_.replace(workbench_.chosen(), editor.entry());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) {
      open(url.toLocalFile());
    } else {
      tell(tr("%1 is no file of this computer.").arg(url.toString()));
    }
  }
  event->acceptProposedAction();
}

void MainWindow::changeEvent(QEvent* event) {
  // Commands may have kept results while another window was looked at.
  if (event->type() == QEvent::ActivationChange && isActiveWindow() && library_panel_ != nullptr)
    library_panel_->reload_kept();
  QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  for (Page* page : pages_) page->cancel();
  kept_job_.cancel();
  if (keeper_ != nullptr) keeper_->save();
  event->accept();
}

void MainWindow::keep_session_in(const std::filesystem::path& folder) {
  keeper_ = new SessionKeeper(
      folder, [this] { return session(); }, this);
  connect(keeper_, &SessionKeeper::problem, this, &MainWindow::tell);
  connect(&workbench_, &Workbench::entriesChanged, keeper_, &SessionKeeper::changed);
  connect(&workbench_, &Workbench::chosenChanged, keeper_, &SessionKeeper::changed);
  connect(tabs_, &QTabWidget::currentChanged, keeper_, &SessionKeeper::changed);
  for (const Page* page : pages_)  // a trace may have been read or shifted
    connect(page, &Page::busyChanged, keeper_, &SessionKeeper::changed);
  const bool there = !keeper_->previous().empty();
  reopen_->setEnabled(there);
  if (there)
    tell(tr("%1 opens the last session again.").arg(reopen_->shortcut().toString(QKeySequence::NativeText)));
}

}  // namespace trainyard::gui
