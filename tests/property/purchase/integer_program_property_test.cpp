// Our branch and bound against trying every whole point, and against CBC.
#include "models/purchase/integer_program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

#include "models/purchase/mix.h"
#include "sim/base/random.h"
#include "tests/support/made_up_offers.h"

#ifdef TRAINYARD_HAS_CBC
#include <coin/Cbc_C_Interface.h>
#endif

namespace trainyard {
namespace {

/// Up to five whole variables of up to four, up to four rows; some rows "at least".
IntegerProgram random_program(std::uint64_t seed, bool with_fractions) {
  RandomStream random(seed, stream_id("integer program", 0));
  const auto below = [&](int count) { return static_cast<int>(random.uniform() * count); };
  IntegerProgram out;
  const int variables = 1 + below(5), rows = 1 + below(4);
  for (int j = 0; j < variables; ++j) {
    out.cost.push_back(std::round(40.0 * random.uniform() - 25.0) / 2.0);
    out.upper.push_back(1 + below(4));
    out.whole.push_back(!with_fractions || random.uniform() < 0.6);
  }
  for (int r = 0; r < rows; ++r) {
    std::vector<double> row;
    double most = 0;
    for (int j = 0; j < variables; ++j) {
      row.push_back(random.uniform() < 0.2 ? 0.0 : std::round(20.0 * random.uniform() - 4.0));
      most += std::max(0.0, row.back()) * out.upper[static_cast<std::size_t>(j)];
    }
    double limit = std::round(most * (0.2 + 0.6 * random.uniform()));
    if (random.uniform() < 0.3) {  // at least
      for (double& one : row) one = -one;
      limit = -std::round(most * 0.4 * random.uniform());
    }
    out.rows.push_back(std::move(row));
    out.limits.push_back(limit);
  }
  return out;
}

std::optional<double> tried_out(const IntegerProgram& program) {
  const std::size_t n = program.cost.size();
  std::vector<int> at(n, 0);
  std::optional<double> best;
  for (;;) {
    bool keeps = true;
    for (std::size_t r = 0; r < program.rows.size() && keeps; ++r) {
      double sum = 0;
      for (std::size_t j = 0; j < n; ++j) sum += program.rows[r][j] * at[j];
      keeps = sum <= program.limits[r] + 1e-9;
    }
    double cost = 0;
    for (std::size_t j = 0; j < n; ++j) cost += program.cost[j] * at[j];
    if (keeps && (!best || cost < *best)) best = cost;
    std::size_t j = 0;
    while (j < n && ++at[j] > static_cast<int>(program.upper[j])) at[j++] = 0;
    if (j == n) return best;
  }
}

void expect_keeps_its_rows(const IntegerProgram& program, const IntegerSolution& found) {
  for (std::size_t r = 0; r < program.rows.size(); ++r) {
    double sum = 0, scale = std::abs(program.limits[r]) + 1.0;
    for (std::size_t j = 0; j < found.values.size(); ++j) {
      sum += program.rows[r][j] * found.values[j];
      scale = std::max(scale, std::abs(program.rows[r][j]));
    }
    EXPECT_LE(sum, program.limits[r] + 1e-6 * scale) << "row " << r;
  }
  for (std::size_t j = 0; j < found.values.size(); ++j) {
    EXPECT_GE(found.values[j], -1e-9);
    EXPECT_LE(found.values[j], program.upper[j] + 1e-6);
    if (program.whole[j]) {
      EXPECT_EQ(found.values[j], std::round(found.values[j]));
    }
  }
}

TEST(IntegerProgram, IsTheBestOfAllPoints) {
  int solved = 0, empty = 0;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    const IntegerProgram program = random_program(seed, false);
    const std::optional<double> best = tried_out(program);
    const auto found = solve(program);
    ASSERT_EQ(found.has_value(), best.has_value()) << "seed " << seed;
    if (!best) {
      ++empty;
      continue;
    }
    ++solved;
    EXPECT_NEAR(found.value().objective, *best, 1e-7) << "seed " << seed;
    expect_keeps_its_rows(program, found.value());
  }
  EXPECT_GT(solved, 800);
  EXPECT_GT(empty, 50);
}

#ifdef TRAINYARD_HAS_CBC

std::optional<double> by_cbc(const IntegerProgram& program) {
  const int columns = static_cast<int>(program.cost.size()), rows = static_cast<int>(program.rows.size());
  std::vector<CoinBigIndex> start{0};
  std::vector<int> index;
  std::vector<double> value;
  for (int j = 0; j < columns; ++j) {
    for (int r = 0; r < rows; ++r) {
      const double one = program.rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(j)];
      if (one == 0.0) continue;
      index.push_back(r);
      value.push_back(one);
    }
    start.push_back(static_cast<CoinBigIndex>(index.size()));
  }
  // CBC's infinity is the largest double, not that of IEEE 754.
  constexpr double endless = std::numeric_limits<double>::max();
  const std::vector<double> zero(program.cost.size(), 0.0), none(program.rows.size(), -endless);
  std::vector<double> upper = program.upper;
  for (double& one : upper) one = std::min(one, endless);
  Cbc_Model* model = Cbc_newModel();
  Cbc_setLogLevel(model, 0);
  Cbc_setParameter(model, "logLevel", "0");
  Cbc_setParameter(model, "ratioGap", "0");
  Cbc_setParameter(model, "allowableGap", "0");
  Cbc_loadProblem(model, columns, rows, start.data(), index.data(), value.data(), zero.data(), upper.data(),
                  program.cost.data(), none.data(), program.limits.data());
  for (int j = 0; j < columns; ++j) {
    if (program.whole[static_cast<std::size_t>(j)]) Cbc_setInteger(model, j);
  }
  (void)Cbc_solve(model);
  std::optional<double> best;
  if (Cbc_isProvenOptimal(model) != 0 && Cbc_isProvenInfeasible(model) == 0) best = Cbc_getObjValue(model);
  Cbc_deleteModel(model);
  return best;
}

/// `found` keeps the rows, and CBC sees nothing better: neither as its optimum nor when it is asked for a
/// point whose cost is lower by more than rounding. Returns whether CBC's optimum is as good.
bool agrees(const IntegerProgram& program, const IntegerSolution& found, double by_cbc_alone) {
  expect_keeps_its_rows(program, found);
  const double rounding = 1e-6 * std::max(1.0, std::abs(found.objective));
  EXPECT_GE(by_cbc_alone, found.objective - rounding);
  IntegerProgram better = program;
  better.rows.push_back(program.cost);
  better.limits.push_back(found.objective - 100.0 * rounding);
  EXPECT_FALSE(by_cbc(better)) << "CBC finds a better point";
  return by_cbc_alone <= found.objective + rounding;
}

TEST(IntegerProgram, IsWhatCbcFinds) {
  int solved = 0, cbc_is_worse = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    const IntegerProgram program = random_program(seed, true);
    const auto found = solve(program);
    const std::optional<double> best = by_cbc(program);
    ASSERT_EQ(found.has_value(), best.has_value());
    if (!best) continue;
    ++solved;
    if (!agrees(program, found.value(), *best)) ++cbc_is_worse;
  }
  EXPECT_GT(solved, 150);
  // CBC 2.10.8 calls a worse point optimal on two of these programs (seeds 258 and 296, fractions among whole
  // numbers); ours keeps the rows there and costs less.
  EXPECT_LE(cbc_is_worse, 2);
}

/// Mixtures of three offers and two workloads with random prices and times, once and again and again.
TEST(Mix, IsWhatCbcFinds) {
  using namespace purchase_test;
  int solved = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RandomStream random(seed, stream_id("mix", 0));
    PurchaseQuestion asked =
        question({bought("a", 60e3 + 80e3 * random.uniform()), bought("b", 60e3 + 80e3 * random.uniform()),
                  rented("c", Acquisition::on_demand, 1.0 + 2.0 * random.uniform())});
    asked.workloads.push_back(asked.workloads.front());
    asked.workloads.back().name = "more";
    asked.workloads.back().runs = 2;
    asked.demand = seed % 2 == 0 ? Demand::once : Demand::repeated;
    asked.caps.budget = dollars(4e5 + 1.5e6 * random.uniform());
    if (seed % 3 == 0) asked.caps.power = kilowatts(20.0 + 60.0 * random.uniform());
    if (seed % 5 == 0) asked.caps.capital = dollars(6e5);
    PlanTable table;
    for (Offer& offer : asked.offers) {
      offer.unit_nodes = 1;
      offer.most_units = 12;
      std::vector<WorkloadPlan> row;
      for (const Workload& work : asked.workloads) {
        row.push_back(plan(offer, 0, 15.0 + 80.0 * random.uniform()));
        row.back().workload = work.name;
      }
      table.push_back(std::move(row));
    }
    std::vector<std::size_t> offers;
    const IntegerProgram program = mix_program(asked, table, *asked.caps.budget, offers);
    ASSERT_EQ(offers.size(), 3U);
    const auto found = solve(program);
    const std::optional<double> best = by_cbc(program);
    ASSERT_EQ(found.has_value(), best.has_value()) << "seed " << seed;
    if (!best) continue;
    ++solved;
    EXPECT_TRUE(agrees(program, found.value(), *best)) << "seed " << seed;
  }
  EXPECT_GT(solved, 30);
}

#else

TEST(IntegerProgram, IsWhatCbcFinds) {
  GTEST_SKIP() << "built without CBC: install coinor-libcbc-dev and configure again to check against it";
}

#endif

}  // namespace
}  // namespace trainyard
