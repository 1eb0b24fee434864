#include <fmt/format.h>

#include <limits>
#include <optional>

#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

template <class Q>
Sourced<double> in_base_units(const Sourced<Q>& found) {
  return {found.value.base(), found.source, found.evidence, found.relative_sigma};
}

/// The text at "value", if it is one; wrong kinds are left to the read that follows.
std::optional<std::string> value_text(JsonReader& parameters, std::string_view key,
                                      Diagnostics& diagnostics) {
  const Diagnostics before = diagnostics;
  const std::optional<std::string> text = parameters.object(key).optional_text("value");
  diagnostics = before;
  return text;
}

/// A parameter of a kernel law: which dimension it has is known from its unit only.
Sourced<double> parameter(JsonReader& parameters, const std::string& key, Diagnostics& diagnostics) {
  const std::optional<std::string> text = value_text(parameters, key, diagnostics);
  if (!text || parse_count(*text)) return parameters.sourced<double>(key);
  if (parse_quantity<Seconds>(*text)) return in_base_units(parameters.sourced<Seconds>(key));
  if (parse_quantity<BytesPerSecond>(*text)) return in_base_units(parameters.sourced<BytesPerSecond>(key));
  if (parse_quantity<FlopsPerSecond>(*text)) return in_base_units(parameters.sourced<FlopsPerSecond>(key));
  parameters.object(key).accept_unknown_keys();  // one problem is enough for one parameter
  parameters.report(
      key,
      fmt::format(
          "{} is neither a number nor a time or rate with its unit, such as 0.83, \"0.14 us\", \"2.2 TB/s\"",
          in_quotes(*text)));
  return {1.0, {}, Evidence::assumed, 0.0};
}

KernelConstants kernel_constants(JsonReader reader, Diagnostics& diagnostics) {
  KernelConstants constants;
  constants.law = reading::filled_text(reader, "law");
  JsonReader parameters = reader.object("parameters");
  for (const std::string& key : parameters.keys()) {
    constants.parameters.emplace(key, parameter(parameters, key, diagnostics));
  }
  if (std::optional<JsonReader> lists = reader.optional_object("lists")) {
    constexpr double limit = std::numeric_limits<double>::max();
    for (const std::string& key : lists->keys())
      constants.lists.emplace(key, lists->numbers(key, -limit, limit));
  }
  reader.finish();
  return constants;
}

}  // namespace

Result<GpuProfile> parse_gpu(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  GpuProfile gpu;
  gpu.name = reading::profile_name(reader, "name");
  gpu.description = reading::filled_text(reader, "description");
  gpu.sms = reading::number(reader, "sms", 1, 4096);
  gpu.clock = reading::positive<Hertz>(reader, "clock");
  JsonReader peak = reader.object("peak");
  for (Format format : reading::all_formats) {
    if (peak.has(to_text(format)))
      gpu.peak.emplace(format, reading::positive<FlopsPerSecond>(peak, to_text(format)));
  }
  if (reader.has("peak") && gpu.peak.count(Format::bf16) == 0)
    peak.report("bf16", "is missing, expected the dense bf16 rate");
  gpu.memory = reading::positive<Bytes>(reader, "memory");
  gpu.memory_bandwidth = reading::positive<BytesPerSecond>(reader, "memory_bandwidth");
  gpu.l2 = reading::positive<Bytes>(reader, "l2");
  gpu.nvlink = reader.sourced<BytesPerSecond>("nvlink");
  gpu.pcie = reading::positive<BytesPerSecond>(reader, "pcie");
  gpu.power_limit = reading::positive<Watts>(reader, "power_limit");
  return reading::close(reader, diagnostics, std::move(gpu));
}

Result<KernelDocument> parse_kernels(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  KernelDocument kernels;
  kernels.gpu = reading::profile_name(reader, "gpu");
  kernels.description = reader.text("description", "");
  JsonReader families = reader.object("families");
  for (const std::string& family : families.keys()) {
    JsonReader roles = families.object(family);
    for (const std::string& role : roles.keys()) {
      kernels.families[family].emplace(role, kernel_constants(roles.object(role), diagnostics));
    }
  }
  return reading::close(reader, diagnostics, std::move(kernels));
}

}  // namespace trainyard
