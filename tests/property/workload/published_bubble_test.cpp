// On equal stages, with free transfers, even ranks and no exchanges, a step idles as long as its schedule's
// published formula says.
#include <gmock/gmock.h>

#include "tests/support/parameter_names.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

class PublishedBubble : public testing::TestWithParam<int> {
 protected:
  static const Schedule& schedule() { return schedules()[static_cast<std::size_t>(GetParam())]; }
};

struct Idle {
  std::vector<double> ranks{};
  double formula = 0, chunk = 0;  // chunk: a forward and a whole backward
};

Idle idle_of(const Schedule& schedule, const ModelSpec& model, int ranks, int vp, int micro_batches) {
  Plan plan{.pp = ranks, .vp = vp, .dp = 1, .schedule = std::string(schedule.name)};
  plan.stages = even_stages(model, ranks * vp, false);
  StepModel step = valid(StepModel::make(on_h800(model, plan), {.transfers = false}));
  const Chunk any{.stage = 0, .micro_batch = 0};
  const ChunkTimes times{.forward = step.outcome({ChunkKind::forward, any, {}}).duration,
                         .backward = step.outcome({ChunkKind::backward, {}, any}).duration,
                         .weight = step.outcome({ChunkKind::weight_backward, {}, any}).duration,
                         .pair = step.outcome({ChunkKind::forward_backward, any, any}).duration};
  const StepResult result = valid(step.step(micro_batches));
  EXPECT_EQ(result.micro_batches, micro_batches);
  // All ranks end the step together, unless each goes on by itself: then the one that needs longest counts.
  Seconds length = to_seconds(result.timeline.makespan);
  if (schedule.steps_join) {
    length = {};
    const ScheduleProgram program = valid(step.program(micro_batches));
    std::size_t first = 0;
    for (const std::vector<ChunkOp>& ops : program.ranks) {
      const std::size_t last = first + ops.size() - 1;
      length = std::max(length, to_seconds(result.timeline.finish[last] - result.timeline.start[first]));
      first = last + 1;
    }
  }
  Idle idle;
  for (const RankStep& rank : result.ranks) {
    idle.ranks.push_back((length - rank.forward - rank.backward - rank.weight - rank.pair).in(microseconds));
  }
  idle.formula =
      schedule.bubble({.pipeline_ranks = ranks, .virtual_stages = vp, .micro_batches = micro_batches}, times)
          .in(microseconds);
  idle.chunk = (times.forward + times.backward).in(microseconds);
  return idle;
}

TEST_P(PublishedBubble, IsWhatEveryRankWaits) {
  const std::string name(schedule().name);
  int cases = 0;
  for (const auto& [ranks, vp, micro_batches] : {std::tuple{2, 1, 4},
                                                 {4, 1, 4},
                                                 {4, 1, 16},
                                                 {4, 1, 24},
                                                 {8, 1, 32},
                                                 {2, 2, 8},
                                                 {4, 2, 16},
                                                 {4, 4, 8}}) {
    if ((vp > 1) != (name == "interleaved-1f1b")) continue;
    // The formulas of split backwards are those of a pipeline that has filled.
    if ((name.starts_with("zb-") || name == "dualpipe") && (ranks < 4 || micro_batches < 2 * ranks)) continue;
    for (const ModelSpec& model : {small_dense(16), small_moe(16)}) {
      const Idle idle = idle_of(schedule(), model, ranks, vp, micro_batches);
      double mean = 0;
      for (const double one : idle.ranks) mean += one / static_cast<double>(idle.ranks.size());
      SCOPED_TRACE(testing::Message() << model.name << " p " << ranks << " v " << vp << " m " << micro_batches
                                      << ": idle " << mean << " us, formula " << idle.formula << " us");
      if (name == "dualpipe") {
        // Exact only where a forward takes as long as an input gradient and a weight gradient together.
        EXPECT_NEAR(mean / idle.formula, 1.0, 0.25);
        EXPECT_LT(mean, (ranks - 1) * idle.chunk);  // less than a plain pipeline's
      } else if (name == "zb-1p" || name == "zb-2p") {
        for (const double one : idle.ranks) EXPECT_LE(one, idle.formula + 1e-4);  // 100 ps
      } else {
        for (const double one : idle.ranks) EXPECT_NEAR(one, idle.formula, 1e-4);  // 100 ps
      }
      ++cases;
    }
  }
  EXPECT_GE(cases, 6);
}

INSTANTIATE_TEST_SUITE_P(Table, PublishedBubble, testing::Range(0, static_cast<int>(schedules().size())),
                         [](const testing::TestParamInfo<int>& parameter) {
                           return parameter_name(schedules()[static_cast<std::size_t>(parameter.param)].name);
                         });

}  // namespace
}  // namespace trainyard
