#include "sim/network/routed_spread.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace trainyard {
namespace {

/// C(total - barred, k) / C(total, k): the chance that k distinct draws from `total` miss all of `barred`. A
/// product of ratios below one, so that no factorial overflows.
double miss_chance(int total, int barred, int k) {
  if (k > total - barred) return 0.0;
  double chance = 1.0;
  for (int i = 0; i < k; ++i) chance *= static_cast<double>(total - barred - i) / (total - i);
  return chance;
}

/// C(n, k) in double; 0 outside 0 <= k <= n.
double binomial(int n, int k) {
  if (k < 0 || k > n) return 0.0;
  double value = 1.0;
  for (int i = 1; i <= std::min(k, n - k); ++i) value *= static_cast<double>(n + 1 - i) / i;
  return value;
}

/// The chance that exactly `hit` of `marked` groups are among `drawn` groups drawn from `groups`.
double hypergeometric(int hit, int groups, int marked, int drawn) {
  return binomial(marked, hit) * binomial(groups - marked, drawn - hit) / binomial(groups, drawn);
}

Diagnostics problems_of(const RoutingRule& rule, int cells) {
  Diagnostics problems;
  const auto complain = [&](std::string message) { problems.push_back(problem(std::move(message)).front()); };
  if (rule.items < 1 || rule.choices < 1 || rule.groups < 1 || rule.allowed_groups < 1 || cells < 1)
    return problem("a routing needs at least one item, choice, group, allowed group and cell");
  if (rule.allowed_groups > rule.groups)
    complain(fmt::format("{} groups are allowed, but there are only {}", rule.allowed_groups, rule.groups));
  if (rule.items % rule.groups != 0)
    complain(fmt::format("{} items do not divide into {} equal groups", rule.items, rule.groups));
  if (rule.items % cells != 0)
    complain(fmt::format("{} items do not divide over {} ranks or nodes", rule.items, cells));
  if (!problems.empty()) return problems;
  const int group_size = rule.items / rule.groups;
  const int cell_size = rule.items / cells;
  if (group_size % cell_size != 0 && cell_size % group_size != 0)
    complain(fmt::format("{} ranks or nodes of {} items cut through groups of {} items", cells, cell_size,
                         group_size));
  if (rule.choices > rule.allowed_groups * group_size)
    complain(fmt::format("{} choices among the {} items of {} allowed groups", rule.choices,
                         rule.allowed_groups * group_size, rule.allowed_groups));
  return problems;
}

}  // namespace

Result<double> expected_distinct_cells(const RoutingRule& rule, int cells) {
  if (Diagnostics problems = problems_of(rule, cells); !problems.empty()) return problems;
  const int group_size = rule.items / rule.groups;
  const int cell_size = rule.items / cells;
  const int pool = rule.allowed_groups * group_size;
  if (cell_size <= group_size) {
    const double allowed = static_cast<double>(rule.allowed_groups) / rule.groups;
    return cells * allowed * (1.0 - miss_chance(pool, cell_size, rule.choices));
  }
  const int groups_per_cell = cell_size / group_size;
  double hit = 0.0;
  for (int m = 1; m <= std::min(groups_per_cell, rule.allowed_groups); ++m)
    hit += hypergeometric(m, rule.groups, groups_per_cell, rule.allowed_groups) *
           (1.0 - miss_chance(pool, m * group_size, rule.choices));
  return cells * hit;
}

Result<RowSpread> expected_spread_of_best(const RoutingRule& rule, int cells) {
  if (Diagnostics problems = problems_of(rule, cells); !problems.empty()) return problems;
  if (cells % rule.groups != 0)
    return problem(fmt::format("{} ranks or nodes do not divide into {} groups", cells, rule.groups));
  const int cells_per_group = cells / rule.groups, cell_size = rule.items / cells;
  const int group_size = cells_per_group * cell_size;
  // chance[open groups][touched cells] after so many choices
  const auto wide = static_cast<std::size_t>(rule.choices) + 2;
  using Table = std::vector<std::vector<double>>;
  const Table nowhere(static_cast<std::size_t>(rule.allowed_groups) + 2, std::vector<double>(wide, 0.0));
  Table chance = nowhere;
  chance[0][0] = 1.0;
  for (int made = 0; made < rule.choices; ++made) {
    Table next = nowhere;
    for (int open = 0; open <= rule.allowed_groups; ++open) {
      for (int touched = 0; touched <= made; ++touched) {
        const auto g = static_cast<std::size_t>(open), c = static_cast<std::size_t>(touched);
        if (chance[g][c] <= 0.0) continue;
        const bool may_open = open < rule.allowed_groups;
        const double left = (may_open ? rule.items : rule.allowed_groups * group_size) - made;
        const double here = chance[g][c] / left;
        if (may_open) next[g + 1][c + 1] += here * (rule.groups - open) * group_size;
        next[g][c + 1] += here * (open * cells_per_group - touched) * cell_size;
        next[g][c] += here * (touched * cell_size - made);
      }
    }
    chance = std::move(next);
  }
  RowSpread spread;
  for (std::size_t g = 0; g < chance.size(); ++g) {
    for (std::size_t c = 0; c < wide; ++c) {
      spread.groups += chance[g][c] * static_cast<double>(g);
      spread.cells += chance[g][c] * static_cast<double>(c);
    }
  }
  return spread;
}

}  // namespace trainyard
