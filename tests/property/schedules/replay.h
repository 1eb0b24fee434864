#pragma once
// A deliberately plain replay of a schedule program, independent of the engine: it checks completeness and
// order, and gives times.
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "models/pipeline/schedules/schedule.h"

namespace trainyard::replay {

/// Whole-number times of every stage, and of one transfer.
struct Costs {
  long forward = 1, input_backward = 1, weight_backward = 1, pair = 3, transfer = 0;
};

struct Outcome {
  std::string error{};  // empty when every rank ran its program to the end
  long makespan = 0;
  std::vector<long> idle{};  // per rank, of the makespan
  long longest_rank = 0;     // from its own first start to its own last end
};

using Key = std::tuple<int, int>;  // stage, micro-batch

/// Runs each rank's program in order; an operation starts when the rank is free and its inputs have arrived.
/// Reports an operation done twice, one on the wrong rank, one never done, and a deadlock.
inline Outcome run(const ScheduleProgram& program, const Costs& costs) {
  std::map<Key, long> forward_end, backward_end, weight_end;
  std::set<Key> split;
  std::vector<std::size_t> at(program.ranks.size());
  std::vector<long> clock(program.ranks.size()), busy(program.ranks.size()), first(program.ranks.size());
  Outcome outcome;
  bool moved = true;
  while (moved) {
    moved = false;
    for (std::size_t rank = 0; rank < program.ranks.size(); ++rank) {
      while (at[rank] < program.ranks[rank].size()) {
        const ChunkOp& op = program.ranks[rank][at[rank]];
        long ready = clock[rank];
        const auto need = [&](const std::map<Key, long>& ends, int stage, int micro_batch, long delay) {
          const auto found = ends.find({stage, micro_batch});
          if (found == ends.end()) return false;
          ready = std::max(ready, found->second + delay);
          return true;
        };
        const Chunk& f = op.forward;
        const Chunk& b = op.backward;
        const bool is_weight = op.kind == ChunkKind::weight_backward;
        if (f.present()) {
          if (program.rank_of(f) != static_cast<int>(rank)) return {"a forward on the wrong rank"};
          if (f.stage > 0 && !need(forward_end, f.stage - 1, f.micro_batch, costs.transfer)) break;
        }
        if (b.present()) {
          if (program.rank_of(b) != static_cast<int>(rank)) return {"a backward on the wrong rank"};
          if (is_weight) {
            if (!need(backward_end, b.stage, b.micro_batch, 0))
              return {"a weight half before its input half"};
          } else {
            if (!forward_end.contains({b.stage, b.micro_batch}))
              return {"a backward before its forward on the same rank"};
            if (b.stage + 1 < program.stages &&
                !need(backward_end, b.stage + 1, b.micro_batch, costs.transfer))
              break;
          }
        }
        const long length = op.kind == ChunkKind::forward    ? costs.forward
                            : op.kind == ChunkKind::backward ? costs.input_backward + costs.weight_backward
                            : op.kind == ChunkKind::input_backward  ? costs.input_backward
                            : op.kind == ChunkKind::weight_backward ? costs.weight_backward
                                                                    : costs.pair;
        const long end = ready + length;
        const auto put = [&](std::map<Key, long>& ends, const Chunk& chunk) {
          return ends.emplace(Key{chunk.stage, chunk.micro_batch}, end).second;
        };
        if (f.present() && !put(forward_end, f)) return {"a forward twice"};
        if (is_weight) {
          if (!split.contains({b.stage, b.micro_batch}) || !put(weight_end, b))
            return {"a weight half twice"};
        } else if (b.present()) {
          if (!put(backward_end, b)) return {"a backward twice"};
          if (op.kind == ChunkKind::input_backward) {
            split.insert({b.stage, b.micro_batch});
          } else if (!put(weight_end, b)) {
            return {"a weight half twice"};
          }
        }
        if (at[rank] == 0) first[rank] = ready;
        clock[rank] = end;
        busy[rank] += length;
        outcome.makespan = std::max(outcome.makespan, end);
        ++at[rank];
        moved = true;
      }
    }
  }
  for (std::size_t rank = 0; rank < at.size(); ++rank) {
    if (at[rank] != program.ranks[rank].size()) return {"deadlock at rank " + std::to_string(rank)};
    outcome.idle.push_back(outcome.makespan - busy[rank]);
    outcome.longest_rank = std::max(outcome.longest_rank, clock[rank] - first[rank]);
  }
  const auto all = static_cast<std::size_t>(program.stages * program.micro_batches);
  if (forward_end.size() != all || backward_end.size() != all || weight_end.size() != all) {
    return {"a forward, backward or weight half is missing"};
  }
  return outcome;
}

}  // namespace trainyard::replay
