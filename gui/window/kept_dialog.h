#pragma once
// A kept result: its figures, its text as the command wrote it, and the way back to its scenarios.
#include <QDialog>

#include "gui/view_models/kept_run.h"

namespace trainyard::gui {

/// Accepted: the scenarios are to be opened. Computes today's figures when it is made, a tenth of a second.
class KeptDialog : public QDialog {
  Q_OBJECT
 public:
  KeptDialog(const ProfileLibrary& library, const KeptRun& kept, QWidget* parent = nullptr);
};

}  // namespace trainyard::gui
