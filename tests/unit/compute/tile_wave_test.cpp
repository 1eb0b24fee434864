#include <gtest/gtest.h>

#include "kernel_fixtures.h"

namespace trainyard {
namespace {

using namespace kernel_fixtures;

// One tile of 100 x 100 does 2e4 FLOP per step of k at 0.5 TFLOPS: 40 ns.
constexpr double step = 40e-9;

KernelConstants tiles_with(std::initializer_list<std::pair<const char*, double>> parameters) {
  KernelConstants made = plain_tiles();
  for (const auto& [name, value] : parameters) {
    made.parameters[name].value = value;
  }
  return made;
}

TEST(TileWave, paysWholeWavesOverTheFreeSms) {
  const auto whole = law(plain_tiles(), "gemm");
  const double k = 1000;
  EXPECT_NEAR(whole->time(gemm(1000, 100, k), 10, false).total, 1 * k * step, 1e-12);  // 10 tiles, 1 wave
  EXPECT_NEAR(whole->time(gemm(1100, 100, k), 10, false).total, 2 * k * step, 1e-12);  // 11 tiles, 2 waves
  EXPECT_NEAR(whole->time(gemm(1000, 100, k), 9, false).total, 2 * k * step, 1e-12);  // one SM fewer, 2 waves
  EXPECT_NEAR(whole->time(gemm(1, 1, k), 10, false).total, 1 * k * step,
              1e-12);  // a part of a tile is a tile
}

TEST(TileWave, partlyFilledWavesRunFasterByTheTail) {
  const auto smooth = law(tiles_with({{"tail", 1.0}}), "gemm");
  EXPECT_NEAR(smooth->time(gemm(1500, 100, 1000), 10, false).total, 1.5 * 1000 * step, 1e-12);
  const auto half = law(tiles_with({{"tail", 0.5}}), "gemm");
  EXPECT_NEAR(half->time(gemm(1500, 100, 1000), 10, false).total, 2 * std::sqrt(0.75) * 1000 * step, 1e-12);
  // One tile on ten SMs: no more than 1.6 times faster than ten.
  EXPECT_NEAR(smooth->time(gemm(100, 100, 1000), 10, false).total, 1000 * step / 1.6, 1e-12);
}

TEST(TileWave, paysAShareOfTheTilesAtTheEdge) {
  // 10.5 tiles: 11 whole ones, 10.5 + edge half of one paid; both need two waves.
  const auto edge = [&](double share) {
    return law(tiles_with({{"edge", share}, {"tail", 1.0}}), "gemm")
        ->time(gemm(1050, 100, 1000), 7, false)
        .total;
  };
  EXPECT_NEAR(edge(1.0), 11.0 / 7 * 1000 * step, 1e-12);
  EXPECT_NEAR(edge(0.0), 10.5 / 7 * 1000 * step, 1e-12);
  EXPECT_NEAR(edge(0.5), 10.75 / 7 * 1000 * step, 1e-12);
  // Less than one tile is one tile all the same.
  const auto tiny = law(tiles_with({{"edge", 0.0}}), "gemm");
  EXPECT_NEAR(tiny->time(gemm(1, 1, 1000), 10, false).total, 1000 * step, 1e-12);
}

TEST(TileWave, addsFixedTimePerTileAndPerLaunch) {
  const auto fixed = law(tiles_with({{"t_pro", 3e-6}, {"t0", 5e-6}, {"epi", 32768e-10}}), "gemm");
  const LawTime time = fixed->time(gemm(1100, 100, 1000), 10, false);
  EXPECT_NEAR(time.total, 2 * (1000 * step + 3e-6 + 1e-6) + 5e-6, 1e-12);
  EXPECT_NEAR(time.overhead, 5e-6, 1e-15);
}

TEST(TileWave, doublesTheRateInFp8) {
  Operator op = gemm(1000, 100, 1000);
  op.gemm.format = Format::fp8;
  EXPECT_NEAR(law(plain_tiles(), "gemm")->time(op, 10, false).total, 1000 * step / 2, 1e-12);
}

TEST(TileWave, readsEveryOperandOnceWhenBoundByMemory) {
  const auto plain = law(tiles_with({{"hbm", 0.5}, {"contention", 2.0}}), "gemm");
  Operator op = gemm(100000, 100, 1);
  const double moved = 2 * (100000 + 100) + 2 * 100000 * 100;
  EXPECT_NEAR(plain->time(op, 10, false).memory, moved / 0.5e12, 1e-12);
  EXPECT_NEAR(plain->time(op, 10, true).memory, 2 * moved / 0.5e12, 1e-12);
  op.gemm.fp32_accumulate = true;  // the result is read and written in four bytes
  EXPECT_NEAR(plain->time(op, 10, false).memory, (2 * (100000 + 100) + 8 * 100000 * 100) / 0.5e12, 1e-12);
}

TEST(TileWave, takesTheBestTile) {
  KernelConstants two = plain_tiles();
  two.lists["tiles"] = {100, 100, 50, 100};
  // 15 tiles of 100 rows need 2 whole waves; 30 half tiles need 3 half waves.
  EXPECT_NEAR(law(two, "gemm")->time(gemm(1500, 100, 1000), 10, false).total, 1.5 * 1000 * step, 1e-12);
}

TEST(TileWave, splitsAlongDepthWhenTilesAreFew) {
  KernelConstants split = plain_tiles();
  split.lists["splits"] = {1, 4};
  const double depth = 100000;
  const LawTime time = law(split, "gemm")->time(gemm(100, 100, depth), 10, false);
  EXPECT_NEAR(time.total, depth / 4 * step + 1e-6, 1e-9);
  EXPECT_NEAR(time.overhead, 1e-6, 1e-15);
}

TEST(TileWave, countsTilesPerGroup) {
  const auto plain = law(plain_tiles(), "gemm");
  // 4 groups of 125 rows: 2 tiles each, 8 in one wave; as one matrix it would be 5.
  EXPECT_NEAR(plain->time(grouped(500, 100, 1000, 4), 10, false).total, 1000 * step, 1e-12);
  EXPECT_NEAR(plain->time(grouped(500, 100, 1000, 4), 7, false).total, 2 * 1000 * step, 1e-12);
}

TEST(TileWave, weightGradientsOfGroupsSplitDepthAndShareWavesOnlyWhenTold) {
  // 4 groups, each 600 x 100 (6 tiles) over a quarter of the depth.
  const Operator op = grouped(600, 100, 4000, 4, false);
  EXPECT_NEAR(law(plain_tiles(), "gemm")->time(op, 10, false).total, 4 * 1000 * step, 1e-12);
  EXPECT_NEAR(law(tiles_with({{"share_waves", 1.0}}), "gemm")->time(op, 10, false).total, 3 * 1000 * step,
              1e-12);
  EXPECT_NEAR(law(tiles_with({{"share_waves", 1.0}, {"tail", 1.0}}), "gemm")->time(op, 10, false).total,
              2.4 * 1000 * step, 1e-12);
}

TEST(TileWave, slowsLongKernelsDown) {
  const double base = 1000 * step;
  const LawTime time =
      law(tiles_with({{"g", 0.2}, {"tau", base}}), "gemm")->time(gemm(1000, 100, 1000), 10, false);
  EXPECT_NEAR(time.total, base * 1.1, 1e-12);
}

TEST(TileWave, longKernelsOfABenchmarkAreNotSlowedTwice) {
  const double base = 1000 * step;
  const auto total = [&](double sustained) {
    return law(tiles_with({{"g", 0.2}, {"tau", base}, {"sustained", sustained}}), "gemm")
        ->time(gemm(1000, 100, 1000), 10, false)
        .total;
  };
  EXPECT_NEAR(total(1.05), base * 1.1, 1e-12);
  EXPECT_NEAR(total(1.15), base * 1.15, 1e-12);
}

TEST(TileWave, aFactorBelowOneSpeedsUpWhereTheBurstsAreNotSlowed) {
  // The bursts of another GPU: with g 0 the sustained factor stands alone.
  const double base = 1000 * step;
  const auto total = [&](double g, double sustained) {
    return law(tiles_with({{"g", g}, {"tau", base}, {"sustained", sustained}, {"t0", 1e-6}}), "gemm")
        ->time(gemm(1000, 100, 1000), 10, false);
  };
  EXPECT_NEAR(total(0.0, 0.9).total, base * 0.9 + 1e-6, 1e-12);
  EXPECT_NEAR(total(0.0, 0.9).math, base * 0.9, 1e-12);
  EXPECT_NEAR(total(0.0, 1.2).total, base * 1.2 + 1e-6, 1e-12);
  // Inside slowed bursts it cannot undo what they measured.
  EXPECT_NEAR(total(0.2, 0.9).total, base * 1.1 + 1e-6, 1e-12);
}

TEST(TileWave, unalignedRowsReachAShareOfThePeakAtMost) {
  // 2e8 FLOP at a tenth of 10 TFLOPS: 200 us instead of 40.
  const KernelConstants constants = tiles_with({{"unaligned", 0.1}});
  Operator op = gemm(1000, 100, 1000);
  EXPECT_NEAR(law(constants, "gemm")->time(op, 10, false).total, 40e-6, 1e-12);
  op.gemm.aligned = false;
  const LawTime time = law(constants, "gemm")->time(op, 10, false);
  EXPECT_NEAR(time.total, 200e-6, 1e-12);
  EXPECT_NEAR(time.math, 200e-6, 1e-12);
  // Fewer SMs take two waves, which is still less.
  EXPECT_NEAR(law(constants, "gemm")->time(op, 5, false).total, 200e-6, 1e-12);
  op.gemm.format = Format::fp8;  // a share of the peak of its format
  EXPECT_NEAR(law(constants, "gemm")->time(op, 10, false).total, 100e-6, 1e-12);
}

TEST(TileWave, unalignedRowsAreNeverFasterThanAlignedOnes) {
  Operator op = gemm(1000, 100, 1000);
  op.gemm.aligned = false;
  // Half of the peak is what the tiles reach; a share above it, or none, changes nothing.
  for (const double share : {0.0, 0.5, 0.9})
    EXPECT_NEAR(law(tiles_with({{"unaligned", share}}), "gemm")->time(op, 10, false).total, 1000 * step,
                1e-12);
  // Bound by memory either way.
  Operator wide = gemm(100000, 100, 1);
  const auto total = [&](const Operator& one) {
    return law(tiles_with({{"unaligned", 0.4}, {"hbm", 0.001}}), "gemm")->time(one, 10, false).total;
  };
  const double bound = total(wide);
  wide.gemm.aligned = false;
  EXPECT_DOUBLE_EQ(total(wide), bound);
}

TEST(TileWave, nothingToDoTakesNoTime) {
  EXPECT_EQ(law(tiles_with({{"t0", 1e-6}}), "gemm")->time(gemm(0, 100, 100), 10, false).total, 0.0);
}

TEST(TileWave, refusesSenselessConstants) {
  const GpuProfile gpu = round_gpu();
  const auto fails = [&](const KernelConstants& bad, const std::string& word) {
    const auto made = make_kernel_law(bad, {gpu}, "gemm", "here");
    ASSERT_FALSE(made.has_value()) << word;
    EXPECT_NE(to_text(made.error()).find(word), std::string::npos) << to_text(made.error());
    EXPECT_NE(to_text(made.error()).find("here"), std::string::npos);
  };
  fails(tiles_with({{"eff", 0.0}}), "eff");
  fails(tiles_with({{"tail", 1.5}}), "\"tail\"");
  fails(tiles_with({{"edge", 1.5}}), "\"edge\"");
  fails(tiles_with({{"g", 0.1}}), "tau");
  fails(tiles_with({{"hbm", -1.0}}), "negative");
  fails(tiles_with({{"p", 0.5}}), "\"p\"");
  fails(tiles_with({{"contention", 0.5}}), "contention");
  fails(tiles_with({{"eef", 0.5}}), "did you mean");
  fails(tiles_with({{"sustained", 1.1}, {"burst", 1.0}}), "only one");
  fails(tiles_with({{"scale", 0.0}}), "scale");
  fails(tiles_with({{"sustained", 0.4}}), "sustained");
  fails(tiles_with({{"sustained", 0.499}}), "at least 0.5");
  EXPECT_TRUE(make_kernel_law(tiles_with({{"sustained", 0.5}}), {gpu}, "gemm", "here"));
  KernelConstants odd = plain_tiles();
  odd.lists["tiles"] = {128};
  fails(odd, "pairs");
  KernelConstants unsplit = plain_tiles();
  unsplit.lists["splits"] = {2};
  fails(unsplit, "splits");
  KernelConstants zero = plain_tiles();
  zero.lists["tiles"] = {0, 128};
  fails(zero, "at least 1");
  KernelConstants no_list = plain_tiles();
  no_list.lists.clear();
  fails(no_list, "needs the list");
  KernelConstants missing = plain_tiles();
  missing.parameters.erase("eff");
  fails(missing, "needs the parameter \"eff\"");
  KernelConstants foreign = plain_tiles();
  foreign.lists["tile"] = {1};
  fails(foreign, "has no list");
}

}  // namespace
}  // namespace trainyard
