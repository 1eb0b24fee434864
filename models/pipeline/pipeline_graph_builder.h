#pragma once
// Private to PipelineGraph::build.
#include <optional>
#include <string>
#include <vector>

#include "models/pipeline/pipeline_graph.h"
#include "sim/engine/program_builder.h"

namespace trainyard {

/// Lays a program out as engine tasks: first every operation with the transfers of its outputs, then what
/// each waits for.
class PipelineGraphBuilder {
 public:
  PipelineGraphBuilder(ScheduleProgram program, TransferMode mode);
  [[nodiscard]] Result<PipelineGraph> build();

 private:
  /// What is known of one stage and micro-batch.
  struct ChunkState {
    std::optional<TaskId> activation{},
        gradient{};  // the task after which the next (previous) stage can go on
    bool weights_done = false;
  };
  ChunkState& state(const Chunk& chunk);
  void report(std::string_view what, const Chunk& chunk, std::string_view problem_text);
  [[nodiscard]] bool in_range(const Chunk& chunk, std::size_t rank);
  void add_operation(std::size_t rank, const ChunkOp& op);
  void note_backward(TaskId task, std::size_t rank, const ChunkOp& op);
  /// The task after which an output of `task` is at the stage `to`: a transfer, or `task` itself where
  /// nothing travels.
  TaskId send(TaskId task, std::size_t rank, const Chunk& from, int to);
  void add_dependencies();
  void check_complete();
  TaskId add_task(StreamId stream, PipelineGraph::TaskOrigin origin, std::size_t time_slot);
  [[nodiscard]] std::string task_name(TaskId task) const;
  [[nodiscard]] std::string stream_name(StreamId stream) const;

  PipelineGraph result_{};
  ProgramBuilder builder_;
  std::vector<std::uint32_t> slots_{};  // by id given out by the builder
  std::vector<TaskId> op_tasks_{};      // by operation
  std::vector<ChunkState> chunks_{};    // by stage, then micro-batch
  Diagnostics problems_{};
};

}  // namespace trainyard
