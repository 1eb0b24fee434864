#pragma once
// One page of the window, and the table of all.
#include <QKeySequence>
#include <QString>
#include <QWidget>
#include <optional>
#include <span>
#include <string>

#include "gui/charts/content_view.h"
#include "gui/view_models/content.h"
#include "gui/view_models/kept_run.h"
#include "gui/view_models/latest_job.h"
#include "gui/view_models/workbench.h"

namespace trainyard::gui {

/// A page looks at the workbench and shows content, made by a view model off the GUI thread. Only the page
/// that is seen works; the others catch up when they are turned to.
class Page : public QWidget {
  Q_OBJECT
 public:
  explicit Page(Workbench& workbench, QWidget* parent = nullptr);

  /// What is shown now, for a report.
  [[nodiscard]] virtual Content content() const { return view_->content(); }
  /// What a report has above the content, where not all that is seen is content.
  [[nodiscard]] virtual std::optional<Picture> picture() const { return std::nullopt; }
  /// What the content is about: a scenario, or all of them; empty: none.
  [[nodiscard]] virtual std::string about() const { return about_; }
  /// Of one scenario and soon there: a report that is written unseen has the page for each.
  [[nodiscard]] virtual bool for_each_scenario() const { return follows_entries() && follows_choice(); }
  [[nodiscard]] virtual bool busy() const { return job_.busy(); }
  /// Seen from now on, or not: brings itself up to date.
  virtual void set_seen(bool seen);
  virtual void cancel() { job_.cancel(); }
  /// Starts what the page's main button starts, where work has to be asked for.
  virtual void start() {}
  /// "Update automatically", where the page has it; kept in a session.
  [[nodiscard]] virtual std::optional<bool> automatic() const { return std::nullopt; }
  virtual void set_automatic(bool /*on*/) {}
  /// Shows a kept result of the command this page stands for.
  virtual void show_kept(const KeptRun& /*run*/) {}

 signals:
  void busyChanged(bool busy);
  void progressed(const QString& stage, qulonglong done, qulonglong total);
  /// A sentence for the status line.
  void problem(const QString& text);

 protected:
  /// The workbench changed (or the page is first seen): start work. `moving`: a slider is held.
  virtual void refresh(bool moving) = 0;
  /// Whether refresh is worth calling when another entry is chosen.
  [[nodiscard]] virtual bool follows_choice() const { return true; }
  /// Whether the page lives from the workbench at all.
  [[nodiscard]] virtual bool follows_entries() const { return true; }
  void show_problems(const Diagnostics& problems);
  /// `what` of refresh may be slow: run it elsewhere, show what it gives.
  void show_later(std::function<Result<Content>(const JobControl&)> make);

  Workbench& workbench_;
  LatestJob job_;
  ContentView* view_;    // already in the layout, stretching
  QVBoxLayout* layout_;  // controls go above the view

 private:
  void changed(bool moving);
  bool seen_ = false, stale_ = true;
  std::string about_{};
};

struct PageKind {
  const char* id;        // file name of its screenshot
  const char* title;     // translated by words()
  const char* sentence;  // its tooltip
  Page* (*make)(Workbench& workbench);
};
/// Every page, in the order of the tabs.
[[nodiscard]] std::span<const PageKind> page_kinds();
/// What `page` shows now, for a report.
[[nodiscard]] ReportPage report_page(const PageKind& kind, const Page& page);

Page* make_compare_page(Workbench& workbench);
Page* make_search_page(Workbench& workbench);
Page* make_sweep_page(Workbench& workbench);
Page* make_plan_page(Workbench& workbench);
Page* make_timeline_page(Workbench& workbench);
Page* make_memory_page(Workbench& workbench);
Page* make_run_page(Workbench& workbench);
Page* make_validation_page(Workbench& workbench);
Page* make_calibration_page(Workbench& workbench);

}  // namespace trainyard::gui
