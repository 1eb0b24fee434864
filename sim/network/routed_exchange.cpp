#include "sim/network/routed_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "sim/network/collectives/stage.h"

namespace trainyard {
namespace {

Diagnostics problems_of(const RoutedExchange& exchange, const RoutedTransport& transport) {
  Diagnostics problems;
  const auto complain = [&](std::string message, std::string hint = {}) {
    problems.push_back(problem(std::move(message), std::move(hint)).front());
  };
  if (!(exchange.rows >= 0.0) || std::isinf(exchange.rows))
    complain(fmt::format("an exchange of {} rows", exchange.rows));
  if (!(exchange.payload.base() >= 0.0)) complain(fmt::format("rows of {} bytes", exchange.payload.base()));
  if (!(exchange.load_factor >= 1.0))
    complain(fmt::format("load factor {}: the busiest rank is compared with the mean", exchange.load_factor),
             "give at least 1");
  if (exchange.group.local > 1 && !(transport.fast_rate.base() > 0.0))
    complain("rows move inside nodes, but the transport has no rate there");
  if (exchange.group.nodes > 1 && !(transport.nic_rate.base() > 0.0))
    complain("rows move between nodes, but the transport has no rate there");
  if (!(transport.per_copy.base() >= 0.0 && transport.handling_rate.base() >= 0.0 &&
        transport.fixed.base() >= 0.0))
    complain("a handling time, handling rate or fixed time of the transport is negative");
  if (!(transport.stage_norm >= 1.0))
    complain(fmt::format("stage norm {}, expected at least 1", transport.stage_norm));
  if (transport.sms < 0) complain(fmt::format("a transport on {} SMs", transport.sms));
  int previous = 0;
  for (const RateAtSms& point : transport.rate_at_sms) {
    if (point.sms <= previous || !(point.factor > 0.0))
      complain(fmt::format("rate factor {} at {} SMs", point.factor, point.sms),
               "points rise in SMs and have positive factors");
    previous = point.sms;
  }
  if (!transport.rate_at_sms.empty() && transport.sms == 0)
    complain("the transport's rates depend on SMs, but it has none");
  return problems;
}

}  // namespace

std::string_view to_text(RoutedPath path) {
  return path == RoutedPath::two_hop ? "two_hop" : "pairwise";
}

std::optional<RoutedPath> routed_path(std::string_view name) {
  for (const RoutedPath path : {RoutedPath::two_hop, RoutedPath::pairwise})
    if (to_text(path) == name) return path;
  return std::nullopt;
}

double rate_factor(std::span<const RateAtSms> points, int sms) {
  if (points.empty()) return 1.0;
  RateAtSms left{0, 0.0};
  for (const RateAtSms& right : points) {
    if (sms <= right.sms) {
      const double along = static_cast<double>(sms - left.sms) / (right.sms - left.sms);
      return left.factor + along * (right.factor - left.factor);
    }
    left = right;
  }
  return left.factor;
}

Result<RowCopies> expected_row_copies(const RoutingRule& routing, const GroupShape& group, RoutedPath path,
                                      bool deduplicate) {
  if (group.local < 1 || group.nodes < 1 ||
      static_cast<long long>(group.local) * group.nodes != group.members)
    return problem(fmt::format("a group of {} members cannot be {} members in each of {} nodes",
                               group.members, group.local, group.nodes));
  TRAINYARD_TRY(nodes, expected_distinct_cells(routing, group.nodes));
  TRAINYARD_TRY(ranks, expected_distinct_cells(routing, group.members));
  RowCopies copies;
  copies.nodes = nodes;
  copies.ranks = ranks;
  copies.handled = deduplicate ? ranks : routing.choices;
  const double across = remote_share(group.nodes);
  if (path == RoutedPath::two_hop) {
    copies.nic = (deduplicate ? nodes : routing.choices) * across;
    copies.fast = copies.handled * remote_share(group.local);
  } else {
    copies.nic = copies.handled * across;
    copies.fast = copies.handled * (group.local - 1.0) / group.members;
  }
  return copies;
}

Result<RoutedExchangeEstimate> estimate_routed_exchange(const RoutedExchange& exchange,
                                                        const RoutedTransport& transport) {
  if (Diagnostics problems = problems_of(exchange, transport); !problems.empty()) return problems;
  TRAINYARD_TRY(copies,
                expected_row_copies(exchange.routing, exchange.group, transport.path, transport.deduplicate));
  RoutedExchangeEstimate estimate;
  estimate.copies = copies;
  if (exchange.group.members == 1) return estimate;

  const double rows = exchange.rows * exchange.load_factor;
  const double factor = rate_factor(transport.rate_at_sms, transport.sms);
  estimate.sms = transport.sms;
  estimate.fixed = transport.fixed;
  estimate.nic_bytes = exchange.payload * (rows * copies.nic);
  estimate.fast_bytes = exchange.payload * (rows * copies.fast);
  if (exchange.group.nodes > 1) estimate.nic = estimate.nic_bytes / (transport.nic_rate * factor);
  if (exchange.group.local > 1) estimate.fast = estimate.fast_bytes / (transport.fast_rate * factor);
  estimate.handling = transport.per_copy * (rows * copies.handled / factor);
  if (transport.handling_rate.base() > 0.0)
    estimate.handling += exchange.payload * (rows * copies.handled) / (transport.handling_rate * factor);
  estimate.fast +=
      Seconds::from_base(2.0 * transport.fill * std::sqrt(estimate.fixed.base() * estimate.fast.base()));
  const Seconds wires = combine_stages(estimate.nic, estimate.fast, transport.stage_norm);
  estimate.total = estimate.fixed + combine_stages(wires, estimate.handling, transport.stage_norm);
  return estimate;
}

}  // namespace trainyard
