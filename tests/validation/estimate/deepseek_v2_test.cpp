// DeepSeek-V2 on H800. Published (arXiv 2405.04434, section 3.2.3): 172.8K GPU-hours per trillion tokens; the
// number of GPUs, the layers of each stage, what is recomputed and whether copies are merged are not.
// DeepSeek-V3 spent 180K on the same GPUs (arXiv 2412.19437, section 1).
#include "published_runs.h"

namespace trainyard {
namespace {

using namespace published;

constexpr double published_rate = 172.8e3;

class DeepSeekV2 : public testing::TestWithParam<const char*> {};

TEST_P(DeepSeekV2, HoursPerTrillionTokens) {
  const Estimate answer = estimate_of(GetParam(), {}, true);
  const Interval& interval = answer.interval;
  print_heading(GetParam());
  EXPECT_LT(std::abs(compare("GPU-hours per trillion tokens", published_rate,
                             answer.run.gpu_hours_per_trillion_tokens)),
            0.20);
  compare("MFU causal", 0.252, answer.step.mfu_causal);
  // The published rate as a step of this plan.
  const double published_step =
      answer.step.time.base() * published_rate / answer.run.gpu_hours_per_trillion_tokens;
  std::printf("90 %% interval %.2f to %.2f s, half width %.1f %%; the published rate is a step of %.2f s\n",
              interval.p5.base(), interval.p95.base(), 100 * half_width(interval), published_step);
  EXPECT_LT(interval.p5.base(), published_step);
  EXPECT_GT(interval.p95.base(), published_step);
  EXPECT_LE(half_width(interval), 0.25);
}

TEST_P(DeepSeekV2, AgainstDeepSeekV3) {
  const double v3 = estimate_of("deepseek-v3-h800").run.gpu_hours_per_trillion_tokens;
  const double v2 = estimate_of(GetParam()).run.gpu_hours_per_trillion_tokens;
  print_heading(GetParam());
  // 172.8K / 180K: errors common to both cancel.
  EXPECT_LT(std::abs(compare("V2 / V3, hours per trillion tokens", 0.960, v2 / v3)), 0.15);
}

INSTANTIATE_TEST_SUITE_P(Gpus, DeepSeekV2, testing::Values("deepseek-v2-h800", "deepseek-v2-h800-2048"),
                         [](const testing::TestParamInfo<const char*>& parameter) {
                           return std::string(parameter.param).ends_with("2048") ? "On2048" : "On1024";
                         });

TEST(DeepSeekV2Elsewhere, TakesWhatOtherClustersWouldTake) {
  // Predictions: no such run is documented. The bars are a first-principles range.
  const double h800 = estimate_of("deepseek-v2-h800").run.gpu_hours;
  const double a100 = estimate_of("deepseek-v2-a100").run.gpu_hours;
  const double fire_flyer = estimate_of("deepseek-v2-fireflyer2").run.gpu_hours;
  print_heading("DeepSeek-V2's 8.1T tokens, GPU-hours");
  compare("H800", 1.40e6, h800);
  tell("A100-SXM", a100);
  tell("Fire-Flyer 2", fire_flyer);
  tell("A100-SXM / H800", a100 / h800);
  tell("Fire-Flyer 2 / A100-SXM", fire_flyer / a100);
  EXPECT_GT(a100 / h800, 1.7);
  EXPECT_LT(a100 / h800, 2.3);
  EXPECT_GT(fire_flyer / a100, 1.6);
}

TEST(DeepSeekV2Memory, IsTooLittleWithoutRecompute) {
  const MemoryEstimate with = estimate_of("deepseek-v2-h800").memory;
  const MemoryEstimate without = estimate_of("deepseek-v2-h800", {{"plan.recompute", "none"}}).memory;
  std::printf("V2 on H800: %.1f GB with recompute, %.1f GB without, %.1f GB usable; owner: %s\n",
              with.peak.in(gigabytes), without.peak.in(gigabytes), without.capacity.in(gigabytes),
              without.owner.c_str());
  EXPECT_TRUE(with.fits);
  EXPECT_FALSE(without.fits);
  EXPECT_FALSE(without.owner.empty());
  EXPECT_FALSE(without.suggestions.empty());
}

TEST(DeepSeekV2Memory, FortyGigabytesDoNotHoldThePlanOfTheH800Run) {
  const MemoryEstimate memory =
      estimate_of("deepseek-v2-fireflyer2", {{"plan.recompute", "deepseek"}}).memory;
  EXPECT_FALSE(memory.fits);
  EXPECT_FALSE(memory.owner.empty());
}

}  // namespace
}  // namespace trainyard
