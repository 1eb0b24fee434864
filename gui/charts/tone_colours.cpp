#include "gui/charts/tone_colours.h"

#include <algorithm>
#include <cmath>

namespace trainyard::gui {

namespace {

/// Relative luminance of sRGB. Source: WCAG 2.1, "relative luminance", with the threshold of IEC 61966-2-1.
double luminance(const QColor& colour) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

bool is_dark(const QPalette& palette) {
  return luminance(palette.color(QPalette::Window)) < luminance(palette.color(QPalette::WindowText));
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
  const double one = luminance(a), other = luminance(b);
  constexpr double flare = 0.05;  // WCAG 2.1
  return (std::max(one, other) + flare) / (std::min(one, other) + flare);
}

QColor tone_colour(Tone tone, const QPalette& palette) {
  // Green, orange and vermilion of Okabe and Ito, darkened on light and lightened on dark until they read.
  const bool dark = is_dark(palette);
  switch (tone) {
    case Tone::good:
      return dark ? QColor(0x2b, 0xc2, 0x95) : QColor(0x00, 0x69, 0x4d);
    case Tone::warning:
      return dark ? QColor(0xff, 0xb4, 0x54) : QColor(0x7f, 0x50, 0x00);
    case Tone::problem:
      return dark ? QColor(0xff, 0x8c, 0x42) : QColor(0xa8, 0x43, 0x00);
    case Tone::plain:
      break;
  }
  return palette.color(QPalette::WindowText);
}

QColor pale_text(const QPalette& palette) {
  return is_dark(palette) ? QColor(0xb4, 0xb8, 0xbd) : QColor(0x4d, 0x51, 0x56);
}

QColor text_on(const QColor& background) {
  return contrast(Qt::black, background) >= contrast(Qt::white, background) ? Qt::black : Qt::white;
}

}  // namespace trainyard::gui
