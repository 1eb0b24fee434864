#pragma once
// The events of a trace as they come out of its JSON text; private to the trace reader.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard::detail {

/// Microseconds and what is left, so that a clock that counts from 1970 keeps its picoseconds.
struct TraceTime {
  std::int64_t microseconds = 0;
  std::int32_t picoseconds = 0;  // 0 to 999,999
  auto operator<=>(const TraceTime&) const = default;
};
/// A JSON number in microseconds; nothing when it is too large (beyond 9e15 us, 285 years).
[[nodiscard]] std::optional<TraceTime> trace_time(std::string_view number);

/// The fields of one event that the reader needs. A number keeps its text.
struct TraceEvent {
  std::string phase, name, category, process, thread;
  std::string time, duration;              // text of the number; empty: not given
  std::string time_found, duration_found;  // what stands there when it is no number
  std::string named, labels;               // of args, in metadata
  std::optional<double> position;          // args.sort_index
  std::size_t index = 0;                   // among the events
  std::size_t offset = 0;                  // of its "{" in the text
};

/// Calls `take` for every event in order; stops when it gives a problem. Errors: broken JSON, no list of
/// events, an event that is no object.
[[nodiscard]] Result<void> for_each_event(std::string_view text, const std::string& file_name,
                                          const std::function<Result<void>(TraceEvent&)>& take);

/// A problem at `offset` of `text`.
[[nodiscard]] Diagnostics trace_problem(std::string_view text, const std::string& file_name,
                                        std::size_t offset, std::string pointer, std::string message,
                                        std::string hint = {});

}  // namespace trainyard::detail
