#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"

namespace trainyard {
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
  gpu.kernel_document = reader.text("kernels", gpu.name);
  if (reader.has("device_names")) gpu.device_names = reader.texts("device_names");
  return reading::close(reader, diagnostics, std::move(gpu));
}

}  // namespace trainyard
