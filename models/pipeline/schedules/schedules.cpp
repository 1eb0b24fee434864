#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/pipeline/schedules/schedule_parts.h"

namespace trainyard {

std::string_view to_text(ChunkKind kind) {
  switch (kind) {
    case ChunkKind::forward:
      return "forward";
    case ChunkKind::backward:
      return "backward";
    case ChunkKind::input_backward:
      return "input backward";
    case ChunkKind::weight_backward:
      return "weight backward";
    case ChunkKind::forward_backward:
      return "forward and backward";
  }
  return "";
}

std::span<const Schedule> schedules() {
  static const std::array<Schedule, 8> table = {
      schedule_parts::gpipe(),
      schedule_parts::one_f_one_b(),
      schedule_parts::interleaved_one_f_one_b(),
      schedule_parts::zero_bubble_h1(),
      schedule_parts::zero_bubble_h2(),
      schedule_parts::zero_bubble_1p(),
      schedule_parts::zero_bubble_2p(),
      schedule_parts::dual_pipe(),
  };
  return table;
}

std::vector<std::string> schedule_names() {
  std::vector<std::string> names;
  for (const Schedule& schedule : schedules()) names.emplace_back(schedule.name);
  return names;
}

Result<const Schedule*> find_schedule(std::string_view name) {
  for (const Schedule& schedule : schedules()) {
    if (schedule.name == name) return &schedule;
  }
  return problem(fmt::format("\"{}\" is no pipeline schedule", name), name_hint(name, schedule_names()));
}

Result<ScheduleProgram> make_schedule_program(std::string_view name, const ScheduleInput& input) {
  TRAINYARD_TRY(schedule, find_schedule(name));
  Diagnostics problems = schedule->check(input);
  if (!problems.empty()) return problems;
  return schedule->make(input);
}

namespace schedule_parts {
namespace {

void check_at_least_one(int value, std::string_view what, Diagnostics& problems) {
  if (value >= 1) return;
  problems.push_back(
      problem(fmt::format("{} {}: there must be at least 1", value, what), "nearest legal: 1").front());
}

bool usable(Seconds time) {
  return std::isfinite(time.base()) && time >= Seconds{};
}

}  // namespace

Diagnostics check_counts(const ScheduleInput& input) {
  Diagnostics problems;
  check_at_least_one(input.pipeline_ranks, "pipeline ranks", problems);
  check_at_least_one(input.virtual_stages, "model chunks per pipeline rank", problems);
  check_at_least_one(input.micro_batches, "micro-batches", problems);
  if (!(input.kept_for_weights >= 0.0 && input.kept_for_weights <= 1.0)) {
    problems.push_back(problem(fmt::format("{} of the activations kept for weight gradients: expected 0 to 1",
                                           input.kept_for_weights))
                           .front());
  }
  const std::vector<StageTimes>& times = input.stage_times;
  if (times.empty() || !problems.empty()) return problems;
  if (times.size() != static_cast<std::size_t>(input.stages())) {
    problems.push_back(problem(fmt::format("times of {} stages are given, the pipeline has {}", times.size(),
                                           input.stages()),
                               "give one per stage, or none for equal stages")
                           .front());
  }
  const auto sound = [](const StageTimes& t) {
    return usable(t.forward) && usable(t.input_backward) && usable(t.weight_backward);
  };
  if (!std::all_of(times.begin(), times.end(), sound) || !usable(input.transfer)) {
    problems.push_back(problem("a stage or transfer time is negative or not finite").front());
  }
  return problems;
}

Diagnostics check_single_chunk(const ScheduleInput& input, std::string_view name) {
  Diagnostics problems = check_counts(input);
  if (input.virtual_stages > 1) {
    problems.push_back(
        problem(fmt::format("schedule {} runs one model chunk per pipeline rank, {} are asked for", name,
                            input.virtual_stages),
                "nearest legal: 1 chunk per rank, or schedule interleaved-1f1b")
            .front());
  }
  return problems;
}

ScheduleProgram empty_program(const ScheduleInput& input) {
  ScheduleProgram program;
  program.stages = input.stages();
  program.micro_batches = input.micro_batches;
  program.virtual_stages = input.virtual_stages;
  program.stage_rank.resize(1);
  for (int stage = 0; stage < program.stages; ++stage) {
    program.stage_rank[0].push_back(stage % input.pipeline_ranks);
  }
  program.ranks.resize(static_cast<std::size_t>(input.pipeline_ranks));
  return program;
}

std::string nearest_pair(int below, int above, int least) {
  if (below < least) return fmt::format("{}", std::max(above, least));
  return fmt::format("{} or {}", below, above);
}

}  // namespace schedule_parts
}  // namespace trainyard
