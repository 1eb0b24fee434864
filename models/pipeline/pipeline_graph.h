#pragma once
// A schedule's program put on the engine: one compute stream per pipeline rank, transfers between
// neighbouring stages. Built once per program; only times change from replay to replay.
#include <functional>
#include <vector>

#include "models/pipeline/pipeline_timeline.h"
#include "models/pipeline/schedules/schedule.h"
#include "sim/base/result.h"
#include "sim/engine/task_graph.h"

namespace trainyard {

enum class TransferMode {
  free,          // outputs are at the neighbour at once
  asynchronous,  // each rank sends to each neighbour one after the other, beside its chunks
  blocking  // the rank runs nothing until its outputs are at the neighbour, as the public DualPipe code does.
            // Only the sender is held up: that the receiver must have posted its receive is not modelled.
};

/// The durations of one replay. Stages that stand on the same rank exchange for free.
struct PipelineTimes {
  std::vector<Picoseconds> ops{};         // by PipelineGraph::op_index
  std::vector<Picoseconds> activation{};  // entry s: output of stage s to stage s+1, stages-1 entries
  std::vector<Picoseconds> gradient{};    // entry s: input gradient of stage s+1 to stage s
};

class PipelineGraph {
 public:
  /// Errors: a chunk whose input nobody makes, or that is made twice; parts of a chunk out of order on their
  /// rank; ranks that wait for each other for ever.
  [[nodiscard]] static Result<PipelineGraph> build(ScheduleProgram program, TransferMode mode);

  [[nodiscard]] const ScheduleProgram& program() const { return program_; }
  [[nodiscard]] TransferMode mode() const { return mode_; }

  [[nodiscard]] std::size_t op_count() const { return first_op_.back(); }
  /// The `position`-th operation of `rank`, counted over all ranks.
  [[nodiscard]] std::size_t op_index(int rank, std::size_t position) const {
    return first_op_[static_cast<std::size_t>(rank)] + position;
  }

  /// Times with every operation asked of `duration_of` (rank, operation) and the same two transfer times
  /// everywhere.
  [[nodiscard]] PipelineTimes make_times(const std::function<Picoseconds(int, const ChunkOp&)>& duration_of,
                                         Picoseconds activation = 0, Picoseconds gradient = 0) const;

  /// Replays the program with `times`; `timeline`'s memory is used again.
  void retime(const PipelineTimes& times, PipelineTimeline& timeline) const;
  [[nodiscard]] PipelineTimeline retime(const PipelineTimes& times) const;

  // For traces and the critical path.

  /// The engine's graph. Streams: the ranks' chunks, then (asynchronous only) what each rank sends to the
  /// next rank, then to the one before.
  [[nodiscard]] const TaskGraph& graph() const { return graph_; }
  /// Durations of the graph's tasks for `times`.
  [[nodiscard]] std::vector<Picoseconds> task_durations(const PipelineTimes& times) const;
  /// Where a task of the graph comes from.
  struct TaskOrigin {
    std::size_t op = 0;  // the operation, or the one whose output is sent
    bool transfer = false;
    bool gradient = false;  // a transfer of an input gradient rather than an activation
  };
  [[nodiscard]] TaskOrigin origin(TaskId task) const { return origins_[graph_.tag(task)]; }
  [[nodiscard]] const ChunkOp& op(std::size_t op_index) const;
  [[nodiscard]] int rank_of_op(std::size_t op_index) const;

 private:
  friend class PipelineGraphBuilder;
  PipelineGraph() = default;

  ScheduleProgram program_{};
  TransferMode mode_ = TransferMode::asynchronous;
  std::vector<std::size_t> first_op_{};  // by rank, and the total
  TaskGraph graph_{};                    // tags index origins_
  std::vector<TaskOrigin> origins_{};
  std::vector<std::uint32_t>
      time_slot_{};  // by task: index into ops, activation and gradient laid end to end
  std::vector<TaskId> task_of_op_{};
};

}  // namespace trainyard
