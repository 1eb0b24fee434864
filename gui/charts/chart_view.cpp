#include "gui/charts/chart_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include "gui/charts/ask_file.h"
#include "gui/charts/chart_export.h"
#include "gui/view_models/library_words.h"

namespace trainyard::gui {

namespace {

constexpr chart::Size usual{};           // px, as in files
constexpr int least_width = 460;         // px: axes and legend still leave room for the data
constexpr double height_of_width = 0.5;  // about that of files
constexpr double single_row = 230;       // px: bars of one figure need no more height

bool is_single_row(const chart::Chart& chart) {
  const auto* bars = std::get_if<chart::BarChart>(&chart);
  return bars != nullptr && bars->series.size() == 1 && !bars->intervals.empty();
}

}  // namespace

ChartView::ChartView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void ChartView::set_chart(chart::Chart chart) {
  chart_ = std::move(chart);
  pointed_.reset();
  setAccessibleName(QString::fromStdString(chart::title_of(chart_)));
  setAccessibleDescription(QString::fromStdString(chart::to_csv(chart_)));
  updateGeometry();
  update();
}

chart::Size ChartView::drawn_size(double width) const {
  const double height =
      is_single_row(chart_) ? single_row : std::clamp(width * height_of_width, 300.0, usual.height);
  return chart::size_of(chart_, {width, height});
}

QSize ChartView::sizeHint() const {
  const chart::Size size = drawn_size(usual.width);
  return {static_cast<int>(size.width), static_cast<int>(size.height)};
}

QSize ChartView::minimumSizeHint() const {
  return {least_width, static_cast<int>(drawn_size(least_width).height)};
}

int ChartView::heightForWidth(int width) const {
  return static_cast<int>(drawn_size(width).height);
}

void ChartView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  spots_.clear();
  PainterCanvas canvas(painter, palette().color(QPalette::WindowText), &spots_);
  chart::draw(canvas, chart_,
              chart::size_of(chart_, {static_cast<double>(width()), static_cast<double>(height())}));
  if (pointed_ && *pointed_ < spots_.size()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
    const QRectF& area = spots_[*pointed_].first;
    if (area.width() == area.height()) {
      painter.drawEllipse(area);  // a point
    } else {
      painter.drawRect(area);
    }
  }
  if (hasFocus()) {
    QStyleOptionFocusRect option;
    option.initFrom(this);
    option.rect = rect().adjusted(1, 1, -1, -1);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
  }
}

QString ChartView::told_at(const QPointF& point) const {
  for (auto spot = spots_.rbegin(); spot != spots_.rend(); ++spot) {
    if (spot->first.contains(point)) return QString::fromStdString(library_words(spot->second));
  }
  return {};
}

QString ChartView::key_at(const QPointF& point) const {
  return key_of(told_at(point).toStdString());
}

QString ChartView::key_of(const std::string& told) const {
  const auto* scatter = std::get_if<chart::ScatterChart>(&chart_);
  if (scatter == nullptr || told.empty()) return {};
  for (const chart::Series& series : scatter->series) {
    for (std::size_t i = 0; i < std::min(series.names.size(), series.keys.size()); ++i)
      if (told.starts_with(series.names[i] + ";")) return QString::fromStdString(series.keys[i]);
  }
  return {};
}

bool ChartView::step_point(int by) {
  const auto count = static_cast<int>(spots_.size());
  int at = pointed_ ? static_cast<int>(*pointed_) : (by > 0 ? -1 : count);
  for (int tried = 0; tried < count; ++tried) {
    at = (at + by + count) % count;
    const auto& [area, told] = spots_[static_cast<std::size_t>(at)];
    if (told.empty()) continue;
    pointed_ = static_cast<std::size_t>(at);
    const QString words = QString::fromStdString(library_words(told));
    // The name, not the description: that holds all data, for those who read it at once.
    setAccessibleName(QString::fromStdString(chart::title_of(chart_)) + QStringLiteral(": ") + words);
    QToolTip::showText(mapToGlobal(area.center().toPoint()), words, this);
    update();
    return true;
  }
  return false;
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
  const QString key = key_at(event->position());
  if (!key.isEmpty()) emit activated_key(key);
}

bool ChartView::event(QEvent* event) {
  // Keys that the window has, too, are the chart's while it has the focus.
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::Save)) {
      event->accept();
      return true;
    }
  }
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString told = told_at(help->pos());
  if (told.isEmpty()) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(help->globalPos(), told, this);
  }
  return true;
}

void ChartView::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.addAction(tr("Copy &picture"), this, &ChartView::copy_picture);
  menu.addAction(tr("Copy &data"), this, &ChartView::copy_data);
  menu.addAction(tr("&Export as PNG, SVG, PDF or CSV..."), this, &ChartView::export_as);
  menu.exec(event->globalPos());
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copy_picture();
  if (event->matches(QKeySequence::Save)) return export_as();
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (event->key() == Qt::Key_Right && step_point(1)) return;
  if (event->key() == Qt::Key_Left && step_point(-1)) return;
  if (enter && pointed_ && *pointed_ < spots_.size()) {
    const QString key = key_of(spots_[*pointed_].second);
    if (!key.isEmpty()) emit activated_key(key);
    return;
  }
  QWidget::keyPressEvent(event);
}

void ChartView::copy_picture() const {
  QApplication::clipboard()->setImage(chart_image(chart_));
}

void ChartView::copy_data() const {
  QApplication::clipboard()->setText(QString::fromStdString(chart::to_csv(chart_)));
}

void ChartView::export_as() {
  const QString file = ask_file_to_write(this, tr("Export chart"), QStringLiteral("chart.png"),
                                         tr("Pictures and data (*.png *.svg *.pdf *.csv)"));
  if (file.isEmpty()) return;
  const Result<void> done = export_chart(chart_, file.toStdString());
  if (!done) emit problem(QString::fromStdString(to_text(done.error())));
}

}  // namespace trainyard::gui
