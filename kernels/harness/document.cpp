#include "kernels/harness/document.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "kernels/harness/json_writer.h"

namespace trainyard::kernels {
namespace {

void member(JsonWriter& json, const char* name, const std::string& value) {
  json.key(name);
  json.text(value);
}

void member(JsonWriter& json, const char* name, std::int64_t value) {
  json.key(name);
  json.integer(value);
}

void number_member(JsonWriter& json, const char* name, std::optional<double> value) {
  json.key(name);
  value ? json.number(*value) : json.null();
}

void write_environment(JsonWriter& json, const Environment& e) {
  member(json, "date", e.date);
  member(json, "command", e.command);
  json.key("device");
  json.begin_object();
  member(json, "name", e.gpu);
  member(json, "compute_capability", e.compute_capability);
  member(json, "sms", e.sms);
  member(json, "memory_bytes", e.memory_bytes);
  member(json, "l2_bytes", e.l2_bytes);
  number_member(json, "most_clock_mhz", e.most_clock_mhz);
  number_member(json, "memory_clock_mhz", e.memory_clock_mhz);
  number_member(json, "power_limit_watts", e.power_limit_watts);
  member(json, "gpus_visible", static_cast<std::int64_t>(e.gpus));
  json.end_object();

  json.key("software");
  json.begin_object();
  member(json, "driver", e.driver);
  member(json, "cuda_driver", e.cuda_driver);
  member(json, "cuda_runtime", e.cuda_runtime);
  json.key("libraries");
  json.begin_object(true);
  for (const auto& [name, version] : e.libraries) member(json, name.c_str(), version);
  json.end_object();
  json.end_object();

  json.key("protocol");
  json.begin_object();
  member(json, "cache", e.cache);
  member(json, "data", "standard normal, drawn on the device");
  member(json, "least_samples", static_cast<std::int64_t>(e.rule.least_samples));
  member(json, "most_samples", static_cast<std::int64_t>(e.rule.most_samples));
  number_member(json, "relative_error", e.rule.relative_error);
  number_member(json, "most_seconds_per_point", e.rule.most_seconds);
  number_member(json, "event_floor_us", e.event_floor_us);
  json.end_object();
}

void write_record(JsonWriter& json, const Record& record) {
  const Point& point = record.point;
  json.begin_object();
  member(json, "family", point.family);
  member(json, "op", point.op);
  member(json, "dtype", point.dtype);
  member(json, "regime", std::string(point.sustained ? "sustained" : "burst"));
  json.key("shape");
  json.begin_object(true);
  for (const auto& [name, size] : point.shape) member(json, name.c_str(), size);
  json.end_object();
  json.key("choices");
  json.begin_object(true);
  for (const auto& [name, choice] : point.choices) member(json, name.c_str(), choice);
  json.end_object();
  json.key("sms");  // null: as many as the kernel takes
  point.sms > 0 ? json.integer(point.sms) : json.null();
  member(json, "library", record.library);
  member(json, "library_version", record.library_version);

  json.key("time_us");
  json.begin_object(true);
  number_member(json, "median", record.microseconds.median);
  number_member(json, "p10", record.microseconds.p10);
  number_member(json, "p90", record.microseconds.p90);
  number_member(json, "mean", record.microseconds.mean);
  number_member(json, "relative_error", record.microseconds.relative_error);
  json.end_object();
  member(json, "samples", static_cast<std::int64_t>(record.microseconds.samples));
  member(json, "discarded", static_cast<std::int64_t>(record.discarded));
  if (point.sustained) number_member(json, "duration_s", record.duration_seconds);
  number_member(json, "bytes", record.work.bytes);
  number_member(json, "flops", record.work.flops);
  number_member(json, "clock_mhz", record.clock_mhz);
  number_member(json, "power_watts", record.power_watts);
  json.key("throttle_reasons");
  json.begin_array(true);
  for (const std::string& reason : record.throttle_reasons) json.text(reason);
  json.end_array();

  json.key("check");
  if (record.check) {
    json.begin_object(true);
    json.key("passed");
    json.boolean(record.check->passed());
    number_member(json, "error", record.check->error);
    number_member(json, "limit", record.check->limit);
    member(json, "against", record.check->against);
    json.end_object();
  } else {
    json.null();
  }
  if (!record.extras.empty()) {
    json.key("extras");
    json.begin_object(true);
    for (const auto& [name, value] : record.extras) number_member(json, name.c_str(), value);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

std::string document_json(const Document& document) {
  JsonWriter json;
  json.begin_object();
  member(json, "schema", "trainyard-measurement/1");
  write_environment(json, document.environment);
  json.key("records");
  json.begin_array();
  for (const Record& record : document.records) write_record(json, record);
  json.end_array();
  json.key("skipped");
  json.begin_array();
  for (const Skipped& skipped : document.skipped) {
    json.begin_object(true);
    member(json, "point", skipped.point);
    member(json, "reason", skipped.reason);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + '\n';
}

std::string save_text(const std::string& file, const std::string& text) {
  const std::string part = file + ".part-" + std::to_string(getpid());
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) {
    const std::string reason = std::strerror(errno);
    std::remove(part.c_str());
    return file + " could not be written: " + reason;
  }
  if (std::rename(part.c_str(), file.c_str()) != 0) {
    const std::string reason = std::strerror(errno);
    std::remove(part.c_str());
    return file + " could not be replaced: " + reason;
  }
  return {};
}

std::string table_header() {
  char line[160];
  std::snprintf(line, sizeof line, "%12s %7s %9s %9s %6s %6s  %-7s %s\n", "median us", "+-%", "TFLOP/s",
                "GB/s", "MHz", "W", "check", "point");
  return line;
}

std::string table_line(const Record& record) {
  const auto cell = [](bool there, double value, const char* format) {
    char text[32] = "-";
    if (there) std::snprintf(text, sizeof text, format, value);
    return std::string(text);
  };
  const double us = record.microseconds.median;
  char line[160];
  std::snprintf(line, sizeof line, "%12.3f %7.2f %9s %9s %6s %6s  %-7s ", us,
                100 * record.microseconds.relative_error,
                cell(record.work.flops > 0 && us > 0, record.work.flops / us * 1e-6, "%.1f").c_str(),
                cell(record.work.bytes > 0 && us > 0, record.work.bytes / us * 1e-3, "%.1f").c_str(),
                cell(record.clock_mhz.has_value(), record.clock_mhz.value_or(0), "%.0f").c_str(),
                cell(record.power_watts.has_value(), record.power_watts.value_or(0), "%.0f").c_str(),
                !record.check            ? "-"
                : record.check->passed() ? "right"
                                         : "WRONG");
  return line + record.point.name() + '\n';
}

}  // namespace trainyard::kernels
