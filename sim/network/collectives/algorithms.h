#pragma once
// One function per algorithm, each in the file of its name. Arguments are valid (see estimate_collective); a
// group of one member costs nothing. `size` is the full buffer of the operation: all-reduce the buffer of a
// member; all-gather the gathered output; reduce-scatter the input of a member; all-to-all the send buffer of
// a member, its own part included; point-to-point the message. Inside one fast domain every algorithm is the
// domain's measured law, for a library picks its best one there by itself. Symbols below: n members, L of
// them in each of N nodes, S the size; steps(L) = L - 1 up to 8 (domain_steps in stage.h).
#include "sim/network/collectives/group.h"

namespace trainyard {

[[nodiscard]] CollectiveCost ring_all_reduce(Bytes size, const GroupShape& group,
                                             const CollectiveLinks& links);
[[nodiscard]] CollectiveCost tree_all_reduce(Bytes size, const GroupShape& group,
                                             const CollectiveLinks& links);
[[nodiscard]] CollectiveCost hierarchical_all_reduce(Bytes size, const GroupShape& group,
                                                     const CollectiveLinks& links);
[[nodiscard]] CollectiveCost ring_all_gather(Bytes size, const GroupShape& group,
                                             const CollectiveLinks& links);
[[nodiscard]] CollectiveCost hierarchical_all_gather(Bytes size, const GroupShape& group,
                                                     const CollectiveLinks& links);
[[nodiscard]] CollectiveCost ring_reduce_scatter(Bytes size, const GroupShape& group,
                                                 const CollectiveLinks& links);
[[nodiscard]] CollectiveCost hierarchical_reduce_scatter(Bytes size, const GroupShape& group,
                                                         const CollectiveLinks& links);
[[nodiscard]] CollectiveCost pairwise_all_to_all(Bytes size, const GroupShape& group,
                                                 const CollectiveLinks& links);
[[nodiscard]] CollectiveCost hierarchical_all_to_all(Bytes size, const GroupShape& group,
                                                     const CollectiveLinks& links);
[[nodiscard]] CollectiveCost direct_point_to_point(Bytes size, const GroupShape& group,
                                                   const CollectiveLinks& links);

}  // namespace trainyard
