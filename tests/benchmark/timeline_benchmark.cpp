// One frame of the timeline while zooming, painted offscreen at 1280x700.
#include <benchmark/benchmark.h>

#include <QApplication>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <set>

#include "gui/charts/timeline_view.h"
#include "gui/view_models/timeline_content.h"

namespace trainyard::gui {
namespace {

std::size_t colours_in(const QImage& image) {
  std::set<QRgb> seen;
  for (int x = 0; x < image.width(); ++x)
    for (int y = 0; y < image.height(); y += 3) seen.insert(image.pixel(x, y));
  return seen.size();
}

void zoom_and_paint(benchmark::State& state, const std::shared_ptr<const TimelineModel>& model) {
  TimelineView view;
  view.resize(1280, 700);
  view.set_source(0, "step", model);
  QImage image(view.size(), QImage::Format_RGB32);
  const auto extent = static_cast<double>(view.scene().extent());
  int frame = 0;
  double worst = 0;  // ms
  for (auto _ : state) {
    // From everything to a ten-thousandth and back, around a place that is not round.
    constexpr int frames = 120;
    const int phase = frame++ % (2 * frames);
    const double share =
        std::pow(1e-4, (phase < frames ? phase : 2 * frames - phase) / static_cast<double>(frames));
    const double from = 0.371 * extent * (1 - share);
    view.show_window(static_cast<Picoseconds>(from), static_cast<Picoseconds>(from + share * extent));
    const auto begin = std::chrono::steady_clock::now();
    view.render(&image);
    worst = std::max(
        worst, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    benchmark::DoNotOptimize(image.constBits());
  }
  state.counters["worst_ms"] = worst;
  state.counters["colours"] = static_cast<double>(colours_in(image));  // 1: nothing was painted
  state.counters["spans"] = static_cast<double>(model->timeline().spans.size());
  state.counters["rows"] = static_cast<double>(model->rows().size());
}

/// The published DeepSeek-V3 step on all 16 ranks and their streams.
void v3_step_frame(benchmark::State& state) {
  static const auto shown =
      simulated_timeline(ProfileLibrary(TRAINYARD_SOURCE_DIR), {"deepseek-v3-h800", {}}).value();
  zoom_and_paint(state, shown.model);
}
BENCHMARK(v3_step_frame)->Unit(benchmark::kMillisecond);

SpanTimeline made_up(std::uint32_t spans) {
  std::mt19937 random(1);
  SpanTimeline timeline;
  constexpr std::uint32_t processes = 16, lanes = 4, kinds = 8;
  for (std::uint32_t p = 0; p < processes; ++p) {
    timeline.processes.push_back("rank " + std::to_string(p));
    for (std::uint32_t l = 0; l < lanes; ++l) timeline.lanes.push_back({p, "stream " + std::to_string(l)});
  }
  for (std::uint32_t k = 0; k < kinds; ++k) timeline.kinds.push_back("kind " + std::to_string(k));
  for (std::uint32_t n = 0; n < 1000; ++n) timeline.names.push_back("operation " + std::to_string(n));
  for (std::uint32_t lane = 0; lane < processes * lanes; ++lane) {
    Picoseconds at = 0;
    for (std::uint32_t i = 0; i < spans / (processes * lanes); ++i) {
      at += random() % 3'000'000;
      const Picoseconds finish = at + 1 + static_cast<Picoseconds>(random() % 10'000'000);
      timeline.spans.push_back({at, finish, lane, static_cast<std::uint32_t>(random() % 1000),
                                static_cast<std::uint32_t>(random() % kinds)});
      at = finish;
    }
    timeline.makespan = std::max(timeline.makespan, at);
  }
  return timeline;
}

/// As many spans as asked for on 64 lanes.
void made_up_frame(benchmark::State& state) {
  zoom_and_paint(state,
                 std::make_shared<const TimelineModel>(made_up(static_cast<std::uint32_t>(state.range(0)))));
}
BENCHMARK(made_up_frame)->ArgName("spans")->Arg(1'000'000)->Arg(4'000'000)->Unit(benchmark::kMillisecond);

/// What is done once, off the GUI thread.
void make_model(benchmark::State& state) {
  const SpanTimeline timeline = made_up(static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(TimelineModel(timeline).rows().size());
}
BENCHMARK(make_model)->ArgName("spans")->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace trainyard::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
