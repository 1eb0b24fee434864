#include "gui/window/entry_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <algorithm>

namespace trainyard::gui {

namespace {

constexpr int widest_button = 230;  // px
constexpr int around_text = 20;     // px of a button beside its letters

/// The width up to which each may go so that all have room: narrower ones leave theirs to the others.
int common_limit(std::vector<int> widths, int room) {
  std::sort(widths.begin(), widths.end());
  int left = room;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const int share = left / static_cast<int>(widths.size() - i);
    if (widths[i] > share) return share;
    left -= widths[i];
  }
  return widest_button;
}

}  // namespace

EntryStrip::EntryStrip(Workbench& workbench, QWidget* parent)
    : QWidget(parent), workbench_(workbench), layout_(new QHBoxLayout(this)) {
  layout_->setContentsMargins(8, 6, 8, 2);
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);  // names are cut rather than the window widened
  setAccessibleName(tr("Scenarios side by side"));
  connect(&workbench, &Workbench::entriesChanged, this, &EntryStrip::rebuild);
  connect(&workbench, &Workbench::entryMoved, this, &EntryStrip::rebuild);
  connect(&workbench, &Workbench::chosenChanged, this, &EntryStrip::rebuild);
  rebuild();
}

void EntryStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void EntryStrip::fit() {
  std::vector<QToolButton*> buttons;
  int room = contentsRect().width();
  for (int i = 0; i < layout_->count(); ++i) {
    auto* button = qobject_cast<QToolButton*>(layout_->itemAt(i)->widget());
    if (button == nullptr) continue;
    room -= layout_->spacing();
    if (button->isCheckable()) {
      buttons.push_back(button);
    } else {
      room -= button->sizeHint().width();
    }
  }
  const QMargins margins = layout_->contentsMargins();
  room -= margins.left() + margins.right();
  std::vector<int> wanted;
  for (const QToolButton* button : buttons)
    wanted.push_back(std::min(
        widest_button, button->fontMetrics().horizontalAdvance(button->accessibleName()) + around_text));
  const int limit = common_limit(wanted, room);
  for (QToolButton* button : buttons) {
    button->setText(button->fontMetrics().elidedText(button->accessibleName(), Qt::ElideMiddle,
                                                     std::max(0, limit - around_text)));
    button->setMaximumWidth(limit);
  }
}

void EntryStrip::rebuild() {
  // The keyboard's focus stays on its scenario.
  int focused = -1;
  for (int i = 0; i < layout_->count(); ++i)
    if (layout_->itemAt(i)->widget() != nullptr && layout_->itemAt(i)->widget()->hasFocus()) focused = i;
  while (QLayoutItem* item = layout_->takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    delete item;
  }
  const std::vector<Entry>& entries = workbench_.entries();
  const std::vector<std::string> labels = labels_of(entries);
  if (entries.empty()) layout_->addWidget(new QLabel(tr("No scenario is open.")));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto* button = new QToolButton;
    button->setCheckable(true);
    button->setChecked(i == workbench_.chosen());
    QFont font = button->font();
    font.setBold(i == workbench_.chosen());  // dark hardly shows what is pressed
    button->setFont(font);
    const QString label = QString::fromStdString(labels[i]);
    const QString prefix = i == 0 && entries.size() > 1 ? tr("baseline: ") : QString();
    button->setToolTip(prefix + label);
    button->setAccessibleName(prefix + label);
    button->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* baseline = new QAction(tr("Make it the baseline"), button);
    connect(baseline, &QAction::triggered, this, [this, i] { workbench_.make_baseline(i); });
    auto* remove = new QAction(tr("Remove"), button);
    connect(remove, &QAction::triggered, this, [this, i] { workbench_.remove(i); });
    button->addActions({baseline, remove});
    connect(button, &QToolButton::clicked, this, [this, i, button] {
      button->setChecked(true);  // a second click does not let go of it
      workbench_.choose(i);
    });
    layout_->addWidget(button);
  }
  auto* more = new QToolButton;
  more->setText(QStringLiteral("+"));
  more->setToolTip(tr("A copy of the chosen scenario beside it, to change (Ctrl+D)"));
  more->setAccessibleName(tr("Duplicate"));
  more->setEnabled(!entries.empty() && entries.size() < most_entries);
  connect(more, &QToolButton::clicked, &workbench_, &Workbench::duplicate);
  layout_->addWidget(more);
  layout_->addStretch(1);
  fit();
  QWidget* before = this;  // new widgets would come last in the window
  for (int i = 0; i < layout_->count(); ++i) {
    QWidget* widget = layout_->itemAt(i)->widget();
    if (widget == nullptr) continue;
    setTabOrder(before, widget);
    before = widget;
  }
  if (focused < 0) return;
  if (QWidget* again = layout_->itemAt(std::min(focused, layout_->count() - 2))->widget()) again->setFocus();
}

}  // namespace trainyard::gui
