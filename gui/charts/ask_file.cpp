#include "gui/charts/ask_file.h"

#include <QFileDialog>
#include <QFileInfo>

namespace trainyard::gui {

QString ask_file_to_write(QWidget* parent, const QString& title, const QString& proposed,
                          const QString& kinds) {
  QFileDialog dialog(parent, title, QFileInfo(proposed).path(), kinds);
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setFileMode(QFileDialog::AnyFile);
  dialog.setDefaultSuffix(QFileInfo(proposed).suffix());
  dialog.selectFile(QFileInfo(proposed).fileName());
  return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

}  // namespace trainyard::gui
