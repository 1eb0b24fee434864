#include "kernels/harness/library_search.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace trainyard::kernels {
namespace {

namespace fs = std::filesystem;

/// Subfolders of `folder` in alphabetical order; none when it cannot be read.
std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), none; !error && it != none; it.increment(error)) {
    std::error_code ignored;
    if (it->is_directory(ignored)) found.push_back(it->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string environment(const std::string& name) {
  const char* value = name.empty() ? nullptr : std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

std::vector<std::string> library_candidates(const LibraryName& library, const std::string& environment_value,
                                            const std::vector<std::string>& python_folders) {
  std::vector<std::string> candidates;
  std::error_code error;
  if (!environment_value.empty()) {
    if (fs::is_directory(environment_value, error)) {
      for (const std::string& soname : library.sonames)
        candidates.push_back(environment_value + '/' + soname);
    } else {
      candidates.push_back(environment_value);
    }
  }
  for (const std::string& soname : library.sonames) candidates.push_back(soname);
  for (const std::string& soname : library.sonames) candidates.push_back("/usr/local/cuda/lib64/" + soname);
  for (const std::string& folder : python_folders) {
    for (const fs::path& wheel : folders_in(fs::path(folder) / "nvidia")) {
      for (const std::string& soname : library.sonames) {
        const fs::path file = wheel / "lib" / soname;
        if (fs::exists(file, error)) candidates.push_back(file.string());
      }
    }
  }
  return candidates;
}

std::vector<std::string> python_package_folders() {
  std::vector<std::string> folders;
  std::istringstream path(environment("PYTHONPATH"));
  for (std::string folder; std::getline(path, folder, ':');) {
    if (!folder.empty()) folders.push_back(folder);
  }
  std::vector<fs::path> prefixes{"/usr/local/lib", "/usr/lib"};
  for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
    if (const std::string prefix = environment(variable); !prefix.empty())
      prefixes.insert(prefixes.begin(), fs::path(prefix) / "lib");
  }
  if (const std::string home = environment("HOME"); !home.empty())
    prefixes.push_back(fs::path(home) / ".local/lib");
  for (const fs::path& prefix : prefixes) {
    for (const fs::path& python : folders_in(prefix)) {
      if (python.filename().string().rfind("python3", 0) != 0) continue;
      for (const char* packages : {"site-packages", "dist-packages"}) {
        std::error_code error;
        if (fs::is_directory(python / packages, error)) folders.push_back((python / packages).string());
      }
    }
  }
  return folders;
}

void* load_library(const LibraryName& library, std::string& told) {
  told.clear();
  for (const std::string& candidate :
       library_candidates(library, environment(library.environment), python_package_folders())) {
    if (void* handle = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL)) {
      told = candidate;
      return handle;
    }
    const char* error = dlerror();
    told += (told.empty() ? "" : "; ") + std::string(error == nullptr ? candidate : error);
  }
  if (!library.environment.empty()) told += "; set " + library.environment + " to the file";
  return nullptr;
}

}  // namespace trainyard::kernels
