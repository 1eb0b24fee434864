#pragma once
// How long a chunk takes when every rank of its expert-parallel group runs it with a load of its own: each
// exchange starts when the slowest rank has arrived.
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "models/workload/chunk_template.h"
#include "sim/engine/task_graph.h"

namespace trainyard {

/// Where the compute stream waited, mean over ranks and repetitions.
struct ExposedTime {
  std::array<Seconds, exchange_kind_count> transfer{};
  Seconds barrier{};  // handshakes and waiting for slower ranks
  Seconds gradient_cast{};
  Seconds tensor{};   // tensor-parallel collectives
  Seconds context{};  // context-parallel exchanges
  Seconds shard{};    // gathers and scatters of sharded parameters
  Seconds host{};     // waiting for the host to launch
  [[nodiscard]] Seconds sum() const;
  ExposedTime& operator+=(const ExposedTime& other);
  ExposedTime& operator*=(double factor);
};

struct ChunkOutcome {
  Seconds duration{};                              // mean over ranks of one chunk in a row of equal ones
  std::array<Seconds, op_class_count> by_class{};  // compute at mean load
  ExposedTime exposed{};  // the rest: duration = sum(by_class) + exposed.sum() + skew
  Seconds skew{};         // compute of the drawn loads and speeds beyond the mean
};

/// Loads and speeds of the group's ranks.
struct GroupSpread {
  double load_cv = 0.0;
  double speed_cv = 0.0;
  double most_load = std::numeric_limits<double>::infinity();  // capacity factor
  int members_per_rank = 1;                                    // tensor-parallel GPUs that make up one rank
  std::uint64_t seed = 1;
};

/// A chunk's graph for `ranks` ranks run `repeats` times in a row, the first of which only sets the scene.
/// Built once per structure; outcome() refreshes the durations from a template of equal structure.
class ChunkSimulator {
 public:
  ChunkSimulator(const ChunkTemplate& chunk, int ranks, int repeats);

  /// `chunk` must have the structure the simulator was built from. The same arguments give the same bytes.
  [[nodiscard]] ChunkOutcome outcome(const ChunkTemplate& chunk, const GroupSpread& spread);

  [[nodiscard]] std::size_t task_count() const { return graph_.task_count(); }

 private:
  void fill_durations(const ChunkTemplate& chunk, const GroupSpread& spread);

  int ranks_, repeats_;
  TaskGraph graph_;
  std::vector<Picoseconds> durations_, finish_;
  std::vector<double> loads_, speeds_;
};

/// Simulators kept by structure, so that variations of one scenario build each chunk's graph once.
class ChunkSimulatorCache {
 public:
  /// A simulator built from a template of the same structure as `chunk`.
  ChunkSimulator& get(const ChunkTemplate& chunk, int ranks, int repeats);
  /// Tasks of all graphs kept; clear() forgets them, and the references get() gave.
  [[nodiscard]] std::size_t task_count() const;
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    std::vector<ChunkTask> tasks;
    int ranks, repeats;
    std::unique_ptr<ChunkSimulator> simulator;
  };
  std::vector<Entry> entries_;
};

/// Compute times of `ranks` ranks relative to the mean GPU, mean 1 but for what tensor-parallel members wait
/// for their slowest.
void draw_speeds(const GroupSpread& spread, std::size_t ranks, std::vector<double>& times);

/// Loads of `count` ranks: mean 1, standard deviation `cv`, never below 0.1; the mean is exactly 1 because
/// rows are conserved.
/// `most`: rows above this multiple of the mean are dropped (capacity factor); then the mean falls below 1.
void draw_loads(double cv, std::uint64_t seed, std::uint64_t stream, std::size_t count, double* loads,
                double most = std::numeric_limits<double>::infinity());

}  // namespace trainyard
