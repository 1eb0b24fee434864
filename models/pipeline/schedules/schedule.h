#pragma once
// A pipeline schedule says, for every pipeline rank, in which order it runs its chunks: forward, backward, or
// the weight half of a backward, each of one stage and one micro-batch. Times play no part here, save as
// estimates a schedule may order by.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard {

enum class ChunkKind {
  forward,
  backward,        // gradient of the input and of the weights
  input_backward,  // gradient of the input only; a weight_backward of the same chunk follows later on the
                   // same rank
  weight_backward,
  forward_backward  // a forward and a whole backward of two micro-batches, overlapped
};
[[nodiscard]] std::string_view to_text(ChunkKind kind);

/// One stage of the model for one micro-batch. `direction` is 0 when the micro-batch enters at rank 0 and 1
/// when it enters at the last rank (DualPipe); a micro-batch keeps its direction on all stages.
struct Chunk {
  int stage = -1;        // 0-based over the whole model; -1: no such part
  int micro_batch = -1;  // 0-based over the step
  int direction = 0;
  [[nodiscard]] bool present() const { return stage >= 0; }
  bool operator==(const Chunk&) const = default;
};

/// One entry of a rank's program.
struct ChunkOp {
  ChunkKind kind = ChunkKind::forward;
  Chunk forward{};   // present for forward and forward_backward
  Chunk backward{};  // present for all but forward
  bool operator==(const ChunkOp&) const = default;
};

/// Estimated times of one stage for one micro-batch; their ratios decide an order that depends on times
/// (Schedule::uses_stage_times).
struct StageTimes {
  Seconds forward{}, input_backward{}, weight_backward{};
};

struct ScheduleInput {
  int pipeline_ranks = 1;
  int virtual_stages = 1;  // model chunks per rank
  int micro_batches = 1;   // per pipeline and step
  std::vector<StageTimes>
      stage_times{};   // one per stage, or empty: forward, input and weight backward take equally long
  Seconds transfer{};  // between neighbouring stages; read only with stage_times
  /// 0 to 1: the part of a chunk's activations that is held on from its input backward to its weight half;
  /// less than 1 leaves schedules that fill a given memory (zb-1p, zb-2p) room for more chunks.
  double kept_for_weights = 1.0;
  [[nodiscard]] int stages() const { return pipeline_ranks * virtual_stages; }
};

struct ScheduleProgram {
  int stages = 0;
  int micro_batches = 0;
  int virtual_stages = 1;
  /// stage_rank[direction][stage]: the rank that runs the stage for micro-batches of that direction. Two
  /// directions mean two copies of the parameters: rank r holds stages r and p-1-r.
  std::vector<std::vector<int>> stage_rank{};
  std::vector<std::vector<ChunkOp>> ranks{};  // in order of execution

  [[nodiscard]] int directions() const { return static_cast<int>(stage_rank.size()); }
  [[nodiscard]] int rank_of(const Chunk& chunk) const {
    return stage_rank[static_cast<std::size_t>(chunk.direction)][static_cast<std::size_t>(chunk.stage)];
  }
};

/// Times of one chunk on equal stages, for the closed formulas. `backward` is input and weights together.
struct ChunkTimes {
  Seconds forward{}, backward{}, weight{}, pair{};
};

struct Schedule {
  std::string_view name;
  std::string_view description;  // one sentence
  /// Every reason why the schedule cannot run `input`, each with the nearest legal values; empty when it can.
  Diagnostics (*check)(const ScheduleInput& input);
  /// The program; `input` must have passed `check`.
  ScheduleProgram (*make)(const ScheduleInput& input);
  std::string_view bubble_formula;
  std::string_view bubble_source;
  /// Idle time per rank on equal stages with free transfers and enough micro-batches.
  Seconds (*bubble)(const ScheduleInput& input, const ChunkTimes& times);
  std::string_view activation_formula;
  /// The most chunks whose activations `rank` holds at once, from forward until the backward (split: its
  /// weight half) is done; those that wait for their weight half count as `kept_for_weights`.
  int (*activation_bound)(const ScheduleInput& input, int rank);
  int parameter_copies;
  /// Some backwards are run in two halves, of the input and of the weights.
  bool splits_backward = false;
  /// Every rank does come to hold `activation_bound` chunks.
  bool reaches_activation_bound = false;
  /// Its order depends on `ScheduleInput::stage_times`; the others do not read them.
  bool uses_stage_times = false;
  /// A rank starts its next step as soon as its own last chunk is done, because the optimizer's results are
  /// checked afterwards instead of before (Qi et al. 2024, section 4). A step then lasts as long as the rank
  /// that needs longest from its own first chunk to its own last, and `bubble` counts from there; in the
  /// others all ranks end the step together.
  bool steps_join = false;
};

/// Every schedule the program knows, one line each.
[[nodiscard]] std::span<const Schedule> schedules();
[[nodiscard]] std::vector<std::string> schedule_names();

/// Errors: an unknown name, answered with the nearest known.
[[nodiscard]] Result<const Schedule*> find_schedule(std::string_view name);

/// The program of schedule `name`. Errors: an unknown name; an input the schedule cannot run.
[[nodiscard]] Result<ScheduleProgram> make_schedule_program(std::string_view name,
                                                            const ScheduleInput& input);

}  // namespace trainyard
