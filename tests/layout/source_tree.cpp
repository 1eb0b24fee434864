#include "tests/layout/source_tree.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace trainyard::layout {
namespace {

std::vector<std::string> tracked_files() {
  const std::string folder = source_root().string();
  const CommandResult top = run("git -C '" + folder + "' rev-parse --show-toplevel 2>/dev/null");
  std::error_code error;
  if (top.code != 0) return {};
  const std::string at = top.output.substr(0, top.output.find('\n'));
  if (!std::filesystem::equivalent(at, source_root(), error))
    return {};  // unpacked inside another repository
  std::istringstream names(run("git -C '" + folder + "' -c core.quotepath=off ls-files").output);
  std::vector<std::string> files;
  for (std::string name; std::getline(names, name);) {
    if (std::filesystem::is_regular_file(source_root() / name, error)) files.push_back(name);
  }
  return files;
}

std::vector<std::string> walked_files() {
  std::vector<std::string> files;
  auto walk = std::filesystem::recursive_directory_iterator(source_root());
  for (auto it = begin(walk); it != end(walk); ++it) {
    const std::string name = it->path().filename().string();
    const bool top = it.depth() == 0;
    if (it->is_directory() && ((top && name == "build") || (name.starts_with('.') && name != ".ci"))) {
      it.disable_recursion_pending();
    }
    if (it->is_regular_file()) files.push_back(it->path().lexically_relative(source_root()).generic_string());
  }
  return files;
}

}  // namespace

const std::filesystem::path& source_root() {
  static const std::filesystem::path root(TRAINYARD_SOURCE_DIR);
  return root;
}

const std::vector<std::string>& project_files() {
  static const std::vector<std::string> files = [] {
    std::vector<std::string> found = tracked_files();
    if (found.empty()) found = walked_files();
    std::sort(found.begin(), found.end());
    return found;
  }();
  return files;
}

std::vector<std::string> files_below(std::string_view folder, const std::vector<std::string_view>& endings) {
  std::vector<std::string> found;
  for (const std::string& file : project_files()) {
    const auto ends = [&](std::string_view ending) { return file.ends_with(ending); };
    if (file.starts_with(folder) && std::any_of(endings.begin(), endings.end(), ends)) found.push_back(file);
  }
  return found;
}

std::string text_of(const std::string& file) {
  std::ifstream in(source_root() / file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Line> lines_of(const std::string& file) {
  std::istringstream in(text_of(file));
  std::vector<Line> lines;
  for (std::string text; std::getline(in, text);) lines.push_back({static_cast<int>(lines.size()) + 1, text});
  return lines;
}

CommandResult run(const std::string& command) {
  CommandResult result;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    result.output.append(buffer.data(), count);
  const int status = pclose(pipe);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

}  // namespace trainyard::layout
