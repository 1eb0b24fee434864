#include "gui/charts/content_view.h"

#include <QEvent>
#include <QLabel>

#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/charts/tiles_view.h"
#include "gui/charts/tone_colours.h"
#include "gui/view_models/library_words.h"

namespace trainyard::gui {

namespace {

QString tone_style(Tone tone, const QPalette& palette) {
  if (tone == Tone::plain) return {};
  return QStringLiteral("color: %1;%2")
      .arg(tone_colour(tone, palette).name(),
           tone == Tone::problem ? QStringLiteral(" font-weight: bold;") : QString());
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
    label->setStyleSheet(tone_style(paragraph->tone, palette()));
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

void ContentView::changeEvent(QEvent* event) {
  QScrollArea::changeEvent(event);
  if (event->type() != QEvent::PaletteChange) return;
  for (std::size_t i = 0; i < widgets_.size(); ++i) fill(widgets_[i], content_.blocks[i]);
}

void ContentView::show_content(Content untranslated) {
  Content content = in_users_language(std::move(untranslated));
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
    order_focus();
  }
  content_ = std::move(content);
  for (std::size_t i = 0; i < count; ++i) fill(widgets_[i], content_.blocks[i]);
  // What is told to those who do not see: a table without a title bears that of its heading.
  std::string heading;
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto* one = std::get_if<Heading>(&content_.blocks[i])) heading = one->text;
    const auto* table = std::get_if<Table>(&content_.blocks[i]);
    if (table == nullptr || !table->title.empty()) continue;
    static_cast<TitledTable*>(widgets_[i])->table->setAccessibleName(QString::fromStdString(heading));
  }
}

void ContentView::order_focus() {
  QWidget* before = this;
  for (QWidget* widget : widgets_) {
    setTabOrder(before, widget);
    before = widget;
    if (auto* table = widget->findChild<TableView*>()) {
      setTabOrder(widget, table);
      before = table;
    }
  }
}

}  // namespace trainyard::gui
