#include "sim/engine/resources.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/result.h"

namespace trainyard {

namespace {
constexpr DeviceId no_device{std::numeric_limits<std::uint32_t>::max()};
}  // namespace

DeviceId Resources::add_device(std::int32_t slots) {
  device_slots_.push_back(slots);
  return static_cast<DeviceId>(device_slots_.size() - 1);
}

LinkId Resources::add_link(BytesPerSecond capacity) {
  link_capacities_.push_back(capacity);
  return static_cast<LinkId>(link_capacities_.size() - 1);
}

void Resources::place(StreamId stream, DeviceId device) {
  assert(static_cast<std::size_t>(device) < device_slots_.size());
  if (device_of_stream_.size() <= index_of(stream)) device_of_stream_.resize(index_of(stream) + 1, no_device);
  device_of_stream_[index_of(stream)] = device;
}

bool Resources::is_placed(StreamId stream) const {
  return index_of(stream) < device_of_stream_.size() && device_of_stream_[index_of(stream)] != no_device;
}

void Resources::assign(TaskId task, const Use& use) {
  assert((use.sensitivity == 0.0 || (use.held_slots == 0 && use.flow == no_flow)) &&
         "an elastic task uses nothing else");
  if (use_of_task_.size() <= index_of(task)) use_of_task_.resize(index_of(task) + 1, 0);
  std::uint32_t& index = use_of_task_[index_of(task)];
  if (use.flow != no_flow) {
    uses_.push_back(use);
    index = static_cast<std::uint32_t>(uses_.size() - 1);
    return;
  }
  const auto [place, is_new] = index_of_use_.try_emplace(use, static_cast<std::uint32_t>(uses_.size()));
  if (is_new) uses_.push_back(use);
  index = place->second;
}

void Resources::hold(TaskId task, std::int32_t slots) {
  Use wanted = use(task);
  wanted.held_slots = slots;
  assign(task, wanted);
}

void Resources::elastic(TaskId task, double sensitivity) {
  assert(sensitivity >= 0.0);
  Use wanted = use(task);
  wanted.sensitivity = sensitivity;
  assign(task, wanted);
}

void Resources::flow(TaskId task, Bytes amount, std::span<const LinkId> route) {
  Use wanted = use(task);
  wanted.flow = static_cast<std::uint32_t>(flows_.size());
  const auto begin = static_cast<std::uint32_t>(routes_.size());
  routes_.insert(routes_.end(), route.begin(), route.end());
  flows_.push_back({amount, begin, static_cast<std::uint32_t>(routes_.size())});
  assign(task, wanted);
}

Diagnostics Resources::problems(const TaskGraph& graph) const {
  Diagnostics found;
  const auto add = [&found](std::string message) { found.push_back(problem(std::move(message)).front()); };
  for (std::size_t l = 0; l < link_capacities_.size(); ++l) {
    if (!(link_capacities_[l] > BytesPerSecond())) add("link " + std::to_string(l) + " has no capacity");
  }
  for (std::size_t i = 0; i < std::min(use_of_task_.size(), graph.task_count()); ++i) {
    const Use& use = uses_[use_of_task_[i]];
    if (use.held_slots == 0 && use.sensitivity == 0.0) continue;
    const StreamId stream = graph.stream(task_at(i));
    const std::string task = "task " + std::to_string(i) + " on stream " + std::to_string(index_of(stream));
    if (!is_placed(stream)) {
      add(task + " uses slots, but its stream stands on no device");
    } else if (const std::int32_t slots = device_slots_[static_cast<std::size_t>(device(stream))];
               use.held_slots > slots || use.held_slots < 0) {
      add(task + " holds " + std::to_string(use.held_slots) + " slots of a device with " +
          std::to_string(slots));
    }
  }
  for (const Flow& flow : flows_) {
    if (!(flow.bytes >= Bytes())) add("a flow moves less than no bytes");
    for (const LinkId link : route(flow)) {
      if (static_cast<std::size_t>(link) >= link_capacities_.size()) {
        add("a flow uses link " + std::to_string(static_cast<std::size_t>(link)) + " of " +
            std::to_string(link_capacities_.size()));
      }
    }
  }
  return found;
}

std::size_t Resources::bytes_held() const {
  return device_slots_.capacity() * sizeof(std::int32_t) +
         link_capacities_.capacity() * sizeof(BytesPerSecond) +
         device_of_stream_.capacity() * sizeof(DeviceId) + use_of_task_.capacity() * sizeof(std::uint32_t) +
         uses_.capacity() * sizeof(Use) + flows_.capacity() * sizeof(Flow) +
         routes_.capacity() * sizeof(LinkId);
}

double stretch(double sensitivity, std::int32_t held, std::int32_t slots) {
  if (held == 0 || sensitivity == 0.0) return 1.0;
  if (held >= slots) return std::numeric_limits<double>::infinity();
  return 1.0 + sensitivity * held / (slots - held);
}

double sensitivity_from_stretch(double stretched, std::int32_t held, std::int32_t slots) {
  assert(held > 0 && held < slots);
  return std::max(0.0, (stretched - 1.0) * (slots - held) / held);
}

std::vector<Picoseconds> uncontended_durations(const TaskGraph& graph, std::span<const Picoseconds> durations,
                                               const Resources& resources) {
  std::vector<Picoseconds> alone(durations.begin(), durations.end());
  for (std::size_t i = 0; i < graph.task_count(); ++i) {
    const Resources::Use& use = resources.use(task_at(i));
    if (use.flow == Resources::no_flow) continue;
    const Resources::Flow& flow = resources.flow_of(use);
    const auto route = resources.route(flow);
    if (route.empty()) continue;
    BytesPerSecond narrowest = resources.link_capacities()[static_cast<std::size_t>(route[0])];
    for (const LinkId link : route) {
      narrowest = std::min(narrowest, resources.link_capacities()[static_cast<std::size_t>(link)]);
    }
    alone[i] += to_picoseconds(flow.bytes / narrowest);
  }
  return alone;
}

}  // namespace trainyard
