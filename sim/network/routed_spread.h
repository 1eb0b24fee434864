#pragma once
// How widely a row spreads when it is routed to k items: the expected number of distinct cells (ranks, nodes)
// it touches.
#include "sim/base/result.h"

namespace trainyard {

/// Routing of one row: `allowed_groups` of `groups` equal groups of items are chosen, then `choices` distinct
/// items among those of the chosen groups. groups = allowed_groups = 1 is unrestricted routing.
struct RoutingRule {
  int items = 1;
  int choices = 1;
  int groups = 1;
  int allowed_groups = 1;
};

/// Expected number of distinct cells that one row touches when the items lie in order on `cells` equal cells
/// (ranks, or nodes). Every set of allowed groups and every set of choices in them counts as equally likely
/// (balanced routing). With R groups of g items, M allowed, k choices and cells of c items, the expectation
/// is cells * P(one given cell is hit), where
///   cell inside a group (c <= g):   P = M/R [1 - C(Mg - c, k) / C(Mg, k)]
///   cell of j whole groups (c = jg): P = sum over m of Hyp(m; R, j, M) [1 - C(Mg - mg, k) / C(Mg, k)].
/// Exact by linearity of expectation; dependence between cells does not enter.
/// Errors: counts below 1, items that do not divide over groups or cells, cells that cut groups, more choices
/// than items.
[[nodiscard]] Result<double> expected_distinct_cells(const RoutingRule& rule, int cells);

}  // namespace trainyard
