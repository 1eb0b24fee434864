// Routed exchanges over many shapes: copies conserved, deduplication never sends more, worse links never cost
// less.
#include <gtest/gtest.h>

#include <vector>

#include "sim/network/routed_exchange.h"

namespace trainyard {
namespace {

constexpr RoutingRule rules[] = {
    {256, 8, 8, 4}, {256, 8, 1, 1}, {256, 6, 8, 3}, {256, 1, 8, 1}, {256, 16, 16, 16}};
constexpr GroupShape groups[] = {{8, 8, 1},  {8, 1, 8},   {16, 8, 2},  {32, 8, 4},
                                 {64, 8, 8}, {64, 4, 16}, {256, 8, 32}};
constexpr RoutedPath paths[] = {RoutedPath::two_hop, RoutedPath::pairwise};

template <class Check>
void for_everything(Check check) {
  for (const RoutingRule& rule : rules)
    for (const GroupShape& group : groups)
      for (const RoutedPath path : paths)
        for (const bool deduplicate : {false, true}) {
          SCOPED_TRACE(testing::Message() << rule.choices << " choices, " << rule.allowed_groups << " of "
                                          << rule.groups << " groups, " << group.members << " ranks, "
                                          << to_text(path) << (deduplicate ? " deduplicated" : ""));
          check(rule, group, path, deduplicate);
        }
}

RoutedTransport transport(RoutedPath path, bool deduplicate, double norm) {
  RoutedTransport t;
  t.path = path;
  t.deduplicate = deduplicate;
  t.fast_rate = gigabytes_per_second(160);
  t.nic_rate = gigabytes_per_second(45);
  t.per_copy = nanoseconds(20);
  t.handling_rate = gigabytes_per_second(800);
  t.fixed = microseconds(100);
  t.sms = 20;
  t.rate_at_sms = {{10, 0.7}, {20, 1.0}};
  t.stage_norm = norm;
  return t;
}

TEST(RoutedExchanges, CopiesAreConservedAndBounded) {
  for_everything([](const RoutingRule& rule, const GroupShape& group, RoutedPath path, bool deduplicate) {
    const RowCopies c = expected_row_copies(rule, group, path, deduplicate).value();
    EXPECT_GE(c.nodes, 1.0 - 1e-12);
    EXPECT_LE(c.nodes, std::min({rule.choices, group.nodes}) + 1e-12);
    EXPECT_LE(c.nodes, c.ranks + 1e-12);
    EXPECT_LE(c.ranks, rule.choices + 1e-12);
    // Of the copies a row ends in, the share for the sender itself moves nowhere.
    const double kept = c.handled / group.members;
    if (path == RoutedPath::pairwise) {
      EXPECT_NEAR(c.nic + c.fast + kept, c.handled, 1e-12);
    } else {
      EXPECT_NEAR(c.fast, c.handled * (1.0 - 1.0 / group.local), 1e-12);
    }
    EXPECT_EQ(c.nic == 0.0, group.nodes == 1);
    EXPECT_EQ(c.fast == 0.0, group.local == 1);
  });
}

TEST(RoutedExchanges, DeduplicationAndTwoHopsNeverSendMoreOverTheNic) {
  for (const RoutingRule& rule : rules)
    for (const GroupShape& group : groups) {
      const auto nic = [&](RoutedPath path, bool deduplicate) {
        return expected_row_copies(rule, group, path, deduplicate).value().nic;
      };
      for (const RoutedPath path : paths) EXPECT_LE(nic(path, true), nic(path, false) + 1e-12);
      EXPECT_LE(nic(RoutedPath::two_hop, true), nic(RoutedPath::pairwise, true) + 1e-12);
    }
}

TEST(RoutedExchanges, FewerAllowedGroupsNeverSpreadARowWider) {
  for (const int cells : {8, 16, 64, 4, 2}) {
    double previous = 0.0;
    for (int allowed = 1; allowed <= 8; ++allowed) {
      const double distinct = expected_distinct_cells({256, 8, 8, allowed}, cells).value();
      EXPECT_GE(distinct, previous - 1e-12) << allowed << " groups, " << cells << " cells";
      previous = distinct;
    }
  }
}

TEST(RoutedExchanges, NeverCostLessOnWorseLinksOrForMore) {
  using Worsen = void (*)(RoutedExchange&, RoutedTransport&);
  constexpr std::pair<const char*, Worsen> changes[] = {
      {"NIC rate", [](RoutedExchange&, RoutedTransport& t) { t.nic_rate *= 0.5; }},
      {"fast rate", [](RoutedExchange&, RoutedTransport& t) { t.fast_rate *= 0.5; }},
      {"per copy", [](RoutedExchange&, RoutedTransport& t) { t.per_copy *= 2.0; }},
      {"handling rate", [](RoutedExchange&, RoutedTransport& t) { t.handling_rate *= 0.5; }},
      {"fixed", [](RoutedExchange&, RoutedTransport& t) { t.fixed *= 2.0; }},
      {"SMs", [](RoutedExchange&, RoutedTransport& t) { t.sms = 7; }},
      {"rows", [](RoutedExchange& e, RoutedTransport&) { e.rows *= 2.0; }},
      {"payload", [](RoutedExchange& e, RoutedTransport&) { e.payload *= 2.0; }},
      {"load", [](RoutedExchange& e, RoutedTransport&) { e.load_factor = 1.3; }},
      {"no deduplication", [](RoutedExchange&, RoutedTransport& t) { t.deduplicate = false; }},
  };
  for_everything([&](const RoutingRule& rule, const GroupShape& group, RoutedPath path, bool deduplicate) {
    for (const double norm : {1.0, 2.0, std::numeric_limits<double>::infinity()}) {
      const RoutedExchange exchange{4096, bytes(7392), rule, group, 1.0};
      const RoutedTransport good = transport(path, deduplicate, norm);
      const double before = estimate_routed_exchange(exchange, good).value().total.base();
      for (const auto& [what, worsen] : changes) {
        RoutedExchange worse_exchange = exchange;
        RoutedTransport worse = good;
        worsen(worse_exchange, worse);
        EXPECT_GE(estimate_routed_exchange(worse_exchange, worse).value().total.base(), before * (1 - 1e-12))
            << what;
      }
    }
  });
}

}  // namespace
}  // namespace trainyard
