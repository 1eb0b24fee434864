#include "models/calibration/measurement_json.h"

#include <fmt/format.h>

namespace trainyard {
namespace {

constexpr std::size_t most_problems = 20;
constexpr double most_number = 1e18;  // beyond, a number of a file is a slip

struct Device {
  std::string name{};
  double sms = 0.0;
};

Device read_device(JsonReader device) {
  Device found{device.text("name"), static_cast<double>(device.integer("sms", 1, 100000))};
  (void)device.text("compute_capability");
  (void)device.number("memory_bytes", 0.0, most_number);
  (void)device.number("l2_bytes", 0.0, most_number);
  for (const char* key : {"most_clock_mhz", "memory_clock_mhz", "power_limit_watts"})
    (void)device.number(key, 0.0, most_number, 0.0);  // null when the driver does not tell
  (void)device.integer("gpus_visible", 1, 100000);
  return found;
}

/// "driver 550.54, CUDA 12.4".
std::string read_software(JsonReader software) {
  const std::string driver = software.text("driver");
  (void)software.text("cuda_driver");
  const std::string runtime = software.text("cuda_runtime");
  JsonReader libraries = software.object("libraries");
  for (const std::string& name : libraries.keys()) (void)libraries.text(name);
  std::string words;
  if (!driver.empty()) words += ", driver " + printable(driver);
  if (!runtime.empty()) words += ", CUDA " + printable(runtime);
  return words;
}

void read_protocol(JsonReader protocol) {
  (void)protocol.choice("cache", {"flushed", "kept"});
  (void)protocol.text("data");
  (void)protocol.integer("least_samples", 1, 1000000000);
  (void)protocol.integer("most_samples", 1, 1000000000);
  for (const char* key : {"relative_error", "most_seconds_per_point", "event_floor_us"})
    (void)protocol.number(key, 0.0, most_number);
}

/// The first problems of many, and how many there are.
Diagnostics shortened(Diagnostics problems, const std::string& file_name) {
  if (problems.size() <= most_problems) return problems;
  const std::size_t more = problems.size() - most_problems;
  problems.resize(most_problems);
  problems.push_back(
      {file_name, {}, 0, 0, fmt::format("and {} more {}", more, more == 1 ? "problem" : "problems"), {}});
  return problems;
}

}  // namespace

Result<Measurements> parse_measurement_json(std::string text, const std::string& file_name) {
  TRAINYARD_TRY(document, JsonDocument::parse(std::move(text), file_name));
  Diagnostics problems;
  JsonReader root(document, problems);
  root.ignore("$schema");
  const std::string schema = root.choice("schema", {"trainyard-measurement/1"});
  const std::string date = root.text("date");
  (void)root.text("command");
  Measurements out;
  out.file = file_name;
  const Device device = read_device(root.object("device"));
  out.device = device.name;
  const std::string software = read_software(root.object("software"));
  read_protocol(root.object("protocol"));
  for (const JsonReader& record : root.objects("records")) read_measurement_record(record, device.sms, out);
  for (JsonReader skipped : root.objects("skipped")) {
    (void)skipped.text("point");
    (void)skipped.text("reason");
  }
  root.finish();
  if (!problems.empty()) return shortened(std::move(problems), file_name);
  out.description = fmt::format("{}, {}{}, {}", schema, printable(device.name), software, printable(date));
  return out;
}

}  // namespace trainyard
