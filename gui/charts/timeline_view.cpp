#include "gui/charts/timeline_view.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionFocusRect>
#include <algorithm>
#include <cmath>

#include "gui/charts/painter_canvas.h"
#include "gui/charts/tone_colours.h"

namespace trainyard::gui {

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

void TimelineView::make_room_beside(std::size_t source, const std::string& open) {
  if (scene_.height() + geometry_now().ruler <= viewport()->height() && open.empty()) return;
  scene_.fold_source(source, open);
  changed();
  verticalScrollBar()->setValue(0);
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

Picoseconds TimelineView::shown_start(const SpanRef& ref) const {
  return scene_.model(ref.source)->timeline().spans[ref.span].start + scene_.shift(ref.source);
}

void TimelineView::set_shift(std::size_t source, Picoseconds shift) {
  if (scene_.shift(source) == shift) return;
  scene_.set_shift(source, shift);
  viewport()->update();
  tell();
  emit shift_changed();
}

void TimelineView::nudge(double columns) {
  const double column = static_cast<double>(scene_.to() - scene_.from()) / geometry_now().plot_width();
  set_shift(measured_source,
            scene_.shift(measured_source) + static_cast<Picoseconds>(std::llround(columns * column)));
}

void TimelineView::step_critical(bool forwards) {
  // The source of the selected span, otherwise the first that knows its critical path.
  std::size_t source = selected_ ? selected_->source : 0;
  const auto knows = [&](std::size_t s) {
    return scene_.model(s) != nullptr && !scene_.model(s)->timeline().critical_path.empty();
  };
  if (!knows(source)) source = 0;
  if (!knows(source)) source = 1;
  if (!knows(source)) return;
  set_critical(true);
  const TimelineModel& model = *scene_.model(source);
  const std::vector<CriticalLink>& links = model.timeline().critical_path.links;
  const bool is_own = selected_ && selected_->source == source;
  const std::uint32_t here = is_own ? model.link_of(selected_->span) : no_span;
  std::uint32_t next = no_span;
  if (here != no_span && links[here].span == selected_->span) {
    if (forwards ? here + 1 >= links.size() : here == 0) return;
    next = forwards ? here + 1 : here - 1;
  } else {
    const Picoseconds time =
        is_own ? model.timeline().spans[selected_->span].start : scene_.from() - scene_.shift(source);
    next = model.link_after(time);
    if (next == no_span) next = static_cast<std::uint32_t>(links.size() - 1);
  }
  const SpanRef ref{source, links[next].span};
  bring_into_view(ref);
  select(ref);
}

void TimelineView::bring_into_view(const SpanRef& ref) {
  const Picoseconds duration = scene_.model(ref.source)->timeline().spans[ref.span].duration();
  const Picoseconds start = shown_start(ref), length = scene_.to() - scene_.from();
  if (duration > length) {
    scene_.show(start - duration / 4, start + duration + duration / 4);
  } else if (start < scene_.from() || start + duration > scene_.to()) {
    const Picoseconds middle = start + duration / 2;
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
  const TimeWindow window = scene_.window(row->source, static_cast<int>(geometry.plot_width()));
  const int column = std::clamp(static_cast<int>(point.x() - geometry.labels), 0, window.columns - 1);
  const auto [first, last] = spans.within(window.boundary(column), window.boundary(column + 1));
  if (first == last) return std::nullopt;
  const std::uint32_t exact = spans.span_at(geometry.time_at(scene_, point.x()) - scene_.shift(row->source));
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
    const Picoseconds shift = scene_.shift(row.source);
    const auto [first, last] = spans.within(scene_.from() - shift, scene_.to() - shift);
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
    text = QString::fromStdString(
        scene_.model(selected_->source)->told(selected_->span, scene_.shift(selected_->source)));
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
    const Picoseconds start = shown_start(*selected_);
    const Picoseconds finish =
        start + scene_.model(selected_->source)->timeline().spans[selected_->span].duration();
    for (const PlacedRow& placed : scene_.rows()) {
      if (placed.source != selected_->source || placed.row != row) continue;
      const double left = std::max(geometry.labels - 5, geometry.x_of(scene_, start));
      const double right = std::min(geometry.width + 5, geometry.x_of(scene_, finish));
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

}  // namespace trainyard::gui
