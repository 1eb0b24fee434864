#include "gui/window/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QKeySequence>
#include <QMenu>
#include <QVBoxLayout>

#include "gui/charts/table_view.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

std::string keys_text(const QKeySequence& keys) {
  return keys.toString(QKeySequence::NativeText).toStdString();
}

void add_actions(Table& table, const QString& where, const QList<QAction*>& actions) {
  for (const QAction* action : actions) {
    if (action->menu() != nullptr) {
      add_actions(table, where, action->menu()->actions());
    } else if (!action->shortcut().isEmpty()) {
      table.rows.push_back({keys_text(action->shortcut()),
                            QString(action->text()).remove(QLatin1Char('&')).toStdString(),
                            where.toStdString()});
    }
  }
}

}  // namespace

Table shortcut_table(const QMenuBar& menus) {
  Table table;
  table.title = words("Keyboard shortcuts");
  table.head = {words("keys"), words("what they do"), words("where")};
  for (const QAction* top : menus.actions()) {
    const QString where = QString(top->text()).remove(QLatin1Char('&'));
    if (top->menu() != nullptr) add_actions(table, where, top->menu()->actions());
  }
  const auto add = [&](const std::string& keys, const std::string& what, const std::string& where) {
    table.rows.push_back({keys, what, where});
  };
  const std::string anywhere = words("everywhere"), chart = words("chart, table, timeline"),
                    timeline = words("timeline"), library = words("library"), tabs = words("tabs");
  add(keys_text(Qt::Key_Tab), words("To the next control; with Shift to the one before"), anywhere);
  add(keys_text(Qt::Key_Escape), words("Cancel what is computed"), anywhere);
  add(keys_text(QKeySequence::NextChild), words("The next page"), tabs);
  add(keys_text(Qt::Key_Return), words("Put the chosen scenario beside the others"), library);
  add(keys_text(Qt::Key_Return), words("Open the plan or point of the row"), words("table"));
  add(keys_text(QKeySequence::Copy), words("Copy the picture or the chosen rows"), chart);
  add(keys_text(QKeySequence::Save), words("Export as PNG, SVG, PDF or CSV"), chart);
  add(keys_text(Qt::Key_Menu), words("What else can be done with it"), chart);
  add("+ -", words("Zoom in and out"), timeline);
  add(words("arrows"), words("Move in time, scroll the ranks"), timeline);
  add(keys_text(Qt::Key_F), words("Show everything"), timeline);
  add("/", words("Search spans"), timeline);
  add("N", words("The next hit; with Shift the one before"), timeline);
  add("[ ]", words("The span before, the next span of the row"), timeline);
  add(keys_text(Qt::Key_Space), words("Fold the rank of the span"), timeline);
  add("C", words("Highlight the critical path"), timeline);
  return table;
}

ShortcutsDialog::ShortcutsDialog(const QMenuBar& menus, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keyboard shortcuts"));
  resize(720, 560);
  auto* layout = new QVBoxLayout(this);
  auto* view = new TableView;
  view->set_table(shortcut_table(menus));
  view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  layout->addWidget(view);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

}  // namespace trainyard::gui
