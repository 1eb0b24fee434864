#pragma once

#include <string>
#include <vector>

namespace trainyard::kernels {

/// A shared library that is looked for when the program runs, so that the program starts without it.
struct LibraryName {
  std::string name{};                  ///< "cublasLt"
  std::string environment{};           ///< variable with the path of the file, or of its folder
  std::vector<std::string> sonames{};  ///< newest first: "libcublasLt.so.13", ...
};

/// Where to look for `library`, in order: the environment variable (`environment_value`, may be empty), the
/// plain soname (the loader's own search), /usr/local/cuda/lib64, what exists in nvidia/*/lib below
/// `python_folders` (Python wheels).
std::vector<std::string> library_candidates(const LibraryName& library, const std::string& environment_value,
                                            const std::vector<std::string>& python_folders);

/// Folders of this machine where Python keeps packages: PYTHONPATH, then the usual places, those that exist.
std::vector<std::string> python_package_folders();

/// Loads the first candidate that loads. Null when none does. `told` gets the name that loaded, or what was
/// tried and why it failed.
void* load_library(const LibraryName& library, std::string& told);

}  // namespace trainyard::kernels
