#include "models/validation/predict_run.h"

#include <gtest/gtest.h>

#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

/// The plain row with changes, as an input.
StepInput input_of(const std::string& changes) {
  const std::vector<PublishedRun> runs = made_up::read_rows({made_up::plain_row(changes)});
  const PreparedRun run = made_up::prepared(runs, made_up::plain_rules()).front();
  if (!run.reason.empty()) throw std::runtime_error(run.reason);
  return run.input;
}

RunPrediction predicted(const StepInput& input) {
  const auto found = RunPredictor().predict(input);
  if (!found) throw std::runtime_error(to_text(found.error()));
  return found.value();
}

/// Every micro-batch simulated.
Seconds simulated(const StepInput& input, int micro_batches) {
  StepSwitches switches;
  switches.skew = false;
  auto model = StepModel::make(input, switches);
  if (!model) throw std::runtime_error(to_text(model.error()));
  const auto step = model.value().step(micro_batches);
  if (!step) throw std::runtime_error(to_text(step.error()));
  return step.value().time;
}

Seconds sum(const std::vector<RunTerm>& terms) {
  Seconds total{};
  for (const RunTerm& term : terms) total += term.time;
  return total;
}

struct Pipeline {
  const char *name, *changes;
};
const Pipeline pipelines[] = {
    {"1f1b", "{}"},
    {"interleaved-1f1b", R"({"parallel": {"vp": 2}})"},
    {"zb-h1", R"({"schedule": "zero-bubble"})"},
    {"dualpipe", R"({"schedule": "DualPipe"})"},
    {"1f1b", R"({"model": {"layers": 7}})"},      // a lighter last stage
    {"1f1b", R"({"model": {"vocab": 256000}})"},  // a heavier one
    {"1f1b", R"({"hardware": {"gpu": "H100-SXM"}, "dtype": "fp8"})"},
};

TEST(PredictedRuns, LongStepsAgreeWithTheWholeSimulation) {
  for (const Pipeline& pipeline : pipelines) {
    StepInput input = input_of(pipeline.changes);
    SCOPED_TRACE(std::string(pipeline.name) + " " + pipeline.changes);
    ASSERT_EQ(input.plan.schedule, pipeline.name);
    for (const int more : {0, 3}) {
      const int count = 10 * input.plan.pp + more;
      if (StepModel::make(input, StepSwitches{}).value().legal_micro_batches(count).value() != count)
        continue;  // the schedule runs another number: see below
      input.plan.global_batch = count * input.plan.dp * input.plan.micro_batch;
      const RunPrediction found = predicted(input);
      EXPECT_NEAR(found.step / simulated(input, count), 1.0, 1e-3) << count;
      EXPECT_NEAR(sum(found.terms) / found.step, 1.0, 1e-9) << count;
    }
  }
}

TEST(PredictedRuns, ShortStepsAreSimulatedWhole) {
  for (const Pipeline& pipeline : pipelines) {
    StepInput input = input_of(pipeline.changes);
    SCOPED_TRACE(std::string(pipeline.name) + " " + pipeline.changes);
    const int count = 2 * input.plan.pp;
    input.plan.global_batch = count * input.plan.dp * input.plan.micro_batch;
    const RunPrediction found = predicted(input);
    EXPECT_NEAR(found.step / simulated(input, count), 1.0, 1e-12);
    EXPECT_NEAR(sum(found.terms) / found.step, 1.0, 1e-9);
  }
}

TEST(PredictedRuns, NoMicroBatchCountJumps) {
  // Over the border between simulated and extrapolated steps each micro-batch adds about the same.
  StepInput input = input_of("{}");
  Seconds before{};
  Seconds least = seconds(1e9), most{};
  for (int count = 8; count <= 32; ++count) {
    input.plan.global_batch = count * input.plan.dp;
    const Seconds now = predicted(input).step;
    if (before > Seconds{}) {
      least = std::min(least, now - before);
      most = std::max(most, now - before);
    }
    before = now;
  }
  EXPECT_GT(least, Seconds{});
  EXPECT_LT(most / least, 1.1);
}

TEST(PredictedRuns, AnUnevenBatchTakesItsShare) {
  StepInput input = input_of("{}");
  for (const int count : {4, 40}) {
    input.plan.micro_batch = 2;
    input.plan.global_batch = count * input.plan.dp * 2;
    const Seconds low = predicted(input).step;
    input.plan.global_batch += input.plan.dp;  // half a micro-batch more on each replica
    const RunPrediction middle = predicted(input);
    input.plan.global_batch += input.plan.dp;
    const Seconds high = predicted(input).step;
    EXPECT_NEAR(sum(middle.terms) / middle.step, 1.0, 1e-9) << count;
    EXPECT_NEAR((middle.step - low) / (high - low), 0.5, 0.05) << count;
  }
}

TEST(PredictedRuns, EndlessMicroBatchesLeaveOutTheBubble) {
  StepInput input = input_of("{}");
  input.plan.global_batch = 8 * input.plan.dp;
  const Seconds with = predicted(input).step;
  input.without_bubble = true;
  const Seconds without = predicted(input).step;
  StepSwitches switches;
  switches.skew = false;
  const StepResult step = StepModel::make(input, switches).value().step(8).value();
  const Seconds once = step.time - step.pipeline;
  // 1F1B on p equal ranks: (m + p - 1) / m of the time without a bubble, here 11 / 8; the head is on one.
  EXPECT_NEAR((with - once) / (without - once), 11.0 / 8.0, 0.1);
  const StepInput flat = input_of(R"({"parallel": {"pp": 1}})");
  StepInput flat_without = flat;
  flat_without.without_bubble = true;
  EXPECT_EQ(predicted(flat).step.base(), predicted(flat_without).step.base()) << "there is none";
}

TEST(PredictedRuns, ThePredictorsMemoryOfARunChangesNothing) {
  RunPredictor predictor;
  StepInput input = input_of("{}");
  const Seconds first = predictor.predict(input).value().step;
  input.software.effects.memory_traffic.value *= 1.5;
  const Seconds slower = predictor.predict(input).value().step;
  EXPECT_GT(slower, first);
  EXPECT_EQ(slower.base(), predicted(input).step.base()) << "as one that never saw another";
}

TEST(PredictedRuns, MemoryCountsTheFrameworkOnlyWhereAReadingDoes) {
  const StepInput input = input_of("{}");
  const Bytes without = predict_memory(input, false).value(), with = predict_memory(input, true).value();
  EXPECT_GT(with, without);
  EXPECT_GT(without.in(gigabytes), 1.0);
  StepInput longer = input;
  longer.plan.global_batch *= 16;
  EXPECT_NEAR(predict_memory(longer, false).value() / without, 1.0, 0.01)
      << "more micro-batches take time, not memory";
}

TEST(PredictedRuns, WhatCannotRunIsToldNotGuessed) {
  StepInput input = input_of("{}");
  input.plan.schedule = "2f2b";
  EXPECT_FALSE(RunPredictor().predict(input));
  EXPECT_FALSE(predict_memory(input, false));
}

}  // namespace
}  // namespace trainyard
