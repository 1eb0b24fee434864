#include "models/estimate/align_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "models/estimate/step_timeline.h"
#include "sim/trace/best_shift.h"

namespace trainyard {

namespace {

constexpr int ignored = -1;

/// What spans of a timeline are compared as, by kind and, where the kind says nothing, by name.
struct Classes {
  std::vector<int> of_kind{};   // by kind; ignored: not compared
  std::vector<bool> by_name{};  // by kind: compute or communication, as the name says
  std::vector<int> of_name{};   // by name

  [[nodiscard]] int of(const TimelineSpan& span) const {
    return by_name[span.kind] ? of_name[span.name] : of_kind[span.kind];
  }
};

struct Compared {
  Classes simulated{}, measured{};
  std::vector<std::string> names{};
};

enum Class : int { computing, communicating };

/// Kinds of the simulation that are work of one sort; chunks and the end of the step hold both.
int class_of_simulated(const std::string& kind) {
  if (kind == "compute") return computing;
  if (kind == "expert exchange" || kind == "tensor parallel" || kind == transfer_kind) return communicating;
  return ignored;
}

/// What profilers call work on the GPU.
bool is_kernel(const std::string& kind) {
  return kind == "kernel" || kind == "Kernel" || kind == "gpu_op";
}

Classes shared_kinds(const SpanTimeline& timeline, const std::vector<std::string>& shared) {
  Classes classes;
  for (const std::string& kind : timeline.kinds) {
    const auto found = std::find(shared.begin(), shared.end(), kind);
    classes.of_kind.push_back(found == shared.end() ? ignored : static_cast<int>(found - shared.begin()));
  }
  classes.by_name.assign(timeline.kinds.size(), false);
  return classes;
}

Compared compared_of(const SpanTimeline& simulated, const SpanTimeline& measured) {
  Compared compared;
  for (const std::string& kind : simulated.kinds)
    if (!kind.empty() &&
        std::find(measured.kinds.begin(), measured.kinds.end(), kind) != measured.kinds.end())
      compared.names.push_back(kind);
  if (!compared.names.empty()) {
    compared.simulated = shared_kinds(simulated, compared.names);
    compared.measured = shared_kinds(measured, compared.names);
    return compared;
  }
  compared.names = {"compute", "communication"};
  for (const std::string& kind : simulated.kinds)
    compared.simulated.of_kind.push_back(class_of_simulated(kind));
  compared.simulated.by_name.assign(simulated.kinds.size(), false);
  const bool has_kernels = std::any_of(measured.kinds.begin(), measured.kinds.end(), is_kernel);
  compared.measured.of_kind.assign(measured.kinds.size(), ignored);
  for (const std::string& kind : measured.kinds)
    compared.measured.by_name.push_back(!has_kernels || is_kernel(kind));
  for (const std::string& name : measured.names)
    compared.measured.of_name.push_back(names_communication(name) ? communicating : computing);
  return compared;
}

struct Curves {
  std::vector<StepCurve> curves{};
  bool any = false;  // work of any class
};

/// Curves of some processes' spans, one per class and process in the order given.
Curves curves_of(const SpanTimeline& timeline, const Classes& classes, std::size_t class_count,
                 const std::vector<std::uint32_t>& processes, bool together) {
  std::vector<std::size_t> place(timeline.processes.size(), std::numeric_limits<std::size_t>::max());
  for (std::size_t i = 0; i < processes.size(); ++i) place[processes[i]] = together ? 0 : i;
  std::vector<std::vector<std::pair<Picoseconds, Picoseconds>>> spans(class_count *
                                                                      (together ? 1 : processes.size()));
  Picoseconds first = std::numeric_limits<Picoseconds>::max(), last = 0;
  for (const TimelineSpan& span : timeline.spans) {
    const std::size_t at = place[timeline.lanes[span.lane].process];
    const int kind = classes.of(span);
    if (at == std::numeric_limits<std::size_t>::max() || kind == ignored) continue;
    first = std::min(first, span.start);
    last = std::max(last, span.finish);
    spans[at * class_count + static_cast<std::size_t>(kind)].emplace_back(span.start, span.finish);
  }
  Curves made;
  made.any = first < last;
  for (auto& one : spans)
    made.curves.push_back(made.any ? busy_curve(std::move(one), first, last) : StepCurve{});
  return made;
}

std::vector<std::uint32_t> all_processes(const SpanTimeline& timeline) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t p = 0; p < timeline.processes.size(); ++p) all.push_back(p);
  return all;
}

/// The simulated process of each measured one, when all have one.
std::optional<std::vector<std::uint32_t>> same_names(const SpanTimeline& simulated,
                                                     const SpanTimeline& measured) {
  std::vector<std::uint32_t> found;
  for (const std::string& name : measured.processes) {
    const auto one = std::find(simulated.processes.begin(), simulated.processes.end(), name);
    if (one == simulated.processes.end()) return std::nullopt;
    found.push_back(static_cast<std::uint32_t>(one - simulated.processes.begin()));
  }
  return found;
}

Diagnostics nothing_to_compare() {
  return problem(
      "nothing to align: the trace and the simulation have no work of one kind that starts and ends",
      "a trace of a profiler with kernels, or one written by trainyard run --trace");
}

Picoseconds first_compared(const SpanTimeline& timeline, const Classes& classes) {
  Picoseconds first = std::numeric_limits<Picoseconds>::max();
  for (const TimelineSpan& span : timeline.spans)
    if (classes.of(span) != ignored) first = std::min(first, span.start);
  return first;
}

}  // namespace

bool names_communication(std::string_view name) {
  // As NCCL (ncclDevKernel_AllReduce...), NVSHMEM and DeepEP (dispatch, combine, notify) name their kernels.
  constexpr std::array<std::string_view, 17> parts{
      "nccl",       "nvshmem",   "deep_ep",    "dispatch",      "combine",        "allreduce",
      "all_reduce", "allgather", "all_gather", "reducescatter", "reduce_scatter", "alltoall",
      "all_to_all", "sendrecv",  "send_recv",  "barrier",       "::ep::"};
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

Result<TraceAlignment> align_trace(const SpanTimeline& simulated, const SpanTimeline& measured,
                                   const AlignControl& control) {
  const Compared compared = compared_of(simulated, measured);
  const std::size_t classes = compared.names.size();
  const auto pairs = same_names(simulated, measured);
  const Curves moved =
      curves_of(measured, compared.measured, classes, all_processes(measured), !pairs.has_value());
  if (!moved.any) return nothing_to_compare();
  std::vector<std::vector<std::uint32_t>> tries;
  if (pairs) {
    tries.push_back(*pairs);
  } else {
    for (const std::uint32_t process : all_processes(simulated)) tries.push_back({process});
  }
  std::optional<TraceAlignment> best;
  for (std::size_t i = 0; i < tries.size(); ++i) {
    if (control.progress) control.progress(i, tries.size());
    if (control.stop != nullptr && control.stop->load()) return problem("aligning was cancelled");
    const Curves fixed = curves_of(simulated, compared.simulated, classes, tries[i], false);
    const auto found = best_shift(fixed.curves, moved.curves, control.stop);
    if (!found || (best && found->correlation <= best->correlation)) continue;
    best = TraceAlignment{found->shift, found->correlation, found->agreement,
                          pairs ? std::string() : simulated.processes[tries[i].front()],
                          fmt::format("{}", fmt::join(compared.names, ", "))};
  }
  if (control.stop != nullptr && control.stop->load()) return problem("aligning was cancelled");
  if (!best) return nothing_to_compare();
  return *best;
}

Result<Picoseconds> align_starts(const SpanTimeline& simulated, const SpanTimeline& measured) {
  const Compared compared = compared_of(simulated, measured);
  const Picoseconds fixed = first_compared(simulated, compared.simulated);
  const Picoseconds moved = first_compared(measured, compared.measured);
  constexpr Picoseconds none = std::numeric_limits<Picoseconds>::max();
  if (fixed == none || moved == none) return nothing_to_compare();
  return fixed - moved;
}

}  // namespace trainyard
