#pragma once
// A chart in a window: paints it, tells what stands under the mouse, copies and exports it.
#include <QWidget>
#include <memory>
#include <optional>

#include "gui/charts/painter_canvas.h"
#include "models/chart/draw.h"

namespace trainyard::gui {

class ChartView : public QWidget {
  Q_OBJECT
 public:
  explicit ChartView(QWidget* parent = nullptr);
  void set_chart(chart::Chart chart);
  [[nodiscard]] const chart::Chart& chart() const { return chart_; }
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;
  /// What a tooltip at `point` says; empty where there is nothing.
  [[nodiscard]] QString told_at(const QPointF& point) const;
  /// The key of the chart's point at `point`; empty where there is none, or one that opens nothing.
  [[nodiscard]] QString key_at(const QPointF& point) const;

 public slots:
  void copy_picture() const;
  void copy_data() const;
  /// Asks for a file; its ending chooses the form.
  void export_as();

 signals:
  void problem(const QString& text);
  /// A point was chosen: its key. By a double click, or by Enter after the arrow keys led to it.
  void activated_key(const QString& key);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  [[nodiscard]] chart::Size drawn_size(double width) const;
  [[nodiscard]] QString key_of(const std::string& told) const;
  /// The next point that opens something, or the one before; false when there is none.
  bool step_point(int by);

  chart::Chart chart_;
  mutable PainterCanvas::Spots spots_;
  std::optional<std::size_t> pointed_;  // the spot that the arrow keys led to
};

}  // namespace trainyard::gui
