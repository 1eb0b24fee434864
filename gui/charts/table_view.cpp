#include "gui/charts/table_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

#include "gui/charts/ask_file.h"
#include "gui/charts/cell_lines.h"
#include "models/chart/table_cell.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

constexpr int most_rows_shown = 18;    // more scroll inside the table
constexpr int most_rows_broken = 500;  // more rows are one line each: breaking lines costs time
constexpr int most_lines = 6;          // of one cell; its tooltip has all
constexpr int room_around = 8;         // px, above and below the letters of a row together
constexpr int slack = 20;  // px by which a table may widen without being laid out anew: a scroll bar
constexpr int sort_role = Qt::UserRole;

/// Numbers among themselves, then texts.
class ByValue : public QSortFilterProxyModel {
 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override {
    const double a = left.data(sort_role).toDouble(), b = right.data(sort_role).toDouble();
    if (std::isnan(a) != std::isnan(b)) return std::isnan(b);
    if (std::isnan(a)) return left.data().toString() < right.data().toString();
    return a < b;
  }
};

bool is_number(const QModelIndex& index) {
  return (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
}

QStringList pieces_at(const QModelIndex& index) {
  return pieces_of(index.data().toString(), is_number(index));
}

/// What the style keeps free at the sides of a cell's letters, in px.
int margins_of_cell(const QWidget& table) {
  return 2 * (table.style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, &table) + 1);
}

/// Breaks numbers as pieces_of_number says; texts are broken by Qt.
class CellDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (!is_number(index)) return;
    const int room = option->rect.width() - margins_of_cell(*option->widget);
    option->text = in_lines(pieces_at(index), room, option->fontMetrics);
    option->text.replace(QLatin1Char('\n'), QChar::LineSeparator);  // as Qt's own delegate does
  }
};

}  // namespace

void TableModel::set_table(Table table) {
  const bool same_shape = table.rows.size() == table_.rows.size() && table.head == table_.head;
  if (!same_shape) beginResetModel();
  table_ = std::move(table);
  if (!same_shape) return endResetModel();
  if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int TableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.head.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
  const auto& row = table_.rows[static_cast<std::size_t>(index.row())];
  const auto column = static_cast<std::size_t>(index.column());
  const std::string cell = column < row.size() ? row[column] : std::string{};
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return QString::fromStdString(cell);
    case Qt::TextAlignmentRole:
      return static_cast<int>((column > 0 && chart::reads_as_number(cell) ? Qt::AlignRight : Qt::AlignLeft) |
                              Qt::AlignVCenter);
    case sort_role:
      return chart::number_of(cell);
    default:
      return {};
  }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  const QString whole = QString::fromStdString(table_.head[static_cast<std::size_t>(section)]);
  if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) return whole;
  if (role != Qt::DisplayRole) return {};
  return section < shown_head_.size() ? shown_head_[section] : whole;
}

void TableModel::show_head(QStringList head) {
  if (head == shown_head_) return;
  shown_head_ = std::move(head);
  if (columnCount() > 0) emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

TableView::TableView(QWidget* parent) : QTableView(parent), model_(new TableModel(this)) {
  auto* sorted = new ByValue(this);
  sorted->setSourceModel(model_);
  setModel(sorted);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setSortingEnabled(true);
  setTabKeyNavigation(false);
  setWordWrap(true);
  setItemDelegate(new CellDelegate(this));
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
    if (laying_out_) return;
    sized_by_hand_ = true;
    break_lines();
  });
  connect(sorted, &QAbstractItemModel::layoutChanged, this, &TableView::break_lines);
  connect(this, &QTableView::activated, this, [this, sorted](const QModelIndex& index) {
    const auto row = static_cast<std::size_t>(sorted->mapToSource(index).row());
    if (row < model_->table().keys.size())
      emit activated_key(QString::fromStdString(model_->table().keys[row]));
  });
}

const Table& TableView::table() const {
  return model_->table();
}

void TableView::set_table(Table table) {
  const bool same_head = table.head == model_->table().head;
  setAccessibleName(QString::fromStdString(table.title));
  model_->set_table(std::move(table));
  if (!same_head) {
    needs_.clear();
    sized_by_hand_ = false;
  }
  measure();
  lay_out();
}

void TableView::measure() {
  const QFontMetrics metrics = fontMetrics(), head_metrics = horizontalHeader()->fontMetrics();
  const int margin = margins_of_cell(*this) + 2;
  const int head_margin = 2 * style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this) + 2;
  const auto columns = static_cast<std::size_t>(model_->columnCount());
  // A column never shrinks while the same table is filled anew: what is read would jump under a slider.
  needs_.resize(columns);
  const int rows = std::min(model_->rowCount(), most_rows_broken);
  for (std::size_t c = 0; c < columns; ++c) {
    const QString head = QString::fromStdString(model_->table().head[c]);
    needs_[c].widen(need_of(head, pieces_of(head), head_metrics), head_margin);
    for (int r = 0; r < rows; ++r) {
      const QModelIndex index = model_->index(r, static_cast<int>(c));
      needs_[c].widen(need_of(index.data().toString(), pieces_at(index), metrics), margin);
    }
    needs_[c].numbers = chart::holds_numbers(model_->table().rows, c, most_rows_broken);
  }
}

void TableView::lay_out() {
  laid_out_for_ = viewport()->width();
  if (!sized_by_hand_) {
    laying_out_ = true;
    const std::vector<int> widths = column_widths(needs_, laid_out_for_);
    for (std::size_t c = 0; c < widths.size(); ++c) setColumnWidth(static_cast<int>(c), widths[c]);
    laying_out_ = false;
  }
  break_lines();
}

void TableView::break_lines() {
  const QFontMetrics metrics = fontMetrics(), head_metrics = horizontalHeader()->fontMetrics();
  const int head_margin = 2 * style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this);
  QStringList head;
  qsizetype head_lines = 1;
  for (int c = 0; c < model_->columnCount(); ++c) {
    const QString whole = QString::fromStdString(model_->table().head[static_cast<std::size_t>(c)]);
    head.push_back(in_lines(pieces_of(whole), columnWidth(c) - head_margin, head_metrics));
    head_lines = std::max(head_lines, head.back().count(QLatin1Char('\n')) + 1);
  }
  model_->show_head(head);
  head_height_ = static_cast<int>(head_lines) * head_metrics.lineSpacing() + room_around;
  horizontalHeader()->setFixedHeight(head_height_);
  const int margin = margins_of_cell(*this);
  const bool broken = model()->rowCount() <= most_rows_broken;
  for (int r = 0; r < model()->rowCount(); ++r) {
    int height = metrics.height();
    for (int c = 0; broken && c < model()->columnCount(); ++c) {
      if (columnWidth(c) >= needs_[static_cast<std::size_t>(c)].natural) continue;
      const QString lines = in_lines(pieces_at(model()->index(r, c)), columnWidth(c) - margin, metrics);
      const int count = std::min<int>(most_lines, static_cast<int>(lines.count(QLatin1Char('\n'))) + 1);
      height = std::max(height, count * metrics.lineSpacing());
    }
    if (rowHeight(r) != height + room_around) setRowHeight(r, height + room_around);
  }
  updateGeometry();
}

void TableView::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  // Wider by a scroll bar's width only: as before, or the page's scroll bar could come and go for ever.
  const int width = viewport()->width();
  if (width < laid_out_for_ || width > laid_out_for_ + slack) lay_out();
}

QSize TableView::sizeHint() const {
  const int rows = std::clamp(model()->rowCount(), 1, most_rows_shown);
  const bool bar = horizontalHeader()->length() > viewport()->width();
  int height = head_height_ + 2 * frameWidth() + (bar ? scroll_bar_height() : 0);
  for (int r = 0; r < rows; ++r)
    height += r < model()->rowCount() ? rowHeight(r) : verticalHeader()->defaultSectionSize();
  return {600, height};
}

int TableView::scroll_bar_height() const {
  return horizontalScrollBar()->sizeHint().height();
}

void TableView::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.addAction(tr("&Copy rows"), this, &TableView::copy_rows);
  menu.addAction(tr("&Export as CSV..."), this, &TableView::export_as);
  menu.exec(event->globalPos());
}

bool TableView::event(QEvent* event) {
  // Keys that the window has, too, are the table's while it has the focus.
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::Save)) {
      event->accept();
      return true;
    }
  }
  return QTableView::event(event);
}

void TableView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copy_rows();
  if (event->matches(QKeySequence::Save)) return export_as();
  QTableView::keyPressEvent(event);
}

void TableView::copy_rows() const {
  const QModelIndexList rows = selectionModel()->selectedRows();
  if (rows.isEmpty()) return QApplication::clipboard()->setText(QString::fromStdString(to_csv(table())));
  Table chosen = table();
  chosen.rows.clear();
  const auto* sorted = static_cast<const QSortFilterProxyModel*>(model());
  for (const QModelIndex& row : rows)
    chosen.rows.push_back(table().rows[static_cast<std::size_t>(sorted->mapToSource(row).row())]);
  QApplication::clipboard()->setText(QString::fromStdString(to_csv(chosen)));
}

void TableView::export_as() {
  const QString file =
      ask_file_to_write(this, tr("Export table"), QStringLiteral("table.csv"), tr("CSV (*.csv)"));
  if (file.isEmpty()) return;
  const Result<void> done = write_file(file.toStdString(), to_csv(table()));
  if (!done) emit problem(QString::fromStdString(to_text(done.error())));
}

}  // namespace trainyard::gui
