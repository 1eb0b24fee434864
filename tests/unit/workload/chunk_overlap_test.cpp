// A stack that cannot overlap a forward with a backward gains nothing from a schedule that pairs them; ranks
// that exchange nothing keep all their SMs.
#include <gmock/gmock.h>

#include "models/workload/chunk_simulator.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

Seconds duration_of(const ChunkTemplate& chunk) {
  return ChunkSimulator(chunk, 1, 1).outcome(chunk, {}).duration;
}

TEST(Overlap, APairOfAStackThatOverlapsNothingLastsAsLongAsItsHalves) {
  const StepInput input = chunk_input(small_moe(8, 1), false);
  const StepCosts costs = round_costs();
  StageSpec low = layers(0, 4), high = layers(4, 4);
  low.embedding = high.head = true;
  const ChunkTemplate pair = make_chunk(input, costs, {.forward = &low, .backward = &high});
  const Seconds forward = duration_of(make_chunk(input, costs, {.forward = &low}));
  const Seconds backward = duration_of(make_chunk(input, costs, {.backward = &high}));
  EXPECT_NEAR(duration_of(pair).base(), (forward + backward).base(), 1e-12);
}

TEST(Overlap, NeverTakesSmsWhereNothingIsExchanged) {
  const StepCosts costs = round_costs();
  const StageSpec low = layers(0, 4), high = layers(4, 4);
  // Compute of lone chunks: forward 9, backward 21 per MoE layer; a dense one has no routed part.
  for (const StepInput& input : {chunk_input(small_moe(8), true, 1), chunk_input(small_dense(8), true, 1)}) {
    const ChunkTemplate pair = make_chunk(input, costs, {.forward = &low, .backward = &high});
    const ChunkTemplate forward = make_chunk(input, costs, {.forward = &low});
    const ChunkTemplate backward = make_chunk(input, costs, {.backward = &high});
    EXPECT_NEAR(pair.compute_total().base(), (forward.compute_total() + backward.compute_total()).base(),
                1e-12);
  }
}

TEST(Overlap, GainsFromAStackThatOverlaps) {
  StepCosts costs = round_costs();
  costs.overlapped = costs.alone;
  const StageSpec low = layers(0, 4), high = layers(4, 4);
  const StepInput with = chunk_input(small_moe(8)), without = chunk_input(small_moe(8), false);
  EXPECT_LT(duration_of(make_chunk(with, costs, {.forward = &low, .backward = &high})),
            duration_of(make_chunk(without, costs, {.forward = &low, .backward = &high})));
}

}  // namespace
}  // namespace trainyard
