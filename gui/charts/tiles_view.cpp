#include "gui/charts/tiles_view.h"

#include <QPainter>
#include <algorithm>

#include "gui/charts/tone_colours.h"

namespace trainyard::gui {

namespace {

constexpr int least_width = 150, tile_height = 74, gap = 8, margin = 10;  // px

}  // namespace

TilesView::TilesView(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void TilesView::set_tiles(Tiles tiles) {
  tiles_ = std::move(tiles);
  QString told;
  for (const Tile& tile : tiles_.tiles)
    told += QString::fromStdString(tile.label + ": " + tile.value + " " + tile.detail + "\n");
  setAccessibleName(told);
  setToolTip(told.trimmed());
  updateGeometry();
  update();
}

int TilesView::columns(int width) const {
  const int most = std::max(1, (width + gap) / (least_width + gap));
  const int count = std::max(1, static_cast<int>(tiles_.tiles.size()));
  if (count <= most) return count;
  const int rows = (count + most - 1) / most;
  return (count + rows - 1) / rows;
}

QSize TilesView::sizeHint() const {
  return {600, heightForWidth(600)};
}

int TilesView::heightForWidth(int width) const {
  const int across = columns(width), count = std::max(1, static_cast<int>(tiles_.tiles.size()));
  const int rows = (count + across - 1) / across;
  return rows * (height_of_tile(width) + gap) - gap;
}

QFont TilesView::small_font() const {
  QFont small = font();
  small.setPixelSize(11);
  return small;
}

int TilesView::height_of_tile(int width) const {
  const int across = columns(width), room = (width + gap) / across - gap - 2 * margin;
  const QFontMetrics metrics(small_font());
  int tallest = metrics.height();
  for (const Tile& tile : tiles_.tiles) {
    const QString detail = QString::fromStdString(tile.detail);
    constexpr int any = 1000;  // px
    tallest =
        std::max(tallest, metrics.boundingRect(QRect(0, 0, room, any), Qt::TextWordWrap, detail).height());
  }
  return tile_height + tallest - metrics.height();
}

void TilesView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const int across = columns(width());
  const int wide = (width() + gap) / across - gap;
  QFont value_font = font();
  value_font.setPixelSize(20);
  value_font.setBold(true);
  const QFont small = small_font();
  const int tall_tile = height_of_tile(width());
  for (std::size_t i = 0; i < tiles_.tiles.size(); ++i) {
    const Tile& tile = tiles_.tiles[i];
    const int column = static_cast<int>(i) % across, row = static_cast<int>(i) / across;
    const QRect area(column * (wide + gap), row * (tall_tile + gap), wide, tall_tile);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().alternateBase());
    painter.drawRoundedRect(area, 6, 6);
    const QRect text = area.adjusted(margin, 6, -margin, -6);
    const auto line = [&](const std::string& words, const QFont& used, const QColor& colour, int top,
                          int tall) {
      painter.setFont(used);
      painter.setPen(colour);
      const QString shown =
          painter.fontMetrics().elidedText(QString::fromStdString(words), Qt::ElideRight, text.width());
      painter.drawText(QRect(text.left(), text.top() + top, text.width(), tall),
                       Qt::AlignLeft | Qt::AlignVCenter, shown);
    };
    const QColor colour = tone_colour(tile.tone, palette()), pale = pale_text(palette());
    line(tile.label, small, pale, 0, 15);
    line(tile.value, value_font, colour, 16, 27);
    painter.setFont(small);
    painter.setPen(pale);
    constexpr int above_detail = 45;  // px
    painter.drawText(text.adjusted(0, above_detail, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     QString::fromStdString(tile.detail));
  }
}

}  // namespace trainyard::gui
