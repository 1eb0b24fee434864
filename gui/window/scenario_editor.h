#pragma once
// A scenario as text with its changes beside it, checked while one types.
#include <QDialog>
#include <QString>

#include "gui/view_models/latest_job.h"
#include "gui/view_models/workbench.h"

class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace trainyard::gui {

class ScenarioEditor : public QDialog {
  Q_OBJECT
 public:
  ScenarioEditor(ProfileLibrary library, Entry entry, QWidget* parent = nullptr);
  /// What to simulate: the file saved last, or the scenario as it was, with the changes.
  [[nodiscard]] const Entry& entry() const { return entry_; }
  [[nodiscard]] QString saved_file() const { return saved_; }
  void accept() override;

 private:
  void check();
  void show_problems(const Diagnostics& problems);
  void jump(int row);
  void save_as();

  ProfileLibrary library_;
  Entry entry_;
  QString saved_;
  LatestJob job_;
  Diagnostics problems_;
  QPlainTextEdit* text_;
  QPlainTextEdit* changes_;
  QListWidget* list_;
  QPushButton* use_;
  QTimer* timer_;
};

}  // namespace trainyard::gui
