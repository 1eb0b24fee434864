// Measures the kernels of model training on one GPU (collectives: on all of the machine) and writes the times
// as JSON.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <memory>

#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"
#include "kernels/harness/duration.h"
#include "kernels/harness/options.h"

namespace trainyard::kernels {
namespace {

constexpr int success = 0;
constexpr int failure = 1;
constexpr int usage_error = 2;
constexpr int no_gpu = 77;

using Clock = std::chrono::steady_clock;

StoppingRule rule_of(const Options& options) {
  return options.full ? StoppingRule{20, 300, 0.002, 1.5} : StoppingRule{};
}

double sustained_seconds(const Options& options) {
  return options.full ? 3 : default_sustained_seconds;
}

constexpr std::size_t arena_bytes = std::size_t{16} << 30;

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32] = "";
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<const Family*> chosen_families(const Options& options) {
  std::vector<const Family*> chosen;
  for (const Family& family : families()) {
    bool named = options.families.empty();
    for (const std::string& name : options.families) named = named || name == family.name;
    if (named) chosen.push_back(&family);
  }
  return chosen;
}

std::vector<Point> chosen_points(const Family& family, const Options& options, const PointSetOptions& set) {
  std::vector<Point> chosen;
  for (Point& point : family.points(set)) {
    if (is_asked_for(options, point)) chosen.push_back(std::move(point));
  }
  return chosen;
}

int list_points(const Options& options, const PointSetOptions& set, const StoppingRule& rule) {
  std::size_t count = 0;
  double seconds = 0;
  for (const Family* family : chosen_families(options)) {
    std::cout << "# " << family->name << ": " << family->description << '\n';
    for (const Point& point : chosen_points(*family, options, set)) {
      std::cout << point.name() << '\n';
      ++count;
      seconds += estimated_seconds(point, rule, sustained_seconds(options));
    }
  }
  std::cout << "# " << count << " points, some " << std::lround(seconds) << " s on an H100\n";
  return count > 0 ? success : failure;
}

Environment describe(const Bench& bench, const PowerWatch& watch, const Options& options, int gpus,
                     const std::string& command) {
  const DeviceInfo& device = bench.device;
  Environment e;
  e.date = utc_now();
  e.command = command;
  e.gpu = device.name;
  e.compute_capability = std::to_string(device.major) + '.' + std::to_string(device.minor);
  e.sms = device.sms;
  e.memory_bytes = device.memory_bytes;
  e.l2_bytes = device.l2_bytes;
  if (device.most_clock_mhz > 0) e.most_clock_mhz = device.most_clock_mhz;
  if (device.memory_clock_mhz > 0) e.memory_clock_mhz = device.memory_clock_mhz;
  e.power_limit_watts = watch.power_limit_watts();
  e.gpus = gpus;
  e.driver = watch.driver_version();
  e.cuda_driver = device.cuda_driver;
  e.cuda_runtime = device.cuda_runtime;
  for (const auto& [name, version] :
       {std::pair("cublasLt", bench.cublas.version()), std::pair("cublas", bench.grouped_cublas.version()),
        std::pair("cudnn", bench.cudnn.version())}) {
    if (!version.empty()) e.libraries.emplace_back(name, version);
  }
  e.rule = bench.rule;
  e.cache = options.keep_cache ? "kept" : "flushed";
  return e;
}

/// An error that leaves the device unusable for this process: nothing more can be measured.
bool device_is_lost() {
  return cudaDeviceSynchronize() != cudaSuccess;
}

/// Measures every chosen point into `document`; prints one line each. The time limit counts from `start`; a
/// point that would go beyond it is not begun.
void measure_all(const Options& options, const PointSetOptions& set, Clock::time_point start, Bench& bench,
                 Document& document) {
  std::string stop;  // why nothing more is measured
  for (const Family* family : chosen_families(options)) {
    for (const Point& point : chosen_points(*family, options, set)) {
      const double end = seconds_since(start) + estimated_seconds(point, bench.rule, bench.sustained_seconds);
      if (stop.empty() && options.time_limit_seconds > 0 && end > options.time_limit_seconds) {
        stop = "time limit of " + std::to_string(std::lround(options.time_limit_seconds)) + " s";
        std::cout << "the rest is skipped: " << stop << std::endl;
      }
      if (!stop.empty()) {
        document.skipped.push_back({point.name(), stop});
        continue;
      }
      try {
        document.records.push_back(family->measure(point, bench));
        std::cout << table_line(document.records.back()) << std::flush;
      } catch (const MeasurementError& error) {
        document.skipped.push_back({point.name(), error.what()});
        std::cout << "skipped " << point.name() << ": " << error.what() << std::endl;
        cudaGetLastError();  // an error that does not stick is dealt with
        if (device_is_lost()) stop = std::string("the device failed before: ") + error.what();
      }
    }
  }
  std::printf("%zu points measured, %zu skipped, %.1f s\n", document.records.size(), document.skipped.size(),
              seconds_since(start));
}

int run(const Options& options, const std::string& command) {
  const Clock::time_point start = Clock::now();
  PointSetOptions set;
  set.full = options.full;
  std::string why_not;
  const int gpus = usable_gpus(why_not);
  if (options.list) {
    set.gpus = gpus > 1 ? gpus : 8;  // what could be measured, if not here
    return list_points(options, set, rule_of(options));
  }
  if (gpus == 0) {
    std::cout << "skipped: no GPU to measure on: " << why_not << '\n';
    return no_gpu;
  }
  if (options.device >= gpus) {
    std::cerr << "--device " << options.device << ": there are " << gpus << " GPUs, counted from 0\n";
    return usage_error;
  }
  const DeviceInfo device = use_device(options.device);
  const PowerWatch watch(device.bus_id);
  if (!watch.missing().empty()) std::cerr << "clock and power are not recorded: " << watch.missing() << '\n';
  set.sms = device.sms;
  set.fp8 = device.has_fp8();
  set.gpus = gpus;

  Measurer measurer(device, watch, options.keep_cache);
  Arena arena(arena_bytes);
  // Behind the stream that they are given, so that they go before it.
  const Cublas cublas;
  const CublasGrouped grouped_cublas;
  const Cudnn cudnn;
  for (const std::string& missing : {cublas.missing(), grouped_cublas.missing(), cudnn.missing()}) {
    if (!missing.empty()) std::cerr << missing << '\n';
  }
  Bench bench{device, arena, measurer, cublas, grouped_cublas, cudnn};
  bench.rule = rule_of(options);
  bench.sustained_seconds = sustained_seconds(options);
  Document document;
  document.environment = describe(bench, watch, options, gpus, command);
  document.environment.event_floor_us =
      measurer.burst([](cudaStream_t) {}, StoppingRule{20, 20, 0, 1}).microseconds.median;

  std::cout << device.name << ", " << device.sms << " SMs, driver " << document.environment.driver
            << ", CUDA " << device.cuda_runtime << '\n'
            << table_header();
  measure_all(options, set, start, bench, document);

  bool right = !document.records.empty();
  for (const Record& record : document.records) {
    if (record.check && !record.check->passed()) {
      std::cerr << "wrong output: " << record.point.name() << ": error " << record.check->error << " above "
                << record.check->limit << '\n';
      right = false;
    }
  }
  if (document.records.empty()) std::cerr << "nothing was measured\n";
  if (!options.out.empty()) {
    if (const std::string error = save_text(options.out, document_json(document)); !error.empty()) {
      std::cerr << error << '\n';
      return failure;
    }
    std::cout << "written: " << options.out << '\n';
  }
  return right ? success : failure;
}

}  // namespace
}  // namespace trainyard::kernels

int main(int count, char** values) {
  using namespace trainyard::kernels;
  const std::vector<std::string> arguments(values + 1, values + count);
  std::vector<std::string> names;
  for (const Family& family : families()) names.push_back(family.name);
  const ParsedOptions parsed = parse_options(arguments, names);
  if (!parsed.error.empty()) {
    std::cerr << parsed.error << '\n';
    return usage_error;
  }
  if (parsed.options.help) {
    std::cout << usage(names);
    return success;
  }
  std::string command = "trainyard_kernels";
  for (const std::string& argument : arguments) command += ' ' + argument;
  // Streams that share a hardware queue would wait for the companion of the overlap family. Read when CUDA
  // starts.
  setenv("CUDA_DEVICE_MAX_CONNECTIONS", "32", 0);
  try {
    return run(parsed.options, command);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return failure;
  }
}
