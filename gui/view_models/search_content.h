#pragma once
// The Search page: the best plans of a scenario, proved.
#include <string>
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/latest_job.h"
#include "gui/view_models/workbench.h"
#include "models/search/search.h"

namespace trainyard::gui {

/// What the page's controls ask for, as typed.
struct SearchWish {
  Objective objective = Objective::time;
  bool against_memory = false;  // a front of the objective and the memory left: simulates many more plans
  std::string gpus{}, tp{}, pp{}, ep{}, micro_batch{}, zero{}, schedule{};  // "1, 2, 4"; empty: all
  int top = 20;
};
/// Errors: what is no list of whole numbers, schedules there are none of, each with its field.
[[nodiscard]] Result<SearchRequest> search_request(const SearchWish& wish);

/// The scenario of a search and what it found.
struct SearchAnswer {
  Scenario scenario{};
  Entry entry{};  // as it was opened, without what a search puts in
  SearchRequest request{};
  SearchResult result{};
};
/// Errors: those of reading the scenario (its plan may be illegal) and of search_plans. Stopped: not proved.
[[nodiscard]] Result<SearchAnswer> search_entry(const ProfileLibrary& library, const Entry& entry,
                                                const SearchRequest& request, const JobControl& control);

/// Tiles, the front as a scatter, the ranked plans (their keys are indices into result.ranked), what was left
/// out and why.
[[nodiscard]] Content search_content(const SearchAnswer& answer);
/// The entry that runs the `index`-th ranked plan.
[[nodiscard]] Entry entry_of_plan(const SearchAnswer& answer, std::size_t index);

}  // namespace trainyard::gui
