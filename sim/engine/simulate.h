#pragma once
// Time-ordered replay of a task graph.
#include "sim/engine/timeline.h"

namespace trainyard {

/// Replays `graph` in order of time; all streams start at time 0. Events at the same time run in the order
/// they were caused.
[[nodiscard]] Timeline simulate(const TaskGraph& graph, std::span<const Picoseconds> durations);
/// The same into `timeline`, whose memory is used again.
void simulate(const TaskGraph& graph, std::span<const Picoseconds> durations, Timeline& timeline);

}  // namespace trainyard
