#pragma once
// From a JSON document to a profile. Each function reports all problems of its document: missing and unknown
// keys, wrong units, values that no hardware has. JSON keys are the field names of profile.h; "$schema" is
// allowed and not read.
#include <map>
#include <string>

#include "hardware_profiles/profile.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// The kernel constants of one GPU, a document of its own: kernels/<gpu>.json.
struct KernelDocument {
  std::string gpu{};
  std::string description{};
  std::map<std::string, std::map<std::string, KernelConstants>> families{};
};

/// A GPU without kernel constants; these are joined to it by ProfileLibrary::load_gpu.
[[nodiscard]] Result<GpuProfile> parse_gpu(const JsonDocument& document);
/// {"gpu": "h800-sxm", "families": {FAMILY: {ROLE: {"law": ..., "parameters": {...}, "lists": {...}}}}}. A
/// parameter is a number, or a text with a unit of time, of data rate or of compute rate, which is converted
/// to base units.
[[nodiscard]] Result<KernelDocument> parse_kernels(const JsonDocument& document);
[[nodiscard]] Result<NodeProfile> parse_node(const JsonDocument& document);
/// `collective_base` and `collective_root` are times in the document and seconds in the profile.
[[nodiscard]] Result<FabricProfile> parse_fabric(const JsonDocument& document);
[[nodiscard]] Result<ClusterProfile> parse_cluster(const JsonDocument& document);
[[nodiscard]] Result<SoftwareProfile> parse_software(const JsonDocument& document);
/// Amounts carry the unit that belongs to their kind: "$2/GPU-hour", "$0.088/kWh", "$310000".
[[nodiscard]] Result<PriceList> parse_prices(const JsonDocument& document);

}  // namespace trainyard
