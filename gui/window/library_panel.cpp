#include "gui/window/library_panel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace trainyard::gui {

namespace {

constexpr int scenario_role = Qt::UserRole, run_role = Qt::UserRole + 1;

std::vector<std::string> recent_files() {
  std::vector<std::string> recent;
  for (const QString& one : QSettings().value(QStringLiteral("recent")).toStringList())
    recent.push_back(one.toStdString());
  return recent;
}

}  // namespace

LibraryPanel::LibraryPanel(ProfileLibrary library, std::filesystem::path store, QWidget* parent)
    : QWidget(parent), library_(std::move(library)), store_(std::move(store)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  filter_ = new QLineEdit;
  filter_->setPlaceholderText(tr("Filter"));
  filter_->setClearButtonEnabled(true);
  filter_->setAccessibleName(tr("Filter the library"));
  layout->addWidget(filter_);
  tree_ = new QTreeWidget;
  tree_->setHeaderHidden(true);
  tree_->setAccessibleName(tr("Library"));
  layout->addWidget(tree_, 1);
  auto* buttons = new QHBoxLayout;
  auto* add = new QPushButton(tr("&Add"));
  add->setToolTip(tr("Beside the others (double click, Enter)"));
  auto* open = new QPushButton(tr("O&nly"));
  open->setToolTip(tr("In place of all others"));
  auto* browse = new QPushButton(tr("Fil&e..."));
  for (QPushButton* button : {add, open, browse}) buttons->addWidget(button);
  layout->addLayout(buttons);
  connect(filter_, &QLineEdit::textChanged, this, &LibraryPanel::filter);
  connect(tree_, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) { activate(item, false); });
  connect(add, &QPushButton::clicked, this, [this] { activate(tree_->currentItem(), false); });
  connect(open, &QPushButton::clicked, this, [this] { activate(tree_->currentItem(), true); });
  connect(browse, &QPushButton::clicked, this, &LibraryPanel::browse_wanted);
  reload();
}

void LibraryPanel::reload() {
  show_groups();
  reload_kept();
}

void LibraryPanel::reload_kept() {
  job_.run<LibraryGroup>([store = store_](const JobControl&) { return stored_group(store); },
                         [this](LibraryGroup stored) {
                           if (stored == stored_) return;
                           stored_ = std::move(stored);
                           show_groups();
                         });
}

void LibraryPanel::show_groups() {
  tree_->clear();
  std::vector<LibraryGroup> groups = scenario_groups(library_, recent_files());
  groups.push_back(stored_);
  for (const LibraryGroup& group : groups) {
    auto* top = new QTreeWidgetItem(tree_, {QString::fromStdString(group.title)});
    top->setFlags(Qt::ItemIsEnabled);
    top->setExpanded(true);
    if (!group.problem.empty()) {
      const QString why = QString::fromStdString(group.problem).trimmed();
      auto* item = new QTreeWidgetItem(top, {tr("cannot be read: %1").arg(why)});
      item->setToolTip(0, why);
      emit problem(why);
    }
    for (const LibraryItem& one : group.items) {
      auto* item = new QTreeWidgetItem(top, {QString::fromStdString(one.name)});
      item->setToolTip(0, QString::fromStdString(one.sentence));
      item->setData(0, scenario_role, QString::fromStdString(one.scenario));
      item->setData(0, run_role, static_cast<qlonglong>(one.run));
    }
    if (group.items.empty() && group.problem.empty()) delete top;
  }
  filter(filter_->text());
}

void LibraryPanel::filter(const QString& text) {
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = tree_->topLevelItem(g);
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      item->setHidden(!(item->text(0) + item->toolTip(0)).contains(text, Qt::CaseInsensitive));
    }
  }
}

void LibraryPanel::activate(QTreeWidgetItem* item, bool alone) {
  if (item == nullptr || item->parent() == nullptr) return;
  const QString scenario = item->data(0, scenario_role).toString();
  const auto run = item->data(0, run_role).toLongLong();
  if (run != 0) return emit kept_wanted(run);
  if (scenario.isEmpty()) {
    emit problem(item->toolTip(0));
  } else if (alone) {
    emit open_wanted(scenario);
  } else {
    emit add_wanted(scenario);
  }
}

}  // namespace trainyard::gui
