#pragma once
// Spans on lanes, whoever made them: a simulation, or a trace that was read.
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/units.h"

namespace trainyard {

/// One line of boxes: a stream (thread) of a process.
struct TimelineLane {
  std::uint32_t process = 0;  // index into SpanTimeline::processes
  std::string name{};
  bool operator==(const TimelineLane&) const = default;
};

struct TimelineSpan {
  Picoseconds start = 0, finish = 0;
  std::uint32_t lane = 0, name = 0, kind = 0;  // indices into the tables of SpanTimeline
  [[nodiscard]] Picoseconds duration() const { return finish - start; }
  bool operator==(const TimelineSpan&) const = default;
};

/// A piece of the critical path: from `from` to `to` the end waited for `span`.
struct CriticalLink {
  std::uint32_t span = 0;        // index into SpanTimeline::spans
  std::uint32_t around = 0;      // the span it is a part of, to be shown with it; itself when there is none
  std::uint32_t share = 0;       // index into CriticalPath::shares
  Picoseconds from = 0, to = 0;  // to > from
  Picoseconds waited = 0;        // of to - from, counted as the first share
  bool operator==(const CriticalLink&) const = default;
};

/// Links in order of time, each beginning where the one before it ends. Empty: not known.
struct CriticalPath {
  std::vector<CriticalLink> links{};
  std::vector<std::string> shares{};  // what links are counted as; the first is waiting
  [[nodiscard]] bool empty() const { return links.empty(); }
  bool operator==(const CriticalPath&) const = default;
};
/// Time of each share; together exactly the end of the last link less the beginning of the first.
[[nodiscard]] std::vector<Picoseconds> critical_shares(const CriticalPath& path);

/// A plain value. Lanes stand in the order in which they are to be shown, those of one process together.
/// Spans of one lane may lie inside one another.
struct SpanTimeline {
  std::vector<std::string> processes{};
  std::vector<TimelineLane> lanes{};
  std::vector<TimelineSpan> spans{};
  std::vector<std::string> names{}, kinds{};
  CriticalPath critical_path{};
  Picoseconds makespan = 0;  // the last finish
  bool operator==(const SpanTimeline&) const = default;
};

}  // namespace trainyard
