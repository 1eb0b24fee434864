#pragma once
// What a search found, for a person and for a program.
#include <optional>
#include <string>

#include "models/search/search.h"

namespace trainyard {

/// A search and what it was asked.
struct SearchReport {
  const Scenario* scenario = nullptr;
  SearchRequest request{};
  SearchResult result{};
  std::optional<RankedPlan> own{};  // the scenario's plan; nothing when it is not legal or does not fit
  std::string own_problem{};        // why there is none
};

/// Step time and memory of one plan, as a search has them; `bound` stays zero. Errors: what cannot be priced;
/// a plan that does not fit, with its peak.
[[nodiscard]] Result<RankedPlan> rank_plan(const Scenario& scenario, const Plan& plan,
                                           std::uint64_t seed = 1);

/// For a person: tables of at most 120 columns.
[[nodiscard]] std::string write_text_search(const SearchReport& report, bool colour = false);
/// data/schema/search-report.schema.json.
[[nodiscard]] std::string write_json_search(const SearchReport& report);
/// One row per ranked plan, then per plan of the front.
[[nodiscard]] std::string write_csv_search(const SearchReport& report);

/// Why legal plans were left out: "12 for memory, 3 for kernel constants"; empty when none were.
[[nodiscard]] std::string rejected_text(const SpaceCounts& space);

/// "tp 1, pp 16, ep 64, dp 128, micro-batch 1, ZeRO-1, dualpipe, recompute deepseek".
[[nodiscard]] std::string plan_text(const Plan& plan);

}  // namespace trainyard
