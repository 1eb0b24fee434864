// The chosen scenario over the values of one or two knobs.
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <memory>

#include "gui/pages/asked_page.h"
#include "gui/view_models/library_words.h"
#include "gui/view_models/sweep_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

/// A knob and the values to try.
struct KnobRow {
  QComboBox* name = nullptr;
  QLineEdit* values = nullptr;
  [[nodiscard]] std::string text() const {
    const std::string knob = name->currentData().toString().toStdString();
    return knob.empty() ? std::string{} : knob + "=" + values->text().toStdString();
  }
};

class SweepPage : public AskedPage {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  // Points of a kept plan take milliseconds each.
  explicit SweepPage(Workbench& workbench) : AskedPage(workbench, tr("Sweep"), true) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(6);
    x_ = add_knob(*grid, 0, tr("&Over"), QStringLiteral("nvlink"), false);
    y_ = add_knob(*grid, 1, tr("an&d"), QString(), true);
    replan_ = new QCheckBox(tr("find the plan anew"));
    replan_->setToolTip(tr("Search the best plan at every point instead of keeping the scenario's"));
    grid->addWidget(replan_, 0, 3);
    goal_ = new QLineEdit;
    goal_->setPlaceholderText(tr("goal: days<=60"));
    goal_->setAccessibleName(tr("Goal"));
    goal_->setToolTip(tr("A limit on a figure: step, days, cost, gpu_hours, memory ..."));
    grid->addWidget(goal_, 1, 3);
    auto* go = new QPushButton(tr("S&weep"));
    grid->addWidget(go, 0, 4);
    grid->addWidget(automatic_, 1, 4);
    grid->setColumnStretch(2, 1);
    connect(go, &QPushButton::clicked, this, [this] { ask(); });
    for (QLineEdit* edit : {x_.values, y_.values, goal_}) {
      connect(edit, &QLineEdit::returnPressed, this, [this] { ask(); });
      connect(edit, &QLineEdit::textChanged, this, &SweepPage::settings_changed);
    }
    for (QComboBox* knob : {x_.name, y_.name})
      connect(knob, &QComboBox::currentIndexChanged, this, &SweepPage::settings_changed);
    connect(replan_, &QCheckBox::toggled, this, &SweepPage::settings_changed);
    layout_->insertLayout(0, grid);
    connect(view_, &ContentView::activated, this, [this](const QString& key) {
      if (answer_) workbench_.add(entry_of_point(*answer_, key.toULongLong()));
    });
  }

 protected:
  [[nodiscard]] std::string lesson() const override {
    return words(
        "The chosen scenario is simulated at every value; press Sweep. Values are lists and ranges: 1,2,4 or "
        "100..900+100 or 512..8192*2 or 0:0.3:0.02.");
  }

  [[nodiscard]] AskedSettings settings() const override {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) return {};
    return {label_of(*entry), identity_of(*entry) + "|" + x_.text() + "|" + y_.text() + "|" +
                                  goal_->text().toStdString() + (replan_->isChecked() ? "|replan" : "")};
  }

  void ask() override {
    const Entry* entry = entry_or_message();
    if (entry == nullptr) return;
    update_.started();
    const SweepWish wish{x_.text(), y_.text(), goal_->text().toStdString(), replan_->isChecked(), false};
    using Answer = std::shared_ptr<Result<SweepAnswer>>;
    job_.run<Answer>(
        [library = workbench_.library(), entry = *entry, wish](const JobControl& control) {
          return std::make_shared<Result<SweepAnswer>>(sweep_entry(library, entry, wish, control));
        },
        [this](const Answer& answer) {
          if (!*answer) return deliver_problems(answer->error());
          answer_ = std::make_shared<SweepAnswer>(std::move(answer->value()));
          deliver(sweep_content(*answer_));
        });
  }

 private:
  /// Without its mnemonic.
  static QString plain(QString title) { return title.remove(QLatin1Char('&')); }

  KnobRow add_knob(QGridLayout& grid, int row, const QString& title, const QString& chosen,
                   bool may_be_none) {
    KnobRow made;
    auto* label = new QLabel(title);
    made.name = new QComboBox;
    made.name->setAccessibleName(plain(title));
    made.values = new QLineEdit;
    made.values->setAccessibleName(tr("Values of the knob"));
    label->setBuddy(made.name);
    if (may_be_none) made.name->addItem(tr("nothing else"), QString());
    for (const KnobChoice& choice : knob_choices()) {
      const QString name = QString::fromStdString(choice.name);
      made.name->addItem(QString::fromStdString(library_words(plain_name(choice.name))), name);
      made.name->setItemData(made.name->count() - 1, QString::fromStdString(choice.sentence),
                             Qt::ToolTipRole);
      made.name->setItemData(made.name->count() - 1, QString::fromStdString(choice.example),
                             Qt::UserRole + 1);
    }
    const auto suggest = [name = made.name, values = made.values] {
      values->setText(name->currentData(Qt::UserRole + 1).toString());
      values->setEnabled(!name->currentData().toString().isEmpty());
      name->setToolTip(name->currentData(Qt::ToolTipRole).toString());
    };
    connect(made.name, &QComboBox::currentIndexChanged, this, suggest);
    made.name->setCurrentIndex(std::max(0, made.name->findData(chosen)));
    suggest();
    grid.addWidget(label, row, 0);
    grid.addWidget(made.name, row, 1);
    grid.addWidget(made.values, row, 2);
    return made;
  }

  KnobRow x_, y_;
  QCheckBox* replan_;
  QLineEdit* goal_;
  std::shared_ptr<SweepAnswer> answer_;
};

}  // namespace

Page* make_sweep_page(Workbench& workbench) {
  return new SweepPage(workbench);
}

}  // namespace trainyard::gui
