#pragma once
// The share of elapsed time in which a job makes lasting progress, as an expected value in closed form:
// checkpoints, failures with the work they undo, restarts, the wait for spare nodes, planned pauses.
#include <optional>
#include <string>
#include <vector>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard {

/// One cause of failures as the whole job sees it. Failures come as a Poisson process of `rate` while the job
/// computes, writes a checkpoint or restarts, and each stops the whole job.
struct JobFailure {
  std::string cause{};
  std::string domain{};  // "gpu", "nvlink", "nic", "link", "host", "switch", "software", "other"
  Hertz rate{};          // of the whole job
  Seconds restart{};     // from the failure to the next useful step, a free node at hand
  int nodes = 0;         // taken out for repair; 0: the job starts again on the same ones
};

/// Something that stops useful work every `every` of it, at a checkpoint: an evaluation, planned maintenance.
struct Pause {
  std::string name{};
  Seconds every{};
  Seconds time{};
  std::string source{};
};

struct GoodputInput {
  std::vector<JobFailure> failures{};
  Seconds checkpoint_stall{};         // the job stands still while a checkpoint is taken
  Seconds checkpoint_write{};         // more until it can be read back, beside computing; they do not overlap
  std::optional<Seconds> interval{};  // useful time between checkpoints; none: the best
  Seconds least_interval{};           // one step
  int spares = 0;                     // nodes
  Seconds repair{};                   // mean time until a node taken out is back
  std::vector<Pause> pauses{};
};

/// One share of elapsed time that is not useful.
struct GoodputTerm {
  std::string name{};  // "checkpoints", "lost work", "restarts", "waiting for nodes", "pauses"
  double share = 0;
  std::string detail{};
};

/// Failures of one domain, over elapsed time.
struct DomainFailures {
  std::string domain{};
  double per_day = 0;
};

struct GoodputEstimate {
  double goodput = 1;
  std::vector<GoodputTerm> terms{};        // sum to 1 - goodput
  std::vector<DomainFailures> failures{};  // most frequent first
  std::optional<Seconds> interval{};       // useful time between checkpoints; none: never, nothing fails
  bool interval_is_best = false;           // found, not given
  std::optional<Seconds> young{}, daly{};  // their intervals for the same input, to compare
  std::optional<Seconds> mtbf{};           // of the job while it runs; none: nothing fails
  double interruptions_per_day = 0;        // of elapsed time
  Seconds lost_per_failure{};              // work undone, computing and checkpoints
  Seconds restart_per_failure{};           // restarts that fail again included
  int spares = 0;                          // nodes, as asked
  double waits = 0;                        // share of failures that wait for a node to come back
  Seconds wait_per_failure{};              // mean over all failures
};

/// Expected values; derivation at the head of goodput.cpp. Errors: a rate, time or number that is negative or
/// not finite, an interval below a step or below the background write, nodes that fail with no time to repair
/// them, failures so frequent that nothing is ever finished (a goodput below one in a thousand).
[[nodiscard]] Result<GoodputEstimate> estimate_goodput(const GoodputInput& input);

/// The interval between checkpoints with the highest goodput: the root of ln(1-x) + x + rate stall = 0 with
/// x = rate interval, not below `least` (one step, the background write). None when nothing fails.
/// Young's sqrt(2 stall / rate) is its limit for rare failures.
[[nodiscard]] std::optional<Seconds> best_checkpoint_interval(Hertz rate, Seconds stall, Seconds least);

/// Share of failures that find too few spare nodes; 0 when none takes nodes out. `input` as estimate_goodput
/// accepts it.
[[nodiscard]] double waiting_share(const GoodputInput& input);

/// The same input with every failure rate times `factor`.
[[nodiscard]] GoodputInput with_rates(GoodputInput input, double factor);

}  // namespace trainyard
