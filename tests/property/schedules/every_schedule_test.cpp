// What must hold for every schedule of the table, over all legal (p, v, m) up to the limits below.
#include <gmock/gmock.h>

#include "models/pipeline/schedules/live_activations.h"
#include "models/pipeline/schedules/schedule.h"
#include "replay.h"
#include "tests/support/parameter_names.h"

namespace trainyard {
namespace {

constexpr int most_ranks = 16;
constexpr int most_micro_batches = 64;
constexpr int most_chunks = 4;

template <class Body>
void for_each_legal_input(const Schedule& schedule, Body body) {
  for (int p = 1; p <= most_ranks; ++p) {
    for (int v = 1; v <= most_chunks; ++v) {
      for (int m = 1; m <= most_micro_batches; m += m < 8 ? 1 : (m < 34 ? 2 : 10)) {
        const ScheduleInput input{.pipeline_ranks = p, .virtual_stages = v, .micro_batches = m};
        if (!schedule.check(input).empty()) continue;
        SCOPED_TRACE(testing::Message() << schedule.name << " p=" << p << " v=" << v << " m=" << m);
        body(input);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

class EverySchedule : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] static const Schedule& schedule() {
    return schedules()[static_cast<std::size_t>(GetParam())];
  }
};

TEST_P(EverySchedule, RunsEveryChunkOnceInLegalOrderWithoutDeadlock) {
  int inputs = 0;
  for_each_legal_input(schedule(), [&](const ScheduleInput& input) {
    ++inputs;
    const replay::Outcome outcome = replay::run(schedule().make(input), {});
    ASSERT_EQ(outcome.error, "");
    for (const long idle : outcome.idle) ASSERT_GE(idle, 0);
  });
  EXPECT_GT(inputs, 50);
}

TEST_P(EverySchedule, HoldsAtMostTheStatedActivations) {
  const std::string_view name = schedule().name;
  for_each_legal_input(schedule(), [&](const ScheduleInput& input) {
    const ScheduleProgram program = schedule().make(input);
    int largest = 0;
    for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
      const int held = peak_live_chunks(program, rank).chunks();
      const int bound = schedule().activation_bound(input, rank);
      if (name.starts_with("zb-")) {
        ASSERT_LE(held, bound) << "rank " << rank;
      } else {
        ASSERT_EQ(held, bound) << "rank " << rank;
      }
      largest = std::max(largest, held);
    }
    if (name == "zb-h1" || name == "zb-h2") {
      ASSERT_EQ(largest, schedule().activation_bound(input, 0));
    }
  });
}

TEST_P(EverySchedule, IdlesAsLongAsItsFormulaSays) {
  // Where the formula is exact: any F and B without a split backward; W no longer than F for ZB-H1 and ZB-H2;
  // equal parts for DualPipe; whole groups of p for interleaved 1F1B. Searched orders may do better.
  const std::string_view name = schedule().name;
  const std::vector<replay::Costs> all_costs = {
      {.forward = 1, .input_backward = 1, .weight_backward = 1, .pair = 3, .transfer = 0},
      {.forward = 3, .input_backward = 4, .weight_backward = 1, .pair = 7, .transfer = 0},
      {.forward = 93, .input_backward = 173, .weight_backward = 46, .pair = 300, .transfer = 0},
      {.forward = 5, .input_backward = 2, .weight_backward = 2, .pair = 9, .transfer = 0}};
  const std::size_t cases = name == "dualpipe" ? 1 : all_costs.size();
  for (std::size_t i = 0; i < cases; ++i) {
    const replay::Costs& costs = all_costs[i];
    SCOPED_TRACE(testing::Message() << "costs " << i);
    const auto time = [](long units) { return picoseconds(static_cast<double>(units)); };
    const ChunkTimes times{.forward = time(costs.forward),
                           .backward = time(costs.input_backward + costs.weight_backward),
                           .weight = time(costs.weight_backward),
                           .pair = time(costs.pair)};
    for_each_legal_input(schedule(), [&](ScheduleInput input) {
      // Fewer micro-batches than are held leave split backwards too few weight halves to fill with.
      if (name.starts_with("zb-") && input.micro_batches < input.pipeline_ranks) return;
      if (schedule().steps_join && name != "zb-1p" && input.micro_batches < 2 * input.pipeline_ranks - 1)
        return;
      if (name == "interleaved-1f1b" && input.micro_batches % input.pipeline_ranks != 0) return;
      input.stage_times.assign(static_cast<std::size_t>(input.stages()),
                               {.forward = time(costs.forward),
                                .input_backward = time(costs.input_backward),
                                .weight_backward = time(costs.weight_backward)});
      const replay::Outcome outcome = replay::run(schedule().make(input), costs);
      const Picoseconds expected = to_picoseconds(schedule().bubble(input, times));
      // What lies before the first and after the last chunk of a rank is idle unless steps join.
      const long outside = schedule().steps_join ? outcome.makespan - outcome.longest_rank : 0;
      for (std::size_t rank = 0; rank < outcome.idle.size(); ++rank) {
        const long idle = outcome.idle[rank] - outside;
        if (name == "zb-1p" || name == "zb-2p") {
          ASSERT_LE(idle, expected) << "rank " << rank;
        } else {
          ASSERT_EQ(idle, expected) << "rank " << rank;
        }
      }
    });
    if (HasFatalFailure()) return;
  }
}

TEST_P(EverySchedule, GivesTheSameProgramEveryTime) {
  const ScheduleInput input{.pipeline_ranks = 8,
                            .virtual_stages = schedule().name == "interleaved-1f1b" ? 2 : 1,
                            .micro_batches = 32};
  ASSERT_THAT(schedule().check(input), testing::IsEmpty());
  EXPECT_EQ(schedule().make(input).ranks, schedule().make(input).ranks);
}

TEST_P(EverySchedule, SplitsTheBackwardOnOneRankInOrder) {
  // Weight halves leave in the order their input halves came: they are queued first in, first out.
  for_each_legal_input(schedule(), [&](const ScheduleInput& input) {
    for (const std::vector<ChunkOp>& ops : schedule().make(input).ranks) {
      std::vector<std::pair<int, int>> inputs, weights;
      for (const ChunkOp& op : ops) {
        if (op.kind == ChunkKind::input_backward)
          inputs.emplace_back(op.backward.stage, op.backward.micro_batch);
        if (op.kind == ChunkKind::weight_backward)
          weights.emplace_back(op.backward.stage, op.backward.micro_batch);
      }
      ASSERT_EQ(inputs, weights);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Table, EverySchedule, testing::Range(0, static_cast<int>(schedules().size())),
                         [](const testing::TestParamInfo<int>& parameter) {
                           return parameter_name(schedules()[static_cast<std::size_t>(parameter.param)].name);
                         });

}  // namespace
}  // namespace trainyard
