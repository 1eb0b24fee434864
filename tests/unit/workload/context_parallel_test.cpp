// What shows of context-parallel traffic, and what uneven chunks cost.
#include <gmock/gmock.h>

#include <numeric>

#include "sim/network/collectives/collective.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

constexpr int long_sequence = 65536;  // its attention hides a ring
constexpr int short_sequence = 1024;  // its attention does not

StepInput input_of(int cp, ContextExchange exchange, int sequence, double shown) {
  StepInput input =
      on_h800(small_dense(2), {.cp = cp, .cp_comm = exchange, .dp = 2}, "megatron-core-bf16-2024");
  input.sequence = sequence;
  input.software.effects.context_exposed.value = shown;
  return input;
}

CostTable costs_of(const StepInput& input) {
  const KernelModel kernels = valid(KernelModel::make(input.machine.gpu, input.software));
  return valid(price_step(input, kernels)).alone;
}

Seconds collective(const StepInput& input, CollectiveOp op, double size) {
  const GroupShape group = valid(make_strided_group(input.plan.cp, input.plan.tp, 8));
  return valid(estimate_collective(op, bytes(size), group, collective_links(input.machine))).cost.total;
}

/// Keys and values of 8 heads of 64 each for a whole sequence, 2 bytes each, brought from all ranks.
Seconds gather(const StepInput& input) {
  return collective(input, CollectiveOp::all_gather, 2.0 * input.sequence * 8 * (64 + 64) / input.plan.tp);
}

Seconds attention_time(const SegmentCost& cost) {
  return cost.by_class[static_cast<std::size_t>(OpClass::attention)];
}

TEST(ContextParallel, AloneIsFree) {
  for (const ContextExchange exchange :
       {ContextExchange::ring, ContextExchange::all_gather, ContextExchange::all_to_all}) {
    const CostTable table = costs_of(input_of(1, exchange, short_sequence, 1.0));
    EXPECT_EQ(table.context_forward, Seconds{});
    EXPECT_EQ(table.context_backward, Seconds{});
  }
}

TEST(ContextParallel, ARingBehindLongAttentionShowsTheShareOfTheStack) {
  for (const double shown : {0.0, 0.3, 1.0, 2.0}) {
    const StepInput input = input_of(4, ContextExchange::ring, long_sequence, shown);
    const CostTable table = costs_of(input);
    // Forward once round; backward once more, and the gradients of keys and values too.
    EXPECT_DOUBLE_EQ(table.context_forward.base(), shown * gather(input).base()) << shown;
    EXPECT_DOUBLE_EQ(table.context_backward.base(), shown * 2.0 * gather(input).base()) << shown;
    EXPECT_LT(gather(input), attention_time(table.dense.attention_forward));
  }
}

TEST(ContextParallel, ARingShowsWhatShortAttentionCannotHide) {
  // Sixteen ranks on two nodes.
  const StepInput input = input_of(16, ContextExchange::ring, short_sequence, 0.0);
  const CostTable table = costs_of(input);
  const Seconds forward = gather(input) - attention_time(table.dense.attention_forward);
  const Seconds backward = gather(input) * 2.0 - attention_time(table.dense.attention_backward);
  ASSERT_GT(forward, Seconds{});
  EXPECT_NEAR(table.context_forward / forward, 1.0, 1e-9);
  EXPECT_NEAR(table.context_backward / backward, 1.0, 1e-9);
  // A share above what sticks out counts instead.
  const CostTable all = costs_of(input_of(16, ContextExchange::ring, short_sequence, 1.0));
  EXPECT_DOUBLE_EQ(all.context_forward.base(), gather(input).base());
}

TEST(ContextParallel, GathersInFrontOfAttentionShowInFull) {
  for (const double shown : {0.0, 0.3}) {
    for (const int sequence : {short_sequence, long_sequence}) {
      const StepInput input = input_of(4, ContextExchange::all_gather, sequence, shown);
      const CostTable table = costs_of(input);
      EXPECT_DOUBLE_EQ(table.context_forward.base(), gather(input).base());
      EXPECT_DOUBLE_EQ(table.context_backward.base(), 2.0 * gather(input).base());
    }
  }
}

TEST(ContextParallel, ExchangesOfHeadsForTokensShowInFull) {
  for (const double shown : {0.0, 0.3}) {
    const StepInput input = input_of(4, ContextExchange::all_to_all, short_sequence, shown);
    const CostTable table = costs_of(input);
    // 256 tokens of a rank: 16 query, 8 key and 8 value heads of 64 one way, 16 heads of outputs back.
    const Seconds there = collective(input, CollectiveOp::all_to_all, 2.0 * 256 * (16 + 8 + 8) * 64);
    const Seconds back = collective(input, CollectiveOp::all_to_all, 2.0 * 256 * 16 * 64);
    EXPECT_DOUBLE_EQ(table.context_forward.base(), (there + back).base());
    EXPECT_DOUBLE_EQ(table.context_backward.base(), (there + back).base());
  }
}

TEST(ContextParallel, TensorParallelRanksBringTheirOwnHeads) {
  StepInput input = input_of(4, ContextExchange::all_gather, long_sequence, 0.0);
  input.plan.tp = 2;
  input.plan.dp = 1;
  EXPECT_DOUBLE_EQ(costs_of(input).context_forward.base(), gather(input).base());
}

TEST(ContextParallel, WaitsForTheRankWithTheEndOfTheSequence) {
  const ModelSpec model = small_dense(2);
  for (const auto& [cp, busiest] : {std::pair{1, 1.0}, {2, 1.5}, {4, 1.75}, {8, 1.875}}) {
    StepInput even = input_of(cp, ContextExchange::all_gather, 8 * long_sequence, 0.0), cut = even;
    cut.plan.cp_balanced = false;
    const LayerOperators balanced = layer_operators(rank_work(even, ExchangeTimes{}), false);
    const LayerOperators contiguous = layer_operators(rank_work(cut, ExchangeTimes{}), false);
    const auto check = [&](const std::vector<Operator>& a, const std::vector<Operator>& b) {
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        const double factor = a[i].op_class == OpClass::attention ? busiest : 1.0;
        EXPECT_DOUBLE_EQ(b[i].flops.base(), factor * a[i].flops.base()) << a[i].name << " CP " << cp;
      }
    };
    check(balanced.attention_forward, contiguous.attention_forward);
    check(balanced.attention_backward, contiguous.attention_backward);
    check(balanced.ffn_forward, contiguous.ffn_forward);
    // Attention as long as this is in proportion to its work.
    const double slower = attention_time(costs_of(cut).dense.attention_forward) /
                          attention_time(costs_of(even).dense.attention_forward);
    EXPECT_NEAR(slower, busiest, 0.01) << cp;
  }
}

TEST(ContextParallel, StandsOnceInEveryPassOfALayer) {
  StepInput input = chunk_input(small_dense(3), false, 1);
  StepCosts costs = round_costs();
  costs.alone.context_forward = milliseconds(3);
  costs.alone.context_backward = milliseconds(7);
  const StageSpec stage = layers(0, 3);
  const auto waits = [&](const ChunkParts& parts) {
    std::vector<double> found;
    for (const ChunkTask& task : make_chunk(input, costs, parts).tasks) {
      if (task.kind == ChunkTaskKind::context_exchange) found.push_back(task.fixed * 1e3);
    }
    return found;
  };
  EXPECT_THAT(waits({.forward = &stage}), testing::IsEmpty());
  input.plan.cp = 2;
  EXPECT_THAT(waits({.forward = &stage}), testing::ElementsAre(3, 3, 3));
  EXPECT_THAT(waits({.backward = &stage}), testing::ElementsAre(7, 7, 7));
  EXPECT_THAT(waits({.backward = &stage, .input_gradient = false}), testing::IsEmpty());
}

}  // namespace
}  // namespace trainyard
