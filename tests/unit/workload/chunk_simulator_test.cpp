#include "models/workload/chunk_simulator.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "sim/base/statistics.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;
using ::testing::Ge;

double ms(Seconds t) {
  return t.in(milliseconds);
}

Seconds compute_of(const ChunkOutcome& outcome) {
  return std::accumulate(outcome.by_class.begin(), outcome.by_class.end(), Seconds{});
}

/// A lone forward of four MoE layers, and a pair of them, from round_costs().
class RoundChunks : public testing::Test {
 protected:
  const StepInput input = chunk_input(small_moe(8));
  const StepCosts costs = round_costs();
  const StageSpec low = layers(0, 4), high = layers(4, 4);
  const ChunkTemplate forward = make_chunk(input, costs, {.forward = &low});
  const ChunkTemplate pair = make_chunk(input, costs, {.forward = &low, .backward = &high});

  static ChunkOutcome run(const ChunkTemplate& chunk, int ranks, int repeats,
                          const GroupSpread& spread = {}) {
    return ChunkSimulator(chunk, ranks, repeats).outcome(chunk, spread);
  }
};

TEST_F(RoundChunks, ALoneForwardWaitsForEveryExchange) {
  const ChunkOutcome outcome = run(forward, 1, 1);
  // Per layer: attention 4, handshake 0.5, dispatch 3, experts 5, handshake 0.5, combine 5.
  EXPECT_NEAR(ms(outcome.duration), 4 * 18.0, 1e-9);
  EXPECT_NEAR(ms(compute_of(outcome)), 4 * 9.0, 1e-9);
  EXPECT_NEAR(ms(outcome.exposed.transfer[static_cast<std::size_t>(ExchangeKind::dispatch)]), 4 * 3.0, 1e-9);
  EXPECT_NEAR(ms(outcome.exposed.transfer[static_cast<std::size_t>(ExchangeKind::combine)]), 4 * 5.0, 1e-9);
  EXPECT_NEAR(ms(outcome.exposed.barrier), 4 * 1.0, 1e-9);
  EXPECT_NEAR(ms(outcome.skew), 0.0, 1e-9);
}

TEST_F(RoundChunks, APairHidesItsExchangesBehindCompute) {
  const ChunkOutcome outcome = run(pair, 1, 1);
  EXPECT_NEAR(ms(outcome.exposed.sum()), 0.0, 1e-9);
  EXPECT_NEAR(ms(outcome.duration), 240.0, 1e-9);
}

TEST_F(RoundChunks, APairTakesAsLongAsExchangesThatTakeLongerThanCompute) {
  StepCosts slow = costs;
  for (ExchangeTime& time : slow.exchanges.overlapped) time.transfer = milliseconds(40);
  const ChunkTemplate bound = make_chunk(input, slow, {.forward = &low, .backward = &high});
  const ChunkOutcome outcome = run(bound, 1, 1);
  // Sixteen exchanges of 41 ms and four casts in a row; nothing before the first, nothing after the last.
  EXPECT_GE(ms(outcome.duration), 16 * 41.0 + 4 * 0.5);
  EXPECT_LE(ms(outcome.duration), 16 * 41.0 + 4 * 0.5 + 60.0);
  EXPECT_NEAR(ms(outcome.duration), 240.0 + ms(outcome.exposed.sum()), 1e-9);
  // The wait is for transfers, its own or those queued before it, not for handshakes of 1 ms.
  Seconds transfers{};
  for (const Seconds transfer : outcome.exposed.transfer) transfers += transfer;
  EXPECT_LE(ms(outcome.exposed.barrier), 16.0);
  EXPECT_GT(transfers / outcome.exposed.sum(), 0.95);
}

TEST_F(RoundChunks, AnEvenGroupTakesAsLongAsOneRank) {
  for (const ChunkTemplate* chunk : {&forward, &pair}) {
    const ChunkOutcome one = run(*chunk, 1, 1), many = run(*chunk, 16, 3);
    EXPECT_EQ(to_picoseconds(one.duration), to_picoseconds(many.duration));
    EXPECT_NEAR(ms(one.exposed.sum()), ms(many.exposed.sum()), 1e-9);
    EXPECT_NEAR(ms(many.skew), 0.0, 1e-9);
  }
}

TEST_F(RoundChunks, PartsAddUpToTheDuration) {
  for (const ChunkTemplate* chunk : {&forward, &pair}) {
    const ChunkOutcome outcome = run(*chunk, 16, 5, {.load_cv = 0.2, .speed_cv = 0.02});
    EXPECT_NEAR((compute_of(outcome) + outcome.exposed.sum() + outcome.skew).base(), outcome.duration.base(),
                1e-12);
    for (const Seconds transfer : outcome.exposed.transfer) EXPECT_THAT(transfer, Ge(Seconds{}));
    EXPECT_THAT(outcome.exposed.barrier, Ge(Seconds{}));
    EXPECT_THAT(outcome.exposed.gradient_cast, Ge(Seconds{}));
    // Rows and speeds are conserved: what one rank computes more, another computes less.
    EXPECT_NEAR(outcome.skew / outcome.duration, 0.0, 2e-3);
  }
}

TEST_F(RoundChunks, UnevenLoadsWaitAtBarriers) {
  const ChunkOutcome even = run(pair, 16, 9), uneven = run(pair, 16, 9, {.load_cv = 0.2});
  EXPECT_GT(uneven.exposed.barrier, even.exposed.barrier);
  EXPECT_GT(uneven.duration, even.duration);
}

TEST_F(RoundChunks, MoreSpreadNeverShortensAChunk) {
  for (const ChunkTemplate* chunk : {&forward, &pair}) {
    ChunkSimulator simulator(*chunk, 16, 5);
    double before = 0;
    for (const double cv : {0.0, 0.02, 0.04, 0.08, 0.12, 0.2, 0.3}) {
      double mean = 0;
      for (std::uint64_t seed = 1; seed <= 10; ++seed)
        mean += ms(simulator.outcome(*chunk, {.load_cv = cv, .seed = seed}).duration) / 10;
      EXPECT_GE(mean, before * (1 - 1e-4)) << "CV " << cv;
      before = mean;
    }
    EXPECT_GT(before, 1.02 * ms(simulator.outcome(*chunk, {}).duration));
  }
}

TEST_F(RoundChunks, DroppedRowsNeverMakeAChunkLongerThanAnEvenOne) {
  const ChunkOutcome even = run(forward, 16, 5);
  const ChunkOutcome dropped = run(forward, 16, 5, {.load_cv = 0.2, .most_load = 1.0});
  EXPECT_LE(dropped.duration, even.duration);
  EXPECT_LT(dropped.skew, Seconds{});
}

TEST_F(RoundChunks, TheSameArgumentsGiveTheSameBytes) {
  const GroupSpread spread{.load_cv = 0.1, .speed_cv = 0.01, .seed = 7};
  ChunkSimulator simulator(pair, 16, 5);
  const ChunkOutcome first = simulator.outcome(pair, spread);
  (void)simulator.outcome(pair, {.load_cv = 0.3, .seed = 8});
  const ChunkOutcome again = simulator.outcome(pair, spread), fresh = run(pair, 16, 5, spread);
  EXPECT_EQ(first.duration, again.duration);
  EXPECT_EQ(first.duration, fresh.duration);
  EXPECT_EQ(first.exposed.barrier, again.exposed.barrier);
  EXPECT_NE(first.duration, run(pair, 16, 5, {.load_cv = 0.1, .speed_cv = 0.01, .seed = 8}).duration);
}

TEST_F(RoundChunks, OneGraphServesTemplatesOfOneStructure) {
  StepCosts slower = costs;
  slower.overlapped.moe.attention_forward = segment(30, 0, OpClass::attention);
  const ChunkTemplate other = make_chunk(input, slower, {.forward = &low, .backward = &high});
  ChunkSimulatorCache cache;
  ChunkSimulator& simulator = cache.get(pair, 8, 3);
  EXPECT_EQ(&cache.get(other, 8, 3), &simulator);
  EXPECT_NE(&cache.get(forward, 8, 3), &simulator);
  EXPECT_NE(&cache.get(pair, 4, 3), &simulator);
  EXPECT_NE(&cache.get(pair, 8, 2), &simulator);
  const GroupSpread spread{.load_cv = 0.1};
  EXPECT_EQ(cache.get(other, 8, 3).outcome(other, spread).duration, run(other, 8, 3, spread).duration);
}

TEST(Loads, HaveAMeanOfOneAndTheAskedSpread) {
  for (const std::size_t count : {2UL, 8UL, 64UL, 4096UL}) {
    for (const double cv : {0.0, 0.02, 0.08, 0.16}) {
      std::vector<double> loads(count);
      draw_loads(cv, 3, 5, count, loads.data());
      const double mean = std::accumulate(loads.begin(), loads.end(), 0.0) / static_cast<double>(count);
      EXPECT_NEAR(mean, 1.0, 1e-13);
      if (count < 1000) continue;
      double squares = 0;
      for (const double load : loads) squares += (load - mean) * (load - mean);
      EXPECT_NEAR(std::sqrt(squares / static_cast<double>(count)), cv, 0.05 * cv);
    }
  }
}

TEST(Loads, StayPositiveHoweverWide) {
  std::vector<double> loads(1000);
  draw_loads(1.0, 1, 1, loads.size(), loads.data());
  EXPECT_GT(*std::min_element(loads.begin(), loads.end()), 0.0);
}

TEST(Loads, OfASingleRankAreEven) {
  double load = 0;
  draw_loads(0.5, 1, 1, 1, &load);
  EXPECT_EQ(load, 1.0);
}

TEST(Loads, AreCutAtTheCapacity) {
  std::vector<double> loads(1000);
  draw_loads(0.2, 1, 1, loads.size(), loads.data(), 1.0);
  EXPECT_EQ(*std::max_element(loads.begin(), loads.end()), 1.0);
  const double mean = std::accumulate(loads.begin(), loads.end(), 0.0) / 1000;
  EXPECT_NEAR(mean, 1.0 - 0.2 / std::sqrt(2 * 3.14159265), 0.01);  // half of the normal is cut
}

TEST(Speeds, HaveAMeanOfOneAndWaitForTheSlowestMember) {
  std::vector<double> times;
  draw_speeds({.speed_cv = 0.01}, 64, times);
  EXPECT_NEAR(std::accumulate(times.begin(), times.end(), 0.0) / 64, 1.0, 1e-13);
  EXPECT_GT(*std::max_element(times.begin(), times.end()), 1.01);
  draw_speeds({.speed_cv = 0.01, .members_per_rank = 8}, 1, times);
  EXPECT_NEAR(times[0], 1.0 + 0.01 * expected_maximum_of_normals(8), 1e-12);
  draw_speeds({.speed_cv = 0.0, .members_per_rank = 8}, 3, times);
  EXPECT_THAT(times, testing::Each(1.0));
}

}  // namespace
}  // namespace trainyard
