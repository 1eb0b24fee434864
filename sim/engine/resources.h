#pragma once
// What tasks share while they run: the slots of a device, the links of a network.
#include <map>
#include <vector>

#include "sim/base/diagnostic.h"
#include "sim/engine/max_min.h"
#include "sim/engine/task_graph.h"

namespace trainyard {

enum class DeviceId : std::uint32_t {};

/// A stream may stand on one device. A task of such a stream may hold some of the device's slots while it
/// runs, or be elastic: run slower while others hold slots. Any task may be a flow: after its duration (its
/// latency) it moves bytes over a route of links, whose capacities are shared max-min fair. Tasks without an
/// entry just run for their duration.
class Resources {
 public:
  /// What one task uses. Equal uses are stored once, so that a task costs four bytes.
  struct Use {
    std::int32_t held_slots = 0;
    std::uint32_t flow = no_flow;  // index of its Flow
    double sensitivity = 0.0;      // above zero: elastic
    auto operator<=>(const Use&) const = default;
  };
  struct Flow {
    Bytes bytes;
    std::uint32_t route_begin = 0;
    std::uint32_t route_end = 0;
  };
  static constexpr std::uint32_t no_flow = std::numeric_limits<std::uint32_t>::max();

  DeviceId add_device(std::int32_t slots);
  LinkId add_link(BytesPerSecond capacity);
  /// Puts a stream on a device. Streams not placed stand on none.
  void place(StreamId stream, DeviceId device);

  /// `task` takes `slots` of its stream's device when it starts and gives them back when it finishes. While
  /// too few are free it waits, first come, first served.
  void hold(TaskId task, std::int32_t slots);
  /// The duration of `task` is for a device on which nothing is held. With h of C slots held it runs
  /// stretch(h, C) times as long; a change while it runs rescales what is left of it. See stretch() for
  /// `sensitivity`, at least 0. A task that holds slots or is a flow cannot be elastic. Elastic tasks do not
  /// slow each other.
  void elastic(TaskId task, double sensitivity);
  /// `task` lasts for its duration and then until `amount` has moved over `route`. It may hold slots
  /// meanwhile. Without a route or bytes it takes its duration only.
  void flow(TaskId task, Bytes amount, std::span<const LinkId> route);

  /// Every hold that no device can grant, use on a stream without device, and link without capacity;
  /// simulate() asserts that there are none.
  [[nodiscard]] Diagnostics problems(const TaskGraph& graph) const;

  [[nodiscard]] const Use& use(TaskId task) const {
    const std::size_t i = index_of(task);
    return uses_[i < use_of_task_.size() ? use_of_task_[i] : 0];
  }
  /// The slots of the device `stream` stands on, and that device. Only for placed streams.
  [[nodiscard]] bool is_placed(StreamId stream) const;
  [[nodiscard]] DeviceId device(StreamId stream) const { return device_of_stream_[index_of(stream)]; }
  [[nodiscard]] const std::vector<std::int32_t>& device_slots() const { return device_slots_; }
  [[nodiscard]] const std::vector<BytesPerSecond>& link_capacities() const { return link_capacities_; }
  [[nodiscard]] const Flow& flow_of(const Use& use) const { return flows_[use.flow]; }
  [[nodiscard]] std::span<const LinkId> route(const Flow& flow) const {
    return {routes_.data() + flow.route_begin, routes_.data() + flow.route_end};
  }
  [[nodiscard]] std::size_t bytes_held() const;

 private:
  void assign(TaskId task, const Use& use);

  std::vector<std::int32_t> device_slots_;
  std::vector<BytesPerSecond> link_capacities_;
  std::vector<DeviceId> device_of_stream_;
  std::vector<std::uint32_t> use_of_task_;
  std::vector<Use> uses_{Use{}};               // entry 0: uses nothing
  std::map<Use, std::uint32_t> index_of_use_;  // of uses without a flow
  std::vector<Flow> flows_;
  std::vector<LinkId> routes_;
};

/// How many times as long an elastic task takes while `held` of `slots` are held: 1 + sensitivity * held /
/// (slots - held); infinite when all are held and sensitivity > 0. Sensitivity is the share of its
/// undisturbed time that grows in inverse proportion to the slots left to it: 0 for a task bound by something
/// else, 1 for one bound by slots alone, above 1 when it loses more than in proportion.
[[nodiscard]] double stretch(double sensitivity, std::int32_t held, std::int32_t slots);
/// The sensitivity with which a task takes `stretched` times as long (at least 1) while `held` of `slots` are
/// held.
[[nodiscard]] double sensitivity_from_stretch(double stretched, std::int32_t held, std::int32_t slots);

/// Durations as if every task had the resources for itself: flows with the time their bytes take on the
/// narrowest link of their route. With these, retime() gives a lower bound of simulate() with `resources`.
[[nodiscard]] std::vector<Picoseconds> uncontended_durations(const TaskGraph& graph,
                                                             std::span<const Picoseconds> durations,
                                                             const Resources& resources);

}  // namespace trainyard
