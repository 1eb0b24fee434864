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

/// A plain value. Lanes stand in the order in which they are to be shown, those of one process together.
/// Spans of one lane may lie inside one another.
struct SpanTimeline {
  std::vector<std::string> processes{};
  std::vector<TimelineLane> lanes{};
  std::vector<TimelineSpan> spans{};
  std::vector<std::string> names{}, kinds{};
  std::vector<std::uint32_t> critical_path{};  // indices into spans, in order of time; empty: not known
  Picoseconds makespan = 0;                    // the last finish
  bool operator==(const SpanTimeline&) const = default;
};

}  // namespace trainyard
