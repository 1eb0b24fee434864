// The folded step takes equal replicas as one; the expanded step runs them all. They must agree: exactly when
// nothing differs between ranks, closely when loads do.
#include <gmock/gmock.h>

#include "models/workload/expanded_step.h"
#include "tests/support/parameter_names.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

constexpr int pipeline_ranks = 4;

struct Both {
  Seconds folded{}, expanded{};
  std::size_t ranks = 0;
};

Both both_of(const StepInput& input, int micro_batches, std::uint64_t seed = 1) {
  StepModel model = valid(StepModel::make(input, {}, seed));
  const int count = valid(model.legal_micro_batches(micro_batches));
  const StepResult folded = valid(model.step(count));
  const ExpandedStep expanded = valid(expand_step(model, count, seed));
  return {.folded = folded.pipeline, .expanded = expanded.pipeline, .ranks = expanded.ranks};
}

class FoldedAndExpanded : public testing::TestWithParam<int> {
 protected:
  static std::string schedule() {
    return std::string(schedules()[static_cast<std::size_t>(GetParam())].name);
  }
  static int virtual_stages() { return schedule() == "interleaved-1f1b" ? 2 : 1; }
};

TEST_P(FoldedAndExpanded, AgreeToThePicosecondWhenRanksAreEven) {
  const ModelSpec models[] = {small_dense(8), small_moe(8), small_moe(9, 1, 1)};
  for (const ModelSpec& model : models) {
    for (const char* software : {"deepseek-fp8-2024q4", "deepseek-bf16-2024q1"}) {
      for (const auto& [ep, dp] : {std::pair{1, 2}, {1, 3}, {2, 2}, {2, 6}, {4, 4}, {4, 8}}) {
        if (!model.moe && ep > 1) continue;
        for (const char* transfer : {"asynchronous", "blocking"}) {
          for (const int micro_batches : {8, 12}) {
            SCOPED_TRACE(testing::Message() << model.name << ' ' << software << " EP " << ep << " DP " << dp
                                            << ' ' << transfer << ", " << micro_batches << " micro-batches");
            StepInput input = on_h800(
                model,
                {.pp = pipeline_ranks, .vp = virtual_stages(), .ep = ep, .dp = dp, .schedule = schedule()},
                software);
            input.software.pipeline_transfer = transfer;
            const Both both = both_of(input, micro_batches);
            EXPECT_EQ(to_picoseconds(both.folded), to_picoseconds(both.expanded));
            EXPECT_EQ(both.ranks, static_cast<std::size_t>(pipeline_ranks * dp));
            EXPECT_GT(both.folded, Seconds{});
          }
        }
      }
    }
  }
}

TEST_P(FoldedAndExpanded, AgreeWithTensorParallelismAndFullRecompute) {
  for (const bool moe : {false, true}) {
    for (const Recompute recompute : {Recompute::none, Recompute::selective, Recompute::full}) {
      SCOPED_TRACE(testing::Message() << (moe ? "MoE " : "dense ") << to_text(recompute));
      const StepInput input = on_h800(moe ? small_moe(8) : small_dense(8),
                                      {.tp = 2,
                                       .sequence_parallel = true,
                                       .pp = pipeline_ranks,
                                       .vp = virtual_stages(),
                                       .ep = moe ? 4 : 1,
                                       .dp = 4,
                                       .schedule = schedule(),
                                       .recompute = recompute},
                                      "megatron-core-bf16-2024");
      const Both both = both_of(input, 8);
      EXPECT_EQ(to_picoseconds(both.folded), to_picoseconds(both.expanded));
      EXPECT_EQ(both.ranks, 32U);
    }
  }
}

TEST_P(FoldedAndExpanded, AgreeWithinTwoPercentWhenLoadsVary) {
  for (const auto& [ep, dp] : {std::pair{8, 8}, {8, 16}, {16, 16}}) {
    for (const char* software : {"deepseek-fp8-2024q4", "deepseek-bf16-2024q1"}) {
      for (const std::uint64_t seed : {1U, 2U}) {
        SCOPED_TRACE(testing::Message() << software << " EP " << ep << " DP " << dp << " seed " << seed);
        StepInput input = on_h800(
            small_moe(8),
            {.pp = pipeline_ranks, .vp = virtual_stages(), .ep = ep, .dp = dp, .schedule = schedule()},
            software);
        input.sequence = 4096;  // experts' rows must matter for their loads to
        const Both even = both_of(input, 16, seed);
        input.spread.load_cv.value = 0.08;
        const Both uneven = both_of(input, 16, seed);
        EXPECT_NEAR(uneven.expanded / uneven.folded, 1.0, 0.02);
        EXPECT_GT(uneven.expanded, even.expanded);
      }
    }
  }
}

TEST_P(FoldedAndExpanded, SlowRanksHoldTheExpandedStepUpAtLeastAsMuchAsTheFoldedOne) {
  // The folded step lets each chunk's group wait for its slowest member; expanded, every stage of a pipeline
  // has a slow rank of its own.
  StepInput input = on_h800(
      small_moe(8), {.pp = pipeline_ranks, .vp = virtual_stages(), .ep = 8, .dp = 8, .schedule = schedule()});
  input.sequence = 4096;
  const Both even = both_of(input, 16);
  input.spread.gpu_speed_cv.value = 0.02;
  const Both uneven = both_of(input, 16);
  EXPECT_GT(uneven.folded, even.folded);
  EXPECT_GT(uneven.expanded, even.expanded);
  EXPECT_NEAR(uneven.expanded / uneven.folded, 1.0, 0.03);
}

INSTANTIATE_TEST_SUITE_P(Table, FoldedAndExpanded, testing::Range(0, static_cast<int>(schedules().size())),
                         [](const testing::TestParamInfo<int>& parameter) {
                           return parameter_name(schedules()[static_cast<std::size_t>(parameter.param)].name);
                         });

}  // namespace
}  // namespace trainyard
