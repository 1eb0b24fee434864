// The chosen entry over the calendar.
#include <QCheckBox>
#include <QCoreApplication>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "gui/pages/page.h"
#include "gui/view_models/run_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

class RunPage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit RunPage(Workbench& workbench)
      : Page(workbench), dated_(new QCheckBox(tr("&Starts on"))), start_(new QDateEdit(unset)) {
    dated_->setToolTip(tr("Tell the ends of phases as dates"));
    start_->setAccessibleName(tr("First day of the run"));
    start_->setCalendarPopup(true);
    start_->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    start_->setEnabled(false);
    auto* row = new QHBoxLayout;
    row->addWidget(dated_);
    row->addWidget(start_);
    row->addStretch(1);
    layout_->insertLayout(0, row);
    start_->setMinimumDate(unset);
    start_->setSpecialValueText(QStringLiteral("-"));
    connect(dated_, &QCheckBox::toggled, this, [this](bool dated) {
      start_->setEnabled(dated);
      if (dated && start_->date() == unset) start_->setDate(QDate::currentDate());
    });
    connect(dated_, &QCheckBox::toggled, this, &RunPage::show_answer);
    connect(start_, &QDateEdit::dateChanged, this, &RunPage::show_answer);
  }

 protected:
  void refresh(bool moving) override {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) {
      Content content;
      content.paragraph(words("Open a scenario from the library on the left."));
      answer_.reset();
      job_.cancel();
      return view_->show_content(std::move(content));
    }
    job_.run<Result<RunAnswer>>(
        [library = workbench_.library(), entry = *entry, moving](const JobControl&) {
          return run_answer(library, entry, {.interval = !moving});
        },
        [this](Result<RunAnswer> answer) {
          if (!answer) {
            answer_.reset();
            return show_problems(answer.error());
          }
          answer_ = std::move(answer.value());
          show_answer();
        });
  }

 private:
  /// Until dates are asked for none is shown: a picture of the page does not depend on the day.
  inline static const QDate unset{1970, 1, 1};

  void show_answer() {
    if (!answer_) return;
    view_->show_content(
        run_content(*answer_, dated_->isChecked() ? std::optional<QDate>(start_->date()) : std::nullopt));
  }

  QCheckBox* dated_;
  QDateEdit* start_;
  std::optional<RunAnswer> answer_{};
};

}  // namespace

Page* make_run_page(Workbench& workbench) {
  return new RunPage(workbench);
}

}  // namespace trainyard::gui
