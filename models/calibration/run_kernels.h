#pragma once
// The microbenchmarks of kernels/ as a program of their own, started from here.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

#include "sim/base/result.h"

namespace trainyard {

/// The benchmarks' program: beside this one, in the build tree or in PATH. Empty: not built.
[[nodiscard]] std::filesystem::path find_kernels_program();
/// Whether the driver shows a GPU here. A quick look: the benchmarks find out for themselves.
[[nodiscard]] bool shows_gpu();

struct KernelRun {
  std::filesystem::path program{};  // empty: find_kernels_program()
  int device = 0;
  bool full = false;
  std::filesystem::path out{};
  const std::atomic<bool>* stop = nullptr;  // set: the benchmarks are ended, and with them the run
  std::chrono::milliseconds grace{5000};    // from the request to end until they are killed
};

/// Runs the benchmarks; what they say goes to standard error as they say it. With `stop` they are a process
/// group of their own, which is ended as a whole, also when this program dies. Without, an interrupt from the
/// keyboard ends them alone. Errors: no such program (and how
/// to build it), no GPU, nothing measured, stopped by a signal or by `stop`.
[[nodiscard]] Result<void> run_kernels(const KernelRun& wanted);

}  // namespace trainyard
