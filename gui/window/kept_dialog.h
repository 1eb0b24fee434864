#pragma once
// A kept result: its figures, its text as the command wrote it, and the way back to its scenarios.
#include <QDialog>

#include "gui/view_models/kept_run.h"

namespace trainyard::gui {

/// Accepted: the scenarios are to be opened. `figures` are those of kept_content().
class KeptDialog : public QDialog {
  Q_OBJECT
 public:
  KeptDialog(Content figures, const KeptRun& kept, QWidget* parent = nullptr);
};

}  // namespace trainyard::gui
