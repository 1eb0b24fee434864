#pragma once
// The library: shipped scenarios, recent files, kept results.
#include <QWidget>
#include <filesystem>

#include "gui/view_models/latest_job.h"
#include "gui/view_models/library_list.h"
#include "hardware_profiles/profile_library.h"

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace trainyard::gui {

class LibraryPanel : public QWidget {
  Q_OBJECT
 public:
  LibraryPanel(ProfileLibrary library, std::filesystem::path store, QWidget* parent = nullptr);
  /// Reads the lists anew; kept results elsewhere, as their file may be held by another process.
  void reload();
  /// The kept results alone; the lists stay as they are when those are still the same.
  void reload_kept();
  [[nodiscard]] bool busy() const { return job_.busy(); }

 signals:
  void add_wanted(const QString& scenario);   // beside the others
  void open_wanted(const QString& scenario);  // alone
  void kept_wanted(qlonglong run);            // a kept result, by its id in the store
  void browse_wanted();
  void problem(const QString& text);

 private:
  void show_groups();
  void filter(const QString& text);
  void activate(QTreeWidgetItem* item, bool alone);

  ProfileLibrary library_;
  std::filesystem::path store_;
  QLineEdit* filter_;
  QTreeWidget* tree_;
  LatestJob job_;
  LibraryGroup stored_{};
};

}  // namespace trainyard::gui
