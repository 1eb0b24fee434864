#pragma once
// How a run meets failures: what fails how often, how checkpoints are taken, how a job comes back.
#include <optional>
#include <vector>

#include "hardware_profiles/failures.h"
#include "models/run/goodput.h"

namespace trainyard {

/// Checkpoints of weights and optimizer state, every rank its own shard.
struct CheckpointPlan {
  std::optional<Seconds> interval{};     // useful time between two; none: the best
  bool asynchronous = true;              // the job goes on once the state is copied to host memory
  Sourced<BytesPerSecond> write{};       // to storage, by one node while all write
  Sourced<BytesPerSecond> read{};        // from storage, by one node while all read
  Sourced<Seconds> copy_start{};         // asynchronous: standing still before the copy
  Sourced<BytesPerSecond> copy{};        // asynchronous: one GPU's state to host memory, at most over PCIe
  std::optional<Sourced<Bytes>> size{};  // of the whole job's state; none: from the model
};

/// From a failure to the next useful step; reading the checkpoint comes on top.
struct RestartPlan {
  Sourced<Seconds> detect{};      // noticing and finding what failed
  Sourced<Seconds> replace{};     // putting spare nodes in; only where nodes are taken out
  Sourced<Seconds> initialise{};  // process groups, compilation, first slow steps
};

struct Reliability {
  FailureRates rates{};
  Sourced<double> rate_factor{};  // on all of them
  CheckpointPlan checkpoint{};
  RestartPlan restart{};
  std::optional<int> spares{};  // nodes; none: as many as all but one failure in a hundred need
  Sourced<Seconds> repair{};    // mean time until a node taken out is back
  std::vector<Pause> pauses{};
};

/// Plans with no number of their own: published times and rates of other clusters, each with its source.
[[nodiscard]] CheckpointPlan usual_checkpoints();
[[nodiscard]] RestartPlan usual_restart();
[[nodiscard]] Sourced<Seconds> usual_repair();

/// What of a job its failures depend on.
struct JobShape {
  int gpus = 0;
  int gpus_per_node = 0;
  int nics_per_node = 0;
  double switches = 0;         // of the fabric, those the job's traffic crosses
  Bytes state{};               // weights and optimizer of the whole job, each shard once
  BytesPerSecond host_link{};  // of one GPU, one direction
  Seconds step{};
};

/// The failures and times of one job, each restart with what it reads back.
[[nodiscard]] GoodputInput goodput_input(const Reliability& reliability, const JobShape& job);

/// Share of failures that may wait for a node where the number of spares is left open.
inline constexpr double waiting_allowed = 0.01;

/// The fewest spare nodes with which at most `share` of all failures wait; found by doubling and halving.
[[nodiscard]] int enough_spares(GoodputInput input, double share);

/// Standard deviation of the logarithm of all rates together: between clusters, and of the factor on them.
[[nodiscard]] double rate_sigma(const Reliability& reliability);

}  // namespace trainyard
