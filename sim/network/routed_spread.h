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

/// Distinct groups and cells that one row touches, expected.
struct RowSpread {
  double groups = 0.0;
  double cells = 0.0;
};

/// The same where a row's items are ranked by independent scores, the allowed groups are those of its best
/// items, and the choices are the best items in them: benchmarks that draw random scores route like this, and
/// a row then touches nearly every allowed group. Counted along the ranking: a choice opens a new group, or
/// falls on a touched or an untouched cell of the open ones, with chances that follow from how many groups
/// and cells have been touched. Exact. With one group, or all of them allowed, it is expected_distinct_cells.
/// Errors: as above, and cells larger than groups.
[[nodiscard]] Result<RowSpread> expected_spread_of_best(const RoutingRule& rule, int cells);

}  // namespace trainyard
