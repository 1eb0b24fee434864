#include "models/search/chunk_bound.h"

#include <algorithm>
#include <array>

namespace trainyard {

DrawnWork::DrawnWork(const GroupSpread& spread, int ranks)
    : spread_(spread), loads_(static_cast<std::size_t>(ranks)) {
  draw_speeds(spread_, loads_.size(), speeds_);
  speed_ = 0.0;
  for (const double speed : speeds_) speed_ += speed;
  speed_ /= static_cast<double>(ranks);
}

double DrawnWork::load(std::size_t draws) {
  while (least_.size() < draws) {
    draw_loads(spread_.load_cv, spread_.seed, least_.size(), loads_.size(), loads_.data(), spread_.most_load);
    double sum = 0.0;
    for (std::size_t i = 0; i < loads_.size(); ++i) sum += loads_[i] * speeds_[i];
    sum /= static_cast<double>(loads_.size());
    least_.push_back(least_.empty() ? sum : std::min(least_.back(), sum));
  }
  return draws == 0 ? speed_ : least_[draws - 1];
}

Seconds chunk_bound(const ChunkTemplate& chunk, DrawnWork& work, int repeats) {
  const double load =
      work.load(static_cast<std::size_t>(chunk.load_slots) * static_cast<std::size_t>(repeats));
  const double speed = work.speed();
  static thread_local std::vector<double> finish;
  finish.resize(chunk.tasks.size());
  std::array<double, chunk_stream_count> stream{};
  for (std::size_t t = 0; t < chunk.tasks.size(); ++t) {
    const ChunkTask& task = chunk.tasks[t];
    double& last = stream[static_cast<std::size_t>(task.stream)];
    double start = last;
    for (const std::int16_t p : task.predecessors) {
      if (p >= 0) start = std::max(start, finish[static_cast<std::size_t>(p)]);
    }
    double time = task.fixed;
    if (task.kind == ChunkTaskKind::compute) time *= speed;
    if (task.load_slot >= 0) time += task.variable * load;
    finish[t] = last = start + time;
  }
  return Seconds::from_base(finish.empty() ? 0.0 : finish.back());
}

}  // namespace trainyard
