#pragma once
// The report: which pages, which file.
#include <QDialog>
#include <filesystem>
#include <string>
#include <vector>

#include "gui/view_models/content.h"
#include "sim/base/result.h"

class QCheckBox;
class QLabel;
class QLineEdit;

namespace trainyard::gui {

class MainWindow;

/// What can be said of `file` before anything is computed for it. Errors: another ending, a place that takes
/// no file.
[[nodiscard]] Result<void> check_report_file(const std::filesystem::path& file);
/// Whether a report is written into files of this ending.
[[nodiscard]] bool has_report_ending(const std::filesystem::path& file);

/// The chosen pages as one PDF (A4, charts and tables) or one self-contained HTML file, by the file's ending.
/// Errors: another ending, no pages, a file that cannot be written; nothing half-written.
[[nodiscard]] Result<void> write_report(const std::string& title, const std::vector<ReportPage>& pages,
                                        const std::filesystem::path& file);

class ReportDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ReportDialog(MainWindow& window);
  [[nodiscard]] QString file() const;

 public slots:
  /// Writes what is ticked; what is wrong stands in the dialog, which stays. A file that is there is asked
  /// about.
  void accept() override;

 private:
  [[nodiscard]] Result<void> write() const;

  MainWindow& window_;
  std::vector<QCheckBox*> ticks_;
  QLineEdit* file_;
  QLabel* problem_;
  QString may_overwrite_{};  // asked about already
};

}  // namespace trainyard::gui
