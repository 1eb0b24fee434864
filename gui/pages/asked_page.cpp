#include "gui/pages/asked_page.h"

#include <QLabel>
#include <QSignalBlocker>

#include "gui/view_models/words.h"

namespace trainyard::gui {

AskedPage::AskedPage(Workbench& workbench, const QString& button, bool automatic)
    : Page(workbench),
      update_(button.toStdString(), automatic),
      automatic_(new QCheckBox),
      banner_(new QLabel) {
  automatic_->setText(tr("&Update automatically"));
  automatic_->setToolTip(tr("Ask anew whenever the scenario, a slider or a control has changed and rested"));
  automatic_->setChecked(automatic);
  connect(automatic_, &QCheckBox::toggled, &update_, &AutoUpdate::set_automatic);
  banner_->setWordWrap(true);
  banner_->setTextFormat(Qt::PlainText);
  banner_->setMargin(6);
  banner_->setAccessibleName(tr("What is shown"));
  banner_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  // By frame and weight, not by a colour: a style sheet would keep its own when light turns to dark.
  banner_->setFrameStyle(QFrame::Box | QFrame::Plain);
  banner_->setLineWidth(2);
  QFont heavy = banner_->font();
  heavy.setBold(true);
  banner_->setFont(heavy);
  banner_->hide();
  layout_->insertWidget(0, banner_);
  connect(&update_, &AutoUpdate::bannerChanged, this, [this] {
    const std::string text = update_.banner();
    banner_->setText(QString::fromStdString(text));
    banner_->setVisible(!text.empty());
  });
  connect(&update_, &AutoUpdate::startWanted, this, [this] { ask(); });
  connect(&update_, &AutoUpdate::cancelWanted, this, [this] { job_.cancel(); });
  connect(&job_, &LatestJob::failed, &update_, &AutoUpdate::called_off);
  // Also of a page that is not seen: its banner stands in a report, and its stale work is called off.
  connect(&workbench, &Workbench::entriesChanged, this, &AskedPage::settings_changed);
  connect(&workbench, &Workbench::chosenChanged, this, &AskedPage::settings_changed);
  connect(&workbench, &Workbench::entryMoved, this, &AskedPage::settings_changed);
}

Content AskedPage::content() const {
  const std::string text = update_.banner();
  if (!answered_ || text.empty()) return Page::content();
  Content told;
  told.paragraph(text, Tone::warning);
  for (const Block& block : view_->content().blocks) told.blocks.push_back(block);
  return told;
}

void AskedPage::set_seen(bool seen) {
  Page::set_seen(seen);
  settings_changed();
  update_.set_seen(seen);
}

void AskedPage::cancel() {
  const bool worked = job_.busy();
  Page::cancel();
  if (worked) update_.called_off();
}

void AskedPage::set_automatic(bool on) {
  automatic_->setChecked(on);
}

void AskedPage::refresh(bool /*moving*/) {
  settings_changed();
  if (answered_) return;
  Content content;
  content.paragraph(lesson());
  view_->show_content(std::move(content));
}

void AskedPage::settings_changed() {
  update_.set_settings(settings());
}

void AskedPage::deliver(Content content) {
  answered_ = true;
  view_->show_content(std::move(content));
  update_.delivered();
}

void AskedPage::deliver_problems(const Diagnostics& problems) {
  answered_ = true;
  show_problems(problems);
  update_.delivered();
}

void AskedPage::show_kept_content(Content content, std::string words) {
  job_.cancel();
  answered_ = true;
  view_->show_content(std::move(content));
  settings_changed();
  update_.shown_kept(std::move(words));
}

const Entry* AskedPage::entry_or_message() {
  const Entry* entry = workbench_.chosen_entry();
  if (entry == nullptr && !answered_) show_problems(trainyard::problem(words("Open a scenario first.")));
  return entry;
}

}  // namespace trainyard::gui
