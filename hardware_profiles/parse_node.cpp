#include <fmt/format.h>

#include <array>
#include <optional>

#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"

namespace trainyard {
namespace {

constexpr std::array<std::string_view, 5> collective_names{"all_reduce", "all_gather", "reduce_scatter",
                                                           "all_to_all", "point_to_point"};
constexpr int most_gpus_per_node = 1024;
constexpr int most_nodes = 1'000'000;

int count_between(JsonReader& reader, std::string_view key, int least, int most) {
  return static_cast<int>(reader.integer(key, least, most));
}

/// What a way of a node with `gpus` GPUs and a collective as a whole have in common.
template <class Way>
void read_way(JsonReader& reader, int gpus, Way& way) {
  way.latency = reader.sourced<Seconds>("latency");
  way.per_peer = reader.sourced<Seconds>("per_peer");
  way.share = reading::share(reader, "share");
  if (reader.has("small_group_loss"))
    way.small_group_loss = reading::number(reader, "small_group_loss", 0.0, 1.99);
  const double full = 1.0 - way.small_group_loss.value / gpus;
  if (gpus > 1 && way.share.value > full) {
    reader.report("share",
                  fmt::format("is {}, but a node of {} GPUs with a small_group_loss of {} reaches at "
                              "most {:.4g}",
                              way.share.value, gpus, way.small_group_loss.value, full));
  }
}

DomainCollective domain_collective(JsonReader reader, int gpus) {
  DomainCollective collective;
  const Sourced<double> none{0.0, "not measured", Evidence::assumed, 0.0};
  collective.small_group_loss = none;
  read_way(reader, gpus, collective);
  collective.fill = reader.has("fill") ? reading::number(reader, "fill", 0.0, 2.0) : none;
  for (JsonReader& way : reader.objects("small_messages")) {
    DomainWay found;
    found.small_group_loss = none;
    read_way(way, gpus, found);
    collective.small_messages.push_back(std::move(found));
  }
  collective.bulk_from = reader.has("bulk_from")
                             ? reading::positive<Bytes>(reader, "bulk_from")
                             : Sourced<Bytes>{{}, "the fastest way is taken", Evidence::assumed, 0.0};
  collective.in_switch_wire_factor = {2.0, "no reduction in the switch", Evidence::assumed, 0.0};
  if (std::optional<JsonReader> in_switch = reader.optional_object("in_switch")) {
    collective.in_switch_members = count_between(*in_switch, "members", 2, most_gpus_per_node);
    collective.in_switch_wire_factor = reading::number(*in_switch, "wire_factor", 1.0, 2.0);
  }
  return collective;
}

Sourced<double> in_seconds(const Sourced<Seconds>& found) {
  return {found.value.base(), found.source, found.evidence, found.relative_sigma};
}

}  // namespace

Result<NodeProfile> parse_node(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  NodeProfile node;
  node.name = reading::profile_name(reader, "name");
  node.description = reading::filled_text(reader, "description");
  node.gpu = reading::profile_name(reader, "gpu");
  node.gpus = count_between(reader, "gpus", 1, most_gpus_per_node);
  node.interconnect = reader.choice("interconnect", {"nvswitch", "pcie"});
  node.fast = reading::positive<BytesPerSecond>(reader, "fast");
  node.fast_achievable = reading::share(reader, "fast_achievable");
  JsonReader collectives = reader.object("collectives");
  for (std::string_view name : collective_names) {
    node.collectives.emplace(name, domain_collective(collectives.object(name), node.gpus));
  }
  node.nics = count_between(reader, "nics", 1, most_gpus_per_node);
  node.nic = reading::positive<BytesPerSecond>(reader, "nic");
  node.nic_achievable = reading::share(reader, "nic_achievable");
  node.nic_all_to_all = reading::share(reader, "nic_all_to_all");
  node.nic_latency = reader.sourced<Seconds>("nic_latency");
  node.power = reading::positive<Watts>(reader, "power");
  if (reader.has("host")) node.host = reading::profile_name(reader, "host");
  if (reader.has("host_time")) node.host_time = reading::number(reader, "host_time", 0.1, 4.0);
  return reading::close(reader, diagnostics, std::move(node));
}

Result<FabricProfile> parse_fabric(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  FabricProfile fabric;
  fabric.name = reading::profile_name(reader, "name");
  fabric.description = reading::filled_text(reader, "description");
  fabric.kind = reader.choice("kind", {"leaf_spine", "multi_plane"});
  fabric.planes = count_between(reader, "planes", 1, 64);
  if (reader.has("kind") && (fabric.kind == "multi_plane") != (fabric.planes > 1)) {
    reader.report("planes", fabric.kind == "multi_plane"
                                ? "is 1, but a multi_plane fabric has at least 2 planes"
                                : "is above 1, but a leaf_spine fabric has 1 plane");
  }
  fabric.switch_ports = count_between(reader, "switch_ports", 2, 4096);
  fabric.oversubscription = reading::number(reader, "oversubscription", 1.0, 64.0);
  fabric.hop_latency = reader.sourced<Seconds>("hop_latency");
  fabric.collective_base_s = in_seconds(reader.sourced<Seconds>("collective_base"));
  fabric.collective_root_s = in_seconds(reader.sourced<Seconds>("collective_root"));
  fabric.max_gpus = count_between(reader, "max_gpus", 1, most_nodes);
  fabric.cost_per_endpoint = reader.sourced<Dollars>("cost_per_endpoint");
  return reading::close(reader, diagnostics, std::move(fabric));
}

Result<ClusterProfile> parse_cluster(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  ClusterProfile cluster;
  cluster.name = reading::profile_name(reader, "name");
  cluster.description = reading::filled_text(reader, "description");
  cluster.node = reading::filled_text(reader, "node");
  cluster.fabric = reading::profile_name(reader, "fabric");
  cluster.nodes = count_between(reader, "nodes", 1, most_nodes);
  cluster.pue = reading::number(reader, "pue", 1.0, 3.0);
  cluster.usable_memory = reading::positive<Bytes>(reader, "usable_memory");
  return reading::close(reader, diagnostics, std::move(cluster));
}

}  // namespace trainyard
