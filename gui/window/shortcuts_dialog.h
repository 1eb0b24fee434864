#pragma once
// What can be done with keys alone.
#include <QDialog>
#include <QMenuBar>

#include "gui/view_models/content.h"

namespace trainyard::gui {

/// Every shortcut of `menus`, then the keys of charts, tables, the timeline and of the window around them.
[[nodiscard]] Table shortcut_table(const QMenuBar& menus);

class ShortcutsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ShortcutsDialog(const QMenuBar& menus, QWidget* parent = nullptr);
};

}  // namespace trainyard::gui
