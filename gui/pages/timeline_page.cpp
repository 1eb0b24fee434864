// One step of the chosen scenario on all ranks, a measured trace below it.
#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QToolButton>

#include "gui/charts/timeline_view.h"
#include "gui/pages/page.h"
#include "gui/view_models/library_words.h"
#include "gui/view_models/timeline_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t simulated = 0, measured = 1;  // sources of the view

class TimelinePage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit TimelinePage(Workbench& workbench) : Page(workbench), timeline_(new TimelineView) {
    layout_->insertLayout(0, make_controls());
    layout_->insertWidget(1, timeline_, 1);
    told_ = new QLabel;
    told_->setTextFormat(Qt::PlainText);
    told_->setWordWrap(true);
    told_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    told_->setAccessibleName(tr("Selected span or range"));
    layout_->insertWidget(2, told_);
    view_->hide();  // only for problems
    connect(timeline_, &TimelineView::told, this, [this](const QString& text) { show_told(text); });
    connect(timeline_, &TimelineView::problem, this, &Page::problem);
    connect(timeline_, &TimelineView::search_wanted, this, [this] {
      search_->setFocus();
      search_->selectAll();
    });
    connect(timeline_, &TimelineView::critical_changed, critical_, &QToolButton::setChecked);
    connect(&reading_, &LatestJob::failed, this,
            [this](const QString& what) { emit problem(tr("This is a bug of ours: %1").arg(what)); });
    connect(&reading_, &LatestJob::busyChanged, this, [this](bool busy) {
      open_->setEnabled(!busy);
      open_->setText(busy ? tr("Reading...") : tr("Open measured trace..."));
    });
    show_told({});
  }

  Content content() const override {
    if (shown_[simulated].model == nullptr && shown_[measured].model == nullptr) return view_->content();
    return in_users_language(timeline_content({shown_[simulated], shown_[measured]}));
  }

 protected:
  void refresh(bool moving) override {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) {
      shown_[simulated] = {};
      timeline_->set_source(simulated, {}, nullptr);
      Content content;
      content.paragraph(tr("Open a scenario from the library on the left.").toStdString());
      show_instead(std::move(content));
      return;
    }
    if (!moving && shown_entry_ && *shown_entry_ == *entry && shown_[simulated].model != nullptr) return;
    job_.run<Result<ShownTimeline>>(
        [library = workbench_.library(), entry = *entry](const JobControl& control) {
          control.progress("simulating", 0, 0);
          return simulated_timeline(library, entry);
        },
        [this, entry = *entry](Result<ShownTimeline> made) {
          if (!made) {
            shown_entry_.reset();
            shown_[simulated] = {};
            timeline_->set_source(simulated, {}, nullptr);
            Content content;
            content.paragraph(to_text(made.error()), Tone::problem);
            show_instead(std::move(content));
            return;
          }
          shown_entry_ = entry;
          put(simulated, std::move(made.value()));
        });
  }

 private:
  QLayout* make_controls() {
    auto* row = new QHBoxLayout;
    search_ = new QLineEdit;
    search_->setPlaceholderText(tr("Search spans"));
    search_->setToolTip(
        tr("Part of a name, such as \"dispatch\" or \"micro-batch 7\"; Enter goes to the next hit (N, "
           "Shift+N)"));
    search_->setAccessibleName(tr("Search spans"));
    search_->setClearButtonEnabled(true);
    search_->setObjectName(QStringLiteral("timeline_search"));
    found_ = new QLabel;
    found_->setAccessibleName(tr("Number of hits"));
    row->addWidget(search_, 1);
    row->addWidget(found_);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
      timeline_->search(text);
      show_hits();
    });
    connect(search_, &QLineEdit::returnPressed, this, [this] { timeline_->step_hit(true); });
    const auto button = [&](const QString& text, const QString& tip) {
      auto* made = new QToolButton;
      made->setText(text);
      made->setToolTip(tip);
      made->setAccessibleName(tip);
      row->addWidget(made);
      return made;
    };
    connect(button(QStringLiteral("<"), tr("Previous hit")), &QToolButton::clicked, this,
            [this] { timeline_->step_hit(false); });
    connect(button(QStringLiteral(">"), tr("Next hit")), &QToolButton::clicked, this,
            [this] { timeline_->step_hit(true); });
    connect(button(tr("Fit"), tr("Show everything (F)")), &QToolButton::clicked, timeline_,
            &TimelineView::fit);
    critical_ =
        button(tr("Critical path"), tr("Highlight the chain of chunks that decides the step's time (C)"));
    critical_->setCheckable(true);
    critical_->setObjectName(QStringLiteral("timeline_critical"));
    connect(critical_, &QToolButton::toggled, timeline_, &TimelineView::set_critical);
    fold_ = button(tr("Ranks only"), tr("Fold all ranks to their first lane"));
    fold_->setCheckable(true);
    connect(fold_, &QToolButton::toggled, timeline_, &TimelineView::fold_all);
    open_ =
        button(tr("Open measured trace..."),
               tr("Show a PyTorch profiler, Kineto or Chrome trace (.json, .json.gz) below the simulation"));
    connect(open_, &QToolButton::clicked, this, [this] { ask_for_trace(); });
    close_ = button(tr("Close it"), tr("Take the measured trace away"));
    close_->hide();
    connect(close_, &QToolButton::clicked, this, [this] {
      shown_[measured] = {};
      timeline_->set_source(measured, {}, nullptr);
      close_->hide();
    });
    return row;
  }

  void ask_for_trace() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a measured trace"), QString(),
                                                      tr("Traces (*.json *.json.gz *.gz);;All files (*)"));
    if (file.isEmpty()) return;
    reading_.run<Result<ShownTimeline>>(
        [file = file.toStdString()](const JobControl& /*control*/) { return measured_timeline(file); },
        [this](Result<ShownTimeline> read) {
          if (!read) return emit problem(QString::fromStdString(to_text(read.error())));
          close_->show();
          if (!read.value().note.empty()) emit problem(QString::fromStdString(read.value().note));
          put(measured, std::move(read.value()));
        });
  }

  void put(std::size_t source, ShownTimeline shown) {
    shown_[source] = std::move(shown);
    timeline_->set_source(source, shown_[source].title, shown_[source].model);
    view_->hide();
    timeline_->show();
    show_hits();
  }

  /// Words in place of the simulated timeline; a measured one stays.
  void show_instead(Content content) {
    view_->show_content(std::move(content));
    view_->show();
    timeline_->setVisible(shown_[measured].model != nullptr);
  }

  void show_hits() {
    if (search_->text().isEmpty()) return found_->clear();
    found_->setText(QString::fromStdString(counted("%n hits", "%n hit", timeline_->hits())));
  }

  void show_told(const QString& text) {
    QString line = text;
    line.replace(QLatin1Char('\n'), timeline_->range() ? QStringLiteral("\n") : QStringLiteral("   "));
    told_->setText(text.isEmpty()
                       ? tr("Wheel: zoom. Drag: pan. Shift and drag: select a range. Click a name: fold. "
                            "Keys: + - arrows F / N C [ ] Space.")
                       : line);
  }

  TimelineView* timeline_;
  QLabel *told_ = nullptr, *found_ = nullptr;
  QLineEdit* search_ = nullptr;
  QToolButton *critical_ = nullptr, *fold_ = nullptr, *open_ = nullptr, *close_ = nullptr;
  std::array<ShownTimeline, timeline_sources> shown_{};
  std::optional<Entry> shown_entry_{};
  LatestJob reading_;
};

}  // namespace

Page* make_timeline_page(Workbench& workbench) {
  return new TimelinePage(workbench);
}

}  // namespace trainyard::gui
