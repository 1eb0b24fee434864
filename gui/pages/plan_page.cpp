// What to buy or rent.
#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <memory>

#include "gui/pages/page.h"
#include "gui/view_models/plan_content.h"
#include "gui/view_models/words.h"
#include "models/purchase/offers_reader.h"

namespace trainyard::gui {

namespace {

class PlanPage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit PlanPage(Workbench& workbench) : Page(workbench) {
    auto* line = new QHBoxLayout;
    auto* label = new QLabel(tr("&Offers"));
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
    changes_->setPlaceholderText(tr("changes: discount=0.08"));
    changes_->setAccessibleName(tr("Changes"));
    changes_->setToolTip(tr("Changes of the question, such as caps.budget=$90M; discount=0.08"));
    auto* go = new QPushButton(tr("Ans&wer"));
    go->setToolTip(tr("Searches the best plan of each workload on each offer: some ten seconds"));
    line->addWidget(label);
    line->addWidget(offers_, 1);
    line->addWidget(browse);
    line->addWidget(changes_, 1);
    line->addWidget(go);
    layout_->insertLayout(0, line);
    connect(go, &QPushButton::clicked, this, [this] { start(); });
    connect(changes_, &QLineEdit::returnPressed, this, [this] { start(); });
    connect(browse, &QPushButton::clicked, this, [this] {
      const QString file =
          QFileDialog::getOpenFileName(this, tr("Open offers"), QString(), tr("JSON (*.json)"));
      if (!file.isEmpty()) offers_->setCurrentText(file);
    });
  }

  void start() override {
    const PlanWish wish{offers_->currentText().toStdString(), changes_->text().toStdString()};
    using Answer = std::shared_ptr<Result<Content>>;
    job_.run<Answer>(
        [library = workbench_.library(), wish](const JobControl& control) {
          const Result<PurchaseReport> report = answer_offers(library, wish, control);
          return std::make_shared<Result<Content>>(report ? Result<Content>(plan_content(report.value()))
                                                          : Result<Content>(report.error()));
        },
        [this](const Answer& answer) {
          if (!*answer) return show_problems(answer->error());
          answered_ = true;
          view_->show_content(std::move(answer->value()));
        });
  }

 protected:
  bool follows_entries() const override { return false; }
  void refresh(bool /*moving*/) override {
    if (answered_) return;
    Content content;
    content.paragraph(
        words("Which offer to take, with the best plan of every workload on it; press Answer. Copy a file of "
              "data/offers to ask "
              "your own question."));
    view_->show_content(std::move(content));
  }

 private:
  QComboBox* offers_;
  QLineEdit* changes_;
  bool answered_ = false;
};

}  // namespace

Page* make_plan_page(Workbench& workbench) {
  return new PlanPage(workbench);
}

}  // namespace trainyard::gui
