#include "gui/charts/timeline_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "gui/view_models/words.h"
#include "models/chart/chart.h"

namespace trainyard::gui {

namespace {

constexpr double least_strength = 0.3;  // of a column with little in it, so that it is seen
constexpr double dimmed = 0.3;          // what is not on the critical path
constexpr int full = 255;
constexpr double least_labelled_row = 11, least_labelled_span = 26;  // px
constexpr int least_edged_run = 4;                                   // px: wide enough for an edge

struct AxisUnit {
  double seconds;
  const char* name;
};
AxisUnit unit_of(Picoseconds window) {
  const double length = to_seconds(window).base();
  if (length >= 2) return {1, "s"};
  if (length >= 2e-3) return {1e-3, "ms"};
  if (length >= 2e-6) return {1e-6, "us"};
  return {1e-9, "ns"};
}

QColor colour_of(std::uint8_t kind) {
  return QColor(QString::fromStdString(std::string(chart::palette(kind))));
}

QRgb mixed(const QColor& over, const QColor& under, double share) {
  const auto part = [&](int a, int b) { return static_cast<int>(std::lround(a * share + b * (1 - share))); };
  return qRgb(part(over.red(), under.red()), part(over.green(), under.green()),
              part(over.blue(), under.blue()));
}

double strength_of(std::uint8_t covered) {
  return covered == full ? 1.0 : least_strength + (1 - least_strength) * covered / full;
}

/// Colours of runs, mixed once per picture.
class Paints {
 public:
  Paints(const QColor& background, double strength) {
    for (std::size_t kind = 0; kind < most_span_kinds; ++kind) {
      const QColor colour = colour_of(static_cast<std::uint8_t>(kind));
      for (int covered = 0; covered <= full; ++covered)
        table_[kind][static_cast<std::size_t>(covered)] =
            mixed(colour, background, strength * strength_of(static_cast<std::uint8_t>(covered)));
      edges_[kind] = mixed(background, colour, 1 - 0.45 * strength);
    }
  }
  [[nodiscard]] QRgb of(const SpanRun& run) const { return table_[run.kind][run.covered]; }
  [[nodiscard]] QRgb edge(const SpanRun& run) const { return edges_[run.kind]; }

 private:
  std::array<std::array<QRgb, full + 1>, most_span_kinds> table_{};
  std::array<QRgb, most_span_kinds> edges_{};
};

/// Lines [top, bottom) of an image, clipped to it.
void fill_lines(QImage& image, int top, int bottom, const std::vector<QRgb>& line) {
  for (int y = std::max(0, top); y < std::min(bottom, image.height()); ++y)
    std::memcpy(image.scanLine(y), line.data(), line.size() * sizeof(QRgb));
}

void put_runs(std::vector<QRgb>& line, const std::vector<SpanRun>& runs, const Paints& paints) {
  for (const SpanRun& run : runs) {
    std::fill(line.begin() + run.from, line.begin() + run.to, paints.of(run));
    if (run.to - run.from >= least_edged_run) line[static_cast<std::size_t>(run.to - 1)] = paints.edge(run);
  }
}

bool is_seen(const TimelineGeometry& geometry, double top, double height) {
  const double y = geometry.picture_y(top);
  return y + height > geometry.ruler && y < geometry.height;
}

}  // namespace

Picoseconds TimelineGeometry::time_at(const TimelineScene& scene, double x) const {
  const double share = (x - labels) / plot_width();
  return scene.from() +
         static_cast<Picoseconds>(std::floor(share * static_cast<double>(scene.to() - scene.from())));
}

double TimelineGeometry::x_of(const TimelineScene& scene, Picoseconds time) const {
  return labels + plot_width() * static_cast<double>(time - scene.from()) /
                      static_cast<double>(scene.to() - scene.from());
}

std::vector<SpanRow> hit_rows(const TimelineModel& model, const std::vector<std::uint32_t>& spans) {
  std::vector<std::vector<SpanRow::Item>> items(model.rows().size());
  for (const std::uint32_t index : spans) {
    const TimelineSpan& span = model.timeline().spans[index];
    items[model.row_of(index)].push_back({span.start, std::max(span.finish, span.start + 1), index, 0});
  }
  std::vector<SpanRow> rows;
  rows.reserve(items.size());
  for (const auto& row : items) rows.emplace_back(row);
  return rows;
}

void raster_rows(QImage& image, double ratio, const TimelineScene& scene, const TimelineGeometry& geometry,
                 const TimelineHits& hits, const TimelineLook& look) {
  image.fill(look.background);
  constexpr double lane_tint = 0.05;
  const QRgb idle = mixed(look.ink, look.background, lane_tint);
  const Paints paints(look.background, scene.show_critical ? dimmed : 1.0), critical(look.background, 1.0);
  std::vector<SpanRun> runs;
  std::vector<QRgb> line(static_cast<std::size_t>(image.width()));
  for (const PlacedRow& placed : scene.rows()) {
    if (!is_seen(geometry, placed.top, placed.height)) continue;
    const TimelineModel& model = *scene.model(placed.source);
    const TimelineRow& row = model.rows()[placed.row];
    const TimeWindow window = scene.window(placed.source, image.width());
    std::fill(line.begin(), line.end(), idle);
    runs.clear();
    row.spans.append_runs(window, runs);
    put_runs(line, runs, paints);
    const bool has_critical = scene.show_critical && row.critical.size() > 0;
    if (has_critical) {
      runs.clear();
      row.critical.append_runs(window, runs);
      put_runs(line, runs, critical);
    }
    const int top = static_cast<int>(std::lround((placed.top - geometry.scroll) * ratio));
    const int bottom =
        static_cast<int>(std::lround((placed.top + placed.height - 1 - geometry.scroll) * ratio));
    fill_lines(image, top, bottom, line);
    const int mark = std::max(2, static_cast<int>(std::lround(2 * ratio)));
    if (has_critical) {  // not by colour alone
      for (const SpanRun& run : runs)
        std::fill(line.begin() + run.from, line.begin() + run.to, look.ink.rgb());
      fill_lines(image, bottom - mark, bottom, line);
    }
    const std::vector<SpanRow>& found = hits[placed.source];
    if (placed.row < found.size() && found[placed.row].size() > 0) {
      runs.clear();
      found[placed.row].append_runs(window, runs);
      for (const SpanRun& run : runs)
        std::fill(line.begin() + run.from, line.begin() + run.to, look.ink.rgb());
      fill_lines(image, top, top + mark, line);
    }
  }
}

void draw_rows(chart::Canvas& canvas, const TimelineScene& scene, const TimelineGeometry& geometry) {
  std::vector<SpanRun> runs;
  for (const PlacedRow& placed : scene.rows()) {
    if (!is_seen(geometry, placed.top, placed.height)) continue;
    const TimelineModel& model = *scene.model(placed.source);
    const TimelineRow& row = model.rows()[placed.row];
    const TimeWindow window = scene.window(placed.source, static_cast<int>(geometry.plot_width()));
    const double bottom = geometry.picture_y(placed.top) + placed.height - 1;
    const double top = std::max(geometry.ruler, geometry.picture_y(placed.top));  // the ruler stays free
    if (bottom <= top) continue;
    const auto draw = [&](const SpanRow& spans, double strength) {
      runs.clear();
      spans.append_runs(window, runs);
      for (const SpanRun& run : runs) {
        const double gap = run.to - run.from >= least_edged_run ? 0.5 : 0;
        canvas.rect({geometry.labels + run.from, top, run.to - run.from - gap, bottom - top},
                    chart::palette(run.kind),
                    run.span == no_span ? std::string() : model.told(run.span, scene.shift(placed.source)),
                    strength * strength_of(run.covered), "none");
      }
    };
    draw(row.spans, scene.show_critical ? dimmed : 1.0);
    if (!scene.show_critical) continue;
    draw(row.critical, 1.0);
    for (const SpanRun& run : runs)
      canvas.line(geometry.labels + run.from, bottom - 1, geometry.labels + run.to, bottom - 1, chart::ink,
                  2);
  }
}

std::vector<SpanLabel> span_labels(const TimelineScene& scene, const TimelineGeometry& geometry) {
  std::vector<SpanLabel> labels;
  std::vector<SpanRun> runs;
  for (const PlacedRow& placed : scene.rows()) {
    if (placed.height < least_labelled_row || !is_seen(geometry, placed.top, placed.height)) continue;
    const TimelineModel& model = *scene.model(placed.source);
    runs.clear();
    const TimeWindow window = scene.window(placed.source, static_cast<int>(geometry.plot_width()));
    model.rows()[placed.row].spans.append_runs(window, runs);
    const double base = geometry.picture_y(placed.top) + (placed.height - 1) / 2 + span_label_size * 0.36;
    if (base - span_label_size < geometry.ruler) continue;
    for (const SpanRun& run : runs) {
      constexpr double margin = 3;
      const double most = run.to - run.from - 2 * margin;
      if (run.span == no_span || most < least_labelled_span) continue;
      std::string text = chart::fitted(model.name_of(run.span), most, span_label_size);
      if (text.size() > 4)
        labels.push_back({geometry.labels + run.from + margin, base, std::move(text), run.kind});
    }
  }
  return labels;
}

void draw_frame(chart::Canvas& canvas, const TimelineScene& scene, const TimelineGeometry& geometry) {
  constexpr double small = 10, usual = 11.5, swatch = 9;
  const AxisUnit unit = unit_of(scene.to() - scene.from());
  const double from = to_seconds(scene.from()).base() / unit.seconds,
               to = to_seconds(scene.to()).base() / unit.seconds;
  constexpr double px_per_tick = 110;
  canvas.line(geometry.labels, geometry.ruler - 0.5, geometry.width, geometry.ruler - 0.5, chart::ink, 1,
              false);
  canvas.text(4, geometry.ruler - 9, words("time, {}", unit.name), chart::Anchor::start, small, 0, false);
  for (const double at :
       chart::ticks(from, to, std::max(2, static_cast<int>(geometry.plot_width() / px_per_tick)))) {
    const double x = geometry.labels + geometry.plot_width() * (at - from) / (to - from);
    if (x < geometry.labels || x > geometry.width) continue;
    canvas.line(x, geometry.ruler - 6, x, geometry.ruler, chart::ink, 1, false);
    const chart::Anchor anchor = x + 30 > geometry.width ? chart::Anchor::end : chart::Anchor::middle;
    const double tidy = std::abs(at) < 1e-9 * (to - from) ? 0.0 : at;
    canvas.text(x, geometry.ruler - 9, fmt::format("{:.12g}", tidy), anchor, small, 0, false);
  }
  for (const PlacedSource& placed : scene.sources()) {
    if (!is_seen(geometry, placed.top, placed.height)) continue;
    const double base = geometry.picture_y(placed.top) + placed.height - 6;  // of the legend, below the title
    if (base - 2 * usual < geometry.ruler) continue;
    const std::string title = chart::fitted(scene.heading(placed.source), geometry.width - 12, usual);
    canvas.text(4, base - 16, title, chart::Anchor::start, usual, 0, true);
    // The legend below the title; what does not fit goes on to the right of the title.
    double x = 4, y = base;
    const std::vector<std::string>& kinds = scene.model(placed.source)->kinds();
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const double wide = swatch + 4 + chart::text_width(kinds[k], small) + 12;
      if (x + wide > geometry.width && y == base) {
        y = base - 16;
        x = 4 + chart::text_width(title, usual) * 1.15 + 20;  // bold letters are wider
      }
      if (x + wide > geometry.width) {  // the tooltips of spans tell the others
        canvas.text(std::min(x, geometry.width - 12), y, "...", chart::Anchor::start, small, 0, false);
        break;
      }
      canvas.rect({x, y - swatch, swatch, swatch}, chart::palette(k), {}, 1, "none");
      canvas.text(x + swatch + 4, y, kinds[k], chart::Anchor::start, small, 0, false);
      x += wide;
    }
  }
  for (const PlacedGroup& placed : scene.groups()) {
    if (!is_seen(geometry, placed.top, placed.height)) continue;
    const TimelineModel& model = *scene.model(placed.source);
    const TimelineGroup& group = model.groups()[placed.group];
    const double base = geometry.picture_y(placed.top) + std::min(placed.height, 13 * scene.row_scale()) - 3;
    if (base - small < geometry.ruler) continue;
    if (group.rows > 1) {
      const double x = 8, y = base - 4;
      canvas.polygon(placed.folded ? std::vector<chart::Point>{{x - 3, y - 4}, {x + 4, y}, {x - 3, y + 4}}
                                   : std::vector<chart::Point>{{x - 4, y - 3}, {x + 4, y - 3}, {x, y + 4}},
                     chart::ink, 0.7);
    }
    canvas.text(17, base, chart::fitted(group.name, geometry.labels - 20, small), chart::Anchor::start, small,
                0, false);
  }
  for (const PlacedRow& placed : scene.rows()) {  // lanes below the first, where there is room for letters
    const TimelineModel& model = *scene.model(placed.source);
    if (placed.row == model.groups()[placed.group].first_row || !placed.first_of_lane) continue;
    if (placed.height < least_labelled_row || !is_seen(geometry, placed.top, placed.height)) continue;
    const double base = geometry.picture_y(placed.top) + placed.height - 3;
    if (base - small < geometry.ruler) continue;
    canvas.text(26, base,
                chart::fitted(model.timeline().lanes[model.rows()[placed.row].lane].name,
                              geometry.labels - 29, small),
                chart::Anchor::start, small, 0, false);
  }
}

}  // namespace trainyard::gui
