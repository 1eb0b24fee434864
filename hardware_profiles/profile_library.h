#pragma once
// The shipped profiles, and any other folder laid out like them, read by name.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/document_kinds.h"
#include "hardware_profiles/profile.h"
#include "hardware_profiles/profile_parsers.h"

namespace trainyard {

/// Reads profiles below a data root. A name is that of a file in the folder of its kind ("h800-sxm"), or the
/// path of a file: a text with a '/' or ending in ".json". Errors of every load: an unknown name (with the
/// nearest ones), and all problems of the file.
class ProfileLibrary {
 public:
  /// `root` holds hardware_profiles/, data/prices/ and data/failures/; nothing is read yet.
  explicit ProfileLibrary(std::filesystem::path root);
  /// The library at data_root().
  [[nodiscard]] static Result<ProfileLibrary> shipped();

  /// The GPU with its kernel constants: those of the document it names, or else of kernels/<name>.json if
  /// there is one.
  [[nodiscard]] Result<GpuProfile> load_gpu(std::string_view name) const;
  [[nodiscard]] Result<NodeProfile> load_node(std::string_view name) const;
  [[nodiscard]] Result<FabricProfile> load_fabric(std::string_view name) const;
  [[nodiscard]] Result<ClusterProfile> load_cluster(std::string_view name) const;
  [[nodiscard]] Result<SoftwareProfile> load_software(std::string_view name) const;
  [[nodiscard]] Result<PriceList> load_prices(std::string_view name) const;
  [[nodiscard]] Result<FailureRates> load_failures(std::string_view name) const;

  /// Names of the documents of a kind, sorted. Errors: no such kind.
  [[nodiscard]] Result<std::vector<std::string>> names(std::string_view kind) const;
  /// Names and descriptions, sorted by name. Errors: no such kind; the problems of every broken file.
  [[nodiscard]] Result<std::vector<DocumentSummary>> list(std::string_view kind) const;
  /// The file a name stands for. Errors: no such kind, no such name.
  [[nodiscard]] Result<std::filesystem::path> find(std::string_view kind, std::string_view name) const;

  /// The roles of a kernel document, those it stands on included. Errors: as resolve_kernels; documents it is
  /// transferred from that do not exist or are broken, a circle of them.
  [[nodiscard]] Result<KernelFamilies> resolve(const KernelDocument& document) const;

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

 private:
  [[nodiscard]] Result<SoftwareProfile> load_software_chain(std::string_view name, int depth) const;
  [[nodiscard]] Result<KernelDocument> joined(const KernelDocument& document, int depth) const;
  [[nodiscard]] Result<JsonDocument> load(std::string_view kind, std::string_view name) const;

  std::filesystem::path root_;
};

/// The price of `kind` for `gpu` (empty for prices that belong to no GPU) at `level`; where that level is not
/// listed, the nearest one that is, "mid" first. Errors: no price of this kind for this GPU (with the GPUs
/// that have one).
[[nodiscard]] Result<Price> find_price(const PriceList& prices, std::string_view kind, std::string_view gpu,
                                       std::string_view level = "mid");

/// Problems that no single file shows: files not named as their profile, references to profiles that do not
/// exist, an NVLink rate that differs between GPU and node, more memory or GPUs than there are, kernel
/// families no GPU has. Also the problems of broken files.
[[nodiscard]] Diagnostics check_library(const ProfileLibrary& library);

}  // namespace trainyard
