#include "gui/charts/timeline_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionFocusRect>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "gui/charts/painter_canvas.h"
#include "gui/charts/tone_colours.h"

namespace trainyard::gui {

namespace {

constexpr double zoom_step = 1.25;  // per notch of the wheel and per key
constexpr double notch = 120;       // Qt: eighths of a degree
constexpr double pan_step = 0.1;    // of the window, per key
constexpr double least_drag = 3;    // px: less is a click
constexpr double row_step = 1.15;

}  // namespace

TimelineView::TimelineView(QWidget* parent) : QAbstractScrollArea(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setMouseTracking(true);
  viewport()->setAutoFillBackground(false);
  setMinimumSize(320, 160);
  setAccessibleName(tr("Timeline"));
  setAccessibleDescription(tr("Nothing is shown yet."));
}

void TimelineView::set_source(std::size_t source, const std::string& title,
                              std::shared_ptr<const TimelineModel> model) {
  if (selected_ && selected_->source == source) selected_.reset();
  scene_.set_source(source, title, std::move(model));
  (void)search(text_);
  changed();
  tell();
}

TimelineGeometry TimelineView::geometry_now() const {
  TimelineGeometry geometry;
  geometry.width = viewport()->width();
  geometry.height = viewport()->height();
  geometry.scroll = verticalScrollBar()->value();
  return geometry;
}

void TimelineView::changed() {
  const int page = std::max(1, viewport()->height() - static_cast<int>(geometry_now().ruler));
  verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(scene_.height())) - page));
  verticalScrollBar()->setPageStep(page);
  verticalScrollBar()->setSingleStep(20);
  viewport()->update();
}

void TimelineView::show_window(Picoseconds from, Picoseconds to) {
  scene_.show(from, to);
  viewport()->update();
}

void TimelineView::fit() {
  scene_.fit();
  viewport()->update();
}

void TimelineView::set_critical(bool shown) {
  if (scene_.show_critical == shown) return;
  scene_.show_critical = shown;
  viewport()->update();
  emit critical_changed(shown);
}

void TimelineView::fold_all(bool folded) {
  scene_.fold_all(folded);
  changed();
}

std::size_t TimelineView::search(const QString& text) {
  text_ = text;
  found_.clear();
  at_hit_ = false;
  hit_ = 0;
  for (std::size_t s = 0; s < timeline_sources; ++s) {
    hits_[s].clear();
    if (scene_.model(s) == nullptr) continue;
    const std::vector<std::uint32_t> spans = scene_.model(s)->search(text.toStdString());
    if (!spans.empty()) hits_[s] = hit_rows(*scene_.model(s), spans);
    for (const std::uint32_t span : spans) found_.push_back({s, span});
  }
  viewport()->update();
  return found_.size();
}

void TimelineView::step_hit(bool forwards) {
  if (found_.empty()) return;
  const std::size_t count = found_.size();
  if (at_hit_) {
    hit_ = (hit_ + (forwards ? 1 : count - 1)) % count;
  } else {
    hit_ = forwards ? 0 : count - 1;
  }
  at_hit_ = true;
  bring_into_view(found_[hit_]);
  select(found_[hit_]);
}

void TimelineView::bring_into_view(const SpanRef& ref) {
  const TimelineSpan& span = scene_.model(ref.source)->timeline().spans[ref.span];
  const Picoseconds length = scene_.to() - scene_.from();
  if (span.duration() > length) {
    scene_.show(span.start - span.duration() / 4, span.finish + span.duration() / 4);
  } else if (span.start < scene_.from() || span.finish > scene_.to()) {
    const Picoseconds middle = span.start + span.duration() / 2;
    scene_.show(middle - length / 2, middle - length / 2 + length);
  }
  const PlacedRow row = scene_.reveal(ref.source, ref.span);
  changed();
  const double page = viewport()->height() - geometry_now().ruler, scroll = verticalScrollBar()->value();
  if (row.top < scroll || row.top + row.height > scroll + page)
    verticalScrollBar()->setValue(static_cast<int>(row.top - page / 2));
}

std::optional<SpanRef> TimelineView::span_at(const QPointF& point) const {
  const TimelineGeometry geometry = geometry_now();
  if (point.x() < geometry.labels || point.y() < geometry.ruler) return std::nullopt;
  const PlacedRow* row = scene_.row_at(geometry.scene_y(point.y()));
  if (row == nullptr) return std::nullopt;
  const SpanRow& spans = scene_.model(row->source)->rows()[row->row].spans;
  // The column under the mouse, as it is painted: a thin span is met, too.
  const TimeWindow window = scene_.window(static_cast<int>(geometry.plot_width()));
  const int column = std::clamp(static_cast<int>(point.x() - geometry.labels), 0, window.columns - 1);
  const auto [first, last] = spans.within(window.boundary(column), window.boundary(column + 1));
  if (first == last) return std::nullopt;
  const std::uint32_t exact = spans.span_at(geometry.time_at(scene_, point.x()));
  return SpanRef{row->source, exact == no_span ? spans.span(first) : exact};
}

void TimelineView::select(std::optional<SpanRef> span) {
  selected_ = span;
  viewport()->update();
  tell();
}

void TimelineView::step_span(bool forwards) {
  if (scene_.rows().empty()) return;
  if (!selected_) {
    const PlacedRow& row = scene_.rows().front();
    const SpanRow& spans = scene_.model(row.source)->rows()[row.row].spans;
    const auto [first, last] = spans.within(scene_.from(), scene_.to());
    if (first < last) select(SpanRef{row.source, spans.span(first)});
    return;
  }
  const TimelineModel& model = *scene_.model(selected_->source);
  const SpanRow& spans = model.rows()[model.row_of(selected_->span)].spans;
  const Picoseconds start = model.timeline().spans[selected_->span].start;
  const std::size_t here = spans.within(start, start + 1).first;
  if (forwards ? here + 1 >= spans.size() : here == 0) return;
  const SpanRef next{selected_->source, spans.span(forwards ? here + 1 : here - 1)};
  bring_into_view(next);
  select(next);
}

void TimelineView::tell() {
  QString text;
  if (range_) text = QString::fromStdString(busy_text(scene_, range_->first, range_->second));
  if (!range_ && selected_)
    text = QString::fromStdString(scene_.model(selected_->source)->told(selected_->span));
  setAccessibleDescription(text.isEmpty() ? tr("Nothing is selected.") : text);
  emit told(text);
}

void TimelineView::paint(QPainter& painter, const TimelineGeometry& geometry, double ratio,
                         const TimelineLook& look) const {
  const QRectF whole(0, 0, geometry.width, geometry.height);
  painter.fillRect(whole, look.background);
  QImage rows(std::max(1, static_cast<int>(geometry.plot_width() * ratio)),
              std::max(1, static_cast<int>((geometry.height - geometry.ruler) * ratio)),
              QImage::Format_RGB32);
  raster_rows(rows, ratio, scene_, geometry, hits_, look);
  painter.drawImage(
      QRectF(geometry.labels, geometry.ruler, geometry.plot_width(), geometry.height - geometry.ruler), rows);
  PainterCanvas canvas(painter, look.ink);
  draw_frame(canvas, scene_, geometry);
  QFont font = painter.font();
  font.setPixelSize(static_cast<int>(span_label_size) + 1);
  painter.setFont(font);
  for (const SpanLabel& label : span_labels(scene_, geometry)) {
    const QColor colour(QString::fromStdString(std::string(chart::palette(label.kind))));
    painter.setPen(scene_.show_critical ? look.ink : text_on(colour));
    painter.drawText(QPointF(label.x, label.base), QString::fromStdString(label.text));
  }
  painter.save();
  painter.setClipRect(QRectF(geometry.labels, 0, geometry.plot_width(), geometry.height));
  if (range_) {
    QColor shade = look.ink;
    shade.setAlphaF(0.14F);
    const double left = geometry.x_of(scene_, range_->first), right = geometry.x_of(scene_, range_->second);
    painter.fillRect(QRectF(left, 0, right - left, geometry.height), shade);
  }
  if (selected_) {
    const std::size_t row = scene_.model(selected_->source)->row_of(selected_->span);
    const TimelineSpan& span = scene_.model(selected_->source)->timeline().spans[selected_->span];
    for (const PlacedRow& placed : scene_.rows()) {
      if (placed.source != selected_->source || placed.row != row) continue;
      const double left = std::max(geometry.labels - 5, geometry.x_of(scene_, span.start));
      const double right = std::min(geometry.width + 5, geometry.x_of(scene_, span.finish));
      painter.setPen(QPen(look.ink, 2));
      painter.setBrush(Qt::NoBrush);
      if (geometry.picture_y(placed.top) >= geometry.ruler)
        painter.drawRect(
            QRectF(left, geometry.picture_y(placed.top) - 0.5, std::max(2.0, right - left), placed.height));
    }
  }
  painter.restore();
}

void TimelineView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(viewport());
  paint(painter, geometry_now(), devicePixelRatioF(),
        {palette().color(QPalette::Base), palette().color(QPalette::Text)});
  if (hasFocus()) {
    QStyleOptionFocusRect option;
    option.initFrom(this);
    option.rect = viewport()->rect().adjusted(0, 0, -1, -1);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
  }
}

bool TimelineView::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const TimelineGeometry geometry = geometry_now();
  QString text;
  if (const std::optional<SpanRef> span = span_at(help->pos())) {
    text = QString::fromStdString(scene_.model(span->source)->told(span->span));
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
  drag_ = pressed_.x() < geometry.labels ? Drag::none : ranged ? Drag::range : Drag::pan;
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) == 0 || drag_ == Drag::none) return;
  const QPointF at = event->position();
  const TimelineGeometry geometry = geometry_now();
  if (drag_ == Drag::pan) {
    scene_.pan((last_.x() - at.x()) / geometry.plot_width());
    verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                  static_cast<int>(std::lround(last_.y() - at.y())));
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
  const TimelineSpan& span = scene_.model(ref->source)->timeline().spans[ref->span];
  scene_.show(span.start - span.duration() / 4, span.finish + span.duration() / 4);
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
      scene_.show(0, length);
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
