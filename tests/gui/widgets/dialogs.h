#pragma once
// Dialogs of files answered as a person would.
#include <QAbstractItemView>
#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QTimer>
#include <filesystem>
#include <vector>

namespace trainyard::gui {

/// While it lives, the dialogs of files that open get these names, one after the other; a file that is there
/// may be written over.
class AnsweredDialogs {
 public:
  explicit AnsweredDialogs(std::vector<std::filesystem::path> files) : files_(std::move(files)) {
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QObject::connect(&timer_, &QTimer::timeout, [this] { answer(); });
    constexpr int every = 20;  // ms
    timer_.start(every);
  }
  [[nodiscard]] std::size_t answered() const { return next_; }

 private:
  void answer() {
    QWidget* shown = QApplication::activeModalWidget();
    if (auto* box = qobject_cast<QMessageBox*>(shown)) {
      if (QAbstractButton* yes = box->button(QMessageBox::Yes)) yes->click();
      return;
    }
    auto* dialog = qobject_cast<QFileDialog*>(shown);
    constexpr const char* done = "answered";
    if (dialog == nullptr || dialog->property(done).toBool()) return;
    dialog->setProperty(done, true);
    if (next_ == files_.size()) return dialog->reject();
    // A file of the proposed name that is there is selected once its folder is read: that must not come after
    // the name that is typed.
    if (auto* files = dialog->findChild<QAbstractItemView*>(QStringLiteral("listView")))
      files->clearSelection();
    auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    const QString typed = QString::fromStdString(files_[next_++].string());
    name->setText(typed);
    // Later: it may ask whether to write over a file, and this timer does not tick within itself.
    QMetaObject::invokeMethod(
        dialog,
        [dialog, name, typed] {
          name->setText(typed);
          QMetaObject::invokeMethod(dialog, "accept");
        },
        Qt::QueuedConnection);
  }

  std::vector<std::filesystem::path> files_;
  std::size_t next_ = 0;
  QTimer timer_;
};

}  // namespace trainyard::gui
