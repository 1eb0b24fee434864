#pragma once
// The files of the source tree, as the tests of its layout see them.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::layout {

/// One line of a file; numbers start with 1.
struct Line {
  int number = 0;
  std::string text{};
};

[[nodiscard]] const std::filesystem::path& source_root();

/// Every file of the project by its path from the root, with '/' between, sorted: what git tracks, or, where
/// there is no repository, all files but hidden folders and build/.
[[nodiscard]] const std::vector<std::string>& project_files();

/// Those of project_files() that begin with `folder` (which ends with '/', or is empty) and end with one of
/// `endings`.
[[nodiscard]] std::vector<std::string> files_below(std::string_view folder,
                                                   const std::vector<std::string_view>& endings);

[[nodiscard]] std::string text_of(const std::string& file);
[[nodiscard]] std::vector<Line> lines_of(const std::string& file);

/// What a command prints on standard output; `code` is its exit status.
struct CommandResult {
  int code = -1;
  std::string output{};
};
[[nodiscard]] CommandResult run(const std::string& command);

}  // namespace trainyard::layout
