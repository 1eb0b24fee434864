#include <bit>

#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/stage.h"

namespace trainyard {
namespace {

/// What the busiest of n places in a double binary tree sends for a buffer of 1: as an inner place of one
/// tree half the buffer up and half down to each of two children, as a leaf of the other half the buffer
/// up: 2. Two places just swap the buffer.
double tree_load(int n) {
  if (n == 1) return 0.0;
  return n == 2 ? 1.0 : 2.0;
}

/// Levels below the root of a binary tree of n places.
int tree_depth(int n) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(n))) - 1;
}

}  // namespace

/// Double binary tree between nodes, chains inside them, up and down:
///   NIC bytes = 2 S / L (S / L for two nodes), fast bytes = 2 S (S for two members),
///   latency = collective_base + 2 floor(log2 N) hop_latency + latency + steps(L) per_peer (which covers both
///   ways).
/// Source: P. Sanders, J. Speck, J. L. Traeff, "Two-tree algorithms for full bandwidth broadcast, reduction
/// and scan", 2009, which NCCL builds between nodes since 2.4.
CollectiveCost tree_all_reduce(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  if (group.nodes == 1) return ring_all_reduce(size, group, links);
  StagePlan plan;
  plan.fast_bytes = size * tree_load(group.local);
  plan.slow_bytes = size * tree_load(group.nodes) / group.local;
  plan.slow_latency = links.slow.collective_base + links.slow.hop_latency * (2.0 * tree_depth(group.nodes));
  plan.protocol_steps = domain_steps(group.local);
  plan.slow_share = links.slow.share;
  return price_stages(CollectiveOp::all_reduce, plan, group, links);
}

}  // namespace trainyard
