#pragma once
// A table of content: sorted by a click, copied and exported, rows opened.
#include <QAbstractTableModel>
#include <QStringList>
#include <QTableView>
#include <vector>

#include "gui/charts/column_widths.h"
#include "gui/view_models/content.h"

namespace trainyard::gui {

class TableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;
  void set_table(Table table);
  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  /// The titles of the columns as they are painted: with line breaks.
  void show_head(QStringList head);

 private:
  Table table_;
  QStringList shown_head_{};
};

/// As wide as its page: where columns need more, heads and texts are broken into lines, and numbers before
/// their interval and their change.
class TableView : public QTableView {
  Q_OBJECT
 public:
  explicit TableView(QWidget* parent = nullptr);
  void set_table(Table table);
  [[nodiscard]] const Table& table() const;
  [[nodiscard]] QSize sizeHint() const override;

 public slots:
  void copy_rows() const;
  void export_as();

 signals:
  void activated_key(const QString& key);
  void problem(const QString& text);

 protected:
  bool event(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void measure();
  void lay_out();
  void break_lines();
  [[nodiscard]] int scroll_bar_height() const;

  TableModel* model_;
  std::vector<ColumnNeed> needs_{};
  int laid_out_for_ = 0;  // px of the viewport
  int head_height_ = 0;   // px
  bool laying_out_ = false, sized_by_hand_ = false;
};

}  // namespace trainyard::gui
