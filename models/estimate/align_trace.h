#pragma once
// Where a measured trace lies on a simulated step.
#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/trace/span_timeline.h"

namespace trainyard {

/// Whether a kernel's name says that it moves data between GPUs (NCCL, NVSHMEM, DeepEP and their words).
[[nodiscard]] bool names_communication(std::string_view name);

struct TraceAlignment {
  Picoseconds shift = 0;   // to be added to the times of the measured trace
  double correlation = 0;  // best_shift's: 1 for equal work
  double agreement = 0;    // the same of the time that both cover: how well the picture fits
  std::string process{};   // of the simulation that fits; empty: each measured process has one of its own
  std::string compared{};  // "compute, communication", or the kinds both know
};

struct AlignControl {
  const std::atomic<bool>* stop = nullptr;  // set: nothing is found
  std::function<void(std::size_t done, std::size_t total)> progress{};
};

/// The shift of `measured` with the greatest cross-correlation of busy and idle (see best_shift):
///   F(s) = sum over kinds k of the integral over t of (a_k(t) - mean) (b_k(t - s) - mean),
/// where a_k is 1 while work of kind k runs in a process of the simulation and b_k the same of the trace,
/// both less their means over the whole and zero outside it. No time is stretched. Kinds are those that both
/// name alike (a trace of ours); without any, compute and communication, told apart by kind in the simulation
/// and by the name of the kernel in the trace. When every measured process bears a simulated one's name they
/// are compared in pairs; otherwise the trace is compared with each simulated process, the best of which is
/// told. Errors: nothing to compare; stopped.
[[nodiscard]] Result<TraceAlignment> align_trace(const SpanTimeline& simulated, const SpanTimeline& measured,
                                                 const AlignControl& control = {});

/// The shift that puts the first compared work of `measured` on the first of `simulated`. Errors: nothing to
/// compare.
[[nodiscard]] Result<Picoseconds> align_starts(const SpanTimeline& simulated, const SpanTimeline& measured);

}  // namespace trainyard
