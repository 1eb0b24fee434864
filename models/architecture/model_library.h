#pragma once
// Models by name or by file.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/architecture/model_spec.h"
#include "sim/base/json_reader.h"
#include "sim/base/result.h"

namespace trainyard {

/// Reads a Hugging Face config.json of a family in model_family.h. Keys it does not need are left alone, as
/// in any such file; `null` counts as absent. Errors: missing fields, wrong types, values that no model can
/// have (heads that do not divide, more chosen experts than there are ...), families and attention patterns
/// that are not modelled.
[[nodiscard]] Result<ModelSpec> parse_model(const JsonDocument& document, std::string name);

/// Names of the models in `folder` (its *.json files without the ending), sorted.
[[nodiscard]] std::vector<std::string> list_models(const std::filesystem::path& folder);

/// A model of `folder` by name, or any config.json by path (a path has a '/' or ends in ".json"; a folder
/// stands for the config.json in it). Errors: those of parse_model; an unknown name is answered with the
/// nearest ones.
[[nodiscard]] Result<ModelSpec> load_model(std::string_view name_or_path,
                                           const std::filesystem::path& folder);

/// The same for the shipped models, models/configs below data_root(). Errors also: the data root is not
/// found.
[[nodiscard]] Result<std::vector<std::string>> list_models();
[[nodiscard]] Result<ModelSpec> load_model(std::string_view name_or_path);

}  // namespace trainyard
