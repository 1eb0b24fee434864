// Colours: told apart by colour-blind readers, and text that reads on its background.
#include <gtest/gtest.h>

#include <QApplication>
#include <QColor>
#include <array>
#include <cmath>

#include "gui/charts/tone_colours.h"
#include "gui/window/appearance.h"
#include "models/chart/canvas.h"

namespace trainyard::gui {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple times(const Matrix& matrix, const Triple& vector) {
  Triple made{};
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 3; ++c) made[r] += matrix[r][c] * vector[c];
  return made;
}

/// Severity 1.0 in linear RGB. Source: Machado, Oliveira, Fernandes, "A physiologically-based model for
/// simulation of color vision deficiency", IEEE TVCG 15(6), 2009, table 1.
struct Sight {
  const char* name;
  Matrix matrix;
};
constexpr Sight sights[] = {
    {"normal", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protanopia",
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deuteranopia",
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
};

/// CIE L*a*b* (D65) of a colour as `sight` has it.
Triple lab(const QColor& colour, const Sight& sight) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  Triple rgb = times(sight.matrix, {linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())});
  for (double& part : rgb) part = std::clamp(part, 0.0, 1.0);
  // sRGB to XYZ, IEC 61966-2-1.
  constexpr Matrix to_xyz{{{0.4124564, 0.3575761, 0.1804375},
                           {0.2126729, 0.7151522, 0.0721750},
                           {0.0193339, 0.1191920, 0.9503041}}};
  const Triple xyz = times(to_xyz, rgb), white = times(to_xyz, {1, 1, 1});
  Triple f{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double t = xyz[i] / white[i];
    f[i] = t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double difference(const QColor& a, const QColor& b, const Sight& sight) {  // CIE76
  const Triple x = lab(a, sight), y = lab(b, sight);
  return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

QColor of_palette(std::size_t index) {
  return QColor(QString::fromStdString(std::string(chart::palette(index))));
}

constexpr std::size_t colours = 8;

TEST(Colours, OfChartsAreToldApartByColourBlindReaders) {
  // A difference of 2.3 is just noticed (Mahy et al., Color Res. Appl. 19, 1994) where two areas touch. Bars
  // and a legend lie apart and are small: six times that.
  constexpr double least = 14;
  for (const Sight& sight : sights)
    for (std::size_t a = 0; a < colours; ++a)
      for (std::size_t b = a + 1; b < colours; ++b)
        EXPECT_GE(difference(of_palette(a), of_palette(b), sight), least)
            << sight.name << ": " << chart::palette(a) << " and " << chart::palette(b);
}

/// In light and dark.
class Themes : public ::testing::TestWithParam<Appearance> {
 protected:
  Themes() : before_(QApplication::palette()) { set_appearance(GetParam()); }
  ~Themes() override { QApplication::setPalette(before_); }

 private:
  QPalette before_;
};

TEST_P(Themes, ChartsStandOutFromTheirBackground) {
  const QPalette palette = QApplication::palette();
  for (const Sight& sight : sights)
    for (std::size_t i = 0; i < colours; ++i)
      for (const QPalette::ColorRole ground : {QPalette::Window, QPalette::Base})
        EXPECT_GE(difference(of_palette(i), palette.color(ground), sight), 14)
            << sight.name << ": " << chart::palette(i);
}

TEST_P(Themes, TextReadsOnItsBackground) {
  constexpr double least = 4.5;  // WCAG 2.1, 1.4.3, level AA
  const QPalette palette = QApplication::palette();
  const auto reads = [&](const QColor& text, QPalette::ColorRole ground) {
    const QColor under = palette.color(ground);
    // A text that lets its background through is as strong as both mixed.
    const double share = text.alphaF();
    const auto mixed = [&](int a, int b) {
      return static_cast<int>(std::lround(share * a + (1 - share) * b));
    };
    const QColor seen(mixed(text.red(), under.red()), mixed(text.green(), under.green()),
                      mixed(text.blue(), under.blue()));
    EXPECT_GE(contrast(seen, under), least)
        << seen.name().toStdString() << " on " << under.name().toStdString() << " (role " << ground << ")";
  };
  reads(palette.color(QPalette::WindowText), QPalette::Window);
  for (const QPalette::ColorRole ground : {QPalette::Base, QPalette::AlternateBase})
    reads(palette.color(QPalette::Text), ground);
  reads(palette.color(QPalette::ButtonText), QPalette::Button);
  reads(palette.color(QPalette::ToolTipText), QPalette::ToolTipBase);
  reads(palette.color(QPalette::HighlightedText), QPalette::Highlight);
  reads(palette.color(QPalette::PlaceholderText), QPalette::Base);
  for (const Tone tone : {Tone::plain, Tone::good, Tone::warning, Tone::problem})
    for (const QPalette::ColorRole ground : {QPalette::Window, QPalette::AlternateBase})
      reads(tone_colour(tone, palette), ground);
  for (const QPalette::ColorRole ground : {QPalette::Window, QPalette::AlternateBase})
    reads(pale_text(palette), ground);
  for (std::size_t i = 0; i < colours; ++i) EXPECT_GE(contrast(text_on(of_palette(i)), of_palette(i)), least);
}

INSTANTIATE_TEST_SUITE_P(Of, Themes, ::testing::Values(Appearance::light, Appearance::dark),
                         [](const auto& one) { return one.param == Appearance::light ? "Light" : "Dark"; });

}  // namespace
}  // namespace trainyard::gui
