#include "gui/pages/page.h"

#include "gui/view_models/words.h"

namespace trainyard::gui {

Page::Page(Workbench& workbench, QWidget* parent)
    : QWidget(parent), workbench_(workbench), view_(new ContentView), layout_(new QVBoxLayout(this)) {
  layout_->setContentsMargins(8, 8, 8, 0);
  layout_->addWidget(view_, 1);
  connect(&job_, &LatestJob::busyChanged, this, &Page::busyChanged);
  connect(&job_, &LatestJob::progressed, this, &Page::progressed);
  connect(&job_, &LatestJob::failed, this,
          [this](const QString& what) { emit problem(tr("This is a bug of ours: %1").arg(what)); });
  connect(view_, &ContentView::problem, this, &Page::problem);
  connect(&workbench, &Workbench::entriesChanged, this, [this] {
    if (follows_entries()) changed(false);
  });
  connect(&workbench, &Workbench::chosenChanged, this, [this] {
    if (follows_entries() && follows_choice()) changed(false);
  });
  connect(&workbench, &Workbench::entryMoved, this, [this] {
    if (follows_entries()) changed(true);
  });
}

void Page::set_seen(bool seen) {
  seen_ = seen;
  if (seen_ && stale_) changed(false);
}

void Page::changed(bool moving) {
  stale_ = !seen_;
  if (!seen_) return;
  const Entry* entry = workbench_.chosen_entry();
  about_ = !follows_entries() || entry == nullptr ? std::string{}
           : follows_choice()                     ? labels_of(workbench_.entries())[workbench_.chosen()]
                                                  : words("all scenarios");
  refresh(moving);
}

void Page::show_problems(const Diagnostics& problems) {
  Content content;
  content.paragraph(to_text(problems), Tone::problem);
  view_->show_content(std::move(content));
}

void Page::show_later(std::function<Result<Content>(const JobControl&)> make) {
  job_.run<Result<Content>>(std::move(make), [this](Result<Content> made) {
    if (made) {
      view_->show_content(std::move(made.value()));
    } else {
      show_problems(made.error());
    }
  });
}

}  // namespace trainyard::gui
