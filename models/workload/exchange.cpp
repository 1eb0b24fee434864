#include "models/workload/exchange.h"

#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/links.h"
#include "models/parallel/groups.h"
#include "sim/network/collectives/stage.h"

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

/// Rate of the NIC that one GPU has to itself while all of its node send.
BytesPerSecond nic_line(const NodeProfile& node) {
  return node.nics > 0 ? node.nic.value * (static_cast<double>(node.nics) / node.gpus) : node.nic.value;
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
  double fast_share = t.fast_share.value, nic_share = t.nic_share.value;
  if (path == RoutedPath::pairwise) {
    const auto law = node.collectives.find("all_to_all");
    if (law != node.collectives.end()) {
      fast_share = law->second.share.value;
      out.fixed = law->second.latency.value + law->second.per_peer.value * domain_steps(std::max(1, local));
      out.fill = law->second.fill.value;
    }
    if (nic_share <= 0) nic_share = node.nic_all_to_all.value;
  }
  out.fast_rate = node.fast.value * fast_share;
  out.nic_rate = nic_line(node) * nic_share;
  if (overlap) {
    out.handling_rate = handling_rate(t, kind);
    if (t.sms > 0 && t.handling_sms > 0) out.handling_rate *= static_cast<double>(t.sms) / t.handling_sms;
  }
  return out;
}

/// What the transport's own law says of `exchange` when nothing else runs; `terms` has its copies and bytes.
/// An ideal transport, which takes no SMs, works like one on the SMs that its rates were measured with.
ExchangeTime lone_exchange(const StepInput& input, const RoutedExchange& exchange, ExchangeKind kind,
                           RoutedExchangeEstimate terms) {
  const ExpertTransport& transport = input.software.transport;
  const LoneExchangeTime time =
      estimate_lone_exchange({.rows = exchange.rows * exchange.load_factor,
                              .payload = exchange.payload,
                              .copies = terms.copies,
                              .group = exchange.group,
                              .sms = std::max(1, transport.sms > 0 ? transport.sms : transport.handling_sms),
                              .fast_line = input.machine.node.fast.value,
                              .nic_line = nic_line(input.machine.node)},
                             is_dispatch(kind) ? transport.alone->dispatch : transport.alone->combine);
  terms.handling = time.handling;
  terms.fast = time.fast;
  terms.nic = time.nic;
  terms.fixed = time.fill;
  terms.total = time.total - time.latency;
  return {
      .transfer = terms.total * input.factors.exchange, .barrier = time.latency, .terms = std::move(terms)};
}

/// One exchange, alone or beside compute.
Result<ExchangeTime> exchange_time(const StepInput& input, const RoutedExchange& exchange, RoutedPath path,
                                   ExchangeKind kind, bool overlap) {
  const ExpertTransport& transport = input.software.transport;
  TRAINYARD_TRY(terms, estimate_routed_exchange(
                           exchange, make_transport(input, path, kind, exchange.group.local, overlap)));
  if (!overlap && transport.alone) return lone_exchange(input, exchange, kind, terms);
  const bool quick = !overlap && transport.barrier_alone.value > Seconds{};
  return ExchangeTime{.transfer = terms.total * input.factors.exchange,
                      .barrier = input.plan.ep == 1 ? Seconds{}
                                 : quick            ? transport.barrier_alone.value
                                                    : transport.barrier.value,
                      .terms = terms};
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
  RoutedExchange exchange;
  // With sequence parallelism every rank of a tensor-parallel group sends its own part of the tokens.
  exchange.rows = static_cast<double>(input.plan.micro_batch) * input.sequence /
                  (input.plan.cp * (input.plan.sequence_parallel ? input.plan.tp : 1));
  exchange.routing = RoutingRule{.items = moe.routed_experts,
                                 .choices = moe.top_k,
                                 .groups = moe.groups,
                                 .allowed_groups = moe.limited_groups};
  exchange.group = group_shape(input.plan, GroupKind::expert, input.machine.node.gpus);
  exchange.load_factor = input.spread.hottest;
  times.rows_per_token = moe.top_k;
  TRAINYARD_TRY(copies, expected_row_copies(exchange.routing, exchange.group, *path, transport.deduplicate));
  times.received_per_token = transport.deduplicate ? copies.ranks : moe.top_k;
  for (int k = 0; k < exchange_kind_count; ++k) {
    const auto kind = static_cast<ExchangeKind>(k);
    exchange.payload = row_payload(transport, input.model.hidden, is_dispatch(kind));
    TRAINYARD_TRY(alone, exchange_time(input, exchange, *path, kind, false));
    TRAINYARD_TRY(beside, exchange_time(input, exchange, *path, kind, true));
    times.alone[static_cast<std::size_t>(k)] = alone;
    times.overlapped[static_cast<std::size_t>(k)] = beside;
    // The two come from different measurements: on many SMs, or for few rows, the one beside compute lacks
    // what only the lone one knows, such as the start of the pipeline.
    Seconds& transfer = times.overlapped[static_cast<std::size_t>(k)].transfer;
    if (transport.alone) transfer = std::max(transfer, alone.barrier + alone.transfer - beside.barrier);
  }
  return times;
}

}  // namespace trainyard
