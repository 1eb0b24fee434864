// Exchanges alone over many shapes: more work, fewer SMs and slower wires never cost less, and the total lies
// between its longest part and the sum of all.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/network/lone_exchange.h"

namespace trainyard {
namespace {

LoneExchangeLaw law(double norm) {
  return {.row_rate = gigabytes_per_second(16),
          .per_copy = nanoseconds(100),
          .copy_rate = gigabytes_per_second(45),
          .hop_row_rate = gigabytes_per_second(11),
          .hop_copy_rate = gigabytes_per_second(23),
          .sms_exponent = 0.95,
          .fast_share = 0.66,
          .nic_share = 0.95,
          .norm = norm,
          .fill = microseconds(11),
          .fill_per_doubling = microseconds(18),
          .fill_rows = 13,
          .latency = microseconds(23),
          .latency_row_rate = gigabytes_per_second(9),
          .latency_copy_rate = gigabytes_per_second(15),
          .latency_per_doubling = microseconds(30)};
}

template <class Check>
void for_many(Check check) {
  constexpr RoutingRule rules[] = {{256, 8, 8, 4}, {256, 8, 1, 1}, {256, 1, 8, 1}};
  constexpr GroupShape groups[] = {{8, 8, 1}, {8, 1, 8}, {16, 8, 2}, {64, 8, 8}, {256, 8, 32}};
  for (const RoutingRule& rule : rules)
    for (const GroupShape& group : groups)
      for (const bool deduplicate : {false, true})
        for (const double rows : {1.0, 128.0, 4096.0, 65536.0}) {
          SCOPED_TRACE(testing::Message()
                       << rule.choices << " choices, " << group.members << " ranks in " << group.nodes
                       << " nodes, " << rows << " rows" << (deduplicate ? ", deduplicated" : ""));
          check(LoneExchange{
              .rows = rows,
              .payload = bytes(7392),
              .copies = expected_row_copies(rule, group, RoutedPath::two_hop, deduplicate).value(),
              .group = group,
              .sms = 20,
              .fast_line = gigabytes_per_second(200),
              .nic_line = gigabytes_per_second(50)});
        }
}

TEST(LoneExchanges, NeverCostLessForMoreOnLess) {
  using Worsen = void (*)(LoneExchange&, LoneExchangeLaw&);
  constexpr std::pair<const char*, Worsen> changes[] = {
      {"rows", [](LoneExchange& e, LoneExchangeLaw&) { e.rows *= 2; }},
      {"payload", [](LoneExchange& e, LoneExchangeLaw&) { e.payload *= 2; }},
      {"SMs", [](LoneExchange& e, LoneExchangeLaw&) { e.sms = 7; }},
      {"fast line", [](LoneExchange& e, LoneExchangeLaw&) { e.fast_line *= 0.5; }},
      {"NIC line", [](LoneExchange& e, LoneExchangeLaw&) { e.nic_line *= 0.5; }},
      {"row rate", [](LoneExchange&, LoneExchangeLaw& l) { l.row_rate *= 0.5; }},
      {"copy rate", [](LoneExchange&, LoneExchangeLaw& l) { l.copy_rate *= 0.5; }},
      {"hop copy rate", [](LoneExchange&, LoneExchangeLaw& l) { l.hop_copy_rate *= 0.5; }},
      {"exponent", [](LoneExchange&, LoneExchangeLaw& l) { l.sms_exponent *= 0.5; }},
      {"fill", [](LoneExchange&, LoneExchangeLaw& l) { l.fill *= 2; }},
      {"latency", [](LoneExchange&, LoneExchangeLaw& l) { l.latency *= 2; }},
  };
  for (const double norm : {1.0, 2.0, 13.0}) {
    for_many([&](const LoneExchange& exchange) {
      const double before = estimate_lone_exchange(exchange, law(norm)).total.base();
      for (const auto& [what, worsen] : changes) {
        LoneExchange more = exchange;
        LoneExchangeLaw less = law(norm);
        worsen(more, less);
        EXPECT_GE(estimate_lone_exchange(more, less).total.base(), before * (1 - 1e-12)) << what;
      }
    });
  }
}

TEST(LoneExchanges, LieBetweenTheirLongestPartAndTheSumOfAll) {
  for (const double norm : {1.0, 2.0, 13.0}) {
    for_many([&](const LoneExchange& exchange) {
      const LoneExchangeTime t = estimate_lone_exchange(exchange, law(norm));
      const double start = (t.latency + t.fill).base();
      EXPECT_GE(t.total.base(), start + std::max({t.handling, t.fast, t.nic}).base() - 1e-15);
      EXPECT_LE(t.total.base(), (start + (t.handling + t.fast + t.nic).base()) * (1 + 1e-12));
    });
  }
}

}  // namespace
}  // namespace trainyard
