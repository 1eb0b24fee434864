#pragma once
// Traces of profilers and of our own: the Trace Event Format of Chrome, Kineto (PyTorch profiler) and
// Perfetto (docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU).
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/trace/span_timeline.h"

namespace trainyard {

/// What was found besides spans.
struct TraceReadNotes {
  std::size_t other_events = 0;  // arrows, counters, instants: not shown
  std::size_t ends_alone = 0;    // an end (ph "E") without its beginning: left out
  std::size_t begins_alone = 0;  // a beginning (ph "B") without its end: lasts until the trace ends
  bool operator==(const TraceReadNotes&) const = default;
};

struct ReadTrace {
  SpanTimeline timeline{};  // the earliest start is 0
  TraceReadNotes notes{};
};

/// Told while a trace is read.
struct TraceReadControl {
  const std::atomic<bool>* stop = nullptr;  // set: reading ends with the problem "reading was cancelled"
  /// "inflating" (bytes of the file), then "reading" (bytes of its text).
  std::function<void(std::string_view stage, std::size_t done, std::size_t total)> progress{};
};

/// Reads {"traceEvents": [...]} or a bare array of events, of which the closing bracket may be missing, as
/// the format allows. Complete events (ph "X"), pairs ("B" and "E") and names of processes and threads ("M")
/// are understood, others counted. Times are decimal microseconds, kept to the picosecond. Lanes are ordered
/// by the sort indices of the trace, then by first appearance. Errors, with file, line:column and what was
/// expected: broken JSON, no list of events, an event without a field it needs, times that are no numbers,
/// are negative in length or lie more than 100 days apart, a trace without a span.
[[nodiscard]] Result<ReadTrace> parse_trace(std::string_view text, const std::string& file_name,
                                            const TraceReadControl& control = {});
/// The same from a file, which may be compressed by gzip. Errors: those of read_text_file, more than 1 GiB.
[[nodiscard]] Result<ReadTrace> read_trace(const std::filesystem::path& path,
                                           const TraceReadControl& control = {});

}  // namespace trainyard
