// DeepSeek-V3 on 2,048 H800. Published: "Insights into DeepSeek-V3" (ISCA 2025, arXiv 2505.09343), table 4,
// 2,048 GPUs on the multi-plane fabric: seconds per step 19.926, 1F 1.13, 1B 1.99, 1W 0.48, 1F1B 13.95,
// bubble 2.06, optimizer 0.29, MFU 38.94 % causal and 43.73 % not; DeepSeek-V3 technical report
// (arXiv 2412.19437), table 1: 2,664K GPU-hours of pre-training. No constant is fitted to them.
#include "published_runs.h"

namespace trainyard {
namespace {

using namespace published;

constexpr double published_step = 19.926;

class DeepSeekV3 : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    estimate_ = std::make_unique<Estimate>(estimate_of("deepseek-v3-h800", {}, true));
  }
  static void TearDownTestSuite() { estimate_.reset(); }
  static std::unique_ptr<Estimate> estimate_;
};
std::unique_ptr<Estimate> DeepSeekV3::estimate_;

TEST_F(DeepSeekV3, StepAndRun) {
  print_heading("DeepSeek-V3, 2,048 H800");
  EXPECT_LT(std::abs(compare("step, s", published_step, estimate_->step.time.base())), 0.08);
  EXPECT_LT(std::abs(compare("pre-training, GPU-hours", 2.664e6, estimate_->run.gpu_hours)), 0.08);
  EXPECT_LT(std::abs(compare("MFU causal", 0.3894, estimate_->step.mfu_causal)), 0.09);
  EXPECT_LT(std::abs(compare("MFU non-causal", 0.4373, estimate_->step.mfu_non_causal)), 0.09);
}

TEST_F(DeepSeekV3, Phases) {
  // The paper does not say whether it prints one rank or the mean; 1F, 1B and 1W differ by rank and are told
  // without a bar.
  const SchedulePhases &mean = estimate_->step.mean, &first = estimate_->step.ranks.front();
  print_heading("Phases of the step, s; mean of ranks");
  compare("1F", 1.13, mean.forward.base());
  compare("1B", 1.99, mean.backward.base());
  compare("1W", 0.48, mean.weight.base());
  EXPECT_LT(std::abs(compare("1F1B", 13.95, mean.forward_backward.base())), 0.08);
  compare("bubble", 2.06, mean.bubble.base());
  compare("optimizer", 0.29, mean.optimizer.base());
  compare("1F, rank 0", 1.13, first.forward.base());
  compare("1B, rank 0", 1.99, first.backward.base());
  compare("1W, rank 0", 0.48, first.weight.base());
  compare("1F1B, rank 0", 13.95, first.forward_backward.base());
  compare("bubble, rank 0", 2.06, first.bubble.base());
  EXPECT_GT(mean.optimizer.base(), 0.15);
  EXPECT_LT(mean.optimizer.base(), 0.35);
  EXPECT_GT(mean.bubble.base(), 1.5);
  EXPECT_LT(mean.bubble.base(), 2.6);
}

TEST_F(DeepSeekV3, PartsAndPhasesAddUpToTheStep) {
  Seconds parts{};
  for (const Part& part : estimate_->step.parts) parts += part.time;
  EXPECT_NEAR(parts / estimate_->step.time, 1.0, 1e-9);
  for (const SchedulePhases& rank : estimate_->step.ranks)
    EXPECT_NEAR(rank.sum() / estimate_->step.time, 1.0, 1e-9);
}

TEST_F(DeepSeekV3, IntervalHoldsTheMeasuredStep) {
  const Interval& interval = estimate_->interval;
  std::printf("90 %% interval %.2f to %.2f s, median %.2f s, half width %.1f %%; measured %.3f s\n",
              interval.p5.base(), interval.p95.base(), interval.p50.base(), 100 * half_width(interval),
              published_step);
  EXPECT_LT(interval.p5.base(), published_step);
  EXPECT_GT(interval.p95.base(), published_step);
  EXPECT_LE(half_width(interval), 0.10);
  EXPECT_GE(interval.drivers.size(), 8U);
}

TEST_F(DeepSeekV3, FitsItsMemory) {
  const MemoryEstimate& memory = estimate_->memory;
  EXPECT_TRUE(memory.fits);
  for (const StageMemory& stage : memory.stages) {
    const double total = stage.total().in(gigabytes);
    if (stage.rank == 0 || stage.rank == 1)
      std::printf("rank %d: %.1f GB, %d chunks in flight\n", stage.rank, total, stage.in_flight);
    if (stage.rank == 0 || stage.rank == 15) continue;  // they hold other stages than the rest
    EXPECT_GT(total, 70.0) << "rank " << stage.rank;
    EXPECT_LT(total, 84.0) << "rank " << stage.rank;
  }
}

TEST(DeepSeekV3Bubble, ComesFromItsCausesOneByOne) {
  const Scenario v3 = scenario("deepseek-v3-h800");
  StepInput input = step_input_of(v3);
  const auto step_of = [&](const StepSwitches& switches) {
    StepModel model = valid(StepModel::make(input, switches));
    return valid(model.step(v3.plan.micro_batches()));
  };
  std::printf("%-58s %8s %8s\n", "Cause switched off, one after the other", "step, s", "bubble");
  const auto row = [](const char* what, const StepResult& step) {
    const double bubble = mean_bubble(step).base();
    std::printf("%-58s %8.3f %8.3f\n", what, step.time.base(), bubble);
    return bubble;
  };
  const double full = row("none", step_of({}));
  const double even = row("uneven loads and speeds", step_of({.skew = false}));
  const double free = row("pipeline transfers", step_of({.skew = false, .transfers = false}));
  const std::vector<StageSpec> stages = input.plan.stages;
  input.plan.stages.back().mtp_modules = 0;
  row("MTP module with its pass through the head", step_of({.skew = false, .transfers = false}));
  input.plan.stages.back().head = false;
  row("head", step_of({.skew = false, .transfers = false}));
  for (StageSpec& stage : input.plan.stages) stage = {.layers = stages[7].layers};
  const double equal =
      row("layers of the first and last stage", step_of({.skew = false, .transfers = false}));
  const double equal_with_all_else = mean_bubble(step_of({})).base();

  StepModel model = valid(StepModel::make(input, {.skew = false, .transfers = false}));
  const Chunk any{.stage = 7, .micro_batch = 0};
  const ChunkTimes times{.forward = model.outcome({ChunkKind::forward, any, {}}).duration,
                         .backward = model.outcome({ChunkKind::backward, {}, any}).duration,
                         .weight = model.outcome({ChunkKind::weight_backward, {}, any}).duration,
                         .pair = model.outcome({ChunkKind::forward_backward, any, any}).duration};
  const double formula =
      valid(find_schedule("dualpipe"))->bubble({.pipeline_ranks = 16, .micro_batches = 120}, times).base();
  std::printf("%-58s %8s %8.3f\n", "published formula (P/2-1)(F&B+B-3W) on equal stages", "", formula);
  EXPECT_NEAR(equal / formula, 1.0, 0.25);
  // Unequal stages are what the published bubble is made of, with everything else the same.
  EXPECT_GE(free - equal, 0.5);
  EXPECT_GE(full - equal_with_all_else, 0.5);
  EXPECT_GT(even, free);
}

}  // namespace
}  // namespace trainyard
