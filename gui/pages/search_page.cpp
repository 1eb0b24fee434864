// The best plans of the chosen scenario.
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>
#include <memory>

#include "gui/charts/tone_colours.h"
#include "gui/pages/asked_page.h"
#include "gui/view_models/kept_run.h"
#include "gui/view_models/search_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

class SearchPage : public AskedPage {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  // A search takes from a second to a minute: by itself only where a person wants that.
  explicit SearchPage(Workbench& workbench) : AskedPage(workbench, tr("Search"), false) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(6);
    objective_ = new QComboBox;
    for (const Objective one : {Objective::time, Objective::gpu_hours, Objective::cost,
                                Objective::tokens_per_gpu, Objective::headroom})
      objective_->addItem(QString::fromStdString(sought(one)), static_cast<int>(one));
    objective_->setAccessibleName(tr("What to seek"));
    const auto field = [&](const QString& name, const QString& hint, int row, int column) {
      auto* label = new QLabel(name);
      auto* edit = new QLineEdit;
      edit->setPlaceholderText(tr("all"));
      edit->setToolTip(hint);
      edit->setAccessibleName(name);
      edit->setMinimumWidth(50);
      label->setBuddy(edit);
      grid->addWidget(label, row, column);
      grid->addWidget(edit, row, column + 1);
      connect(edit, &QLineEdit::returnPressed, this, [this] { ask(); });
      connect(edit, &QLineEdit::textChanged, this, &SearchPage::settings_changed);
      return edit;
    };
    auto* label = new QLabel(tr("See&k"));
    label->setBuddy(objective_);
    grid->addWidget(label, 0, 0);
    grid->addWidget(objective_, 0, 1);
    gpus_ = field(tr("GPUs"), tr("numbers of GPUs to try, such as 1024, 2048; empty: the scenario's"), 0, 2);
    gpus_->setPlaceholderText(tr("as is"));
    tp_ = field(tr("TP"), tr("values allowed, such as 1, 2, 4"), 0, 4);
    pp_ = field(tr("PP"), tr("values allowed, such as 8, 16"), 0, 6);
    schedule_ = field(tr("Schedule"), tr("schedules allowed, such as 1f1b, dualpipe"), 1, 0);
    ep_ = field(tr("EP"), tr("values allowed, such as 32, 64"), 1, 2);
    zero_ = field(tr("ZeRO"), tr("stages allowed, such as 1, 2"), 1, 4);
    micro_ = field(tr("Micro-batch"), tr("values allowed, such as 1, 2"), 1, 6);
    front_ = new QCheckBox(tr("front against memory"));
    front_->setToolTip(tr("Also every plan that no other beats in both; takes longer"));
    grid->addWidget(front_, 0, 8);
    auto* go = new QPushButton(tr("&Search"));
    go->setToolTip(tr("Every legal plan: pruned by a bound or simulated"));
    grid->addWidget(go, 1, 8);
    connect(go, &QPushButton::clicked, this, [this] { ask(); });
    connect(objective_, &QComboBox::currentIndexChanged, this, &SearchPage::settings_changed);
    connect(front_, &QCheckBox::toggled, this, &SearchPage::settings_changed);
    layout_->insertLayout(0, grid);
    layout_->insertLayout(1, filters());
    connect(view_, &ContentView::activated, this, [this](const QString& key) {
      if (found_ && !key.isEmpty()) workbench_.add(entry_of_plan(*found_, key.toULongLong()));
    });
  }

  void show_kept(const KeptRun& kept) override {
    Result<FoundPlans> found =
        kept_plans(kept.run.report, kept.entries.empty() ? Entry{} : kept.entries.front());
    if (!found) return show_problems(found.error());
    found_ = std::make_shared<FoundPlans>(std::move(found.value()));
    list_schedules();
    show_kept_content(search_content(*found_, filter()), origin_of(kept));
  }

 protected:
  [[nodiscard]] std::string lesson() const override {
    return words(
        "Every legal plan of the chosen scenario is weighed; press Search. Fields that are left empty take "
        "every "
        "value that can be legal.");
  }

  [[nodiscard]] AskedSettings settings() const override {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) return {};
    std::string controls = identity_of(*entry) + "|" + objective_->currentText().toStdString() +
                           (front_->isChecked() ? " front" : "");
    for (const QLineEdit* edit : {gpus_, tp_, pp_, schedule_, ep_, zero_, micro_})
      controls += "|" + edit->text().simplified().toStdString();
    return {label_of(*entry), std::move(controls)};
  }

  void ask() override {
    const Entry* entry = entry_or_message();
    if (entry == nullptr) return;
    update_.started();
    SearchWish wish;
    wish.objective = static_cast<Objective>(objective_->currentData().toInt());
    wish.against_memory = front_->isChecked();
    wish.gpus = gpus_->text().toStdString();
    wish.tp = tp_->text().toStdString();
    wish.pp = pp_->text().toStdString();
    wish.ep = ep_->text().toStdString();
    wish.micro_batch = micro_->text().toStdString();
    wish.zero = zero_->text().toStdString();
    wish.schedule = schedule_->text().toStdString();
    const Result<SearchRequest> request = search_request(wish);
    if (!request) return deliver_problems(request.error());
    using Answer = std::shared_ptr<Result<SearchAnswer>>;
    job_.run<Answer>(
        [library = workbench_.library(), entry = *entry, asked = request.value()](const JobControl& control) {
          return std::make_shared<Result<SearchAnswer>>(search_entry(library, entry, asked, control));
        },
        [this](const Answer& answer) {
          if (!*answer) return deliver_problems(answer->error());
          found_ = std::make_shared<FoundPlans>(found_plans(answer->value()));
          list_schedules();
          deliver(search_content(*found_, filter()));
        });
  }

 private:
  /// What is shown of the plans that were found.
  QHBoxLayout* filters() {
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    const auto number = [&](const QString& name, const QString& unit, const QString& hint) {
      auto* label = new QLabel(name);
      auto* edit = new QLineEdit;
      edit->setPlaceholderText(unit);
      edit->setToolTip(hint);
      edit->setAccessibleName(name);
      edit->setMinimumWidth(52);
      edit->setMaximumWidth(64);
      label->setBuddy(edit);
      line->addWidget(label);
      line->addWidget(edit);
      connect(edit, &QLineEdit::textChanged, this, [this] { filter_again(); });
      return edit;
    };
    most_gpus_ =
        number(tr("GPUs up to"), tr("any"), tr("Hides plans on more GPUs; nothing is searched anew"));
    most_memory_ = number(tr("memory to"), tr("GB"), tr("Hides plans whose fullest GPU holds more, in GB"));
    least_mfu_ = number(tr("MFU from"), tr("%"), tr("Hides plans below this MFU, in %"));
    only_schedule_ = new QComboBox;
    only_schedule_->setAccessibleName(tr("Only this schedule"));
    only_schedule_->addItem(tr("any schedule"));
    only_front_ = new QCheckBox(tr("Pareto onl&y"));
    only_front_->setToolTip(tr("Only plans that no other listed beats in step time, memory left and GPUs"));
    line->addWidget(only_schedule_);
    line->addWidget(only_front_);
    line->addStretch(1);
    line->addWidget(automatic_);
    connect(only_schedule_, &QComboBox::currentIndexChanged, this, [this] { filter_again(); });
    connect(only_front_, &QCheckBox::toggled, this, [this] { filter_again(); });
    return line;
  }

  [[nodiscard]] PlanFilter filter() {
    const auto number = [this](QLineEdit* edit, const char* unit) {
      const Result<double> read =
          filter_number(edit->text().toStdString(), edit->accessibleName().toStdString(), unit);
      edit->setStyleSheet(
          read ? QString() : QStringLiteral("color: %1;").arg(tone_colour(Tone::problem, palette()).name()));
      if (!read) emit problem(QString::fromStdString(to_text(read.error())));
      return read ? read.value() : 0.0;
    };
    PlanFilter made;
    made.most_gpus = static_cast<int>(std::min(number(most_gpus_, ""), 1e9));
    made.most_memory = gigabytes(number(most_memory_, "GB"));
    made.least_mfu = number(least_mfu_, "%") / 100.0;
    if (only_schedule_->currentIndex() > 0) made.schedule = only_schedule_->currentText().toStdString();
    made.only_front = only_front_->isChecked();
    return made;
  }

  void filter_again() {
    if (found_) view_->show_content(search_content(*found_, filter()));
  }

  /// Those of the plans that were found; the one chosen stays where there is such a plan.
  void list_schedules() {
    const QSignalBlocker quiet(only_schedule_);
    const QString chosen = only_schedule_->currentText();
    while (only_schedule_->count() > 1) only_schedule_->removeItem(1);
    for (const ListedPlan& one : found_->plans) {
      const QString name = QString::fromStdString(one.schedule);
      if (only_schedule_->findText(name) < 0) only_schedule_->addItem(name);
    }
    only_schedule_->setCurrentIndex(std::max(0, only_schedule_->findText(chosen)));
  }

  QComboBox *objective_, *only_schedule_;
  QCheckBox *front_, *only_front_;
  QLineEdit *gpus_, *tp_, *pp_, *ep_, *zero_, *micro_, *schedule_;
  QLineEdit *most_gpus_, *most_memory_, *least_mfu_;
  std::shared_ptr<FoundPlans> found_;
};

}  // namespace

Page* make_search_page(Workbench& workbench) {
  return new SearchPage(workbench);
}

}  // namespace trainyard::gui
