// Memory of the chosen entry, by pipeline rank and over time.
#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "gui/pages/page.h"
#include "gui/view_models/memory_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

class MemoryPage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit MemoryPage(Workbench& workbench) : Page(workbench), ranks_(new QComboBox) {
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("Rank over &time:"));
    label->setBuddy(ranks_);
    ranks_->setAccessibleName(tr("Pipeline rank shown over time"));
    ranks_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    ranks_->setMinimumContentsLength(40);
    row->addWidget(label);
    row->addWidget(ranks_);
    row->addStretch(1);
    layout_->insertLayout(0, row);
    connect(ranks_, &QComboBox::currentIndexChanged, this, &MemoryPage::show_answer);
  }

 protected:
  void refresh(bool /*moving*/) override {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) {
      Content content;
      content.paragraph(words("Open a scenario from the library on the left."));
      answer_.reset();
      job_.cancel();
      return view_->show_content(std::move(content));
    }
    job_.run<Result<MemoryAnswer>>([library = workbench_.library(), entry = *entry](
                                       const JobControl&) { return memory_answer(library, entry); },
                                   [this](Result<MemoryAnswer> answer) {
                                     if (!answer) {
                                       answer_.reset();
                                       return show_problems(answer.error());
                                     }
                                     answer_ = std::move(answer.value());
                                     offer_ranks();
                                     show_answer();
                                   });
  }

 private:
  void offer_ranks() {
    const QSignalBlocker quiet(ranks_);
    const int chosen = ranks_->currentIndex();
    ranks_->clear();
    for (const RankChoice& one : rank_choices(answer_->evaluated.estimate.memory))
      ranks_->addItem(QString::fromStdString(one.text), one.rank ? QVariant(*one.rank) : QVariant());
    ranks_->setCurrentIndex(chosen > 0 && chosen < ranks_->count() ? chosen : 0);
  }

  void show_answer() {
    if (!answer_) return;
    const QVariant rank = ranks_->currentData();
    view_->show_content(
        memory_content(*answer_, rank.isValid() ? std::optional<int>(rank.toInt()) : std::nullopt));
  }

  QComboBox* ranks_;
  std::optional<MemoryAnswer> answer_{};
};

}  // namespace

Page* make_memory_page(Workbench& workbench) {
  return new MemoryPage(workbench);
}

}  // namespace trainyard::gui
