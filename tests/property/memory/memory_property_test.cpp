// Whatever the model and plan: parts add up, and what is meant to save memory never costs any.
#include <gtest/gtest.h>

#include <cmath>

#include "models/memory/held_activations.h"
#include "models/pipeline/schedules/live_activations.h"
#include "tests/unit/memory/memory_fixtures.h"

namespace trainyard {
namespace {

/// Every shipped model on four pipeline ranks of one node each.
std::vector<StepInput> shipped_plans() {
  std::vector<StepInput> inputs;
  for (const std::string& name :
       list_models(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "models/configs")) {
    StepInput input = on_cluster(name, "dgx-h100", 32, "megatron-core-bf16-2024");
    input.sequence = 2048;
    input.plan = {.pp = 4, .dp = 8, .micro_batch = 2, .global_batch = 8 * 2 * 16};
    if (input.model.moe) input.plan.ep = 4;
    input.plan.stages = valid(make_stages(input.model, {.stages = 4}));
    inputs.push_back(input);
  }
  return inputs;
}

void expect_no_heavier(const StepInput& lighter, const StepInput& heavier, const char* what) {
  const MemoryEstimate a = memory_of(lighter), b = memory_of(heavier);
  for (std::size_t r = 0; r < a.stages.size(); ++r)
    EXPECT_LE(a.stages[r].total().base(), b.stages[r].total().base() * (1 + 1e-12)) << what << ", rank " << r;
}

TEST(MemoryOfEveryModel, AddsUpAndNamesItsPeak) {
  for (const StepInput& input : shipped_plans()) {
    SCOPED_TRACE(input.model.name);
    const MemoryEstimate memory = memory_of(input);
    ASSERT_EQ(memory.stages.size(), 4U);
    Bytes most{};
    double parameters = 0;
    for (const StageMemory& one : memory.stages) {
      Bytes owners{}, buffers{};
      for (const MemoryOwner& owner : one.activation_owners) owners += owner.bytes;
      for (const MemoryOwner& owner : one.buffer_owners) buffers += owner.bytes;
      EXPECT_NEAR(owners.base(), one.activations.base(), 1e-9 * one.activations.base());
      EXPECT_NEAR(buffers.base(), one.buffers.base(), 1e-9 * one.buffers.base());
      EXPECT_TRUE(std::isfinite(one.total().base()));
      EXPECT_GT(one.in_flight, 0);
      EXPECT_FALSE(one.moment.empty());
      most = std::max(most, one.total());
      parameters += one.parameters;
    }
    EXPECT_EQ(memory.peak, most);
    EXPECT_EQ(memory.stages[static_cast<std::size_t>(memory.peak_rank)].total(), most);
    EXPECT_EQ(memory.fits, memory.peak <= memory.capacity);
    EXPECT_FALSE(memory.owner.empty());
    if (!input.model.moe) {
      EXPECT_GE(parameters, count_parameters(input.model).total * (1 - 1e-3));
    }
  }
}

TEST(MemoryOfEveryModel, FallsWithRecompute) {
  for (const StepInput& input : shipped_plans()) {
    for (const char* schedule : {"1f1b", "zb-h1", "gpipe", "dualpipe"}) {
      SCOPED_TRACE(input.model.name + " " + schedule);
      std::vector<StepInput> steps;
      for (const Recompute recompute :
           {Recompute::full, Recompute::deepseek, Recompute::selective, Recompute::none}) {
        steps.push_back(input);
        steps.back().plan.schedule = schedule;
        steps.back().plan.recompute = recompute;
      }
      for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const MemoryEstimate less = memory_of(steps[i]), more = memory_of(steps[i + 1]);
        for (std::size_t r = 0; r < 4; ++r)
          EXPECT_LE(less.stages[r].activations.base(), more.stages[r].activations.base() * (1 + 1e-12)) << i;
      }
    }
  }
}

TEST(MemoryOfEveryModel, FallsWithShardingAndGrowsWithWork) {
  for (const StepInput& input : shipped_plans()) {
    SCOPED_TRACE(input.model.name);
    StepInput replicated = input;
    replicated.plan.zero = 0;
    expect_no_heavier(input, replicated, "zero 1 against 0");
    StepInput smaller = input;
    smaller.plan.micro_batch = 1;
    expect_no_heavier(smaller, input, "half the micro-batch");
    StepInput longer = input;
    longer.sequence *= 2;
    expect_no_heavier(input, longer, "twice the sequence");
    if (input.model.moe) {
      StepInput spread = input;
      spread.plan.ep = 8;
      for (std::size_t r = 0; r < 4; ++r)
        EXPECT_LT(memory_of(spread).stages[r].weights, memory_of(input).stages[r].weights);
    }
  }
}

TEST(MemoryOfEveryModel, NeverGrowsWithTheZeroStage) {
  for (const StepInput& input : shipped_plans()) {
    for (const int group : {0, 4}) {
      for (int zero = 1; zero <= 3; ++zero) {
        SCOPED_TRACE(input.model.name + " in groups of " + std::to_string(group));
        StepInput less = input, more = input;
        less.plan.zero = zero;
        more.plan.zero = zero - 1;
        less.plan.shard_group = group;
        more.plan.shard_group = zero > 1 ? group : 0;
        expect_no_heavier(less, more, std::to_string(zero).c_str());
      }
    }
    StepInput kept = input, dropped = input;
    kept.plan.zero = dropped.plan.zero = 3;
    kept.plan.reshard = false;
    expect_no_heavier(dropped, kept, "dropping parameters");
    StepInput grouped = dropped;
    grouped.plan.shard_group = 4;
    expect_no_heavier(dropped, grouped, "sharding over more GPUs");
  }
}

TEST(MemoryOfEveryModel, EveryModuleRecomputedSavesActivations) {
  for (const StepInput& input : shipped_plans()) {
    RankWork work = rank_work(input, valid(estimate_exchanges(input)));
    const StageSpec& stage = input.plan.stages[1];
    Bytes before = total(held_activations(work, input.plan, stage)).whole;
    work.recompute = Recompute::modules;
    for (const RecomputeModule module : recompute_modules()) {
      SCOPED_TRACE(input.model.name + " " + std::string(to_text(module)));
      work.recompute_modules.add(module);
      const HeldActivation held = total(held_activations(work, input.plan, stage));
      EXPECT_LE(held.whole, before);
      EXPECT_LE(held.for_weights, held.whole);
      before = held.whole;
    }
    Plan full = input.plan;
    work.recompute = full.recompute = Recompute::full;
    EXPECT_LE(total(held_activations(work, full, stage)).whole, before * (1 + 1e-12));
  }
}

TEST(MemoryOfEveryModel, FallsWithTheShareOfLayersRecomputed) {
  for (const StepInput& input : shipped_plans()) {
    SCOPED_TRACE(input.model.name);
    StepInput less = input;
    less.plan.recompute = Recompute::none;
    for (const double share : {0.1, 0.4, 0.7, 1.0}) {
      StepInput more = less;
      more.plan.recompute = Recompute::full;
      more.plan.recompute_share = share;
      const MemoryEstimate a = memory_of(more), b = memory_of(less);
      for (std::size_t r = 0; r < 4; ++r)
        EXPECT_LE(a.stages[r].activations, b.stages[r].activations) << share;
      less = more;
    }
  }
}

TEST(MemoryOfEveryModel, GpipeHoldsAtLeastAsMuchAsOneForwardOneBackward) {
  for (const StepInput& input : shipped_plans()) {
    StepInput gpipe = input;
    gpipe.plan.schedule = "gpipe";
    expect_no_heavier(input, gpipe, input.model.name.c_str());
  }
}

TEST(HeaviestMomentOfEverySchedule, IsThatOfTheProgramsLiveChunks) {
  for (const std::string& name : schedule_names()) {
    for (const int vp : {1, 2}) {
      const auto program =
          make_schedule_program(name, {.pipeline_ranks = 4, .virtual_stages = vp, .micro_batches = 16});
      if (!program) continue;
      SCOPED_TRACE(name);
      const auto stages = static_cast<std::size_t>(program.value().stages);
      std::vector<double> weights;
      std::vector<HeldActivation> held;
      for (std::size_t s = 0; s < stages; ++s) {
        weights.push_back(8.0 * static_cast<double>(1 + s % 3));
        held.push_back({.name = "", .whole = bytes(weights[s]), .for_weights = bytes(0.75 * weights[s])});
      }
      for (int rank = 0; rank < 4; ++rank) {
        const LiveActivations live = peak_live_activations(program.value(), rank, weights, 0.75);
        const HeldPeak peak = heaviest_moment(program.value(), rank, held);
        EXPECT_DOUBLE_EQ(peak.bytes.base(), live.weight);
        EXPECT_EQ(peak.whole, live.whole);
        EXPECT_EQ(peak.weight_waiting, live.weight_waiting);
      }
    }
  }
}

}  // namespace
}  // namespace trainyard
