#pragma once
// How documents are named: by the file's name in its folder, or by a path.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard {

/// Whether a document is named by the path of its file: the text holds a '/' or ends in ".json". Else it is a
/// name to be looked up.
[[nodiscard]] bool is_path(std::string_view name_or_path);

/// The names of the *.json in `folder`, without their ending, sorted; none when it cannot be read.
[[nodiscard]] std::vector<std::string> document_names(const std::filesystem::path& folder);

}  // namespace trainyard
