#pragma once
// The collective operations and their algorithms by name; the one entry that checks its input.
#include <span>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// One algorithm of an operation. To add one: a source file with the function, a line in collective.cpp.
struct CollectiveAlgorithm {
  std::string_view name;
  std::string_view description;  // one sentence
  CollectiveCost (*cost)(Bytes size, const GroupShape& group, const CollectiveLinks& links);
};

/// The algorithms of `op`, in the order in which "auto" prefers them when costs are equal.
[[nodiscard]] std::span<const CollectiveAlgorithm> collective_algorithms(CollectiveOp op);

struct CollectiveEstimate {
  CollectiveCost cost{};
  std::string_view algorithm{};  // the one that was used; empty for a group of one
};

/// Time of one collective by the named algorithm, or by the fastest one for "auto".
/// `size` is the full buffer: all-reduce the buffer of a member, all-gather the gathered output,
/// reduce-scatter the input of a member, all-to-all the send buffer of a member with its own part,
/// point-to-point the message (nccl-tests' convention). Errors: a negative size, a group that is not local *
/// nodes, a point-to-point group of more than two, a used link without rate, protocol or with a share outside
/// (0, 1], an unknown algorithm.
[[nodiscard]] Result<CollectiveEstimate> estimate_collective(CollectiveOp op, Bytes size,
                                                             const GroupShape& group,
                                                             const CollectiveLinks& links,
                                                             std::string_view algorithm = "auto");

/// The group of `members` ranks r, r + stride, r + 2 stride ... on nodes of `node_size` ranks each, starting
/// at a node's first ranks. Error when it does not spread evenly over its nodes.
[[nodiscard]] Result<GroupShape> make_strided_group(int members, int stride, int node_size);

/// Bytes on the wire per member and byte of `size`: 2(n-1)/n for all-reduce, (n-1)/n for all-gather,
/// reduce-scatter and all-to-all, 1 for point-to-point (0 for n = 1). Source: nccl-tests doc/PERFORMANCE.md.
[[nodiscard]] double bus_factor(CollectiveOp op, int members);
/// size * bus_factor / time, comparable with line rates. `time` > 0.
[[nodiscard]] BytesPerSecond bus_bandwidth(CollectiveOp op, Bytes size, int members, Seconds time);

}  // namespace trainyard
