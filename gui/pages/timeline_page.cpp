#include "gui/pages/timeline_page.h"

#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>
#include <filesystem>

#include "gui/charts/timeline_picture.h"
#include "gui/view_models/library_words.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

constexpr double picoseconds_per_ms = 1e9;
constexpr double most_shift_ms = 86'400'000;  // a day, the most the scene takes

QToolButton* add_button(QHBoxLayout& row, const QString& text, const QString& tip, const char* name) {
  auto* made = new QToolButton;
  made->setText(text);
  made->setToolTip(tip);
  made->setAccessibleName(tip);
  made->setObjectName(QString::fromUtf8(name));
  row.addWidget(made);
  return made;
}

/// A line does not end between a number and its unit.
QString with_whole_quantities(const std::string& text) {
  static const QRegularExpression blank(QStringLiteral("(?<=[0-9]) (?=[a-z%]+[ )])"));
  return QString::fromStdString(text).replace(blank, QString(QChar::Nbsp));
}

QLabel* add_words(QVBoxLayout& layout, int place, const QString& name) {
  auto* made = new QLabel;
  made->setTextFormat(Qt::PlainText);
  made->setWordWrap(true);
  made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  made->setAccessibleName(name);
  layout.insertWidget(place, made);
  return made;
}

}  // namespace

TimelinePage::TimelinePage(Workbench& workbench) : Page(workbench), timeline_(new TimelineView) {
  layout_->insertLayout(0, make_controls());
  layout_->insertWidget(1, make_shift_controls());
  layout_->insertWidget(2, timeline_, 1);
  critical_told_ = add_words(*layout_, 3, tr("What the critical path is made of"));
  critical_told_->setObjectName(QStringLiteral("timeline_critical_told"));
  critical_told_->hide();
  told_ = add_words(*layout_, 4, tr("Selected span or range"));
  view_->hide();  // only for problems
  connect(timeline_, &TimelineView::told, this, [this](const QString& text) { show_told(text); });
  connect(timeline_, &TimelineView::problem, this, &Page::problem);
  connect(timeline_, &TimelineView::search_wanted, this, [this] {
    search_->setFocus();
    search_->selectAll();
  });
  connect(timeline_, &TimelineView::critical_changed, this, &TimelinePage::show_critical);
  connect(timeline_, &TimelineView::shift_changed, this, &TimelinePage::show_shift);
  connect(&job_, &LatestJob::busyChanged, this, [this](bool working) {
    if (!working && busy()) emit busyChanged(true);  // a trace is still being read
  });
  follow(reading_);
  follow(aligning_);
  connect(&reading_, &LatestJob::busyChanged, this, [this](bool working) {
    open_->setEnabled(!working);
    open_->setText(working ? tr("Reading...") : tr("Open measured trace..."));
  });
  show_told({});
}

/// The window shows the job's progress and can cancel it.
void TimelinePage::follow(LatestJob& job) {
  connect(&job, &LatestJob::failed, this,
          [this](const QString& what) { emit problem(tr("This is a bug of ours: %1").arg(what)); });
  connect(&job, &LatestJob::busyChanged, this, [this] { emit busyChanged(busy()); });
  connect(&job, &LatestJob::progressed, this,
          [this](const QString& stage, qulonglong done, qulonglong total) {
            constexpr double million = 1e6;
            const bool bytes = stage != QStringLiteral("aligning");
            emit progressed(bytes ? tr("%1 %2 of %3 MB,")
                                        .arg(stage)
                                        .arg(static_cast<double>(done) / million, 0, 'f', 1)
                                        .arg(static_cast<double>(total) / million, 0, 'f', 1)
                                  : stage,
                            done, total);
          });
}

Content TimelinePage::content() const {
  if (shown_[simulated_source].model == nullptr && shown_[measured_source].model == nullptr)
    return view_->content();
  std::vector<ShownTimeline> all(shown_.begin(), shown_.end());
  for (std::size_t s = 0; s < all.size(); ++s)
    if (all[s].model != nullptr) all[s].title = timeline_->scene().heading(s);
  return in_users_language(timeline_content(all));
}

std::optional<Picture> TimelinePage::picture() const {
  if (timeline_->scene().empty()) return std::nullopt;
  return timeline_picture(timeline_->scene());
}

bool TimelinePage::busy() const {
  return Page::busy() || reading_.busy() || aligning_.busy();
}

void TimelinePage::cancel() {
  if (!reading_.busy() && !aligning_.busy()) return Page::cancel();
  reading_.cancel();
  aligning_.cancel();
}

void TimelinePage::refresh(bool moving) {
  const Entry* entry = workbench_.chosen_entry();
  if (entry == nullptr) {
    shown_[simulated_source] = {};
    timeline_->set_source(simulated_source, {}, nullptr);
    Content content;
    content.paragraph(tr("Open a scenario from the library on the left.").toStdString());
    show_instead(std::move(content));
    return;
  }
  if (!moving && shown_entry_ && *shown_entry_ == *entry && shown_[simulated_source].model != nullptr) return;
  job_.run<Result<ShownTimeline>>(
      [library = workbench_.library(), entry = *entry](const JobControl& control) {
        control.progress("simulating", 0, 0);
        return simulated_timeline(library, entry);
      },
      [this, entry = *entry](Result<ShownTimeline> made) {
        if (!made) {
          shown_entry_.reset();
          shown_[simulated_source] = {};
          timeline_->set_source(simulated_source, {}, nullptr);
          Content content;
          content.paragraph(to_text(made.error()), Tone::problem);
          show_instead(std::move(content));
          return;
        }
        shown_entry_ = entry;
        put(simulated_source, std::move(made.value()));
      });
}

QLayout* TimelinePage::make_controls() {
  auto* row = new QHBoxLayout;
  search_ = new QLineEdit;
  search_->setPlaceholderText(tr("Search spans"));
  search_->setToolTip(
      tr("Part of a name, such as \"dispatch\" or \"micro-batch 7\"; Enter goes to the next hit (N, "
         "Shift+N)"));
  search_->setAccessibleName(tr("Search spans"));
  search_->setClearButtonEnabled(true);
  search_->setObjectName(QStringLiteral("timeline_search"));
  search_->setAcceptDrops(false);  // files dropped here are for the window
  found_ = new QLabel;
  found_->setAccessibleName(tr("Number of hits"));
  row->addWidget(search_, 1);
  row->addWidget(found_);
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    timeline_->search(text);
    show_hits();
  });
  connect(search_, &QLineEdit::returnPressed, this, [this] { timeline_->step_hit(true); });
  const auto button = [&](const QString& text, const QString& tip, const char* name) {
    return add_button(*row, text, tip, name);
  };
  connect(button(QStringLiteral("<"), tr("Previous hit"), "timeline_previous"), &QToolButton::clicked, this,
          [this] { timeline_->step_hit(false); });
  connect(button(QStringLiteral(">"), tr("Next hit"), "timeline_next"), &QToolButton::clicked, this,
          [this] { timeline_->step_hit(true); });
  connect(button(tr("Fit"), tr("Show everything (F)"), "timeline_fit"), &QToolButton::clicked, timeline_,
          &TimelineView::fit);
  critical_ = button(tr("Critical path"),
                     tr("Highlight the chain of kernels, communication and transfers that decides the step's "
                        "time (C); P and Shift+P go along it"),
                     "timeline_critical");
  critical_->setCheckable(true);
  connect(critical_, &QToolButton::toggled, timeline_, &TimelineView::set_critical);
  fold_ = button(tr("Ranks only"), tr("Fold all ranks to their first lane"), "timeline_fold");
  fold_->setCheckable(true);
  connect(fold_, &QToolButton::toggled, timeline_, &TimelineView::fold_all);
  open_ = button(tr("Open measured trace..."),
                 tr("Show a PyTorch profiler, Kineto or Chrome trace (.json, .json.gz) below the simulation; "
                    "files can be dropped here, too"),
                 "timeline_open");
  connect(open_, &QToolButton::clicked, this, &TimelinePage::ask_for_trace);
  return row;
}

QWidget* TimelinePage::make_shift_controls() {
  shift_controls_ = new QWidget;
  auto* row = new QHBoxLayout(shift_controls_);
  row->setContentsMargins(0, 0, 0, 0);
  auto* label = new QLabel(tr("Shift measured by"));
  row->addWidget(label);
  shift_ = new QDoubleSpinBox;
  shift_->setObjectName(QStringLiteral("timeline_shift"));
  shift_->setDecimals(6);  // nanoseconds
  shift_->setRange(-most_shift_ms, most_shift_ms);
  shift_->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  shift_->setSuffix(tr(" ms"));
  shift_->setKeyboardTracking(false);
  shift_->setAccessibleName(tr("Shift of the measured trace, in milliseconds"));
  shift_->setToolTip(
      tr("How much later than its own times the measured trace is shown. Ctrl and drag, or "
         "comma and full stop, move it in the picture"));
  label->setBuddy(shift_);
  row->addWidget(shift_);
  connect(shift_, qOverload<double>(&QDoubleSpinBox::valueChanged), this, [this](double ms) {
    timeline_->set_shift(measured_source, std::llround(ms * picoseconds_per_ms));
  });
  connect(add_button(*row, tr("Align starts"),
                     tr("The first measured kernel begins with the first simulated work"),
                     "timeline_align_starts"),
          &QToolButton::clicked, this, &TimelinePage::align_to_start);
  connect(add_button(*row, tr("Align best"),
                     tr("Look for the shift at which busy and idle correlate most, on any pipeline rank"),
                     "timeline_align_best"),
          &QToolButton::clicked, this, &TimelinePage::align_automatically);
  connect(add_button(*row, tr("No shift"), tr("Both begin at 0"), "timeline_no_shift"), &QToolButton::clicked,
          this, [this] { timeline_->set_shift(measured_source, 0); });
  row->addStretch(1);
  connect(add_button(*row, tr("Close trace"), tr("Take the measured trace away"), "timeline_close"),
          &QToolButton::clicked, this, &TimelinePage::close_trace);
  shift_controls_->hide();
  return shift_controls_;
}

void TimelinePage::ask_for_trace() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open a measured trace"), QString(),
                                                    tr("Traces (*.json *.json.gz *.gz);;All files (*)"));
  if (!file.isEmpty()) open_trace(file);
}

void TimelinePage::open_trace(const QString& file, Picoseconds shift) {
  trace_problem_.clear();
  aligning_.cancel();  // of the trace that was there
  reading_.run<Result<ShownTimeline>>(
      [file = file.toStdString()](const JobControl& control) { return measured_timeline(file, control); },
      [this, shift](Result<ShownTimeline> read) {
        if (!read) {
          trace_problem_ = to_text(read.error());
          emit problem(QString::fromStdString(trace_problem_));
          return;
        }
        if (!read.value().note.empty()) emit problem(QString::fromStdString(read.value().note));
        put(measured_source, std::move(read.value()));
        timeline_->set_shift(measured_source, shift);
        show_shift();
        shift_controls_->show();
        timeline_->make_room_beside(simulated_source);
        look_at_trace();
      });
}

void TimelinePage::close_trace() {
  reading_.cancel();
  aligning_.cancel();
  shown_[measured_source] = {};
  timeline_->set_source(measured_source, {}, nullptr);
  shift_controls_->hide();
  show_hits();
  show_told({});
}

std::optional<SessionTrace> TimelinePage::trace() const {
  if (shown_[measured_source].model == nullptr) return std::nullopt;
  return SessionTrace{std::filesystem::absolute(shown_[measured_source].file).string(),
                      timeline_->scene().shift(measured_source)};
}

void TimelinePage::align_to_start() {
  const auto &simulated = shown_[simulated_source].model, &measured = shown_[measured_source].model;
  if (simulated == nullptr || measured == nullptr)
    return emit problem(tr("Aligning needs a simulated step and a measured trace."));
  const Result<Picoseconds> shift = align_starts(simulated->timeline(), measured->timeline());
  if (!shift) return emit problem(QString::fromStdString(to_text(shift.error())));
  timeline_->set_shift(measured_source, shift.value());
}

void TimelinePage::align_automatically() {
  const auto simulated = shown_[simulated_source].model, measured = shown_[measured_source].model;
  if (simulated == nullptr || measured == nullptr)
    return emit problem(tr("Aligning needs a simulated step and a measured trace."));
  aligning_.run<Result<TraceAlignment>>(
      [simulated, measured](const JobControl& control) {
        return align_trace(simulated->timeline(), measured->timeline(),
                           {control.stop, [&](std::size_t done, std::size_t all) {
                              control.progress("aligning", done, all);
                            }});
      },
      [this](Result<TraceAlignment> found) {
        if (!found) return emit problem(QString::fromStdString(to_text(found.error())));
        tell_alignment(found.value());
      });
}

/// The measured trace with a little of what is before and behind it; F shows everything.
void TimelinePage::look_at_trace() {
  const Picoseconds shift = timeline_->scene().shift(measured_source);
  const Picoseconds length = shown_[measured_source].model->timeline().makespan, margin = length / 10;
  timeline_->show_window(shift - margin, shift + length + margin);
}

void TimelinePage::tell_alignment(const TraceAlignment& found) {
  timeline_->set_shift(measured_source, found.shift);
  if (!found.process.empty()) timeline_->make_room_beside(simulated_source, found.process);
  look_at_trace();
  emit problem(QString::fromStdString(alignment_text(found)));
}

void TimelinePage::put(std::size_t source, ShownTimeline shown) {
  const Picoseconds shift = timeline_->scene().shift(source);
  shown_[source] = std::move(shown);
  timeline_->set_source(source, shown_[source].title, shown_[source].model);
  timeline_->set_shift(source, shift);
  if (source == simulated_source)
    critical_told_->setText(with_whole_quantities(critical_text(*shown_[source].model)));
  show_critical(timeline_->scene().show_critical);
  view_->hide();
  timeline_->show();
  show_hits();
}

/// Words in place of the simulated timeline; a measured one stays.
void TimelinePage::show_instead(Content content) {
  view_->show_content(std::move(content));
  view_->show();
  timeline_->setVisible(shown_[measured_source].model != nullptr);
  show_critical(timeline_->scene().show_critical);
}

void TimelinePage::show_hits() {
  if (search_->text().isEmpty()) return found_->clear();
  found_->setText(QString::fromStdString(counted("%n hits", "%n hit", timeline_->hits())));
}

void TimelinePage::show_critical(bool shown) {
  critical_->setChecked(shown);
  critical_told_->setVisible(shown && shown_[simulated_source].model != nullptr);
}

void TimelinePage::show_shift() {
  const Picoseconds shift = timeline_->scene().shift(measured_source);
  const QSignalBlocker quiet(shift_);  // the spin box knows nanoseconds only
  shift_->setValue(static_cast<double>(shift) / picoseconds_per_ms);
}

void TimelinePage::show_told(const QString& text) {
  QString line = text;
  line.replace(QLatin1Char('\n'), timeline_->range() ? QStringLiteral("\n") : QStringLiteral("   "));
  if (text.isEmpty())
    line =
        tr("Wheel: zoom. Drag: pan. Shift and drag: select a range. Click a name: fold. "
           "Keys: + - arrows F / N C P [ ] Space.");
  if (shown_[measured_source].model != nullptr) {
    const std::string shift = shift_text(timeline_->scene().shift(measured_source));
    line += QLatin1Char('\n') + tr("Measured trace shifted by %1 (Ctrl and drag, comma and full stop).")
                                    .arg(QString::fromStdString(shift));
  }
  told_->setText(line);
}

Page* make_timeline_page(Workbench& workbench) {
  return new TimelinePage(workbench);
}

}  // namespace trainyard::gui
