// Mouse and keys of the timeline.
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "gui/charts/timeline_view.h"

namespace trainyard::gui {

namespace {

constexpr double zoom_step = 1.25;  // per notch of the wheel and per key
constexpr double notch = 120;       // Qt: eighths of a degree
constexpr double pan_step = 0.1;    // of the window, per key
constexpr double least_drag = 3;    // px: less is a click
constexpr double row_step = 1.15;
constexpr double ten_columns = 10;  // of the picture, which a key with Shift moves the measured trace by

}  // namespace

bool TimelineView::event(QEvent* event) {
  // Keys that the window has, too, are the timeline's while it has the focus.
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::Save)) {
      event->accept();
      return true;
    }
  }
  return QAbstractScrollArea::event(event);
}

bool TimelineView::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const TimelineGeometry geometry = geometry_now();
  QString text;
  if (const std::optional<SpanRef> span = span_at(help->pos())) {
    text = QString::fromStdString(scene_.model(span->source)->told(span->span, scene_.shift(span->source)));
  } else if (const PlacedRow* row = scene_.row_at(geometry.scene_y(help->pos().y()))) {
    const TimelineModel& model = *scene_.model(row->source);
    text = QString::fromStdString(model.groups()[row->group].name + ", " +
                                  model.timeline().lanes[model.rows()[row->row].lane].name);
  }
  if (text.isEmpty()) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(help->globalPos(), text, viewport());
  }
  return true;
}

void TimelineView::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  changed();
}

void TimelineView::wheelEvent(QWheelEvent* event) {
  const TimelineGeometry geometry = geometry_now();
  const double turned = event->angleDelta().y() / notch, sideways = event->angleDelta().x() / notch;
  if ((event->modifiers() & Qt::ControlModifier) != 0) {
    scene_.set_row_scale(scene_.row_scale() * std::pow(row_step, turned));
    changed();
  } else if (event->position().x() < geometry.labels) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() - static_cast<int>(turned * 3 * 20));
  } else {
    const double place = (event->position().x() - geometry.labels) / geometry.plot_width();
    if (turned != 0) scene_.zoom(std::pow(zoom_step, -turned), place);
    if (sideways != 0) scene_.pan(-sideways * pan_step);
    viewport()->update();
  }
  event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  pressed_ = last_ = event->position();
  const TimelineGeometry geometry = geometry_now();
  const bool ranged = (event->modifiers() & Qt::ShiftModifier) != 0 || pressed_.y() < geometry.ruler;
  const bool moves =
      (event->modifiers() & Qt::ControlModifier) != 0 && scene_.model(measured_source) != nullptr;
  shift_at_press_ = scene_.shift(measured_source);
  drag_ = pressed_.x() < geometry.labels ? Drag::none
          : moves                        ? Drag::shift
          : ranged                       ? Drag::range
                                         : Drag::pan;
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) == 0 || drag_ == Drag::none) return;
  const QPointF at = event->position();
  const TimelineGeometry geometry = geometry_now();
  if (drag_ == Drag::pan) {
    scene_.pan((last_.x() - at.x()) / geometry.plot_width());
    verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                  static_cast<int>(std::lround(last_.y() - at.y())));
  } else if (drag_ == Drag::shift) {
    set_shift(measured_source,
              shift_at_press_ + geometry.time_at(scene_, at.x()) - geometry.time_at(scene_, pressed_.x()));
  } else {
    const Picoseconds a = geometry.time_at(scene_, pressed_.x());
    const Picoseconds b = geometry.time_at(scene_, std::clamp(at.x(), geometry.labels, geometry.width));
    range_ = std::minmax(a, b);
    tell();
  }
  last_ = at;
  viewport()->update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const bool clicked = (event->position() - pressed_).manhattanLength() < least_drag;
  drag_ = Drag::none;
  if (!clicked) return;
  range_.reset();
  if (pressed_.x() < geometry_now().labels) {
    fold_at(pressed_.y());
  } else {
    select(span_at(pressed_));
  }
}

void TimelineView::fold_at(double y) {
  const PlacedGroup* group = scene_.group_at(geometry_now().scene_y(y));
  if (group == nullptr) return;
  scene_.fold(group->source, group->group, !group->folded);
  changed();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
  const std::optional<SpanRef> ref = span_at(event->position());
  if (!ref) return;
  const Picoseconds start = shown_start(*ref);
  const Picoseconds duration = scene_.model(ref->source)->timeline().spans[ref->span].duration();
  scene_.show(start - duration / 4, start + duration + duration / 4);
  select(ref);
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.addAction(tr("&Fit"), this, &TimelineView::fit);
  menu.addAction(tr("Fold &all"), this, [this] { fold_all(true); });
  menu.addAction(tr("&Unfold all"), this, [this] { fold_all(false); });
  menu.addSeparator();
  menu.addAction(tr("Copy &picture"), this, &TimelineView::copy_picture);
  menu.addAction(tr("Copy &data"), this, &TimelineView::copy_data);
  menu.addAction(tr("&Export as PNG, SVG, PDF or CSV..."), this, &TimelineView::export_as);
  menu.exec(event->globalPos());
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copy_picture();
  if (event->matches(QKeySequence::Save)) return export_as();
  if (event->matches(QKeySequence::Find)) return emit search_wanted();
  const auto scroll = [&](int by) { verticalScrollBar()->setValue(verticalScrollBar()->value() + by); };
  constexpr double middle = 0.5;
  const Picoseconds length = scene_.to() - scene_.from();
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      scene_.zoom(1 / zoom_step, middle);
      break;
    case Qt::Key_Minus:
      scene_.zoom(zoom_step, middle);
      break;
    case Qt::Key_Left:
      scene_.pan(-pan_step);
      break;
    case Qt::Key_Right:
      scene_.pan(pan_step);
      break;
    case Qt::Key_Up:
      return scroll(-verticalScrollBar()->singleStep());
    case Qt::Key_Down:
      return scroll(verticalScrollBar()->singleStep());
    case Qt::Key_PageUp:
      return scroll(-verticalScrollBar()->pageStep());
    case Qt::Key_PageDown:
      return scroll(verticalScrollBar()->pageStep());
    case Qt::Key_Home:
      scene_.show(scene_.beginning(), scene_.beginning() + length);
      break;
    case Qt::Key_End:
      scene_.show(scene_.extent() - length, scene_.extent());
      break;
    case Qt::Key_F:
      return fit();
    case Qt::Key_Slash:
      return emit search_wanted();
    case Qt::Key_N:
      return step_hit((event->modifiers() & Qt::ShiftModifier) == 0);
    case Qt::Key_C:
      return set_critical(!scene_.show_critical);
    case Qt::Key_P:
      return step_critical((event->modifiers() & Qt::ShiftModifier) == 0);
    case Qt::Key_Comma:
      return nudge(-1);
    case Qt::Key_Period:
      return nudge(1);
    case Qt::Key_Less:  // comma and full stop with Shift, on many keyboards
    case Qt::Key_Semicolon:
      return nudge(-ten_columns);
    case Qt::Key_Greater:
    case Qt::Key_Colon:
      return nudge(ten_columns);
    case Qt::Key_BracketLeft:
      return step_span(false);
    case Qt::Key_BracketRight:
      return step_span(true);
    case Qt::Key_Space:
      if (selected_) {
        const PlacedRow row = scene_.reveal(selected_->source, selected_->span);
        scene_.fold(row.source, row.group, !scene_.is_folded(row.source, row.group));
        changed();
      }
      return;
    default:
      return QAbstractScrollArea::keyPressEvent(event);
  }
  viewport()->update();
}

}  // namespace trainyard::gui
