#include "models/workload/exchange.h"

#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/links.h"
#include "models/parallel/groups.h"

namespace trainyard {

namespace {

bool is_dispatch(ExchangeKind kind) {
  return kind == ExchangeKind::dispatch || kind == ExchangeKind::gradient_dispatch;
}

/// Bytes of one row on the wire, block scales included.
Bytes row_payload(const ExpertTransport& transport, double hidden, bool dispatch) {
  const Format format = dispatch ? transport.dispatch_format : transport.combine_format;
  const double scales = format == Format::fp8 ? transport.dispatch_scale_bytes : 0.0;
  return bytes(hidden * (bytes_of(format).base() + scales));
}

BytesPerSecond handling_rate(const ExpertTransport& transport, ExchangeKind kind) {
  if (kind == ExchangeKind::dispatch) return transport.handling_first.value;
  if (kind == ExchangeKind::gradient_dispatch) return transport.handling_dispatch.value;
  return transport.handling_combine.value;
}

RoutedTransport make_transport(const StepInput& input, RoutedPath path, ExchangeKind kind, int local,
                               bool overlap) {
  const ExpertTransport& t = input.software.transport;
  const NodeProfile& node = input.machine.node;
  RoutedTransport out;
  out.path = path;
  out.deduplicate = t.deduplicate;
  out.sms = t.sms;
  out.stage_norm = std::max(1.0, t.stage_norm);
  const double sharing = node.nics > 0 ? static_cast<double>(node.gpus) / node.nics : 1.0;
  double fast_share = t.fast_share.value, nic_share = t.nic_share.value;
  if (path == RoutedPath::pairwise) {
    const auto law = node.collectives.find("all_to_all");
    if (law != node.collectives.end()) {
      fast_share = law->second.share.value;
      out.fixed = law->second.latency.value + law->second.per_peer.value * std::max(0, local - 1);
    }
    if (nic_share <= 0) nic_share = node.nic_all_to_all.value;
  }
  out.fast_rate = node.fast.value * fast_share;
  out.nic_rate = node.nic.value * nic_share / sharing;
  if (overlap) {
    out.handling_rate = handling_rate(t, kind);
    if (t.sms > 0 && t.handling_sms > 0) out.handling_rate *= static_cast<double>(t.sms) / t.handling_sms;
  }
  return out;
}

}  // namespace

std::string_view to_text(ExchangeKind kind) {
  switch (kind) {
    case ExchangeKind::dispatch:
      return "dispatch";
    case ExchangeKind::combine:
      return "combine";
    case ExchangeKind::gradient_dispatch:
      return "gradient dispatch";
    case ExchangeKind::gradient_combine:
      return "gradient combine";
  }
  return "";
}

CollectiveLinks collective_links(const Machine& machine) {
  CollectiveLinks links;
  links.fast = fast_domain(machine.node);
  links.slow = slow_link(machine.node, machine.fabric);
  return links;
}

Result<ExchangeTimes> estimate_exchanges(const StepInput& input) {
  ExchangeTimes times;
  if (!input.model.moe) return times;
  const MoeSpec& moe = *input.model.moe;
  const ExpertTransport& transport = input.software.transport;
  const std::optional<RoutedPath> path = routed_path(transport.kind);
  if (!path) {
    return problem(fmt::format("software \"{}\": expert transport \"{}\" is unknown", input.software.name,
                               transport.kind),
                   "valid: two_hop, pairwise");
  }
  const int ep = input.plan.ep;
  RoutedExchange exchange;
  // With sequence parallelism every rank of a tensor-parallel group sends its own part of the tokens.
  exchange.rows = static_cast<double>(input.plan.micro_batch) * input.sequence /
                  (input.plan.cp * (input.plan.sequence_parallel ? input.plan.tp : 1));
  exchange.routing = RoutingRule{.items = moe.routed_experts,
                                 .choices = moe.top_k,
                                 .groups = moe.groups,
                                 .allowed_groups = moe.limited_groups};
  exchange.group = group_shape(input.plan, GroupKind::expert, input.machine.node.gpus);
  times.rows_per_token = moe.top_k;
  TRAINYARD_TRY(copies, expected_row_copies(exchange.routing, exchange.group, *path, transport.deduplicate));
  times.received_per_token = transport.deduplicate ? copies.ranks : moe.top_k;
  for (int k = 0; k < exchange_kind_count; ++k) {
    const auto kind = static_cast<ExchangeKind>(k);
    exchange.payload = row_payload(transport, input.model.hidden, is_dispatch(kind));
    for (const bool overlap : {false, true}) {
      TRAINYARD_TRY(terms, estimate_routed_exchange(
                               exchange, make_transport(input, *path, kind, exchange.group.local, overlap)));
      const bool quick = !overlap && transport.barrier_alone.value > Seconds{};
      (overlap ? times.overlapped : times.alone)[static_cast<std::size_t>(k)] =
          ExchangeTime{.transfer = terms.total * input.factors.exchange,
                       .barrier = ep == 1 ? Seconds{}
                                  : quick ? transport.barrier_alone.value
                                          : transport.barrier.value,
                       .terms = terms};
    }
  }
  return times;
}

}  // namespace trainyard
