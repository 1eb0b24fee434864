#pragma once
// The microbenchmarks of kernels/ as a program of their own, started from here.
#include <filesystem>
#include <string>

#include "cli/commands/command.h"

namespace trainyard::cli {

struct KernelRun {
  std::filesystem::path program{};  // empty: looked for beside this program, in the build tree and in PATH
  int device = 0;
  bool full = false;
  std::filesystem::path out{};
};

/// Runs the benchmarks; what they say goes to standard error as they say it. Errors: no such program (and how
/// to build it), no GPU, nothing measured, stopped by a signal.
[[nodiscard]] Result<void> run_kernels(const KernelRun& wanted);

}  // namespace trainyard::cli
