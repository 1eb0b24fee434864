// What to buy or rent.
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <memory>

#include "gui/pages/asked_page.h"
#include "gui/view_models/kept_run.h"
#include "gui/view_models/plan_content.h"
#include "gui/view_models/words.h"
#include "models/purchase/offers_reader.h"

namespace trainyard::gui {

namespace {

class PlanPage : public AskedPage {
 public:
  // Plans of every offer are searched: ten seconds and more.
  explicit PlanPage(Workbench& workbench) : AskedPage(workbench, tr("Answer"), false) {
    auto* line = new QHBoxLayout;
    auto* label = new QLabel(tr("Offers"));
    offers_ = new QComboBox;
    offers_->setEditable(true);
    offers_->setAccessibleName(tr("A shipped question or a file of offers"));
    offers_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    for (const std::string& name : offers_names(workbench.library()))
      offers_->addItem(QString::fromStdString(name));
    offers_->setCurrentText(QStringLiteral("h800-or-a100"));
    label->setBuddy(offers_);
    auto* browse = new QPushButton(tr("F&ile..."));
    changes_ = new QLineEdit;
    changes_->setPlaceholderText(tr("changes, such as caps.budget=$90M; discount=0.08"));
    changes_->setAccessibleName(tr("Changes"));
    auto* go = new QPushButton(tr("&Answer"));
    go->setToolTip(tr("Searches the best plan of each workload on each offer: some ten seconds"));
    line->addWidget(label);
    line->addWidget(offers_, 1);
    line->addWidget(browse);
    line->addWidget(changes_, 1);
    line->addWidget(go);
    line->addWidget(automatic_);
    layout_->insertLayout(0, line);
    connect(go, &QPushButton::clicked, this, [this] { ask(); });
    connect(changes_, &QLineEdit::returnPressed, this, [this] { ask(); });
    connect(changes_, &QLineEdit::textChanged, this, &PlanPage::settings_changed);
    connect(offers_, &QComboBox::currentTextChanged, this, &PlanPage::settings_changed);
    connect(browse, &QPushButton::clicked, this, [this] {
      const QString file =
          QFileDialog::getOpenFileName(this, tr("Open offers"), QString(), tr("JSON (*.json)"));
      if (!file.isEmpty()) offers_->setCurrentText(file);
    });
  }

  void show_kept(const KeptRun& kept) override {
    show_kept_content(kept_content(workbench_.library(), kept), origin_of(kept));
  }

 protected:
  [[nodiscard]] std::string lesson() const override {
    return words(
        "Which offer to take, with the best plan of every workload on it; press Answer. Copy a file of "
        "data/offers "
        "to ask your own question.");
  }

  [[nodiscard]] AskedSettings settings() const override {
    return {{}, offers_->currentText().toStdString() + "|" + changes_->text().simplified().toStdString()};
  }

  void ask() override {
    update_.started();
    const PlanWish wish{offers_->currentText().toStdString(), changes_->text().toStdString()};
    using Answer = std::shared_ptr<Result<Content>>;
    job_.run<Answer>(
        [library = workbench_.library(), wish](const JobControl& control) {
          const Result<PurchaseReport> report = answer_offers(library, wish, control);
          return std::make_shared<Result<Content>>(report ? Result<Content>(plan_content(report.value()))
                                                          : Result<Content>(report.error()));
        },
        [this](const Answer& answer) {
          if (!*answer) return deliver_problems(answer->error());
          deliver(std::move(answer->value()));
        });
  }

 private:
  QComboBox* offers_;
  QLineEdit* changes_;
};

}  // namespace

Page* make_plan_page(Workbench& workbench) {
  return new PlanPage(workbench);
}

}  // namespace trainyard::gui
