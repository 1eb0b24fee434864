// The dashboard's waits: from a moved slider to the repainted Compare page, and from the window's making to
// its first picture. Offscreen:
//   QT_QPA_PLATFORM=offscreen build/release/tests/benchmark/gui_benchmark
#include <benchmark/benchmark.h>

#include <QApplication>
#include <QEventLoop>

#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"

namespace trainyard::gui {
namespace {

constexpr int patience = 60'000;  // ms

/// Until the pages have delivered, and painted.
void until_idle(MainWindow& window) {
  while (window.busy())
    QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
  QCoreApplication::processEvents();
  benchmark::DoNotOptimize(window.grab());
}

void SliderToRepaintedCompare(benchmark::State& state) {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.open(QStringLiteral("deepseek-v2-h800"));
  window.workbench().choose(0);
  window.show();
  (void)settle(window, patience);
  int at = 0;
  for (auto _ : state) {
    const Entry moved =
        with_override(window.workbench().entries()[0], "node.fast", std::to_string(150 + ++at) + " GB/s");
    window.workbench().move(0, moved);
    until_idle(window);
  }
}
BENCHMARK(SliderToRepaintedCompare)->Unit(benchmark::kMillisecond)->UseRealTime();

void ReleasedSliderWithInterval(benchmark::State& state) {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.show();
  (void)settle(window, patience);
  int at = 0;
  for (auto _ : state) {
    const Entry moved =
        with_override(window.workbench().entries()[0], "node.fast", std::to_string(150 + ++at) + " GB/s");
    window.workbench().replace(0, moved);
    until_idle(window);
  }
}
BENCHMARK(ReleasedSliderWithInterval)->Unit(benchmark::kMillisecond)->UseRealTime();

void WindowToFirstPicture(benchmark::State& state) {
  for (auto _ : state) {
    MainWindow window(ProfileLibrary::shipped().value(), {});
    window.open(QStringLiteral("deepseek-v3-h800"));
    window.show();
    benchmark::DoNotOptimize(window.grab());
  }
}
BENCHMARK(WindowToFirstPicture)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace trainyard::gui

int main(int argc, char** argv) {
  if (qgetenv("QT_QPA_PLATFORM").isEmpty()) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
