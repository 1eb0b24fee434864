#pragma once
// A timeline in a window: zoom, pan, select, search, export.
#include <QAbstractScrollArea>
#include <QImage>
#include <filesystem>
#include <memory>
#include <optional>

#include "gui/charts/timeline_drawing.h"
#include "gui/view_models/timeline_scene.h"
#include "sim/base/result.h"

namespace trainyard::gui {

inline constexpr std::size_t simulated_source = 0, measured_source = 1;

/// A span of one of the sources.
struct SpanRef {
  std::size_t source = 0;
  std::uint32_t span = no_span;
  bool operator==(const SpanRef&) const = default;
};

/// Wheel: zoom at the mouse; Ctrl and wheel: height of rows; drag: pan; Shift and drag, or drag on the ruler:
/// select a range; Ctrl and drag: move the measured trace in time; double click: look at a span; click on a
/// name: fold. Keys: + and - zoom, arrows pan and
/// scroll, Home and End, F fit, / or Ctrl+F search, N and Shift+N next and previous hit, [ and ] previous and
/// next span of the row, Space folds its group, C critical path, P and Shift+P along it, comma and full stop
/// move the measured trace by a pixel (with Shift by ten), Ctrl+C copy, Ctrl+S export.
class TimelineView : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit TimelineView(QWidget* parent = nullptr);

  void set_source(std::size_t source, const std::string& title, std::shared_ptr<const TimelineModel> model);
  [[nodiscard]] const TimelineScene& scene() const { return scene_; }
  [[nodiscard]] TimelineGeometry geometry_now() const;
  void show_window(Picoseconds from, Picoseconds to);
  void set_critical(bool shown);
  /// The next link of the critical path (or the one before), which is selected and brought into view; from
  /// the selected span, otherwise from the left end of the window.
  void step_critical(bool forwards);
  /// Shows a source that much later than its times say.
  void set_shift(std::size_t source, Picoseconds shift);
  void fold_all(bool folded);
  /// Makes room for the other source: folds the groups of this one, those called `open` excepted, when not
  /// everything fits into the window.
  void make_room_beside(std::size_t source, const std::string& open = {});

  /// Finds spans of all sources; the number found. The first is not gone to.
  std::size_t search(const QString& text);
  [[nodiscard]] std::size_t hits() const { return found_.size(); }
  /// The next hit (or the one before), which is selected and brought into view.
  void step_hit(bool forwards);

  [[nodiscard]] std::optional<SpanRef> span_at(const QPointF& point) const;
  [[nodiscard]] std::optional<SpanRef> selected() const { return selected_; }
  void select(std::optional<SpanRef> span);
  [[nodiscard]] std::optional<std::pair<Picoseconds, Picoseconds>> range() const { return range_; }

  /// What is seen: .png, .svg, .pdf, or its spans as .csv. Errors: another ending, a file that cannot be
  /// written.
  [[nodiscard]] Result<void> export_to(const std::filesystem::path& file) const;
  [[nodiscard]] QSize sizeHint() const override { return {740, 420}; }

 public slots:
  void fit();
  void copy_picture() const;
  void copy_data() const;
  void export_as();

 signals:
  void search_wanted();
  void critical_changed(bool shown);
  /// The measured trace was moved, by set_shift, mouse or keys.
  void shift_changed();
  /// What the selected span or range is, for a label.
  void told(const QString& text);
  void problem(const QString& text);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  enum class Drag { none, pan, range, shift };
  void changed();
  void nudge(double columns);
  [[nodiscard]] Picoseconds shown_start(const SpanRef& ref) const;
  void bring_into_view(const SpanRef& span);
  void step_span(bool forwards);
  void fold_at(double y);
  void tell();
  [[nodiscard]] QImage picture(double scale) const;
  [[nodiscard]] std::string svg() const;
  [[nodiscard]] QByteArray pdf() const;
  void paint(QPainter& painter, const TimelineGeometry& geometry, double ratio,
             const TimelineLook& look) const;

  TimelineScene scene_;
  TimelineHits hits_{};
  std::vector<SpanRef> found_;
  std::size_t hit_ = 0;
  bool at_hit_ = false;
  std::optional<SpanRef> selected_;
  std::optional<std::pair<Picoseconds, Picoseconds>> range_;
  Drag drag_ = Drag::none;
  QPointF pressed_, last_;
  Picoseconds shift_at_press_ = 0;
  QString text_;  // searched for
};

}  // namespace trainyard::gui
