#pragma once
// Small mixed-integer linear programs, solved exactly by branch and bound over a dense simplex.
#include <string>
#include <vector>

#include "sim/base/result.h"

namespace trainyard {

/// Minimise cost . z under rows . z <= limits, 0 <= z <= upper; the variables marked are whole.
struct IntegerProgram {
  std::vector<double> cost{};
  std::vector<std::vector<double>> rows{};
  std::vector<double> limits{};
  std::vector<double> upper{};  // finite for whole variables; infinity: none
  std::vector<bool> whole{};
};

struct IntegerSolution {
  std::vector<double> values{};
  double objective = 0;
  std::size_t nodes = 0;  // of the tree
};

/// The optimum within 1e-9 (relative). Depth first, the branch nearer to the relaxation first; a node is left
/// when its relaxation is no better than the best found. Two-phase simplex with Bland's rule, which cannot
/// cycle. Errors: no point keeps the rows; an optimum without bound; more than `most_nodes` nodes.
/// Source: Land and Doig, "An automatic method of solving discrete programming problems", Econometrica 28
/// (1960); Bland, "New finite pivoting rules for the simplex method", Math. Oper. Res. 2 (1977).
[[nodiscard]] Result<IntegerSolution> solve(const IntegerProgram& program, std::size_t most_nodes = 200000);

}  // namespace trainyard
