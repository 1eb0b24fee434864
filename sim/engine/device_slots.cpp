#include "sim/engine/device_slots.h"

#include <algorithm>

namespace trainyard::detail {

DeviceSlots::DeviceSlots(const std::vector<std::int32_t>& slots) : devices_(slots.size()) {
  for (std::size_t i = 0; i < slots.size(); ++i) devices_[i].slots = slots[i];
}

void DeviceSlots::mark_changed(DeviceId id) {
  Device& device = at(id);
  if (device.changed) return;
  device.changed = true;
  changed_.push_back(id);
}

bool DeviceSlots::take(DeviceId id, StreamId stream, std::int32_t wanted) {
  Device& device = at(id);
  if (!device.queue.empty() || device.held + wanted > device.slots) {
    device.queue.push_back({stream, wanted});
    return false;
  }
  device.held += wanted;
  mark_changed(id);
  return true;
}

void DeviceSlots::remove_elastic(DeviceId id, StreamId stream) {
  std::vector<StreamId>& elastic = at(id).elastic;
  elastic.erase(std::find(elastic.begin(), elastic.end(), stream));
}

}  // namespace trainyard::detail
