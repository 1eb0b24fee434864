#include "gui/charts/content_view.h"

#include <QGridLayout>
#include <QLabel>

#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/charts/tiles_view.h"

namespace trainyard::gui {

namespace {

QString tone_style(Tone tone) {
  switch (tone) {  // of Okabe and Ito, readable on light and dark
    case Tone::good:
      return QStringLiteral("color: #009e73;");
    case Tone::warning:
      return QStringLiteral("color: #c77700;");
    case Tone::problem:
      return QStringLiteral("color: #d55e00; font-weight: bold;");
    case Tone::plain:
      break;
  }
  return {};
}

/// A table with its title above.
class TitledTable : public QWidget {
 public:
  TitledTable() {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    title = new QLabel;
    title->setWordWrap(true);
    table = new TableView;
    title->setBuddy(table);
    layout->addWidget(title);
    layout->addWidget(table);
  }
  QLabel* title;
  TableView* table;
};

}  // namespace

ContentView::ContentView(QWidget* parent) : QScrollArea(parent), inside_(new QWidget) {
  layout_ = new QVBoxLayout(inside_);
  layout_->setSpacing(10);
  setWidget(inside_);
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);
  layout_->addStretch(1);
}

QWidget* ContentView::make_widget(const Block& block) {
  if (std::holds_alternative<Heading>(block) || std::holds_alternative<Paragraph>(block)) {
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
  }
  if (std::holds_alternative<Tiles>(block)) return new TilesView;
  if (std::holds_alternative<Table>(block)) {
    auto* made = new TitledTable;
    connect(made->table, &TableView::activated_key, this, &ContentView::activated);
    connect(made->table, &TableView::problem, this, &ContentView::problem);
    return made;
  }
  auto* view = new ChartView;
  connect(view, &ChartView::problem, this, &ContentView::problem);
  connect(view, &ChartView::activated_key, this, &ContentView::activated);
  return view;
}

void ContentView::fill(QWidget* widget, const Block& block) {
  if (const auto* heading = std::get_if<Heading>(&block)) {
    auto* label = static_cast<QLabel*>(widget);
    label->setStyleSheet(QStringLiteral("font-weight: bold; font-size: 15px;"));
    label->setText(QString::fromStdString(heading->text));
  } else if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
    auto* label = static_cast<QLabel*>(widget);
    label->setTextFormat(Qt::PlainText);
    label->setStyleSheet(tone_style(paragraph->tone));
    label->setText(QString::fromStdString(paragraph->text));
  } else if (const auto* tiles = std::get_if<Tiles>(&block)) {
    static_cast<TilesView*>(widget)->set_tiles(*tiles);
  } else if (const auto* table = std::get_if<Table>(&block)) {
    auto* titled = static_cast<TitledTable*>(widget);
    titled->title->setText(QString::fromStdString(table->title));
    titled->title->setVisible(!table->title.empty());
    titled->table->set_table(*table);
  } else {
    static_cast<ChartView*>(widget)->set_chart(std::get<chart::Chart>(block));
  }
}

void ContentView::show_content(Content content) {
  const std::size_t count = content.blocks.size();
  bool same = count == widgets_.size();
  for (std::size_t i = 0; same && i < count; ++i)
    same = content.blocks[i].index() == content_.blocks[i].index();
  if (!same) {
    for (QWidget* widget : widgets_) delete widget;
    widgets_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      widgets_.push_back(make_widget(content.blocks[i]));
      layout_->insertWidget(static_cast<int>(i), widgets_.back());
    }
  }
  content_ = std::move(content);
  for (std::size_t i = 0; i < count; ++i) fill(widgets_[i], content_.blocks[i]);
}

}  // namespace trainyard::gui
