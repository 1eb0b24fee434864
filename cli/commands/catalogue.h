#pragma once
// What there is, by kind: shipped documents and the tables of the library.
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "sim/base/result.h"

namespace trainyard::cli {

struct CatalogueKind {
  std::string_view name;      // "gpus"
  std::string_view singular;  // "gpu"
  std::string_view sentence;
  Result<std::vector<DocumentSummary>> (*list)(const ProfileLibrary& library);
  /// The file behind a name; null for what is no file. Errors: no such name.
  Result<std::filesystem::path> (*find)(const ProfileLibrary& library, std::string_view name);
};

[[nodiscard]] std::span<const CatalogueKind> catalogue();
/// By name or singular. Errors: no such kind, answered with the nearest.
[[nodiscard]] Result<const CatalogueKind*> find_kind(std::string_view name);

}  // namespace trainyard::cli
