#pragma once
// The slots of the devices during a replay: who holds them, who waits for them, who is slowed. Not for users
// of the engine.
#include <deque>
#include <vector>

#include "sim/engine/resources.h"

namespace trainyard::detail {

class DeviceSlots {
 public:
  explicit DeviceSlots(const std::vector<std::int32_t>& slots);

  /// Takes `wanted` slots for `stream` when they are free and nobody waits before it; otherwise queues it.
  [[nodiscard]] bool take(DeviceId device, StreamId stream, std::int32_t wanted);
  /// Gives `held` slots back and calls granted(stream) for each waiting stream that now has its slots, in
  /// order of asking.
  template <class Granted>
  void give_back(DeviceId device, std::int32_t held, Granted&& granted) {
    Device& d = at(device);
    d.held -= held;
    mark_changed(device);
    while (!d.queue.empty() && d.held + d.queue.front().slots <= d.slots) {
      const Waiting first = d.queue.front();
      d.queue.pop_front();
      d.held += first.slots;
      granted(first.stream);
    }
  }

  /// `stream` runs an elastic task from now on, or no longer.
  void add_elastic(DeviceId device, StreamId stream) { at(device).elastic.push_back(stream); }
  void remove_elastic(DeviceId device, StreamId stream);

  [[nodiscard]] double stretch_now(DeviceId device, double sensitivity) const {
    const Device& d = devices_[static_cast<std::size_t>(device)];
    return stretch(sensitivity, d.held, d.slots);
  }

  [[nodiscard]] bool settled() const { return changed_.empty(); }
  /// Calls rescale(stream) for each elastic task on a device where another number of slots is held than at
  /// the last call.
  template <class Rescale>
  void settle(Rescale&& rescale) {
    for (const DeviceId id : changed_) {
      Device& device = at(id);
      device.changed = false;
      if (device.held == device.held_at_settling) continue;
      device.held_at_settling = device.held;
      for (const StreamId stream : device.elastic) rescale(stream);
    }
    changed_.clear();
  }

 private:
  struct Waiting {
    StreamId stream;
    std::int32_t slots;
  };
  struct Device {
    std::int32_t slots = 0;
    std::int32_t held = 0;
    std::int32_t held_at_settling = 0;
    bool changed = false;
    std::deque<Waiting> queue;
    std::vector<StreamId> elastic;
  };
  Device& at(DeviceId id) { return devices_[static_cast<std::size_t>(id)]; }
  void mark_changed(DeviceId id);

  std::vector<Device> devices_;
  std::vector<DeviceId> changed_;
};

}  // namespace trainyard::detail
