#pragma once
// What a collective operation is given: the shape of its group, the links it runs over, and the breakdown it
// answers with.
#include <array>
#include <limits>
#include <string_view>
#include <vector>

#include "sim/base/units.h"

namespace trainyard {

enum class CollectiveOp { all_reduce, all_gather, reduce_scatter, all_to_all, point_to_point };
inline constexpr std::size_t collective_op_count = 5;
inline constexpr std::array<CollectiveOp, collective_op_count> all_collective_ops{
    CollectiveOp::all_reduce, CollectiveOp::all_gather, CollectiveOp::reduce_scatter,
    CollectiveOp::all_to_all, CollectiveOp::point_to_point};
/// "all_reduce", "all_gather", "reduce_scatter", "all_to_all", "point_to_point".
[[nodiscard]] std::string_view to_text(CollectiveOp op);

/// A group of `members` devices spread evenly: `local` of them in each of `nodes` fast domains; members =
/// local * nodes.
struct GroupShape {
  int members = 1;
  int local = 1;
  int nodes = 1;
  bool operator==(const GroupShape&) const = default;
};

/// One way a library moves data inside the fast domain, n members in it:
///   t = L + W + 2 fill sqrt(L W)
///   L = latency + per_peer steps(n), W = wire bytes / (line rate * share * (1 - small_group_loss / n)),
/// steps(n) = n - 1 for n <= 8 (domain_steps in stage.h). Form after measurements of NCCL on one node at
/// n = 2, 4, 8: small groups use fewer channels and reach less of the line rate. The last term is the
/// pipeline of chunks: each of c chunks adds a part x of the start, and one chunk, W / c, passes before the
/// wire is full; c x + W / c is least at 2 sqrt(x W), so fill^2 = x / L. At fill = 1 a chunk costs a whole
/// start and t = (sqrt(L) + sqrt(W))^2.
struct DomainProtocol {
  Seconds latency{};
  Seconds per_peer{};
  double share = 1.0;             // achieved share of the line rate, one direction, as the group grows
  double small_group_loss = 0.0;  // 0 <= loss < 2
  double fill = 0.0;              // >= 0
};

/// The protocols a library chooses from for one operation, the bulk one last (low latency for small messages,
/// bulk for large ones). The cheapest one is taken for each message. But libraries choose by a model of their
/// own, which may leave the quick ways too early: from `bulk_from` bytes on a member's fast wire on, the bulk
/// protocol is taken even where another one would be quicker; 0: never. The bound is an amount of bytes, not
/// a ratio of times, so that no cost falls when any rate falls or any latency grows: at a given size the
/// choice is the cheapest one or the bulk one, whatever the links.
struct DomainLaw {
  std::vector<DomainProtocol> protocols{};
  Bytes bulk_from{};
};

/// Reduction inside the domain's switch (NVLS on Hopper boards): an all-reduce then puts wire_factor (n-1)/n
/// of the buffer on each member's link instead of 2 (n-1)/n, in groups of at least `min_members`.
struct InSwitchReduction {
  double wire_factor = 2.0;
  int min_members = 0;  // 0: the switch does not reduce
};

/// The fast domain (NVLink between the GPUs of a node, or PCIe where there is nothing better).
struct FastDomain {
  BytesPerSecond rate{};  // line rate per member and direction
  std::array<DomainLaw, collective_op_count> laws{};
  InSwitchReduction in_switch{};

  [[nodiscard]] const DomainLaw& law(CollectiveOp op) const { return laws[static_cast<std::size_t>(op)]; }
  [[nodiscard]] DomainLaw& law(CollectiveOp op) { return laws[static_cast<std::size_t>(op)]; }
};

/// The network between nodes as one member sees it.
struct SlowLink {
  BytesPerSecond rate{};  // line rate of one NIC and direction
  double members_per_nic =
      1.0;             // members that send through one NIC at the same time, of this group or its siblings
  double share = 1.0;  // achieved share of the line rate, large messages
  double all_to_all_share = 1.0;  // the same for all-to-all
  Seconds hop_latency{};          // one small message from node to node
  Seconds collective_base{};      // constant part of a collective that leaves the node (launch, rendezvous)
  Seconds collective_root{};      // times sqrt(nodes)
  Seconds per_message{};          // handling of one message, where messages are posted to every peer
};

struct CollectiveLinks {
  FastDomain fast{};
  SlowLink slow{};
  Seconds overhead{};  // added once to every operation with more than one member
  /// How the time inside nodes and between nodes combine: the p-norm of both. Infinity (chunks pipelined
  /// through both, the larger one counts) is what NCCL's rings and trees do; 1 is one stage after the other.
  double stage_norm = std::numeric_limits<double>::infinity();
};

/// Time of one operation by cause. `fast` and `slow` are full wire times, `fast` with the filling of its
/// pipeline; total = overhead + latency + norm(fast, slow). Bytes are what the busiest member sends on each
/// wire in one direction; by symmetry it receives as much.
struct CollectiveCost {
  Seconds latency{};
  Seconds fast{};
  Seconds slow{};
  Seconds overhead{};
  Seconds total{};
  Bytes fast_bytes{};
  Bytes slow_bytes{};
};

}  // namespace trainyard
