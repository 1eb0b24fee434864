// simulate() with shared resources. What runs is one task per stream; its finish is an event that is told
// anew whenever a share changes, and an event that is no longer true is dropped when it comes up. Shares are
// settled once all events of one moment have run, so that a resource handed over within a moment changes
// nothing for the others.
#include <algorithm>
#include <cmath>

#include "sim/engine/device_slots.h"
#include "sim/engine/radix_heap.h"
#include "sim/engine/retime.h"
#include "sim/engine/simulate.h"
#include "sim/engine/stream_progress.h"

namespace trainyard {

namespace {

struct Event {
  StreamId stream;
  std::uint32_t version;  // that of the stream when the event was told
};

enum class Phase : std::uint8_t { idle, fixed, elastic, latency, moving };

/// What a stream runs now.
struct Running {
  TaskId task = no_task;
  std::uint32_t version = 0;
  Phase phase = Phase::idle;
  Picoseconds since = 0;      // when `left` was last brought up to date
  Picoseconds work_left = 0;  // elastic: time it still needs on an undisturbed device
  double stretched = 1.0;     // elastic: how many times as long it takes now
  double bytes_left = 0.0;    // moving
  double rate = 0.0;          // moving: bytes per second
  Picoseconds earliest = 0;   // moving: finish had it the links for itself
};

FlowId flow_of(StreamId stream) {
  return static_cast<FlowId>(stream);
}
StreamId stream_of(FlowId flow) {
  return static_cast<StreamId>(flow);
}

class SharedReplay {
 public:
  SharedReplay(const TaskGraph& graph, std::span<const Picoseconds> durations, const Resources& resources,
               Timeline& timeline)
      : durations_(durations),
        resources_(resources),
        timeline_(timeline),
        progress_(graph, timeline.finish),
        running_(graph.stream_count()),
        slots_(resources.device_slots()),
        links_(resources.link_capacities(), graph.stream_count()) {
    timeline_.start.assign(graph.task_count(), 0);
    timeline_.stream_busy.assign(graph.stream_count(), 0);
  }

  void run() {
    const auto ready = [this](StreamId stream, TaskId task) { ask(stream, task); };
    progress_.begin(ready);
    settle();
    while (!events_.empty()) {
      const auto event = events_.pop();
      now_ = static_cast<Picoseconds>(event.key);
      const StreamId stream = event.payload.stream;
      if (event.payload.version == at(stream).version) {
        if (at(stream).phase == Phase::latency) {
          begin_moving(stream);
        } else {
          finish(stream, ready);
        }
      }
      if (!events_.more_at_last_key()) settle();
    }
    timeline_.makespan = last_finish_;
  }

 private:
  Running& at(StreamId stream) { return running_[index_of(stream)]; }

  void tell(StreamId stream, Picoseconds time) {
    events_.push(static_cast<std::uint64_t>(time), {stream, ++at(stream).version});
  }

  /// A task waits for nothing but, perhaps, slots.
  void ask(StreamId stream, TaskId task) {
    at(stream).task = task;
    const std::int32_t wanted = resources_.use(task).held_slots;
    if (wanted == 0 || slots_.take(resources_.device(stream), stream, wanted)) start(stream);
  }

  void start(StreamId stream) {
    Running& running = at(stream);
    const Resources::Use& use = resources_.use(running.task);
    const Picoseconds duration = durations_[index_of(running.task)];
    timeline_.start[index_of(running.task)] = now_;
    running.since = now_;
    if (use.sensitivity > 0.0) {
      running.phase = Phase::elastic;
      running.work_left = duration;
      running.stretched = slots_.stretch_now(resources_.device(stream), use.sensitivity);
      slots_.add_elastic(resources_.device(stream), stream);
      tell_elastic_finish(stream);
      return;
    }
    running.phase = use.flow == Resources::no_flow ? Phase::fixed : Phase::latency;
    tell(stream, now_ + duration);
  }

  void tell_elastic_finish(StreamId stream) {
    Running& running = at(stream);
    if (std::isinf(running.stretched) && running.work_left > 0) {
      ++running.version;  // stands still; told again when slots come back
    } else if (running.stretched == 1.0 || running.work_left == 0) {
      tell(stream, now_ + running.work_left);
    } else {
      tell(stream, now_ + std::llround(static_cast<double>(running.work_left) * running.stretched));
    }
  }

  /// Another number of slots is held on the device of an elastic task.
  void rescale(StreamId stream) {
    Running& running = at(stream);
    const double sensitivity = resources_.use(running.task).sensitivity;
    const double stretched = slots_.stretch_now(resources_.device(stream), sensitivity);
    if (stretched == running.stretched) return;
    const Picoseconds elapsed = now_ - running.since;
    const Picoseconds done =
        running.stretched == 1.0
            ? elapsed
            : std::llround(static_cast<double>(elapsed) / running.stretched);  // 0 when infinite
    running.work_left = std::max<Picoseconds>(0, running.work_left - done);
    running.since = now_;
    running.stretched = stretched;
    tell_elastic_finish(stream);
  }

  void begin_moving(StreamId stream) {
    Running& running = at(stream);
    const Resources::Flow& flow = resources_.flow_of(resources_.use(running.task));
    const auto route = resources_.route(flow);
    if (route.empty() || flow.bytes == Bytes()) {
      running.phase = Phase::fixed;
      tell(stream, now_);
      return;
    }
    BytesPerSecond narrowest = resources_.link_capacities()[static_cast<std::size_t>(route[0])];
    for (const LinkId link : route) {
      narrowest = std::min(narrowest, resources_.link_capacities()[static_cast<std::size_t>(link)]);
    }
    running.phase = Phase::moving;
    running.since = now_;
    running.bytes_left = flow.bytes.base();
    running.rate = 0.0;
    running.earliest = now_ + to_picoseconds(flow.bytes / narrowest);
    ++running.version;
    links_.start(flow_of(stream), route);
  }

  /// The links give a flow another rate from now on.
  void change_rate(StreamId stream, BytesPerSecond rate) {
    Running& running = at(stream);
    const double moved = running.rate * to_seconds(now_ - running.since).base();
    running.bytes_left = std::max(0.0, running.bytes_left - moved);
    running.since = now_;
    running.rate = rate.base();
    const Picoseconds left = to_picoseconds(Bytes::from_base(running.bytes_left) / rate);
    tell(stream, std::max(now_ + left, running.earliest));  // rounding never makes a flow faster than alone
  }

  template <class Ready>
  void finish(StreamId stream, Ready&& ready) {
    Running& running = at(stream);
    const TaskId task = running.task;
    const Resources::Use& use = resources_.use(task);
    timeline_.stream_busy[index_of(stream)] += now_ - timeline_.start[index_of(task)];
    last_finish_ = now_;
    if (running.phase == Phase::elastic) slots_.remove_elastic(resources_.device(stream), stream);
    if (running.phase == Phase::moving) links_.stop(flow_of(stream));
    running.phase = Phase::idle;
    if (use.held_slots > 0) {
      slots_.give_back(resources_.device(stream), use.held_slots,
                       [this](StreamId granted) { start(granted); });
    }
    progress_.finished(stream, task, now_, ready);
  }

  void settle() {
    if (!slots_.settled()) slots_.settle([this](StreamId stream) { rescale(stream); });
    if (!links_.settled()) {
      for (const FlowId flow : links_.settle()) change_rate(stream_of(flow), links_.rate(flow));
    }
  }

  std::span<const Picoseconds> durations_;
  const Resources& resources_;
  Timeline& timeline_;
  detail::StreamProgress progress_;
  std::vector<Running> running_;
  detail::DeviceSlots slots_;
  MaxMinSharing links_;
  RadixHeap<Event> events_;
  Picoseconds now_ = 0;
  Picoseconds last_finish_ = 0;
};

}  // namespace

void simulate(const TaskGraph& graph, std::span<const Picoseconds> durations, const Resources& resources,
              Timeline& timeline) {
  assert(durations.size() == graph.task_count());
  assert(resources.problems(graph).empty());
  SharedReplay(graph, durations, resources, timeline).run();
#ifndef NDEBUG
  RetimeScratch scratch;
  const auto alone = uncontended_durations(graph, durations, resources);
  assert(timeline.makespan >= retimed_makespan(graph, alone, scratch) &&
         "a makespan is never below the longest path");
#endif
}

Timeline simulate(const TaskGraph& graph, std::span<const Picoseconds> durations,
                  const Resources& resources) {
  Timeline timeline;
  simulate(graph, durations, resources, timeline);
  return timeline;
}

}  // namespace trainyard
