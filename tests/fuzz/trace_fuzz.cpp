// Any bytes as a trace: parse_trace gives problems, or spans that hold together.
#include <cstdint>
#include <string_view>

#include "sim/trace/trace_reader.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard;
  const Result<ReadTrace> read = parse_trace({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!read) {
    require(!read.error().empty());
    for (const Diagnostic& one : read.error()) require(!one.message.empty() && one.file == "fuzz");
    return 0;
  }
  const SpanTimeline& timeline = read.value().timeline;
  require(!timeline.spans.empty());
  for (const TimelineSpan& span : timeline.spans) {
    require(span.lane < timeline.lanes.size() && span.name < timeline.names.size());
    require(span.kind < timeline.kinds.size());
    require(span.start >= 0 && span.start <= span.finish && span.finish <= timeline.makespan);
  }
  for (const TimelineLane& lane : timeline.lanes) require(lane.process < timeline.processes.size());
  return 0;
}
