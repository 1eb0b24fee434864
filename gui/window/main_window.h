#pragma once
// The window: library on the left, pages in the middle, what-if on the right.
#include <QMainWindow>
#include <QStringList>
#include <filesystem>
#include <vector>

#include "gui/pages/page.h"
#include "gui/view_models/session.h"
#include "gui/view_models/workbench.h"

class QLabel;
class QProgressBar;
class QTabWidget;
class QToolButton;

namespace trainyard::gui {

class EntryStrip;
class LibraryPanel;
class MessageBar;
class SessionKeeper;
class TimelinePage;
class WhatIfPanel;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  /// `store`: the file of kept results; empty: none.
  MainWindow(ProfileLibrary library, std::filesystem::path store, QWidget* parent = nullptr);

  [[nodiscard]] Workbench& workbench() { return workbench_; }
  [[nodiscard]] const std::vector<Page*>& pages() const { return pages_; }
  /// Whether there is such a page.
  bool show_page(const QString& id);
  [[nodiscard]] QString page_id() const;
  /// Whether any page still works.
  [[nodiscard]] bool busy() const;

  /// A scenario (name or file), a session file or a measured trace, told by what the file holds. What is
  /// wrong with it is told in the window.
  void open(const QString& what);
  /// As open. Errors: a file that cannot be read or is none of these. A scenario's own faults stand on the
  /// pages.
  [[nodiscard]] Result<void> try_open(const QString& what);
  /// Turns to the Timeline page and reads a measured trace.
  void open_trace(const QString& file);
  /// A kept result: of a search or a plan on their page, of others in a dialog from which its scenarios open.
  void open_kept(qlonglong id);
  [[nodiscard]] TimelinePage* timeline_page() const;
  /// The last sentence, in full.
  [[nodiscard]] QString told() const;
  [[nodiscard]] Session session() const;
  /// Keeps the session in `folder` from now on (SessionKeeper), and offers that of the window before.
  void keep_session_in(const std::filesystem::path& folder);
  void restore(const Session& session);

 public slots:
  /// In the status line; what has no room there is shown in full above it, until it is closed or the next is
  /// told.
  void tell(const QString& sentence);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void make_menus();
  void make_pages();
  void make_docks();
  void make_status();
  void remember(const QString& file);
  void page_turned(int index);
  void open_dialog();
  void save_session();
  void save_report();
  void edit_chosen();
  void show_kept(const KeptRun& run, Content figures);
  /// Chooses an equal entry that is there already.
  void add_once(const Entry& entry);

  Workbench workbench_;
  LatestJob kept_job_;
  std::filesystem::path store_;
  std::vector<Page*> pages_;
  QTabWidget* tabs_ = nullptr;
  EntryStrip* strip_ = nullptr;
  LibraryPanel* library_panel_ = nullptr;
  WhatIfPanel* what_if_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QLabel* message_ = nullptr;
  MessageBar* message_bar_ = nullptr;
  SessionKeeper* keeper_ = nullptr;
  QAction* reopen_ = nullptr;
};

}  // namespace trainyard::gui
