#pragma once
// Sliders for the chosen scenario. While one is held the pages follow; when it is let go they bring the
// interval too.
#include <QWidget>
#include <optional>
#include <vector>

#include "gui/view_models/latest_job.h"
#include "gui/view_models/what_if.h"
#include "gui/view_models/workbench.h"

class QComboBox;
class QLabel;
class QScrollArea;
class QSlider;
class QVBoxLayout;

namespace trainyard::gui {

class WhatIfPanel : public QWidget {
  Q_OBJECT
 public:
  explicit WhatIfPanel(Workbench& workbench, QWidget* parent = nullptr);
  [[nodiscard]] bool busy() const { return job_.busy(); }

 private:
  struct Row {
    WhatIfSlider knob{};
    QWidget* box = nullptr;
    QSlider* slider = nullptr;
    QLabel* value = nullptr;
  };
  void make_failures();
  void refresh();
  void show_sliders(const std::vector<WhatIfSlider>& sliders);
  void show_failures(const WhatIfFailures& failures);
  void moved(std::size_t row, int at, bool held);

  Workbench& workbench_;
  LatestJob job_;
  std::vector<Row> rows_;
  QVBoxLayout* layout_;
  QScrollArea* scroll_;
  QWidget* failures_box_;
  QComboBox* failures_;
  std::string own_failures_{};
  QLabel* told_;
  bool own_move_ = false;
};

}  // namespace trainyard::gui
