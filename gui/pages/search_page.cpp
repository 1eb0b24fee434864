// The best plans of the chosen scenario.
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <memory>

#include "gui/pages/page.h"
#include "gui/view_models/search_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

class SearchPage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit SearchPage(Workbench& workbench) : Page(workbench) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(6);
    objective_ = new QComboBox;
    objective_->addItem(tr("shortest step"), static_cast<int>(Objective::time));
    objective_->addItem(tr("fewest GPU-hours"), static_cast<int>(Objective::gpu_hours));
    objective_->addItem(tr("fewest dollars"), static_cast<int>(Objective::cost));
    objective_->addItem(tr("most tokens/s/GPU"), static_cast<int>(Objective::tokens_per_gpu));
    objective_->addItem(tr("most memory left"), static_cast<int>(Objective::headroom));
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
      connect(edit, &QLineEdit::returnPressed, this, [this] { search(); });
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
    connect(go, &QPushButton::clicked, this, [this] { search(); });
    layout_->insertLayout(0, grid);
    connect(view_, &ContentView::activated, this, [this](const QString& key) {
      if (answer_) workbench_.add(entry_of_plan(*answer_, key.toULongLong()));
    });
  }

  void start() override { search(); }

 protected:
  /// A search takes seconds: it starts when asked, and what was found stays until then.
  bool follows_entries() const override { return false; }
  void refresh(bool /*moving*/) override {
    if (answer_) return;
    Content content;
    content.paragraph(
        words("Every legal plan of the chosen scenario is weighed; press Search. Fields that are left empty "
              "take every "
              "value that can be legal."));
    view_->show_content(std::move(content));
  }

 private:
  void search() {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) return show_problems(trainyard::problem(words("Open a scenario first.")));
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
    if (!request) return show_problems(request.error());
    using Answer = std::shared_ptr<Result<SearchAnswer>>;
    job_.run<Answer>(
        [library = workbench_.library(), entry = *entry, asked = request.value()](const JobControl& control) {
          return std::make_shared<Result<SearchAnswer>>(search_entry(library, entry, asked, control));
        },
        [this](const Answer& answer) {
          if (!*answer) return show_problems(answer->error());
          answer_ = std::make_shared<SearchAnswer>(std::move(answer->value()));
          view_->show_content(search_content(*answer_));
        });
  }

  QComboBox* objective_;
  QCheckBox* front_;
  QLineEdit *gpus_, *tp_, *pp_, *ep_, *zero_, *micro_, *schedule_;
  std::shared_ptr<SearchAnswer> answer_;
};

}  // namespace

Page* make_search_page(Workbench& workbench) {
  return new SearchPage(workbench);
}

}  // namespace trainyard::gui
