#include "sim/trace/trace_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "sim/base/gzip_text.h"
#include "sim/trace/trace_events.h"

namespace trainyard {

namespace {

using detail::TraceEvent;
using detail::TraceTime;

/// Texts by number, in order of first appearance.
class Numbered {
 public:
  std::uint32_t number_of(const std::string& text) {
    const auto [found, added] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return found->second;
  }
  [[nodiscard]] std::vector<std::string>& texts() { return texts_; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;  // never walked through
  std::vector<std::string> texts_;
};

struct RawSpan {
  TraceTime start{};
  Picoseconds duration = 0;
  std::uint32_t lane = 0, name = 0, kind = 0;
};

struct Process {
  std::string name{}, labels{};
  double position = std::numeric_limits<double>::infinity();
};
struct Lane {
  std::uint32_t process = 0;
  std::string name{};
  double position = std::numeric_limits<double>::infinity();
  std::vector<std::size_t> open{};  // raw spans whose end has not come
};

constexpr std::int64_t most_span =
    std::int64_t{100} * 86'400 * 1'000'000;            // us: 100 days, within Picoseconds
constexpr Picoseconds picoseconds_of_one = 1'000'000;  // of a microsecond
constexpr Picoseconds open_end = -1;

Diagnostics cancelled(const std::string& file) {
  return {Diagnostic{file, {}, 0, 0, "reading was cancelled", {}}};
}

class Collector {
 public:
  Collector(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Result<void> take(TraceEvent& event) {
    if (event.phase == "X") return complete(event);
    if (event.phase == "B") return begin(event);
    if (event.phase == "E") return end(event);
    if (event.phase == "M") {
      name(event);
    } else {
      if (event.phase.empty())
        return wrong(event, "ph", "is missing, expected the phase of the event", "X, B, E, M ...");
      ++notes_.other_events;
    }
    return outcome::success();
  }

  Result<ReadTrace> finish() {
    if (raw_.empty())
      return detail::trace_problem(text_, file_, 0, {},
                                   "holds no span (an event of ph \"X\", or \"B\" and \"E\")");
    TraceTime first = raw_.front().start, last = first;
    for (const RawSpan& span : raw_) {
      first = std::min(first, span.start);
      last = std::max(last, span.start);
    }
    if (last.microseconds - first.microseconds > most_span)
      return detail::trace_problem(text_, file_, 0, {},
                                   "spans more than 100 days, expected times in microseconds");
    ReadTrace read;
    SpanTimeline& timeline = read.timeline;
    timeline.spans.reserve(raw_.size());
    for (const RawSpan& raw : raw_) {
      const Picoseconds start = since(first, raw.start);
      timeline.spans.push_back(
          {start, start + std::max<Picoseconds>(raw.duration, 0), raw.lane, raw.name, raw.kind});
      timeline.makespan = std::max(timeline.makespan, timeline.spans.back().finish);
    }
    for (const Lane& lane : lanes_) {
      notes_.begins_alone += lane.open.size();
      for (const std::size_t index : lane.open) timeline.spans[index].finish = timeline.makespan;
    }
    put_in_order(timeline);
    timeline.names = std::move(names_.texts());
    timeline.kinds = std::move(kinds_.texts());
    read.notes = notes_;
    return read;
  }

 private:
  static Picoseconds since(const TraceTime& first, const TraceTime& time) {
    return (time.microseconds - first.microseconds) * picoseconds_of_one + time.picoseconds -
           first.picoseconds;
  }

  Diagnostics wrong(const TraceEvent& event, std::string_view field, std::string message,
                    std::string hint = {}) {
    const bool bare = text_.find_first_not_of(" \t\r\n") != std::string_view::npos &&
                      text_[text_.find_first_not_of(" \t\r\n")] == '[';
    return detail::trace_problem(text_, file_, event.offset,
                                 fmt::format("{}/{}/{}", bare ? "" : "/traceEvents", event.index, field),
                                 std::move(message), std::move(hint));
  }

  Result<TraceTime> time_of(const TraceEvent& event, std::string_view field, const std::string& number,
                            const std::string& found) {
    constexpr std::string_view expected = "expected a number of microseconds";
    if (!found.empty()) return wrong(event, field, fmt::format("is {}, {}", found, expected));
    if (number.empty()) return wrong(event, field, fmt::format("is missing, {}", expected));
    const std::optional<TraceTime> time = detail::trace_time(number);
    if (!time) return wrong(event, field, fmt::format("{} is too large, {}", number, expected));
    return *time;
  }

  Result<void> complete(const TraceEvent& event) {
    TRAINYARD_TRY(start, time_of(event, "ts", event.time, event.time_found));
    TRAINYARD_TRY(length, time_of(event, "dur", event.duration, event.duration_found));
    if (length.microseconds < 0)
      return wrong(event, "dur",
                   fmt::format("{} is negative, expected a length in microseconds", event.duration));
    if (length.microseconds > most_span)
      return wrong(event, "dur",
                   fmt::format("{} is more than 100 days, expected microseconds", event.duration));
    add(event, start, length.microseconds * picoseconds_of_one + length.picoseconds);
    return outcome::success();
  }

  Result<void> begin(const TraceEvent& event) {
    TRAINYARD_TRY(start, time_of(event, "ts", event.time, event.time_found));
    add(event, start, open_end);
    lanes_[raw_.back().lane].open.push_back(raw_.size() - 1);
    return outcome::success();
  }

  Result<void> end(const TraceEvent& event) {
    TRAINYARD_TRY(finish, time_of(event, "ts", event.time, event.time_found));
    Lane& lane = lanes_[lane_of(event)];
    if (lane.open.empty()) {
      ++notes_.ends_alone;
      return outcome::success();
    }
    RawSpan& span = raw_[lane.open.back()];
    if (finish < span.start)
      return wrong(event, "ts",
                   fmt::format("{} is before the beginning (ph \"B\") that it ends", event.time));
    if (finish.microseconds - span.start.microseconds > most_span)
      return wrong(event, "ts", fmt::format("{} is more than 100 days after its beginning", event.time));
    span.duration = since(span.start, finish);
    lane.open.pop_back();
    return outcome::success();
  }

  void add(const TraceEvent& event, TraceTime start, Picoseconds duration) {
    raw_.push_back(
        {start, duration, lane_of(event), names_.number_of(event.name), kinds_.number_of(event.category)});
  }

  void name(const TraceEvent& event) {
    if (event.name == "process_name") processes_[process_of(event)].name = event.named;
    if (event.name == "process_labels") processes_[process_of(event)].labels = event.labels;
    if (event.name == "process_sort_index" && event.position)
      processes_[process_of(event)].position = *event.position;
    if (event.name == "thread_name") lanes_[lane_of(event)].name = event.named;
    if (event.name == "thread_sort_index" && event.position)
      lanes_[lane_of(event)].position = *event.position;
  }

  std::uint32_t process_of(const TraceEvent& event) {
    const std::uint32_t index = process_ids_.number_of(event.process);
    if (index == processes_.size()) processes_.emplace_back();
    return index;
  }
  std::uint32_t lane_of(const TraceEvent& event) {
    if (event.process == last_process_ && event.thread == last_thread_) return last_lane_;
    const std::uint32_t process = process_of(event);
    const std::uint32_t index = lane_ids_.number_of(fmt::format("{} {}", process, event.thread));
    if (index == lanes_.size()) {
      lanes_.emplace_back();
      lanes_.back().process = process;
      threads_.push_back(event.thread);
    }
    last_process_ = event.process;
    last_thread_ = event.thread;
    return last_lane_ = index;
  }

  /// Processes and lanes with their names, those that hold nothing and have no name left out.
  void put_in_order(SpanTimeline& timeline) {
    std::vector<std::uint32_t> order(lanes_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<bool> used(lanes_.size(), false);
    for (const RawSpan& raw : raw_) used[raw.lane] = true;
    std::erase_if(order, [&](std::uint32_t i) { return !used[i] && lanes_[i].name.empty(); });
    const auto place = [&](std::uint32_t i) {
      const Lane& lane = lanes_[i];
      return std::make_tuple(processes_[lane.process].position, lane.process, lane.position, i);
    };
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
    std::vector<std::uint32_t> shown_as(lanes_.size());
    std::uint32_t previous = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t i : order) {
      const Lane& lane = lanes_[i];
      if (lane.process != previous) timeline.processes.push_back(process_name(lane.process));
      previous = lane.process;
      shown_as[i] = static_cast<std::uint32_t>(timeline.lanes.size());
      timeline.lanes.push_back({static_cast<std::uint32_t>(timeline.processes.size() - 1),
                                lane.name.empty() ? "thread " + threads_[i] : lane.name});
    }
    for (TimelineSpan& span : timeline.spans) span.lane = shown_as[span.lane];
  }
  std::string process_name(std::uint32_t index) {
    const Process& process = processes_[index];
    std::string name = process.name.empty() ? "process " + process_ids_.texts()[index] : process.name;
    if (!process.labels.empty()) name += ", " + process.labels;
    return name;
  }

  std::string_view text_;
  const std::string& file_;
  TraceReadNotes notes_;
  Numbered names_, kinds_, process_ids_, lane_ids_;
  std::vector<Process> processes_;
  std::vector<Lane> lanes_;
  std::vector<std::string> threads_;  // by lane
  std::vector<RawSpan> raw_;
  std::string last_process_ = "\n", last_thread_;  // no process is called that
  std::uint32_t last_lane_ = 0;
};

}  // namespace

Result<ReadTrace> parse_trace(std::string_view text, const std::string& file_name,
                              const TraceReadControl& control) {
  Collector collector(text, file_name);
  constexpr std::size_t between = 256;  // events: some 50 us of work
  const auto take = [&](TraceEvent& event) -> Result<void> {
    if (event.index % between == 0) {
      if (control.progress) control.progress("reading", event.offset, text.size());
      if (control.stop != nullptr && control.stop->load()) return cancelled(file_name);
    }
    return collector.take(event);
  };
  TRAINYARD_TRY(detail::for_each_event(text, file_name, take));
  return collector.finish();
}

Result<ReadTrace> read_trace(const std::filesystem::path& path, const TraceReadControl& control) {
  const InflateStep step = [&](std::size_t done, std::size_t total) {
    if (control.progress) control.progress("inflating", done, total);
    return control.stop == nullptr || !control.stop->load();
  };
  TRAINYARD_TRY(text, read_text_file(path, gibibytes(1), step));
  if (control.stop != nullptr && control.stop->load()) return cancelled(path.string());
  return parse_trace(text, path.string(), control);
}

}  // namespace trainyard
