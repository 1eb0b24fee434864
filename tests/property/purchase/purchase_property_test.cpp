// What must hold of every shipped question, whatever its numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/purchase/offers_reader.h"
#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

using namespace purchase_test;

struct Named {
  PurchaseQuestion question;
  PlanTable plans;
};

std::vector<Named> shipped() {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  std::vector<Named> all;
  for (const std::string& name : offers_names(library)) {
    auto found = load_offers(library, name);
    EXPECT_TRUE(found) << name;
    if (!found) continue;
    found.value().draws = 50;
    PlanTable plans = quick_plans(found.value());
    all.push_back({std::move(found.value()), std::move(plans)});
  }
  EXPECT_GE(all.size(), 3U);
  return all;
}

/// The question with one of its prices, shares or wages raised.
struct Raise {
  std::string name;
  std::function<void(PurchaseQuestion&, double)> by;
};

std::vector<Raise> raises() {
  const auto each = [](auto change) {
    return [change](PurchaseQuestion& asked, double factor) {
      for (Offer& one : asked.offers) change(one, factor);
    };
  };
  return {
      {"node", each([](Offer& o, double f) { o.purchase.node.value *= f; })},
      {"endpoint", each([](Offer& o, double f) { o.purchase.endpoint.value *= f; })},
      {"rent", each([](Offer& o, double f) { o.rent.price.value *= f; })},
      {"electricity", each([](Offer& o, double f) { o.electricity.value *= f; })},
      {"PUE", each([](Offer& o, double f) { o.pue.value *= f; })},
      {"power", each([](Offer& o, double f) { o.node_power.value *= f; })},
      {"storage", [](PurchaseQuestion& q, double f) { q.costs.storage.value *= f; }},
      {"rented storage", [](PurchaseQuestion& q, double f) { q.costs.rented_storage.value *= f; }},
      {"install", [](PurchaseQuestion& q, double f) { q.costs.install.value *= f; }},
      {"space", [](PurchaseQuestion& q, double f) { q.costs.space.value *= f; }},
      {"staff", [](PurchaseQuestion& q, double f) { q.costs.staff.value *= f; }},
      {"salary", [](PurchaseQuestion& q, double f) { q.costs.salary.value *= f; }},
      {"repairs", [](PurchaseQuestion& q, double f) { q.costs.repairs.value *= f; }},
  };
}

TEST(Purchase, CostNeverFallsWhenAPriceRises) {
  int rose = 0;
  for (const Named& one : shipped()) {
    for (const double discount : {0.0, 0.1}) {
      for (const Raise& raise : raises()) {
        PurchaseQuestion before = one.question;
        before.discount = discount;
        for (const double factor : {1.01, 1.5, 4.0}) {
          PurchaseQuestion after = before;
          raise.by(after, factor);
          for (std::size_t i = 0; i < before.offers.size(); ++i) {
            const OfferOutcome low = value_offer(before, before.offers[i], one.plans[i]);
            const OfferOutcome high = value_offer(after, after.offers[i], one.plans[i]);
            EXPECT_GE(high.total, low.total * (1 - 1e-12)) << raise.name << " " << low.offer;
            EXPECT_GE(high.spent, low.spent * (1 - 1e-12)) << raise.name << " " << low.offer;
            EXPECT_GE(high.capital, low.capital) << raise.name << " " << low.offer;
            EXPECT_LE(high.tokens_per_dollar, low.tokens_per_dollar * (1 + 1e-12)) << raise.name;
            EXPECT_EQ(high.tokens, low.tokens) << "a price changes no work";
            if (high.total > low.total) ++rose;
          }
        }
      }
    }
  }
  EXPECT_GT(rose, 100);
}

TEST(Purchase, DearerNeverRanksHigher) {
  for (const Named& one : shipped()) {
    const auto place_of = [&](std::size_t offer, double factor) {
      std::vector<OfferOutcome> outcomes;
      for (std::size_t i = 0; i < one.question.offers.size(); ++i) {
        Adjustment adjustment;
        if (i == offer) adjustment.price = factor;
        outcomes.push_back(value_offer(one.question, one.question.offers[i], one.plans[i], adjustment));
      }
      const auto order = rank_offers(one.question, outcomes);
      return std::find(order.begin(), order.end(), offer) - order.begin();
    };
    for (std::size_t i = 0; i < one.question.offers.size(); ++i) {
      auto place = place_of(i, 0.5);
      for (const double factor : {0.8, 1.0, 1.3, 2.0, 5.0}) {
        const auto next = place_of(i, factor);
        EXPECT_GE(next, place) << one.question.offers[i].name << " at " << factor;
        place = next;
      }
    }
  }
}

TEST(Purchase, DearerPowerFavoursWhoDrawsLess) {
  // Between two that are bought, each further cent moves the one with more kWh per token down, never up.
  for (const Named& one : shipped()) {
    for (std::size_t a = 0; a < one.question.offers.size(); ++a) {
      for (std::size_t b = 0; b < one.question.offers.size(); ++b) {
        const Offer &first = one.question.offers[a], &second = one.question.offers[b];
        if (a == b || !first.owned() || !second.owned()) continue;
        const auto at = [&](const Offer& offer, std::size_t i, double factor) {
          Adjustment adjustment;
          adjustment.electricity = factor;
          return value_offer(one.question, offer, one.plans[i], adjustment);
        };
        const OfferOutcome x = at(first, a, 1), y = at(second, b, 1);
        if (x.energy / x.tokens * first.electricity.value < y.energy / y.tokens * second.electricity.value)
          continue;
        double ratio = 1e300;
        for (const double factor : {1.0, 3.0, 10.0, 100.0}) {
          const double now = at(first, a, factor).tokens_per_dollar / at(second, b, factor).tokens_per_dollar;
          // The dearer in energy per token loses ground until energy is all there is.
          const double energy = (y.energy / y.tokens * second.electricity.value) /
                                (x.energy / x.tokens * first.electricity.value);
          if (now < energy) break;  // already behind by more than energy alone would put it
          EXPECT_LE(now, ratio * (1 + 1e-12)) << first.name << " against " << second.name;
          ratio = now;
        }
      }
    }
  }
}

TEST(Purchase, WhatIsFeasibleKeepsEveryCap) {
  int feasible = 0, refused = 0;
  for (const Named& one : shipped()) {
    for (const double budget : {1e5, 1e6, 4e6, 2e7, 1e8, 1e9}) {
      for (const double power : {1e5, 2e6, 3e6, 1e7}) {
        for (const int until : {30, 60, 200, 900}) {
          PurchaseQuestion asked = one.question;
          asked.caps = {.budget = dollars(budget),
                        .capital = dollars(0.9 * budget),
                        .power = watts(power),
                        .deadline = asked.start + std::chrono::days(until)};
          for (std::size_t i = 0; i < asked.offers.size(); ++i) {
            const OfferOutcome out = value_offer(asked, asked.offers[i], one.plans[i]);
            const bool keeps = out.spent <= *asked.caps.budget && out.capital <= *asked.caps.capital &&
                               (!asked.offers[i].owned() || out.site_power <= *asked.caps.power) &&
                               out.finish <= days(until) && out.passes > 0 &&
                               (asked.demand == Demand::repeated || out.passes >= 1 - 1e-12);
            EXPECT_EQ(out.feasible, keeps) << out.offer;
            EXPECT_EQ(out.why_not.empty(), keeps) << out.offer;
            (keeps ? feasible : refused) += 1;
          }
        }
      }
    }
  }
  EXPECT_GT(feasible, 50);
  EXPECT_GT(refused, 50);
}

TEST(Purchase, ItemsAndYearsSumToTheTotal) {
  for (Named& one : shipped()) {
    one.question.discount = 0.07;
    for (std::size_t i = 0; i < one.question.offers.size(); ++i) {
      const OfferOutcome out = value_offer(one.question, one.question.offers[i], one.plans[i]);
      Dollars sum{}, years{};
      for (const CostLine& line : out.items) {
        sum += line.total;
        for (const Dollars amount : line.by_year) years += amount;
      }
      EXPECT_NEAR(sum.base(), out.total.base(), 1e-9 * std::abs(out.total.base()));
      EXPECT_NEAR(years.base(), out.total.base(), 1e-9 * std::abs(out.total.base()));
      double tokens = 0;
      for (const WorkloadShare& work : out.workloads) tokens += work.tokens;
      EXPECT_NEAR(tokens, out.tokens, 1e-9 * out.tokens);
      EXPECT_LE((out.lost + out.standby).base(), out.total.base());
    }
  }
}

TEST(Purchase, AMixtureKeepsTheCapsAndIsNoWorseThanOneAlone) {
  for (Named& one : shipped()) {
    for (Offer& offer : one.question.offers) {
      if (offer.unit_nodes > 0) continue;
      offer.unit_nodes = std::max(1, offer.nodes() / 20);
      offer.most_units = 40;
    }
    if (one.question.offers.size() > 4) {
      one.question.offers.resize(4);
      one.plans.resize(4);
    }
    one.question.caps.power = megawatts(3.0);
    const auto report = answer_purchase(one.question, one.plans, {});
    ASSERT_TRUE(report);
    ASSERT_TRUE(report.value().mix) << report.value().why_no_mix;
    const Mix& mix = *report.value().mix;
    EXPECT_LE(mix.power.base(), 3e6 * (1 + 1e-9));
    if (one.question.demand == Demand::repeated) {
      EXPECT_GE(mix.tokens, mix.single_tokens * (1 - 1e-9));
    } else {
      EXPECT_LE(mix.cost, mix.single_cost * (1 + 1e-9));
    }
  }
}

TEST(Purchase, TheSameAnswerForAnyNumberOfThreads) {
  for (const Named& one : shipped()) {
    const auto alone = answer_purchase(one.question, one.plans, {.threads = 1});
    const auto many = answer_purchase(one.question, one.plans, {.threads = 7});
    ASSERT_TRUE(alone && many);
    EXPECT_EQ(alone.value().stability.same_order, many.value().stability.same_order);
    for (std::size_t i = 0; i < one.question.offers.size(); ++i) {
      EXPECT_EQ(alone.value().stability.offers[i].both, many.value().stability.offers[i].both);
      EXPECT_EQ(alone.value().stability.offers[i].high, many.value().stability.offers[i].high);
    }
  }
}

}  // namespace
}  // namespace trainyard
