#include "hardware_profiles/data_root.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace trainyard {
namespace {

bool has_data(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_directory(folder / "hardware_profiles" / "gpus", error);
}

}  // namespace

Result<std::filesystem::path> data_root() {
  if (const char* named = std::getenv("TRAINYARD_DATA"); named != nullptr && *named != '\0') {
    if (has_data(named)) return std::filesystem::path(named);
    return problem(fmt::format("TRAINYARD_DATA is {}, which has no folder hardware_profiles/gpus",
                               in_quotes(named, 200)),
                   "name the folder that holds hardware_profiles/, models/configs/ and data/, or unset it");
  }
  std::vector<std::filesystem::path> candidates;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    candidates.push_back(program.parent_path());
    candidates.push_back(program.parent_path().parent_path() / "share" / "trainyard");
  }
  candidates.emplace_back(TRAINYARD_SOURCE_DATA);
  candidates.emplace_back(TRAINYARD_INSTALLED_DATA);
  std::string tried;
  for (const std::filesystem::path& folder : candidates) {
    if (has_data(folder)) return folder;
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  return problem("the shipped data were not found; tried " + tried,
                 "set TRAINYARD_DATA to the folder that holds hardware_profiles/");
}

}  // namespace trainyard
