#include "models/workload/chunk_template.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "models/workload/chunk_timeline.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> names_of(const ChunkTemplate& chunk, ChunkTaskKind kind) {
  std::vector<std::string> names;
  for (const ChunkTask& task : chunk.tasks) {
    if (task.kind == kind) names.push_back(task_name(task));
  }
  return names;
}

/// What a task waits for, by name; waiting for an exchange is waiting for its transfer.
std::vector<std::string> waits_of(const ChunkTemplate& chunk, const std::string& name) {
  std::vector<std::string> waits;
  for (const ChunkTask& task : chunk.tasks) {
    const bool counts = task.kind == ChunkTaskKind::compute || task.kind == ChunkTaskKind::transfer;
    if (!counts || task_name(task) != name) continue;
    for (std::int16_t p : task.predecessors) {
      // A transfer waits for its own handshake and arrival: what came before those is what matters.
      while (p >= 0 && (chunk.tasks[static_cast<std::size_t>(p)].kind == ChunkTaskKind::barrier ||
                        chunk.tasks[static_cast<std::size_t>(p)].kind == ChunkTaskKind::arrive ||
                        chunk.tasks[static_cast<std::size_t>(p)].kind == ChunkTaskKind::gradient_cast)) {
        p = chunk.tasks[static_cast<std::size_t>(p)].predecessors[0];
      }
      if (p >= 0) waits.push_back(task_name(chunk.tasks[static_cast<std::size_t>(p)]));
    }
  }
  return waits;
}

class PairOfFourMoeLayers : public testing::Test {
 protected:
  const ModelSpec model = small_moe(8);
  const StageSpec forward = layers(0, 4), backward = layers(4, 4);
  const StepInput input = chunk_input(model);
  const StepCosts costs = round_costs();
  const ChunkTemplate chunk = make_chunk(input, costs, {.forward = &forward, .backward = &backward});
};

TEST_F(PairOfFourMoeLayers, ComputesInTheOrderOfTheH800Trace) {
  std::vector<std::string> expected;
  for (int k = 0; k < 4; ++k) {
    const int f = k, b = 7 - k;
    for (const auto& [part, layer] : {std::pair{"attn(F)", f},
                                      {"mlp(B)", b},
                                      {"mlp(W)", b},
                                      {"mlp(F)", f},
                                      {"attn(B)", b},
                                      {"attn(W)", b}}) {
      expected.push_back(fmt::format("{} layer {}", part, layer));
    }
  }
  EXPECT_THAT(names_of(chunk, ChunkTaskKind::compute), ElementsAreArray(expected));
}

TEST_F(PairOfFourMoeLayers, ExchangesInTheOrderOfTheH800Trace) {
  std::vector<std::string> expected;
  for (int k = 0; k < 4; ++k) {
    expected.push_back(fmt::format("gradient dispatch layer {}", 7 - k));
    expected.push_back(fmt::format("dispatch layer {}", k));
    expected.push_back(fmt::format("gradient combine layer {}", 7 - k));
    expected.push_back(fmt::format("combine layer {}", k));
  }
  EXPECT_THAT(names_of(chunk, ChunkTaskKind::transfer), ElementsAreArray(expected));
  EXPECT_EQ(chunk.barriers, 16);
}

TEST_F(PairOfFourMoeLayers, WaitsAsTheKernelsOfTheTraceDo) {
  for (int k = 0; k < 4; ++k) {
    SCOPED_TRACE(k);
    const auto f = [&](const char* part) { return fmt::format("{} layer {}", part, k); };
    const auto b = [&](const char* part) { return fmt::format("{} layer {}", part, 7 - k); };
    if (k > 0) {
      EXPECT_THAT(waits_of(chunk, f("attn(F)")), ElementsAre(fmt::format("combine layer {}", k - 1)));
      // Gradients leave before the attention's weight gradients are done.
      EXPECT_THAT(waits_of(chunk, b("gradient dispatch")),
                  ElementsAre(fmt::format("attn(B) layer {}", 8 - k)));
    } else {
      EXPECT_THAT(waits_of(chunk, f("attn(F)")), IsEmpty());
      EXPECT_THAT(waits_of(chunk, b("gradient dispatch")), IsEmpty());
    }
    EXPECT_THAT(waits_of(chunk, f("dispatch")), ElementsAre(f("attn(F)")));
    EXPECT_THAT(waits_of(chunk, b("mlp(B)")), ElementsAre(b("gradient dispatch")));
    EXPECT_THAT(waits_of(chunk, b("gradient combine")), ElementsAre(b("mlp(B)")));  // not mlp(W)
    EXPECT_THAT(waits_of(chunk, f("mlp(F)")), ElementsAre(f("dispatch")));
    EXPECT_THAT(waits_of(chunk, f("combine")), ElementsAre(f("mlp(F)")));
    EXPECT_THAT(waits_of(chunk, b("attn(B)")), ElementsAre(b("gradient combine")));
  }
}

TEST_F(PairOfFourMoeLayers, CastsGradientsBeforeTheyLeave) {
  EXPECT_EQ(names_of(chunk, ChunkTaskKind::gradient_cast).size(), 4U);
  for (const ChunkTask& task : chunk.tasks) {
    if (task.kind == ChunkTaskKind::gradient_cast) {
      EXPECT_EQ(task.stream, ChunkStream::exchange);
      EXPECT_DOUBLE_EQ(task.fixed, 0.5e-3);
    }
  }
}

TEST_F(PairOfFourMoeLayers, RunsOnOverlappedCosts) {
  // Forward 4 + 5, backward 6 + 4 + 9 + 2, twice as long beside exchanges.
  EXPECT_NEAR(chunk.compute_total().in(milliseconds), 4 * 2 * (9 + 21), 1e-9);
  Seconds sum{};
  for (const Seconds one : chunk.compute_by_class()) sum += one;
  EXPECT_NEAR(sum.base(), chunk.compute_total().base(), 1e-15);
}

TEST_F(PairOfFourMoeLayers, DrawsALoadPerPassOverTheExperts) {
  // A layer's two halves of the backward see the same rows.
  EXPECT_EQ(chunk.load_slots, 8);
  int of_backward[8] = {};
  for (const ChunkTask& task : chunk.tasks) {
    const bool routed = task.part == ChunkPart::ffn_forward || task.part == ChunkPart::ffn_backward ||
                        task.part == ChunkPart::ffn_weight;
    EXPECT_EQ(task.load_slot >= 0, routed) << task_name(task);
    if (task.part == ChunkPart::ffn_backward) of_backward[task.layer] = task.load_slot;
    if (task.part == ChunkPart::ffn_weight) {
      EXPECT_EQ(task.load_slot, of_backward[task.layer]);
    }
  }
}

TEST_F(PairOfFourMoeLayers, EndsWhenEverythingHasEnded) {
  const ChunkTask& last = chunk.tasks.back();
  EXPECT_EQ(last.kind, ChunkTaskKind::finish);
  ASSERT_GE(last.predecessors[0], 0);
  EXPECT_EQ(task_name(chunk.tasks[static_cast<std::size_t>(last.predecessors[0])]), "combine layer 3");
}

TEST(Chunk, RunsALoneChunkOnTheCostsOfAnIdleGpu) {
  const StepInput input = chunk_input(small_moe(4));
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 4);
  const ChunkTemplate forward = make_chunk(input, costs, {.forward = &stage});
  EXPECT_NEAR(forward.compute_total().in(milliseconds), 4 * 9, 1e-9);
  EXPECT_THAT(names_of(forward, ChunkTaskKind::gradient_cast), IsEmpty());
}

TEST(Chunk, RunsAPairOfAStackThatOverlapsNothingOnTheCostsOfAnIdleGpu) {
  const StepInput input = chunk_input(small_moe(4), false);
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 4);
  const ChunkTemplate pair = make_chunk(input, costs, {.forward = &stage, .backward = &stage});
  EXPECT_NEAR(pair.compute_total().in(milliseconds), 4 * 30, 1e-9);
}

TEST(Chunk, SplitsTheBackwardIntoHalvesThatAddUp) {
  const StepInput input = chunk_input(small_moe(4, 1, 1));
  const StepCosts costs = round_costs();
  StageSpec stage = layers(0, 4);
  stage.embedding = stage.head = true;
  stage.mtp_modules = 1;
  const ChunkTemplate whole = make_chunk(input, costs, {.backward = &stage});
  const ChunkTemplate inputs = make_chunk(input, costs, {.backward = &stage, .weight_gradient = false});
  const ChunkTemplate weights = make_chunk(input, costs, {.backward = &stage, .input_gradient = false});
  EXPECT_NEAR(whole.compute_total().base(), (inputs.compute_total() + weights.compute_total()).base(), 1e-12);
  EXPECT_EQ(inputs.barriers, whole.barriers);
  EXPECT_EQ(weights.barriers, 0);
  EXPECT_THAT(names_of(weights, ChunkTaskKind::transfer), IsEmpty());
  for (const ChunkTask& task : inputs.tasks) {
    EXPECT_NE(task.part, ChunkPart::ffn_weight);
    EXPECT_NE(task.part, ChunkPart::attention_weight);
  }
  // The head's weight gradient is taken with its input gradient: logit gradients are too large to keep
  // waiting.
  const auto heads = [](const ChunkTemplate& chunk) {
    return std::count_if(chunk.tasks.begin(), chunk.tasks.end(),
                         [](const ChunkTask& task) { return task.part == ChunkPart::head_weight; });
  };
  EXPECT_EQ(heads(inputs), 2);
  EXPECT_EQ(heads(weights), 0);
  for (const ChunkTask& task : weights.tasks) {
    EXPECT_NE(task.part, ChunkPart::ffn_backward);
    EXPECT_NE(task.part, ChunkPart::attention_backward);
    EXPECT_NE(task.part, ChunkPart::head_backward);
  }
}

TEST(Chunk, PassesThroughTheHeadAgainForEveryMtpModule) {
  const StepInput input = chunk_input(small_moe(4, 0, 1));
  const StepCosts costs = round_costs();
  StageSpec stage = layers(2, 2);
  stage.head = true;
  stage.mtp_modules = 1;
  const ChunkTemplate forward = make_chunk(input, costs, {.forward = &stage});
  EXPECT_THAT(names_of(forward, ChunkTaskKind::compute),
              ElementsAre("attn(F) layer 2", "mlp(F) layer 2", "attn(F) layer 3", "mlp(F) layer 3", "head(F)",
                          "mtp(F)", "attn(F) layer 4", "mlp(F) layer 4", "head(F)"));
}

TEST(Chunk, RepeatsTheForwardWithItsExchangesUnderFullRecompute) {
  StepInput input = chunk_input(small_moe(2, 1));
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 2);
  const ChunkTemplate kept = make_chunk(input, costs, {.backward = &stage});
  input.plan.recompute = Recompute::full;
  const ChunkTemplate full = make_chunk(input, costs, {.backward = &stage});
  EXPECT_THAT(names_of(full, ChunkTaskKind::transfer),
              ElementsAre("dispatch layer 1", "combine layer 1", "gradient dispatch layer 1",
                          "gradient combine layer 1"));
  EXPECT_THAT(names_of(full, ChunkTaskKind::compute),
              ElementsAre("attn(F) layer 1", "mlp(F) layer 1", "mlp(B) layer 1", "mlp(W) layer 1",
                          "attn(B) layer 1", "attn(W) layer 1", "attn(F) layer 0", "mlp(F) layer 0",
                          "mlp(B) layer 0", "mlp(W) layer 0", "attn(B) layer 0", "attn(W) layer 0"));
  EXPECT_EQ(full.barriers, kept.barriers + 2);
  // 4 + 5 of the MoE layer, 4 + 1 of the dense one.
  EXPECT_NEAR((full.compute_total() - kept.compute_total()).in(milliseconds), 14, 1e-9);
  // The backward of a layer waits for its own forward.
  EXPECT_THAT(waits_of(full, "gradient dispatch layer 1"), ElementsAre("combine layer 1"));
  EXPECT_THAT(waits_of(full, "mlp(B) layer 0"), ElementsAre("mlp(F) layer 0"));
  // Weight gradients by themselves repeat nothing.
  const ChunkTemplate weights = make_chunk(input, costs, {.backward = &stage, .input_gradient = false});
  EXPECT_THAT(names_of(weights, ChunkTaskKind::compute), Not(Contains("attn(F) layer 1")));
}

TEST(Chunk, HasEightTensorParallelCollectivesPerDenseLayer) {
  StepInput input = chunk_input(small_dense(1), true, 1);
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 1);
  const ChunkTemplate without = make_chunk(input, costs, {.forward = &stage, .backward = &stage});
  EXPECT_THAT(names_of(without, ChunkTaskKind::tensor_collective), IsEmpty());
  input.plan.tp = 2;
  const ChunkTemplate with = make_chunk(input, costs, {.forward = &stage, .backward = &stage});
  int collectives = 0;
  double time = 0;
  for (const ChunkTask& task : with.tasks) {
    if (task.kind != ChunkTaskKind::tensor_collective) continue;
    ++collectives;
    time += task.fixed;
    EXPECT_EQ(task.stream, ChunkStream::tensor);
  }
  EXPECT_EQ(collectives, 8);
  EXPECT_NEAR(time, 8 * 0.25e-3, 1e-12);
}

TEST(Chunk, HasNoExchangeWhenEveryRankHoldsAllExperts) {
  const StepInput input = chunk_input(small_moe(4), true, 1);
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 4);
  const ChunkTemplate pair = make_chunk(input, costs, {.forward = &stage, .backward = &stage});
  EXPECT_EQ(pair.barriers, 0);
  EXPECT_THAT(names_of(pair, ChunkTaskKind::transfer), IsEmpty());
}

TEST(Chunk, SequenceParallelBackwardsGatherTheirInputsAgain) {
  // Of each pair of collectives in the backward the first counts twice: attention 0.25 ms, experts 0.75.
  const StageSpec stage = layers(0, 2);  // one dense, one MoE
  StepInput input = chunk_input(small_moe(2, 1), true, 1);
  input.plan.tp = 2;
  StepCosts costs = round_costs();
  costs.alone.tp_expert_gather = milliseconds(0.75);
  const auto collectives = [&](const ChunkParts& parts) {
    std::vector<double> times;
    for (const ChunkTask& task : make_chunk(input, costs, parts).tasks) {
      if (task.kind == ChunkTaskKind::tensor_collective) times.push_back(task.fixed * 1e3);
    }
    return times;
  };
  const std::vector<double> forward = {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.75, 0.75};
  EXPECT_EQ(collectives({.forward = &stage}), forward);
  EXPECT_THAT(collectives({.backward = &stage}), ElementsAre(0.75, 0.75, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25));
  input.plan.sequence_parallel = true;
  EXPECT_EQ(collectives({.forward = &stage}), forward);
  EXPECT_THAT(collectives({.backward = &stage}), ElementsAre(1.5, 0.75, 0.5, 0.25, 0.5, 0.25, 0.5, 0.25));
  // Weight gradients gather nothing by themselves.
  EXPECT_THAT(collectives({.backward = &stage, .input_gradient = false}), IsEmpty());
  // A layer that runs its forward again does so as in the forward.
  input.plan.recompute = Recompute::full;
  EXPECT_THAT(collectives({.backward = &stage}), ElementsAre(0.25, 0.25, 0.75, 0.75, 1.5, 0.75, 0.5, 0.25,  //
                                                             0.25, 0.25, 0.25, 0.25, 0.5, 0.25, 0.5, 0.25));
}

TEST(Chunk, LetsSharedExpertsRunWhileRowsTravel) {
  StepInput input = chunk_input(small_moe(1));
  input.software.overlap_shared_expert = true;
  StepCosts costs = round_costs();
  costs.alone.moe.shared_forward = segment(2, 0, OpClass::gemm);
  costs.alone.moe.shared_backward = segment(3, 0, OpClass::gemm);
  const StageSpec stage = layers(0, 1);
  const ChunkTemplate forward = make_chunk(input, costs, {.forward = &stage});
  EXPECT_THAT(names_of(forward, ChunkTaskKind::compute),
              ElementsAre("attn(F) layer 0", "shared(F) layer 0", "mlp(F) layer 0"));
  EXPECT_THAT(waits_of(forward, "shared(F) layer 0"), ElementsAre("attn(F) layer 0"));
  EXPECT_THAT(waits_of(forward, "mlp(F) layer 0"), ElementsAre("dispatch layer 0"));
  const ChunkTemplate backward = make_chunk(input, costs, {.backward = &stage});
  EXPECT_THAT(waits_of(backward, "shared(B) layer 0"), ElementsAre("mlp(B) layer 0"));
  EXPECT_THAT(waits_of(backward, "attn(B) layer 0"), ElementsAre("gradient combine layer 0"));
}

TEST(Chunk, PutsAHeadBesideTheExchangesItCanHide) {
  // Head 26 against exchanges of 4.5 + 8: one slot, so that everything travels under the head.
  const StepInput input = chunk_input(small_moe(4));
  const StepCosts costs = round_costs();
  StageSpec head;
  head.head = true;
  const StageSpec moe = layers(0, 1);
  const ChunkTemplate pair = make_chunk(input, costs, {.forward = &head, .backward = &moe});
  EXPECT_THAT(
      names_of(pair, ChunkTaskKind::compute),
      ElementsAre("head(F)", "mlp(B) layer 0", "mlp(W) layer 0", "attn(B) layer 0", "attn(W) layer 0"));
}

TEST(Chunk, HoldsEveryItemOnceAndInOrderHoweverStagesAreMatched) {
  const ModelSpec model = small_moe(12, 3, 1);
  const StepCosts costs = round_costs();
  std::vector<StageSpec> stages = {layers(0, 3), layers(0, 5), layers(3, 1),
                                   layers(3, 4), layers(8, 4), StageSpec{}};
  stages[0].embedding = stages[1].embedding = true;
  stages[4].head = true;
  stages[4].mtp_modules = 1;
  stages[5].head = true;
  for (const bool overlapped : {true, false}) {
    const StepInput input = chunk_input(model, overlapped);
    for (const StageSpec& f : stages) {
      for (const StageSpec& b : stages) {
        const ChunkTemplate pair = make_chunk(input, costs, {.forward = &f, .backward = &b});
        const ChunkTemplate lone_f = make_chunk(input, costs, {.forward = &f});
        const ChunkTemplate lone_b = make_chunk(input, costs, {.backward = &b});
        std::vector<std::string> of_pair, of_forward, of_backward;
        for (const std::string& name : names_of(pair, ChunkTaskKind::compute)) {
          const bool forward = name.find("(F)") != std::string::npos;
          if (name == "embedding") continue;  // both passes call it so
          (forward ? of_forward : of_backward).push_back(name);
        }
        auto expected_f = names_of(lone_f, ChunkTaskKind::compute);
        auto expected_b = names_of(lone_b, ChunkTaskKind::compute);
        const auto drop = [](std::vector<std::string>& names) {
          names.erase(std::remove(names.begin(), names.end(), "embedding"), names.end());
        };
        drop(expected_f);
        drop(expected_b);
        EXPECT_EQ(of_forward, expected_f);
        EXPECT_EQ(of_backward, expected_b);
        EXPECT_EQ(pair.barriers, lone_f.barriers + lone_b.barriers);
        for (std::size_t i = 0; i < pair.tasks.size(); ++i) {
          for (const std::int16_t p : pair.tasks[i].predecessors) EXPECT_LT(p, static_cast<std::int16_t>(i));
        }
      }
    }
  }
}

TEST(ChunkTimeline, ShowsEveryTaskWithLengthInsideTheChunk) {
  const StepInput input = chunk_input(small_moe(4));
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 4);
  const ChunkTemplate chunk = make_chunk(input, costs, {.forward = &stage, .backward = &stage});
  const Seconds duration = milliseconds(300);
  const std::vector<ChunkSpan> spans = chunk_timeline(chunk, duration);
  // 24 compute tasks, 16 transfers with their handshakes, 4 casts.
  EXPECT_EQ(spans.size(), 24U + 32U + 4U);
  Picoseconds end = 0;
  for (const ChunkSpan& span : spans) {
    EXPECT_LT(span.start, span.finish);
    EXPECT_GE(span.start, 0);
    end = std::max(end, span.finish);
  }
  EXPECT_NEAR(static_cast<double>(end), static_cast<double>(to_picoseconds(duration)), 2.0);
}

TEST(ChunkTimeline, ItsChainRunsFromTheChunksStartToItsEndWithoutAGap) {
  const StepInput input = chunk_input(small_moe(4));
  const StepCosts costs = round_costs();
  const StageSpec stage = layers(0, 4);
  const ChunkTemplate chunk = make_chunk(input, costs, {.forward = &stage, .backward = &stage});
  const ChunkLayout layout = chunk_layout(chunk, milliseconds(300));
  Picoseconds reached = 0;
  double own = 0;
  for (const std::uint32_t i : layout.critical) {
    ASSERT_EQ(layout.spans[i].start, reached);
    reached = layout.spans[i].finish;
    own += layout.spans[i].task->fixed + layout.spans[i].task->variable;
  }
  EXPECT_NEAR(static_cast<double>(reached), 0.3e12, 2.0);
  EXPECT_NEAR(layout.own_share, std::min(1.0, own / 0.3), 1e-9);
  EXPECT_LT(layout.critical.size(), layout.spans.size());
}

}  // namespace
}  // namespace trainyard
