#pragma once
// A time no simulated chunk is shorter than, in one pass over its tasks.
#include <vector>

#include "models/workload/chunk_simulator.h"

namespace trainyard {

/// What the drawn loads and speeds of an expert-parallel group come to at least.
///
/// In the simulation rank i of the group takes `(fixed + variable load_i) speed_i` for a compute task, and a
/// chunk lasts the mean over ranks and repetitions. Every rank needs at least the longest path through its
/// own tasks, so the mean is at least the mean over ranks of any one path: a path of the mean times. Those
/// are `fixed mean(speed) + variable mean(load speed)`, of which the least over the draws is taken.
class DrawnWork {
 public:
  /// `ranks`: of the group; 1 where nothing is uneven. Draws as ChunkSimulator does.
  DrawnWork(const GroupSpread& spread, int ranks);

  [[nodiscard]] double speed() const { return speed_; }
  /// The least mean of load x speed over the first `draws` draws.
  [[nodiscard]] double load(std::size_t draws);

 private:
  GroupSpread spread_;
  std::vector<double> speeds_, loads_;
  double speed_ = 1.0;
  std::vector<double> least_;  // by draws - 1
};

/// Longest path through `chunk` at mean times; equal to the simulated duration where nothing is uneven.
[[nodiscard]] Seconds chunk_bound(const ChunkTemplate& chunk, DrawnWork& work, int repeats);

}  // namespace trainyard
