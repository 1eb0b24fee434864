#include "models/calibration/exchange_predictor.h"

#include <algorithm>
#include <cmath>

#include "sim/network/collectives/stage.h"

namespace trainyard {
namespace {

constexpr int most_nodes_of_a_token = 4;                         // test_internode.py: min(nodes, 4)
constexpr double dispatched_bytes_of_element = 1.0 + 4.0 / 128;  // fp8 and its share of a float
constexpr double combined_bytes_of_element = 2.0;                // bf16

}  // namespace

Result<LoneExchange> lone_exchange_of(const MeasuredExchange& row, const NodeProfile& node) {
  const RoutingRule rule{.items = row.experts,
                         .choices = row.chosen,
                         .groups = row.nodes,
                         .allowed_groups = std::min(row.nodes, most_nodes_of_a_token)};
  TRAINYARD_TRY(spread, expected_spread_of_best(rule, row.members));
  LoneExchange exchange;
  exchange.rows = row.tokens;
  exchange.payload =
      bytes(row.hidden * (row.combine ? combined_bytes_of_element : dispatched_bytes_of_element));
  exchange.group = {.members = row.members, .local = row.members / row.nodes, .nodes = row.nodes};
  exchange.copies.nodes = spread.groups;
  exchange.copies.ranks = spread.cells;
  exchange.copies.handled = spread.cells;
  exchange.copies.fast = spread.cells * remote_share(exchange.group.local);
  exchange.copies.nic = spread.groups * remote_share(row.nodes);
  exchange.sms = std::max(1, row.sms);
  exchange.fast_line = node.fast.value;
  exchange.nic_line = node.nic.value * (static_cast<double>(node.nics) / node.gpus);
  return exchange;
}

Result<Seconds> predicted_exchange(const LoneTransport& transport, const NodeProfile& node,
                                   const MeasuredExchange& row) {
  TRAINYARD_TRY(exchange, lone_exchange_of(row, node));
  LoneExchange slowed = exchange;
  if (row.nodes == transport.slow_nodes) slowed.nic_line *= transport.slow_nic;
  return estimate_lone_exchange(slowed, row.combine ? transport.combine : transport.dispatch).total;
}

Result<std::optional<LoneTransport>> shipped_lone_transport(const ProfileLibrary& library) {
  TRAINYARD_TRY(names, library.names("software"));
  for (const std::string& name : names) {
    TRAINYARD_TRY(software, library.load_software(name));
    if (software.transport.alone) return software.transport.alone;
  }
  return std::optional<LoneTransport>{};
}

}  // namespace trainyard
