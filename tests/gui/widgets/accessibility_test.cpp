// The keyboard and screen readers reach all that the mouse does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTest>
#include <map>
#include <set>

#include "gui/charts/chart_view.h"
#include "gui/charts/timeline_view.h"
#include "gui/window/language.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/scenario_editor.h"
#include "gui/window/screenshots.h"
#include "gui/window/shortcuts_dialog.h"

namespace trainyard::gui {
namespace {

constexpr int patience = 120'000;  // ms

bool is_control(const QWidget& widget) {
  return qobject_cast<const QAbstractButton*>(&widget) != nullptr ||
         (qobject_cast<const QAbstractSlider*>(&widget) != nullptr && !widget.inherits("QScrollBar")) ||
         qobject_cast<const QComboBox*>(&widget) != nullptr ||
         qobject_cast<const QLineEdit*>(&widget) != nullptr ||
         qobject_cast<const QDateTimeEdit*>(&widget) != nullptr ||
         qobject_cast<const QAbstractItemView*>(&widget) != nullptr ||
         qobject_cast<const QPlainTextEdit*>(&widget) != nullptr ||
         qobject_cast<const QTabBar*>(&widget) != nullptr ||
         qobject_cast<const ChartView*>(&widget) != nullptr ||
         qobject_cast<const TimelineView*>(&widget) != nullptr;
}

/// Parts that Qt puts inside others: the whole has the name and the focus.
bool is_inner(const QWidget& widget) {
  for (const QWidget* parent = widget.parentWidget(); parent != nullptr; parent = parent->parentWidget())
    if (is_control(*parent)) return true;
  return false;
}

std::vector<QWidget*> controls_of(const QWidget& root) {
  std::vector<QWidget*> found;
  for (QWidget* widget : root.findChildren<QWidget*>())
    if (is_control(*widget) && !is_inner(*widget) && widget->isVisible()) found.push_back(widget);
  return found;
}

std::string described(const QWidget& widget) {
  const auto* button = qobject_cast<const QAbstractButton*>(&widget);
  return std::string(widget.metaObject()->className()) + " " + widget.objectName().toStdString() + " \"" +
         (widget.accessibleName().isEmpty() && button != nullptr ? button->text() : widget.accessibleName())
             .toStdString() +
         "\"";
}

/// What a screen reader says.
QString told_name(QWidget& widget) {
  QAccessibleInterface* told = QAccessible::queryAccessibleInterface(&widget);
  return told == nullptr ? QString() : told->text(QAccessible::Name);
}

class Accessibility : public ::testing::Test {
 protected:
  Accessibility() : window(ProfileLibrary::shipped().value(), {}) {
    window.open(QStringLiteral("deepseek-v3-h800"));
    window.open(QStringLiteral("deepseek-v2-h800"));
    window.show();
    window.activateWindow();
  }
  void turn_to(const PageKind& kind) {
    window.show_page(QString::fromUtf8(kind.id));
    ASSERT_TRUE(settle(window, patience));
    const std::string id = kind.id;
    if (id == "search" || id == "plan") return;  // slow, and their answers are made of the same widgets
    for (Page* page : window.pages())
      if (page->objectName() == QString::fromUtf8(kind.id)) page->start();
    ASSERT_TRUE(settle(window, patience));
  }
  MainWindow window;
};

TEST_F(Accessibility, EveryControlOfEveryPageHasAName) {
  for (const PageKind& kind : page_kinds()) {
    SCOPED_TRACE(kind.id);
    turn_to(kind);
    for (QWidget* widget : controls_of(window))
      EXPECT_FALSE(told_name(*widget).isEmpty()) << described(*widget);
  }
}

TEST_F(Accessibility, EveryControlOfEveryPageIsReachedWithTab) {
  for (const PageKind& kind : page_kinds()) {
    SCOPED_TRACE(kind.id);
    turn_to(kind);
    std::set<const QWidget*> reached;
    constexpr int many = 500;  // more than there are controls
    for (int i = 0; i < many; ++i) {
      QWidget* now = QApplication::focusWidget();
      ASSERT_NE(now, nullptr) << "the focus is nowhere";
      if (!reached.insert(now).second && i > 2 * static_cast<int>(reached.size())) break;
      QTest::keyClick(now, Qt::Key_Tab);
    }
    for (const QWidget* widget : controls_of(window)) {
      // Docks' buttons do what actions of the menu View do, too.
      if (!widget->isEnabled() || widget->inherits("QDockWidgetTitleButton")) continue;
      bool inside = reached.contains(widget);
      for (const QWidget* one : reached) inside = inside || widget->isAncestorOf(one);
      EXPECT_TRUE(inside) << described(*widget);
    }
  }
}

/// Letters after "&" of what is seen, each with its texts.
std::map<QChar, QStringList> mnemonics_of(const QWidget& root) {
  std::map<QChar, QStringList> found;
  const auto add = [&](const QString& text) {
    QString plain = text;
    plain.remove(QStringLiteral("&&"));
    const auto at = plain.indexOf(QLatin1Char('&'));
    if (at >= 0 && at + 1 < plain.size()) found[plain[at + 1].toUpper()].append(text);
  };
  for (const QWidget* widget : root.findChildren<QWidget*>()) {
    if (!widget->isVisible()) continue;
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) add(button->text());
    if (const auto* label = qobject_cast<const QLabel*>(widget);
        label != nullptr && label->buddy() != nullptr)
      add(label->text());
  }
  if (const auto* bar = root.findChild<QMenuBar*>())
    for (const QAction* action : bar->actions()) add(action->text());
  return found;
}

void expect_unique(const std::map<QChar, QStringList>& letters) {
  for (const auto& [letter, texts] : letters)
    EXPECT_EQ(texts.size(), 1) << texts.join(QStringLiteral(" | ")).toStdString();
}

void check_mnemonics() {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.show();
  for (const PageKind& kind : page_kinds()) {
    SCOPED_TRACE(kind.id);
    window.show_page(QString::fromUtf8(kind.id));
    ASSERT_TRUE(settle(window, patience));
    expect_unique(mnemonics_of(window));
  }
  for (const QAction* top : window.menuBar()->actions()) {
    SCOPED_TRACE(top->text().toStdString());
    std::map<QChar, QStringList> letters;
    for (const QAction* action : top->menu()->actions()) {
      const auto at = action->text().indexOf(QLatin1Char('&'));
      if (at >= 0) letters[action->text()[at + 1].toUpper()].append(action->text());
    }
    expect_unique(letters);
  }
  ReportDialog report(window);
  report.show();
  expect_unique(mnemonics_of(report));
  ScenarioEditor editor(window.workbench().library(), {"deepseek-v3-h800", {}});
  editor.show();
  expect_unique(mnemonics_of(editor));
}

TEST(Mnemonics, AreUniqueInEveryWindow) {
  check_mnemonics();
}

TEST(Mnemonics, AreUniqueInGerman) {
  if (!languages().contains(QStringLiteral("de")))
    GTEST_SKIP() << "lrelease was not found when this was built: no German";
  ASSERT_TRUE(set_language(QStringLiteral("de")));
  check_mnemonics();
  ASSERT_TRUE(set_language(QStringLiteral("en")));
}

TEST_F(Accessibility, ShortcutsAreUniqueAndAllListed) {
  std::map<QString, QStringList> keys;
  for (const QAction* action : window.findChildren<QAction*>())
    if (!action->shortcut().isEmpty()) keys[action->shortcut().toString()].append(action->text());
  for (const auto& [key, texts] : keys) EXPECT_EQ(texts.size(), 1) << key.toStdString();
  const Table table = shortcut_table(*window.menuBar());
  std::set<std::string> listed;
  for (const auto& row : table.rows) listed.insert(row.front());
  for (const auto& [key, texts] : keys)
    EXPECT_TRUE(listed.contains(QKeySequence(key).toString(QKeySequence::NativeText).toStdString()))
        << key.toStdString();
  EXPECT_GE(keys.size(), page_kinds().size() + 6);
}

TEST_F(Accessibility, ChoosingAScenarioWithTheKeyboardKeepsTheFocusThere) {
  ASSERT_TRUE(settle(window, patience));
  const auto strip_button = [&](const char* name) {
    for (QAbstractButton* button : window.findChildren<QAbstractButton*>())
      if (button->isVisible() && button->accessibleName().contains(QString::fromUtf8(name))) return button;
    return static_cast<QAbstractButton*>(nullptr);
  };
  QAbstractButton* first = strip_button("deepseek-v3-h800");
  ASSERT_NE(first, nullptr);
  first->setFocus();
  QTest::keyClick(first, Qt::Key_Space);
  EXPECT_EQ(window.workbench().chosen(), 0U);
  ASSERT_TRUE(settle(window, patience));
  ASSERT_NE(QApplication::focusWidget(), nullptr);
  EXPECT_TRUE(QApplication::focusWidget()->accessibleName().contains(QStringLiteral("deepseek-v3-h800")));
}

}  // namespace
}  // namespace trainyard::gui
