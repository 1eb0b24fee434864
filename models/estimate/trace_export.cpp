// The timeline of one step as a Perfetto trace: a process per pipeline rank; its chunks, its streams inside
// them.
#include "models/estimate/explain.h"
#include "models/estimate/step_timeline.h"
#include "sim/trace/trace_writer.h"

namespace trainyard {

Result<void> write_trace(const Scenario& scenario, const std::filesystem::path& path) {
  TRAINYARD_TRY(step, step_timeline(scenario));
  TRAINYARD_TRY(writer, TraceWriter::open(path));
  // Spans come rank by rank.
  std::size_t next = 0;
  for (std::uint32_t process = 0; process < step.processes.size(); ++process) {
    writer.name_process(process, step.processes[process], static_cast<std::int32_t>(process));
    const std::uint32_t first_lane = process * lanes_per_rank;
    for (std::uint32_t s = 0; s < lanes_per_rank; ++s)
      writer.name_thread({process, s}, step.lanes[first_lane + s].name, static_cast<std::int32_t>(s));
    for (; next < step.spans.size() && step.lanes[step.spans[next].lane].process == process; ++next) {
      const TimelineSpan& span = step.spans[next];
      writer.write({.track = {process, span.lane - first_lane},
                    .name = step.names[span.name],
                    .category = step.kinds[span.kind],
                    .start = span.start,
                    .duration = span.duration(),
                    .arguments = {}});
    }
  }
  return writer.finish();
}

}  // namespace trainyard
