#include "models/estimate/align_trace.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <random>

#include "models/estimate/scenario_reader.h"
#include "models/estimate/step_timeline.h"
#include "sim/trace/trace_reader.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

const SpanTimeline& v3_step() {
  static const SpanTimeline step =
      step_timeline(load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), "deepseek-v3-h800").value()).value();
  return step;
}

SpanTimeline moved(SpanTimeline timeline, Picoseconds by) {
  for (TimelineSpan& span : timeline.spans) {
    span.start += by;
    span.finish += by;
  }
  return timeline;
}

/// What a profiler on one GPU of pipeline rank `rank` would have written between two times: kernels.
SpanTimeline as_kernels(const SpanTimeline& step, std::uint32_t rank, Picoseconds from, Picoseconds to) {
  SpanTimeline trace;
  trace.processes = {"python3"};
  trace.lanes = {{0, "stream 7"}, {0, "stream 20"}};
  trace.kinds = {"kernel"};
  trace.names = {"sm90_gemm", "ncclDevKernel_AllToAll"};
  for (const TimelineSpan& span : step.spans) {
    const bool compute = step.kinds[span.kind] == "compute";
    if (step.lanes[span.lane].process != rank || span.start < from || span.finish > to) continue;
    if (!compute && step.kinds[span.kind] != "expert exchange") continue;
    trace.spans.push_back({span.start - from, span.finish - from, compute ? 0U : 1U, compute ? 0U : 1U, 0});
    trace.makespan = std::max(trace.makespan, span.finish - from);
  }
  return trace;
}

TEST(AlignTrace, RecoversTheShiftOfItsOwnTraceExactly) {
  const Picoseconds by = 1'234'567'890'123;
  const auto found = align_trace(v3_step(), moved(v3_step(), by));
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found.value().shift, -by);
  EXPECT_NEAR(found.value().agreement, 1, 1e-9);
  EXPECT_EQ(found.value().process, "");
  EXPECT_THAT(found.value().compared, HasSubstr("expert exchange"));
  EXPECT_EQ(align_starts(v3_step(), moved(v3_step(), by)).value(), -by);
}

TEST(AlignTrace, RecoversAPerturbedCopyWithinATenthOfAMillisecond) {
  SpanTimeline changed = moved(v3_step(), -777'777'777'777);
  std::mt19937 random(7);
  for (TimelineSpan& span : changed.spans) {  // every end up to 50 us early or late
    span.start += static_cast<Picoseconds>(random() % 100'000'000) - 50'000'000;
    span.finish =
        std::max(span.start + 1, span.finish + static_cast<Picoseconds>(random() % 100'000'000) - 50'000'000);
  }
  const auto found = align_trace(v3_step(), changed);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_NEAR(static_cast<double>(found.value().shift), 777'777'777'777.0, 1e8);
  EXPECT_GT(found.value().agreement, 0.8);
}

TEST(AlignTrace, FindsTheRankAndPlaceOfAProfilersKernels) {
  // The warm-up of rank 5: forwards alone, which only this rank runs at these distances.
  const Picoseconds until = 3'000'000'000'000;
  const SpanTimeline trace = as_kernels(v3_step(), 5, 0, until);
  ASSERT_GT(trace.spans.size(), 500U);
  const auto found = align_trace(v3_step(), trace);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found.value().shift, 0);
  EXPECT_EQ(found.value().process, "pipeline rank 5");
  EXPECT_EQ(found.value().compared, "compute, communication");
  EXPECT_GT(found.value().agreement, 0.9);
}

TEST(AlignTrace, TellsWhenThereIsNothingToCompare) {
  SpanTimeline empty = v3_step();
  empty.spans.clear();
  EXPECT_THAT(to_text(align_trace(v3_step(), empty).error()), HasSubstr("nothing to align"));
  EXPECT_FALSE(align_starts(v3_step(), empty));
  const std::atomic<bool> stop{true};
  EXPECT_THAT(to_text(align_trace(v3_step(), v3_step(), {&stop, {}}).error()), HasSubstr("cancelled"));
}

TEST(AlignTrace, TellsCommunicationByTheNamesOfKernels) {
  for (const char* name : {"ncclDevKernel_AllReduce_Sum_bf16_RING_LL",
                           "void dpsk::ep::internode::dispatch<8>", "nvshmem_barrier", "ReduceScatter"})
    EXPECT_TRUE(names_communication(name)) << name;
  for (const char* name : {"sm90_xmma_gemm_bf16", "flash::compute_attn", "layer_norm"})
    EXPECT_FALSE(names_communication(name)) << name;
}

TEST(AlignTrace, PlacesTheProfileOfDeepSeek) {
  const std::filesystem::path path =
      std::filesystem::path(TRAINYARD_SOURCE_DIR) / "../shared/data/deepseek_h800_trace/train.json.gz";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const SpanTimeline trace = read_trace(path).value().timeline;
  const auto found = align_trace(v3_step(), trace);
  ASSERT_TRUE(found) << to_text(found.error());
  std::cout << "shift " << to_seconds(found.value().shift).base() << " s, correlation "
            << found.value().correlation << ", agreement " << found.value().agreement << ", "
            << found.value().process << '\n';
  EXPECT_GE(found.value().shift, 0);
  EXPECT_LE(found.value().shift + trace.makespan, v3_step().makespan + trace.makespan);
}

}  // namespace
}  // namespace trainyard
