#pragma once
// A table of content: sorted by a click, copied and exported, rows opened.
#include <QAbstractTableModel>
#include <QTableView>

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

 private:
  Table table_;
};

/// The number at the start of a cell ("18.9 s" is 18.9, "+1.2 %" is 1.2, "2,048" is 2048); NaN when there is
/// none.
[[nodiscard]] double number_of(const std::string& cell);

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

 private:
  TableModel* model_;
};

}  // namespace trainyard::gui
