// Who is best, where that turns, and when buying beats renting: against closed forms.
#include "models/purchase/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

using namespace purchase_test;
using ::testing::ElementsAre;

// Of the total, what follows the price of servers and fabric (worked out in ownership_test.cpp): servers,
// fabric, storage, installation, repairs, less the residual value.
constexpr double by_price_100 = 400e3 + 32e3 + 40e3 + 20e3 + 17280 - 100e3;
constexpr double by_price_120 = 480e3 + 32e3 + 48e3 + 24e3 + 20480 - 120e3;

std::vector<OfferOutcome> outcomes(const PurchaseQuestion& question, const PlanTable& table) {
  std::vector<OfferOutcome> all;
  for (std::size_t i = 0; i < question.offers.size(); ++i)
    all.push_back(value_offer(question, question.offers[i], table[i]));
  return all;
}

TEST(Ranking, FeasibleFirstThenByTheGoal) {
  PurchaseQuestion asked = question({bought("dear", 120e3), bought("cheap"), bought("cheapest", 50e3)});
  asked.offers[2].node_power = made_up(kilowatts(9.0));
  asked.caps.power = kilowatts(30.0);
  const PlanTable table = plans(asked);
  const auto order = rank_offers(asked, outcomes(asked, table));
  EXPECT_THAT(order, ElementsAre(1, 0, 2));
  EXPECT_EQ(runner_up(asked, outcomes(asked, table), order), 0U);
}

TEST(Ranking, GoalsRankByWhatTheySay) {
  PurchaseQuestion asked = question({bought("cheap and slow"), bought("dear and fast", 500e3)});
  PlanTable table = plans(asked);
  table[1].front().elapsed = days(40.0);
  for (const auto& [goal, first] :
       {std::pair{PurchaseGoal::tokens_per_dollar, 0U}, std::pair{PurchaseGoal::cost, 0U},
        std::pair{PurchaseGoal::finish, 1U}, std::pair{PurchaseGoal::tokens, 1U},
        std::pair{PurchaseGoal::tokens_per_kwh, 1U}}) {
    asked.goal = goal;
    EXPECT_EQ(rank_offers(asked, outcomes(asked, table)).front(), first) << to_text(goal);
  }
}

TEST(Ranking, ThePriceAtWhichItTurns) {
  const PurchaseQuestion asked = question({bought("cheap"), bought("dear", 120e3)});
  const PlanTable table = plans(asked);
  const auto turning = turning_price(asked, table, rank_offers(asked, outcomes(asked, table)));
  ASSERT_TRUE(turning && turning->up && turning->down);
  EXPECT_EQ(turning->first, "cheap");
  EXPECT_EQ(turning->second, "dear");
  EXPECT_NEAR(*turning->up, by_price_120 / by_price_100, 1e-5);
  EXPECT_NEAR(*turning->down, by_price_100 / by_price_120, 1e-5);
  const PurchaseQuestion alone = question({bought()});
  EXPECT_FALSE(turning_price(alone, plans(alone), {0}));
}

TEST(Ranking, RegionsFollowTheClosedForm) {
  PurchaseQuestion asked = question({bought("a"), bought("b", 120e3)});
  asked.regions = {{.kind = "price", .offer = "a", .from = 0.5, .to = 2.0, .steps = 7},
                   {.kind = "price", .offer = "b", .from = 0.5, .to = 2.0, .steps = 5}};
  const auto map = win_regions(asked, plans(asked));
  ASSERT_TRUE(map);
  ASSERT_EQ(map->winner.size(), 35U);
  for (std::size_t row = 0; row < 5; ++row) {
    for (std::size_t column = 0; column < 7; ++column) {
      const bool a = by_price_100 * map->x_values[column] < by_price_120 * map->y_values[row];
      EXPECT_EQ(map->winner[row * 7 + column], a ? 0 : 1) << column << ", " << row;
    }
  }
}

TEST(Ranking, RegionsOfTheOtherAxes) {
  PurchaseQuestion asked = question({bought(), rented()});
  asked.caps.budget = dollars(800e3);
  asked.regions = {{.kind = "utilisation", .offer = {}, .from = 0.1, .to = 1.0, .steps = 10},
                   {.kind = "speed", .offer = "rented", .from = 0.5, .to = 2.0, .steps = 4}};
  const auto map = win_regions(asked, plans(asked));
  ASSERT_TRUE(map);
  // Twice as fast, the rent wins wherever it is within the budget: 1.15M at full use.
  EXPECT_EQ(map->winner[3 * 10 + 0], 1);
  EXPECT_EQ(map->winner[3 * 10 + 9], 0);
  // Half as fast, buying wins when jobs run always.
  EXPECT_EQ(map->winner[9], 0);
  asked.regions[0] = {.kind = "horizon", .offer = {}, .from = 30, .to = 730, .steps = 3};
  const auto times = win_regions(asked, plans(asked));
  EXPECT_EQ(times->winner[2 * 3 + 0], 1) << "nothing that is bought is installed within 30 days";
}

TEST(BreakEven, IsWhereBothLinesCross) {
  const PurchaseQuestion asked = question({bought(), rented()});
  const PlanTable table = plans(asked);
  const auto found = break_evens(asked, table);
  ASSERT_EQ(found.size(), 1U);
  // Bought: fixed with idle power 640,645.504, running 33,302.016, a pass takes a tenth of the time. Rented:
  // 32 GPUs x $2 x 17,520 h x 1.03, a pass takes 0.09 of the time.
  const double rent = 32 * 2.0 * 17520 * 1.03;
  const double at = 640645.504 * 0.1 / (rent * 0.09 - 33302.016 * 0.1);
  ASSERT_TRUE(found.front().utilisation);
  EXPECT_NEAR(*found.front().utilisation, at, 1e-9);
  EXPECT_FALSE(found.front().buying_wins_below);
  const double equal = 2.0 * (640645.504 / 0.5 + 33302.016) * 0.1 / (rent * 0.09);
  ASSERT_TRUE(found.front().rent);
  EXPECT_NEAR(found.front().rent->in(dollars_per_hour), equal, 1e-9);
  // At that use and at that rent, both are worth the same.
  PurchaseQuestion moved = asked;
  moved.utilisation.value = *found.front().utilisation;
  auto both = outcomes(moved, table);
  EXPECT_NEAR(both[0].tokens_per_dollar / both[1].tokens_per_dollar, 1, 1e-9);
  moved = asked;
  moved.offers[1].rent.price.value = *found.front().rent;
  both = outcomes(moved, table);
  EXPECT_NEAR(both[0].tokens_per_dollar / both[1].tokens_per_dollar, 1, 1e-9);
}

TEST(BreakEven, AlwaysAndNever) {
  const PurchaseQuestion cheap = question({bought(), rented("rented", Acquisition::on_demand, 0.5)});
  EXPECT_TRUE(break_evens(cheap, plans(cheap)).front().renting_always);
  const PurchaseQuestion term = question({bought(), rented("term", Acquisition::reserved)});
  EXPECT_TRUE(break_evens(term, plans(term)).front().buying_always);
  PlanTable none = plans(term);
  none[1].front().runs = false;
  EXPECT_TRUE(break_evens(term, none).empty());
}

TEST(UseCurves, PassThroughTheOutcome) {
  PurchaseQuestion asked = question({bought(), rented()});
  const PlanTable table = plans(asked);
  const auto curves = use_curves(asked, table, 10);
  ASSERT_EQ(curves.size(), 2U);
  const auto now = outcomes(asked, table);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_NEAR(curves[i].per_million[4].base(), 1e6 / now[i].tokens_per_dollar, 1e-9);  // at one half
}

TEST(Stability, SharesSumToOneAndFollowTheSeedOnly) {
  PurchaseQuestion asked =
      question({bought("a"), bought("b", 104e3), rented("rented", Acquisition::on_demand, 4.0)});
  asked.offers[1].gpu = "another";  // of its own price
  const PlanTable table = plans(asked);
  const Stability one = draw_ranks(asked, table, 1, 1), four = draw_ranks(asked, table, 1, 4),
                  other = draw_ranks(asked, table, 2, 1);
  double both = 0, prices = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    both += one.offers[i].both;
    prices += one.offers[i].prices;
    EXPECT_EQ(one.offers[i].both, four.offers[i].both);
    EXPECT_EQ(one.offers[i].low, four.offers[i].low);
    EXPECT_LE(one.offers[i].low, one.offers[i].high);
  }
  EXPECT_NEAR(both, 1, 1e-9);
  EXPECT_NEAR(prices, 1, 1e-9);
  EXPECT_GT(one.offers[0].prices, 0.4);
  EXPECT_GT(one.offers[1].prices, 0.2) << "4 % dearer with prices 20 % up and down";
  EXPECT_NE(one.offers[0].low, other.offers[0].low);
}

TEST(Stability, OffersOfOneKindMoveTogether) {
  const PurchaseQuestion asked = question({bought("a"), bought("b", 104e3)});  // the same GPU
  const Stability drawn = draw_ranks(asked, plans(asked), 1);
  EXPECT_NEAR(drawn.offers[0].both, 1, 1e-9);
  EXPECT_NEAR(drawn.same_order, 1, 1e-9);
}

TEST(Stability, CapsThatMayBreakAreCounted) {
  PurchaseQuestion asked = question({bought()});
  asked.caps.budget = dollars(757296.0);  // what it spends, to the dollar
  const Stability drawn = draw_ranks(asked, plans(asked), 1);
  EXPECT_GT(drawn.nobody, 0.3);
  EXPECT_LT(drawn.nobody, 0.7);
  EXPECT_NEAR(drawn.nobody + drawn.offers[0].feasible, 1, 1e-9);
}

TEST(Counts, TheFewestThatDo) {
  PurchaseQuestion asked = question(few_to_many());
  asked.demand = Demand::once;
  asked.caps.deadline = day(2027, 2, 20);  // 50 days
  PlanTable table = plans(asked);
  table[1].front().elapsed = days(48.0);
  table[2].front().elapsed = days(35.0);
  const auto report = answer_purchase(asked, table, {});
  ASSERT_TRUE(report);
  ASSERT_EQ(report.value().counts.size(), 1U);
  const CountAnswer& count = report.value().counts.front();
  EXPECT_EQ(count.fewest, 1U);
  EXPECT_EQ(count.next_below, 0U);
  EXPECT_EQ(count.tried_to, 64);
}

}  // namespace
}  // namespace trainyard
