#include "models/architecture/model_library.h"

#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/data_root.h"
#include "hardware_profiles/document_names.h"

namespace trainyard {
namespace {

/// "x/deepseek-v3.json" is deepseek-v3; a bare "config.json" takes the name of its folder.
std::string name_of(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  const std::string folder = file.parent_path().filename().string();
  const bool nameless = stem == "config" && !folder.empty() && folder != "." && folder != "..";
  return nameless ? folder : stem;
}

Result<std::filesystem::path> shipped_folder() {
  TRAINYARD_TRY(root, data_root());
  return root / "models" / "configs";
}

}  // namespace

std::vector<std::string> list_models(const std::filesystem::path& folder) {
  return document_names(folder);
}

Result<ModelSpec> load_model(std::string_view name_or_path, const std::filesystem::path& folder) {
  std::filesystem::path file;
  if (is_path(name_or_path)) {
    std::error_code error;
    file = name_or_path;
    if (std::filesystem::is_directory(file, error)) file /= "config.json";
  } else {
    const std::vector<std::string> names = list_models(folder);
    if (!std::binary_search(names.begin(), names.end(), name_or_path)) {
      return problem(fmt::format("no model is named \"{}\"", name_or_path), name_hint(name_or_path, names));
    }
    file = folder / fmt::format("{}.json", name_or_path);
  }
  TRAINYARD_TRY(document, JsonDocument::load(file, most_written_by_hand));
  return parse_model(document, name_of(file));
}

Result<std::vector<std::string>> list_models() {
  TRAINYARD_TRY(folder, shipped_folder());
  return list_models(folder);
}

Result<ModelSpec> load_model(std::string_view name_or_path) {
  TRAINYARD_TRY(folder, shipped_folder());
  return load_model(name_or_path, folder);
}

}  // namespace trainyard
