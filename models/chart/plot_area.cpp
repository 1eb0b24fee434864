#include "models/chart/plot_area.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace trainyard::chart {

namespace {

constexpr std::string_view grid = "#80808040";
constexpr double label_size = 12, tick_size = 11;  // px
constexpr double longest_name = 190;               // px
constexpr double legend_line = 18;                 // px

bool turns(const std::vector<std::string>& names, double step) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return text_width(name, tick_size) > step - 6; });
}

}  // namespace

std::vector<double> ticks(double low, double high, int wanted) {
  if (!(high > low)) {
    const double room = low == 0.0 ? 1.0 : std::abs(low) * 0.1;
    return ticks(low - room, low + room, wanted);
  }
  const double rough = (high - low) / std::max(1, wanted - 1);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1.0 - 1e-9)) {
      step = factor * power;
      break;
    }
  }
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  std::vector<double> marks;
  for (double i = first; i <= last; ++i) marks.push_back(i * step);
  return marks;
}

std::vector<double> log_ticks(double low, double high) {
  if (!(high > low)) return log_ticks(low / 1.5, low * 1.5);
  constexpr double slack = 1e-9;  // of a power of ten, so that 1000 is its own
  const auto whole = [](double power) { return std::pow(10.0, power); };
  const double first = std::floor(std::log10(low) + slack), last = std::ceil(std::log10(high) - slack);
  constexpr double few = 2;  // powers of ten; so many ticks and no more are ten times apart
  if (last - first > few) {
    constexpr double most = 8;  // chosen: more would touch
    const double stride = std::ceil((last - first) / most);
    std::vector<double> marks;
    for (double power = first; power < last + stride; power += stride) marks.push_back(whole(power));
    return marks;
  }
  std::vector<double> marks;
  for (double power = first; power <= last; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double mark = factor * whole(power);
      if (!marks.empty() && marks.back() >= high * (1 - slack)) break;
      if (mark <= low * (1 + slack)) marks.clear();  // the nearest below is the first
      marks.push_back(mark);
    }
  }
  return marks;
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "-";
  struct Suffix {
    double from, unit;
    const char* name;
  };
  static constexpr Suffix suffixes[] = {{1e12, 1e12, "T"}, {1e9, 1e9, "B"}, {1e6, 1e6, "M"}, {1e5, 1e3, "K"}};
  const double size = std::abs(value);
  for (const Suffix& one : suffixes) {
    if (size >= one.from) return fmt::format("{:.4g}{}", value / one.unit, one.name);
  }
  if (size >= 1e4) {
    const auto whole = static_cast<int>(std::lround(size));
    return fmt::format("{}{},{:03}", value < 0 ? "-" : "", whole / 1000, whole % 1000);
  }
  if (size != 0 && size < 1e-12) return "0";
  return fmt::format("{:.4g}", value);
}

Scale make_scale(const std::vector<double>& values, bool from_zero, double from, double to, int wanted) {
  double low = from_zero ? 0.0 : INFINITY, high = from_zero ? 0.0 : -INFINITY;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) low = 0.0, high = 1.0;
  Scale scale;
  scale.marks = ticks(low, high, wanted);
  scale.low = scale.marks.front();
  scale.high = scale.marks.back();
  scale.from = from;
  scale.to = to;
  return scale;
}

Scale make_log_scale(const std::vector<double>& values, double from, double to) {
  double low = INFINITY, high = 0;
  for (const double value : values) {
    if (!std::isfinite(value) || value <= 0) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (high == 0) low = 1, high = 10;
  Scale scale;
  scale.log = true;
  scale.marks = log_ticks(low, high);
  scale.low = scale.marks.front();
  scale.high = scale.marks.back();
  scale.from = from;
  scale.to = to;
  return scale;
}

void draw_levels(Canvas& canvas, const Box& box, const Scale& y, const std::vector<Level>& levels) {
  for (const Level& level : levels) {
    const double at = y.at(level.y);
    if (!std::isfinite(at)) continue;
    canvas.line(box.left, at, box.right(), at, ink, 1.5, true);
    const double above = at - 5, below = at + 14;  // px: the words' base line
    canvas.text(box.right() - 4, above < box.top + tick_size ? below : above,
                fitted(level.text, box.width - 8, tick_size), Anchor::end, tick_size);
  }
}

void draw_y_axis(Canvas& canvas, const Box& box, const Scale& y, const std::string& label) {
  for (const double mark : y.marks) {
    canvas.line(box.left, y.at(mark), box.right(), y.at(mark), grid);
    canvas.text(box.left - 6, y.at(mark) + 4, number_text(mark), Anchor::end, tick_size);
  }
  canvas.line(box.left, box.top, box.left, box.bottom(), ink);
  canvas.text(16, box.top + box.height / 2, label, Anchor::middle, label_size, -90);
}

void draw_x_axis(Canvas& canvas, const Box& box, const Scale& x, const std::string& label) {
  for (const double mark : x.marks) {
    canvas.line(x.at(mark), box.bottom(), x.at(mark), box.bottom() + 4, ink);
    canvas.text(x.at(mark), box.bottom() + 18, number_text(mark), Anchor::middle, tick_size);
  }
  canvas.line(box.left, box.bottom(), box.right(), box.bottom(), ink);
  canvas.text(box.left + box.width / 2, box.bottom() + 38, label, Anchor::middle, label_size);
}

double legend_width(const std::vector<std::string>& names) {
  if (names.size() < 2) return 0;
  double widest = 0;
  for (const std::string& name : names) widest = std::max(widest, text_width(name, tick_size));
  return std::min(widest, longest_name) + 40;
}

void draw_legend(Canvas& canvas, double left, double top, const std::vector<std::string>& names,
                 const std::vector<std::size_t>& colours) {
  if (names.size() < 2) return;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double y = top + legend_line * static_cast<double>(i);
    canvas.rect({left + 14, y, 12, 12}, palette(colours.empty() ? i : colours[i]), names[i]);
    canvas.text(left + 32, y + 10, fitted(names[i], longest_name, tick_size), Anchor::start, tick_size);
  }
}

double category_height(const std::vector<std::string>& names, double step) {
  if (!turns(names, step)) return 26;
  double widest = 0;
  for (const std::string& name : names) widest = std::max(widest, text_width(name, tick_size));
  constexpr double slope = 0.64;  // sine of the 40 degrees they are turned by
  return std::min(widest, longest_name) * slope + 26;
}

void draw_categories(Canvas& canvas, const Box& box, const std::vector<double>& centres,
                     const std::vector<std::string>& names, double step) {
  const bool turned = turns(names, step);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = fitted(names[i], longest_name, tick_size);
    if (turned) {
      canvas.text(centres[i] + 4, box.bottom() + 16, name, Anchor::end, tick_size, -40);
    } else {
      canvas.text(centres[i], box.bottom() + 18, name, Anchor::middle, tick_size);
    }
  }
  canvas.line(box.left, box.bottom(), box.right(), box.bottom(), ink);
}

void draw_grid_names(Canvas& canvas, const Box& box, const std::vector<std::string>& columns,
                     const std::vector<std::string>& rows, double wide, double tall) {
  constexpr double longest_row_name = 64, gap = 6, size = 11;  // px
  std::vector<double> centres;
  for (std::size_t c = 0; c < columns.size(); ++c)
    centres.push_back(box.left + wide * (static_cast<double>(c) + 0.5));
  draw_categories(canvas, box, centres, columns, wide);
  for (std::size_t r = 0; r < rows.size(); ++r)
    canvas.text(box.left - gap, box.bottom() - tall * (static_cast<double>(r) + 0.5) + 4,
                fitted(rows[r], longest_row_name, size), Anchor::end, size);
}

}  // namespace trainyard::chart
