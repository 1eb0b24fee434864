#include "gui/window/appearance.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace trainyard::gui {

namespace {

QPalette dark_palette() {
  const QColor window(0x22, 0x25, 0x29), base(0x19, 0x1b, 0x1e), raised(0x2c, 0x30, 0x35);
  const QColor text(0xe6, 0xe6, 0xe6), dim(0x8a, 0x8f, 0x96), accent(0x56, 0xb4, 0xe9);
  QPalette palette;
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, raised);
  palette.setColor(QPalette::ToolTipBase, raised);
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::PlaceholderText, dim);
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::Button, raised);
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::Link, accent);
  palette.setColor(QPalette::Highlight, accent);
  palette.setColor(QPalette::HighlightedText, Qt::black);
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, dim);
  return palette;
}

}  // namespace

void set_appearance(Appearance appearance) {
  // Fusion is the style whose every part heeds the palette.
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  if (appearance == Appearance::dark) {
    QApplication::setPalette(dark_palette());
  } else if (appearance == Appearance::light) {
    QPalette light(QColor(0xef, 0xef, 0xef));
    light.setColor(QPalette::PlaceholderText, QColor(0x5f, 0x63, 0x68));  // the default is too pale to read
    light.setColor(QPalette::Highlight, QColor(0x1f, 0x6f, 0xb0));        // so is its blue under white
    QApplication::setPalette(light);
  } else {
    QApplication::setPalette(QPalette());
  }
}

}  // namespace trainyard::gui
