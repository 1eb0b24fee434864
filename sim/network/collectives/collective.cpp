#include "sim/network/collectives/collective.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/stage.h"

namespace trainyard {
namespace {

constexpr CollectiveAlgorithm all_reduce_algorithms[] = {
    {"ring", "Two passes around rings through all members, one that reduces and one that gathers.",
     ring_all_reduce},
    {"tree", "A double binary tree between the nodes, chains inside them.", tree_all_reduce},
    {"hierarchical", "Reduce-scatter in the node, all-reduce along each rail, all-gather in the node.",
     hierarchical_all_reduce},
};
constexpr CollectiveAlgorithm all_gather_algorithms[] = {
    {"ring", "One pass around rings through all members.", ring_all_gather},
    {"hierarchical", "Gather along each rail, then inside the node.", hierarchical_all_gather},
};
constexpr CollectiveAlgorithm reduce_scatter_algorithms[] = {
    {"ring", "One pass around rings through all members, reducing on the way.", ring_reduce_scatter},
    {"hierarchical", "Reduce-scatter inside the node, then along each rail.", hierarchical_reduce_scatter},
};
constexpr CollectiveAlgorithm all_to_all_algorithms[] = {
    {"pairwise", "Every member sends straight to every other one.", pairwise_all_to_all},
    {"hierarchical", "Inside the node to the destination's rail, then one message to each node.",
     hierarchical_all_to_all},
};
constexpr CollectiveAlgorithm point_to_point_algorithms[] = {
    {"direct", "One message over the fastest link that both members share.", direct_point_to_point},
};

constexpr double most_fill = 2.0;  // twice what a pipeline without any overlap would lose

void check_domain(CollectiveOp op, const FastDomain& fast, Diagnostics& problems) {
  const auto complain = [&](std::string message) { problems.push_back(problem(std::move(message)).front()); };
  if (!(fast.rate.base() > 0.0))
    complain("the group has peers inside a node, but the fast domain has no rate");
  const std::vector<DomainProtocol>& protocols = fast.law(op).protocols;
  if (protocols.empty()) complain(fmt::format("the fast domain has no protocol for {}", to_text(op)));
  for (const DomainProtocol& p : protocols) {
    if (!(p.share > 0.0 && p.share <= 1.0))
      complain(fmt::format("{}: share {} of the fast line rate, expected more than 0 and at most 1",
                           to_text(op), p.share));
    if (!(p.small_group_loss >= 0.0 && p.small_group_loss < 2.0))
      complain(
          fmt::format("{}: small-group loss {}, expected 0 up to below 2", to_text(op), p.small_group_loss));
    if (!(p.fill >= 0.0 && p.fill <= most_fill))
      complain(fmt::format("{}: fill {}, expected 0 to {}", to_text(op), p.fill, most_fill));
    if (!(p.latency.base() >= 0.0 && p.per_peer.base() >= 0.0))
      complain(fmt::format("{}: a latency inside the node is negative", to_text(op)));
  }
  if (!(fast.law(op).bulk_from.base() >= 0.0))
    complain(fmt::format("{}: the bulk protocol is taken from a negative size on", to_text(op)));
  const InSwitchReduction& in_switch = fast.in_switch;
  if (in_switch.min_members > 0 && !(in_switch.wire_factor >= 1.0 && in_switch.wire_factor <= 2.0))
    complain(fmt::format("in-switch wire factor {}, expected 1 to 2", in_switch.wire_factor));
}

void check_slow(CollectiveOp op, const SlowLink& slow, Diagnostics& problems) {
  const auto complain = [&](std::string message) { problems.push_back(problem(std::move(message)).front()); };
  if (!(slow.rate.base() > 0.0)) complain("the group spans nodes, but the link between nodes has no rate");
  if (!(slow.members_per_nic > 0.0)) complain("members per NIC must be positive");
  const double share = op == CollectiveOp::all_to_all ? slow.all_to_all_share : slow.share;
  if (!(share > 0.0 && share <= 1.0))
    complain(fmt::format("{}: share {} of the NIC's line rate, expected more than 0 and at most 1",
                         to_text(op), share));
  for (const Seconds t : {slow.hop_latency, slow.collective_base, slow.collective_root, slow.per_message})
    if (!(t.base() >= 0.0)) complain("a latency between nodes is negative");
}

Diagnostics problems_of(CollectiveOp op, Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  if (group.members < 1 || group.local < 1 || group.nodes < 1 ||
      static_cast<long long>(group.local) * group.nodes != group.members)
    return problem(fmt::format("a group of {} members cannot be {} members in each of {} nodes",
                               group.members, group.local, group.nodes),
                   "members = local * nodes, all at least 1");
  Diagnostics problems;
  if (!(size.base() >= 0.0) || std::isinf(size.base()))
    problems =
        problem(fmt::format("{} of {} bytes", to_text(op), size.base()), "sizes are finite and not negative");
  if (op == CollectiveOp::point_to_point && group.members > 2)
    problems.push_back(
        problem(fmt::format("point_to_point in a group of {}", group.members), "it has two members").front());
  if (group.local > 1) check_domain(op, links.fast, problems);
  if (group.nodes > 1) check_slow(op, links.slow, problems);
  if (!(links.stage_norm >= 1.0))
    problems.push_back(problem(fmt::format("stage norm {}, expected at least 1", links.stage_norm)).front());
  if (!(links.overhead.base() >= 0.0))
    problems.push_back(problem("the overhead of a collective is negative").front());
  return problems;
}

}  // namespace

std::string_view to_text(CollectiveOp op) {
  switch (op) {
    case CollectiveOp::all_reduce:
      return "all_reduce";
    case CollectiveOp::all_gather:
      return "all_gather";
    case CollectiveOp::reduce_scatter:
      return "reduce_scatter";
    case CollectiveOp::all_to_all:
      return "all_to_all";
    case CollectiveOp::point_to_point:
      return "point_to_point";
  }
  assert(false);
  return {};
}

std::span<const CollectiveAlgorithm> collective_algorithms(CollectiveOp op) {
  switch (op) {
    case CollectiveOp::all_reduce:
      return all_reduce_algorithms;
    case CollectiveOp::all_gather:
      return all_gather_algorithms;
    case CollectiveOp::reduce_scatter:
      return reduce_scatter_algorithms;
    case CollectiveOp::all_to_all:
      return all_to_all_algorithms;
    case CollectiveOp::point_to_point:
      return point_to_point_algorithms;
  }
  assert(false);
  return {};
}

Result<CollectiveEstimate> estimate_collective(CollectiveOp op, Bytes size, const GroupShape& group,
                                               const CollectiveLinks& links, std::string_view algorithm) {
  const std::span<const CollectiveAlgorithm> table = collective_algorithms(op);
  const bool choose = algorithm == "auto";
  const auto named =
      std::find_if(table.begin(), table.end(), [&](const auto& a) { return a.name == algorithm; });
  if (!choose && named == table.end()) {
    std::vector<std::string> names{"auto"};
    for (const CollectiveAlgorithm& a : table) names.emplace_back(a.name);
    return problem(fmt::format("\"{}\" is not an algorithm of {}", algorithm, to_text(op)),
                   name_hint(algorithm, names));
  }
  if (Diagnostics problems = problems_of(op, size, group, links); !problems.empty()) return problems;
  if (group.members == 1) return CollectiveEstimate{};
  if (!choose) return CollectiveEstimate{named->cost(size, group, links), named->name};

  CollectiveEstimate best{table.front().cost(size, group, links), table.front().name};
  for (const CollectiveAlgorithm& a : table.subspan(1)) {
    const CollectiveCost cost = a.cost(size, group, links);
    if (cost.total < best.cost.total) best = {cost, a.name};
  }
  return best;
}

Result<GroupShape> make_strided_group(int members, int stride, int node_size) {
  if (members < 1 || stride < 1 || node_size < 1)
    return problem(
        fmt::format("a group of {} members, stride {}, on nodes of {}", members, stride, node_size),
        "all three are at least 1");
  if (members == 1) return GroupShape{};
  if (stride < node_size && node_size % stride != 0)
    return problem(fmt::format("a stride of {} does not repeat evenly on nodes of {}", stride, node_size),
                   "choose a stride that divides the node or is a multiple of it");
  const int per_node = stride >= node_size ? 1 : node_size / stride;
  const int local = std::min(members, per_node);
  if (members % local != 0)
    return problem(fmt::format("{} members do not fill nodes of {} evenly", members, local),
                   fmt::format("choose a multiple of {}, or at most {}", per_node, per_node));
  return GroupShape{members, local, members / local};
}

double bus_factor(CollectiveOp op, int members) {
  assert(members >= 1);
  if (members == 1) return 0.0;
  switch (op) {
    case CollectiveOp::all_reduce:
      return 2.0 * remote_share(members);
    case CollectiveOp::all_gather:
    case CollectiveOp::reduce_scatter:
    case CollectiveOp::all_to_all:
      return remote_share(members);
    case CollectiveOp::point_to_point:
      return 1.0;
  }
  assert(false);
  return 0.0;
}

BytesPerSecond bus_bandwidth(CollectiveOp op, Bytes size, int members, Seconds time) {
  assert(time.base() > 0.0);
  return size * bus_factor(op, members) / time;
}

}  // namespace trainyard
