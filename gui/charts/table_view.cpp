#include "gui/charts/table_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "gui/charts/ask_file.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

constexpr int most_rows_shown = 18;  // more scroll inside the table
constexpr int widest_column = 360;   // px
constexpr int sort_role = Qt::UserRole;
constexpr std::size_t longest_number = 32;  // characters, with interval and change; more is a sentence

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

}  // namespace

double number_of(const std::string& cell) {
  std::string digits;
  for (const char c : cell)
    if (c != ',' && c != '$') digits += c;
  char* end = nullptr;
  const double number = std::strtod(digits.c_str(), &end);
  if (end == digits.c_str()) return NAN;
  switch (*end) {  // as count_text writes
    case 'T':
      return number * 1e12;
    case 'B':
      return number * 1e9;
    case 'M':
      return number * 1e6;
    case 'K':
      return number * 1e3;
    default:
      return number;
  }
}

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
      return static_cast<int>((column == 0 || cell.size() > longest_number || std::isnan(number_of(cell))
                                   ? Qt::AlignLeft
                                   : Qt::AlignRight) |
                              Qt::AlignVCenter);
    case sort_role:
      return number_of(cell);
    default:
      return {};
  }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return QString::fromStdString(table_.head[static_cast<std::size_t>(section)]);
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
  setWordWrap(false);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
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
    resizeColumnsToContents();
    for (int c = 0; c < model_->columnCount(); ++c)
      if (columnWidth(c) > widest_column) setColumnWidth(c, widest_column);
  }
  updateGeometry();
}

QSize TableView::sizeHint() const {
  const int rows = std::clamp(model_->rowCount(), 1, most_rows_shown);
  const int bar = horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff ? 0 : 18;
  return {600,
          horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() + bar + 4};
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
