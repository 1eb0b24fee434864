#pragma once
// Time-ordered replay of a task graph.
#include "sim/engine/timeline.h"

namespace trainyard {

class Resources;

/// Replays `graph` in order of time; all streams start at time 0. Events at the same time run in the order
/// they were caused.
[[nodiscard]] Timeline simulate(const TaskGraph& graph, std::span<const Picoseconds> durations);
/// The same into `timeline`, whose memory is used again.
void simulate(const TaskGraph& graph, std::span<const Picoseconds> durations, Timeline& timeline);

/// With shared slots and links, see resources.h. Every problem of `resources` must have been found and told
/// before (Resources::problems). Times are rounded to whole picoseconds whenever a share changes.
[[nodiscard]] Timeline simulate(const TaskGraph& graph, std::span<const Picoseconds> durations,
                                const Resources& resources);
void simulate(const TaskGraph& graph, std::span<const Picoseconds> durations, const Resources& resources,
              Timeline& timeline);

}  // namespace trainyard
