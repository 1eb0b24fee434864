// Every item of the cost worked out by hand.
#include "models/purchase/ownership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

using namespace purchase_test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr double cent = 0.01;

OfferOutcome valued(const PurchaseQuestion& question, int idle = 0) {
  const std::vector<WorkloadPlan> plans{plan(question.offers.front(), idle)};
  return value_offer(question, question.offers.front(), plans);
}

double paid(const OfferOutcome& outcome, const std::string& name) {
  return item(outcome, name).total.base();
}

TEST(Ownership, ItemsOfAPurchase) {
  const OfferOutcome one = valued(question({bought()}));
  EXPECT_NEAR(paid(one, "servers"), 4 * 100e3, cent);
  EXPECT_NEAR(paid(one, "fabric"), 4 * 8 * 1000.0, cent);
  EXPECT_NEAR(paid(one, "storage"), 0.1 * 400e3, cent);
  EXPECT_NEAR(paid(one, "installation"), 0.05 * 400e3, cent);
  // 4 x 5 kW + 10 %, PUE 1.2: 26.4 kW; 657 days are left, half of them idle at a fifth of the power.
  EXPECT_NEAR(one.site_power.base(), 26.4e3, 1e-6);
  EXPECT_NEAR(paid(one, "power"), 26.4 * 0.1 * 657 * 24 * (0.5 + 0.2 * 0.5), cent);
  // 22 kW x 1.5 provided, $120 a month, 24 months.
  EXPECT_NEAR(paid(one, "space"), 33 * 120.0 * 24, cent);
  EXPECT_NEAR(paid(one, "staff"), 0.32 * 200e3 * 2, cent);
  EXPECT_NEAR(paid(one, "repairs and spares"), 0.02 * 432e3 * 2, cent);
  EXPECT_NEAR(paid(one, "residual value"), -0.25 * 400e3, cent);
  EXPECT_THAT(one.items, SizeIs(9));
  constexpr double by_hand = 657296.512;
  EXPECT_NEAR(one.total.base(), by_hand, cent);
  EXPECT_NEAR(one.spent.base(), by_hand + 100e3, cent);
  EXPECT_NEAR(one.capital.base(), 492e3, cent);
}

TEST(Ownership, WhatAPurchaseDoes) {
  const OfferOutcome one = valued(question({bought()}));
  EXPECT_TRUE(one.feasible);
  EXPECT_NEAR(one.ready.in(days), 73, 1e-9);
  EXPECT_NEAR(one.finish.in(days), 138.7, 1e-9);
  EXPECT_EQ(date_text(day(2027, 1, 1), one.finish), "2027-05-20");
  EXPECT_NEAR(one.passes, 5, 1e-9);  // half of 657 days at 65.7 days each
  EXPECT_NEAR(one.tokens, 5e12, 1);
  EXPECT_NEAR(one.tokens_per_dollar, 5e12 / 657296.512, 1);
  EXPECT_NEAR(one.energy.in(kilowatt_hours), 249765.12, cent);
  EXPECT_NEAR(one.tokens_per_kwh, 5e12 / 249765.12, 1);
}

TEST(Ownership, YearsSumToTheTotal) {
  const OfferOutcome one = valued(question({bought()}));
  EXPECT_THAT(item(one, "servers").by_year, ElementsAre(dollars(400e3), dollars(0)));
  const CostLine& power = item(one, "power");  // from 0.2 years on
  EXPECT_NEAR(power.by_year[0].base(), 24976.512 * 0.8 / 1.8, cent);
  EXPECT_NEAR(power.by_year[1].base(), 24976.512 * 1.0 / 1.8, cent);
  EXPECT_NEAR(item(one, "residual value").by_year[1].base(), -100e3, cent);
}

TEST(Ownership, PresentValues) {
  PurchaseQuestion asked = question({bought()});
  asked.discount = 0.1;
  const OfferOutcome one = valued(asked);
  EXPECT_NEAR(paid(one, "servers"), 400e3, cent);
  EXPECT_NEAR(paid(one, "residual value"), -100e3 / 1.21, cent);
  EXPECT_NEAR(paid(one, "staff"), 64e3 / std::pow(1.1, 0.5) + 64e3 / std::pow(1.1, 1.5), cent);
}

TEST(Ownership, LostTimeAndStandByAreSharesOfTheTotal) {
  const OfferOutcome one = valued(question({bought()}), 1);  // one of four nodes idle, goodput 0.9
  EXPECT_NEAR(one.standby.base(), one.total.base() / 4, cent);
  EXPECT_NEAR(one.lost.base(), one.total.base() * 0.75 * 0.1, cent);
}

TEST(Ownership, RentByTheHourPaysForBusyHoursOfTheNodesUsed) {
  const OfferOutcome one = valued(question({rented()}), 1);
  EXPECT_EQ(one.nodes_paid, 3);
  EXPECT_NEAR(paid(one, "rent"), 24 * 2.0 * 730 * 24 * 0.5, cent);
  EXPECT_NEAR(paid(one, "storage"), 0.03 * 420480, cent);
  EXPECT_EQ(one.ready, Seconds{});  // nothing to install
  EXPECT_EQ(one.capital, Dollars{});
}

TEST(Ownership, ATermIsPaidWhetherUsedOrNot) {
  PurchaseQuestion asked = question({rented("term", Acquisition::reserved)});
  EXPECT_NEAR(paid(valued(asked, 1), "rent"), 32 * 2.0 * 730 * 24, cent);
  asked.offers.front().rent.term = days(1095.0);
  EXPECT_NEAR(paid(valued(asked, 1), "rent"), 32 * 2.0 * 1095 * 24, cent);
}

TEST(Ownership, OnceRunsAndStandsIdle) {
  PurchaseQuestion asked = question({bought()});
  asked.demand = Demand::once;
  const OfferOutcome own = valued(asked);
  EXPECT_NEAR(own.passes, 1, 1e-12);
  EXPECT_NEAR(paid(own, "power"), 26.4 * 0.1 * 24 * (65.7 + 0.2 * (657 - 65.7)), cent);
  asked.offers = {rented()};
  const OfferOutcome rent = valued(asked);
  EXPECT_NEAR(paid(rent, "rent"), 32 * 2.0 * 65.7 * 24, cent);
}

TEST(Ownership, CapsSayWhatBreaksThem) {
  PurchaseQuestion asked = question({bought()});
  asked.caps = {.budget = dollars(700e3),
                .capital = dollars(490e3),
                .power = kilowatts(26.0),
                .deadline = day(2027, 5, 1)};
  const OfferOutcome one = valued(asked);
  EXPECT_FALSE(one.feasible);
  EXPECT_THAT(one.why_not, ElementsAre(HasSubstr("spends $757K, the budget is $700K"),
                                       HasSubstr("$492K are due on delivery, the cap is $490K"),
                                       HasSubstr("draws 26.4 kW, the site has 26"),
                                       HasSubstr("finishes on 2027-05-20, the deadline is 2027-05-01")));
  asked.caps = {.budget = dollars(760e3),
                .capital = dollars(493e3),
                .power = kilowatts(26.5),
                .deadline = day(2027, 5, 20)};
  EXPECT_TRUE(valued(asked).feasible);
}

TEST(Ownership, TooLateOrTooSlowIsNoAnswer) {
  PurchaseQuestion asked = question({bought()});
  asked.offers.front().available = day(2028, 12, 15);  // installed after the horizon
  EXPECT_THAT(valued(asked).why_not, ElementsAre(HasSubstr("after the horizon")));
  EXPECT_EQ(valued(asked).tokens_per_dollar, 0);
  asked = question({bought()});
  asked.demand = Demand::once;
  asked.horizon = days(100.0);  // 27 days are left for 65.7
  EXPECT_THAT(valued(asked).why_not, ElementsAre(HasSubstr("finishes 41 % of the work")));
}

TEST(Ownership, WhatCannotRunSaysWhy) {
  const PurchaseQuestion asked = question({bought()});
  std::vector<WorkloadPlan> none{plan(asked.offers.front())};
  none.front().runs = false;
  none.front().why_not = "no plan fits";
  const OfferOutcome one = value_offer(asked, asked.offers.front(), none);
  EXPECT_FALSE(one.feasible);
  EXPECT_THAT(one.why_not, ElementsAre("cannot run work: no plan fits"));
}

TEST(Ownership, CostLawIsTheSameLine) {
  for (const Offer& offer : {bought(), rented(), rented("term", Acquisition::reserved)}) {
    PurchaseQuestion asked = question({offer});
    const std::vector<WorkloadPlan> plans{plan(offer)};
    const CostLaw law = cost_law(asked, offer, plans);
    for (const double use : {0.1, 0.5, 0.9}) {
      asked.utilisation.value = use;
      EXPECT_NEAR((law.fixed + law.running * use).base(), value_offer(asked, offer, plans).total.base(), cent)
          << offer.name << " at " << use;
    }
  }
}

}  // namespace
}  // namespace trainyard
