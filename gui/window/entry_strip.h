#pragma once
// The scenarios side by side, as buttons above the pages: choose, remove, add a copy.
#include <QWidget>

#include "gui/view_models/workbench.h"

class QHBoxLayout;

namespace trainyard::gui {

class EntryStrip : public QWidget {
  Q_OBJECT
 public:
  explicit EntryStrip(Workbench& workbench, QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void rebuild();
  /// Cuts the longest names until all buttons have room.
  void fit();
  Workbench& workbench_;
  QHBoxLayout* layout_;
};

}  // namespace trainyard::gui
