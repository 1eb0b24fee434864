#pragma once
// Why a plan lost: against the best, part by part.
#include <string>

#include "models/search/search_report.h"

namespace trainyard {

/// Sentences and a table: whether `plan` fits, how its step compares with that of `best`, and which parts of
/// the step make the difference (they sum to it). A plan that does not fit tells the owner of its peak and
/// what would fit. `plan` must be legal. Errors: what cannot be priced.
[[nodiscard]] Result<std::string> explain_plan(const Scenario& scenario, const Plan& plan, const Plan& best,
                                               bool colour = false);

}  // namespace trainyard
