#pragma once
// From a JSON document to a profile. Each function reports all problems of its document: missing and unknown
// keys, wrong units, values that no hardware has. JSON keys are the field names of profile.h; "$schema" is
// allowed and not read.
#include <map>
#include <string>

#include "hardware_profiles/failures.h"
#include "hardware_profiles/profile.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// One role as its document writes it. With `like` ("ROLE" of the same family, or "FAMILY/ROLE"), or where
/// the document is transferred from that of another GPU, what it gives stands over what it stands on.
struct KernelRole {
  std::string like{};
  KernelConstants given{};
  bool tells_source = false;  // of itself, and with it how it came to be known
  std::string pointer{};      // JSON pointer, for messages
};

/// The kernel constants of one GPU, a document of its own: kernels/<gpu>.json.
struct KernelDocument {
  std::string file{};
  std::string gpu{};
  std::string description{};
  std::string transferred_from{};  // another kernel document; empty: none
  double transfer_sigma = 0;
  std::string transfer_source{};
  Evidence transfer_status = Evidence::transferred;  // or predicted, for another architecture
  bool keeps_corrections = true;  // corrections know a library's choices on that GPU; another size has others
  std::map<std::string, std::map<std::string, KernelRole>> families{};
};

using KernelFamilies = std::map<std::string, std::map<std::string, KernelConstants>>;

/// A GPU without kernel constants; these are joined to it by ProfileLibrary::load_gpu.
[[nodiscard]] Result<GpuProfile> parse_gpu(const JsonDocument& document);
/// The document of kernel constants, see kernels/README.md in hardware_profiles/. A parameter is a number, or
/// a text with a unit of time, of data rate or of compute rate, which is converted to base units; its source
/// and evidence are those of its role where it gives none.
[[nodiscard]] Result<KernelDocument> parse_kernels(const JsonDocument& document);
/// `document` with the roles of `source` under its own: what it gives stands over what `source` gives, and a
/// role that it does not give is taken over. `source` stands on nothing itself any more.
[[nodiscard]] KernelDocument stand_on(KernelDocument document, const KernelDocument& source);
/// Every role with what it is like filled in. Errors: a "like" that names nothing or leads back to itself, a
/// role without a law.
[[nodiscard]] Result<KernelFamilies> resolve_kernels(const KernelDocument& document);
[[nodiscard]] Result<NodeProfile> parse_node(const JsonDocument& document);
/// `collective_base` and `collective_root` are times in the document and seconds in the profile.
[[nodiscard]] Result<FabricProfile> parse_fabric(const JsonDocument& document);
[[nodiscard]] Result<ClusterProfile> parse_cluster(const JsonDocument& document);
/// The document a software document stands on; empty when on none.
[[nodiscard]] std::string software_like(const JsonDocument& document);
/// With `like`, what the document does not give is left empty; see ProfileLibrary::load_software.
[[nodiscard]] Result<SoftwareProfile> parse_software(const JsonDocument& document);
/// What the document does not give is as in `base`.
[[nodiscard]] Result<SoftwareProfile> parse_software_on(const JsonDocument& document,
                                                        const SoftwareProfile& base);
/// Amounts carry the unit that belongs to their kind: "$2/GPU-hour", "$0.088/kWh", "$310000".
[[nodiscard]] Result<PriceList> parse_prices(const JsonDocument& document);
/// Counts of failures over what was watched; rates follow from both.
[[nodiscard]] Result<FailureRates> parse_failures(const JsonDocument& document);

}  // namespace trainyard
