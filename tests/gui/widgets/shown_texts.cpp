#include "tests/gui/widgets/shown_texts.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>

#include "gui/charts/content_view.h"

namespace trainyard::gui {

namespace {

class Collector {
 public:
  void add(const QString& where, const QString& text) {
    if (!text.isEmpty()) texts.push_back({where, text});
  }
  void add(const QString& where, const std::string& text) { add(where, QString::fromStdString(text)); }

  void of_widget(const QWidget& widget) {
    const QString name = QString::fromLatin1(widget.metaObject()->className());
    add(name + QStringLiteral(" tooltip"), widget.toolTip());
    add(name + QStringLiteral(" status tip"), widget.statusTip());
    add(name + QStringLiteral(" accessible name"), widget.accessibleName());
    if (widget.isWindow() || widget.inherits("QDockWidget"))
      add(name + QStringLiteral(" title"), widget.windowTitle());
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) add(name, label->text());
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) add(name, button->text());
    if (const auto* edit = qobject_cast<const QLineEdit*>(&widget))
      add(name + QStringLiteral(" placeholder"), edit->placeholderText());
    if (const auto* box = qobject_cast<const QComboBox*>(&widget)) {
      for (int i = 0; i < box->count(); ++i) {
        add(name + QStringLiteral(" choice"), box->itemText(i));
        add(name + QStringLiteral(" choice tooltip"), box->itemData(i, Qt::ToolTipRole).toString());
      }
    }
    if (const auto* tabs = qobject_cast<const QTabWidget*>(&widget)) {
      for (int i = 0; i < tabs->count(); ++i) {
        add(QStringLiteral("tab"), tabs->tabText(i));
        add(QStringLiteral("tab tooltip"), tabs->tabToolTip(i));
      }
    }
    if (const auto* table = qobject_cast<const QTableView*>(&widget)) {
      for (int c = 0; c < table->model()->columnCount(); ++c)
        add(QStringLiteral("table head"), table->model()->headerData(c, Qt::Horizontal).toString());
    }
    if (const auto* tree = qobject_cast<const QTreeWidget*>(&widget)) {
      for (int i = 0; i < tree->topLevelItemCount(); ++i)
        add(QStringLiteral("tree"), tree->topLevelItem(i)->text(0));
    }
    for (const QAction* action : widget.actions()) {
      if (action->isSeparator()) continue;
      add(QStringLiteral("action"), action->text());
      add(QStringLiteral("action status tip"), action->statusTip());
    }
  }

  void operator()(const Heading& heading) { add(QStringLiteral("heading"), heading.text); }
  void operator()(const Paragraph& paragraph) { add(QStringLiteral("paragraph"), paragraph.text); }
  void operator()(const Tiles& tiles) {
    for (const Tile& tile : tiles.tiles) {
      add(QStringLiteral("tile label"), tile.label);
      add(QStringLiteral("tile value"), tile.value);
      add(QStringLiteral("tile detail"), tile.detail);
    }
  }
  void operator()(const Table& table) {
    add(QStringLiteral("table title"), table.title);
    for (const std::string& head : table.head) add(QStringLiteral("table head"), head);
    for (const auto& row : table.rows)
      for (std::size_t c = 0; c < row.size(); ++c)
        add(QStringLiteral("cell of ") + QString::fromStdString(c < table.head.size() ? table.head[c] : ""),
            row[c]);
  }
  void operator()(const chart::Chart& chart) { std::visit(*this, chart); }
  template <class Points>
  void points(const Points& chart) {
    axis(chart.title, chart.x.label, chart.y.label);
    for (const chart::Series& series : chart.series) add(QStringLiteral("legend"), series.name);
  }
  void axis(const std::string& title, const std::string& x, const std::string& y) {
    add(QStringLiteral("chart title"), title);
    add(QStringLiteral("axis"), x);
    add(QStringLiteral("axis"), y);
  }
  void operator()(const chart::LineChart& lines) {
    points(lines);
    for (const chart::Mark& mark : lines.marks) add(QStringLiteral("mark"), mark.text);
    for (const chart::Level& level : lines.levels) add(QStringLiteral("level"), level.text);
  }
  void operator()(const chart::ScatterChart& scatter) { points(scatter); }
  void operator()(const chart::BarChart& bars) {
    axis(bars.title, {}, bars.y.label);
    for (const std::string& one : bars.categories) add(QStringLiteral("category"), one);
    for (const chart::BarSeries& series : bars.series) add(QStringLiteral("legend"), series.name);
    for (const chart::Level& level : bars.levels) add(QStringLiteral("level"), level.text);
  }
  void operator()(const chart::Waterfall& steps) {
    axis(steps.title, {}, steps.y.label);
    for (const auto& [name, amount] : steps.steps) add(QStringLiteral("waterfall step"), name);
  }
  void operator()(const chart::HeatMap& map) {
    axis(map.title, map.x_label, map.y_label);
    add(QStringLiteral("axis"), map.value_label);
  }
  void operator()(const chart::CategoryMap& map) { axis(map.title, map.x_label, map.y_label); }

  std::vector<ShownText> texts;
};

}  // namespace

std::vector<ShownText> texts_of(const QWidget& root) {
  Collector collector;
  collector.of_widget(root);
  for (const QWidget* widget : root.findChildren<QWidget*>()) {
    const QWidget* parent = widget->parentWidget();
    while (parent != nullptr && qobject_cast<const ContentView*>(parent) == nullptr)
      parent = parent->parentWidget();
    if (parent == nullptr) collector.of_widget(*widget);
  }
  return std::move(collector.texts);
}

std::vector<ShownText> texts_of(const Content& content) {
  Collector collector;
  for (const Block& block : content.blocks) std::visit(collector, block);
  return std::move(collector.texts);
}

}  // namespace trainyard::gui
