#pragma once
// One step of the chosen scenario on all ranks, a measured trace below it.
#include <QString>
#include <array>
#include <optional>

#include "gui/charts/timeline_view.h"
#include "gui/pages/page.h"
#include "gui/view_models/session.h"
#include "gui/view_models/timeline_content.h"
#include "models/estimate/align_trace.h"

class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace trainyard::gui {

class TimelinePage : public Page {
  Q_OBJECT
 public:
  explicit TimelinePage(Workbench& workbench);

  [[nodiscard]] Content content() const override;
  /// The window of time that is seen, with all ranks.
  [[nodiscard]] std::optional<Picture> picture() const override;
  [[nodiscard]] bool busy() const override;
  /// What was started last: reading or aligning, otherwise the simulation. What was shown stays.
  void cancel() override;

  /// Reads a trace off the GUI thread and shows it below the simulation, shifted. What was shown before stays
  /// until it is read, and for good when it is broken or cancelled.
  void open_trace(const QString& file, Picoseconds shift = 0);
  void close_trace();
  /// The measured trace that is shown.
  [[nodiscard]] std::optional<SessionTrace> trace() const;
  /// Why the last trace could not be read; empty: it could.
  [[nodiscard]] const std::string& trace_problem() const { return trace_problem_; }

 public slots:
  void align_to_start();
  /// Looks for the shift with the greatest correlation, off the GUI thread.
  void align_automatically();

 protected:
  void refresh(bool moving) override;

 private:
  QLayout* make_controls();
  QWidget* make_shift_controls();
  void follow(LatestJob& job);
  void ask_for_trace();
  void put(std::size_t source, ShownTimeline shown);
  void show_instead(Content content);
  void show_hits();
  void show_told(const QString& text);
  void show_critical(bool shown);
  void show_shift();
  void look_at_trace();
  void tell_alignment(const TraceAlignment& found);

  TimelineView* timeline_;
  QWidget* shift_controls_ = nullptr;
  QDoubleSpinBox* shift_ = nullptr;
  QLabel *told_ = nullptr, *found_ = nullptr, *critical_told_ = nullptr;
  QLineEdit* search_ = nullptr;
  QToolButton *critical_ = nullptr, *fold_ = nullptr, *open_ = nullptr;
  std::array<ShownTimeline, timeline_sources> shown_{};
  std::optional<Entry> shown_entry_{};
  std::string trace_problem_{};
  LatestJob reading_, aligning_;
};

}  // namespace trainyard::gui
