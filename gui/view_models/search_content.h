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

/// One plan of the page, found now or kept.
struct ListedPlan {
  std::string plan{}, schedule{};
  int gpus = 0;
  Seconds step{};
  double mfu = 0, tokens_per_s_per_gpu = 0;
  Dollars dollars{};  // of a trillion tokens
  Bytes peak{}, headroom{};
  bool front = false;               // no other plan listed beats it in step time, memory left and GPUs
  std::vector<Override> changes{};  // what the scenario needs to run it
  bool opens = true;                // `changes` are all it needs
};

/// What the page shows.
struct FoundPlans {
  std::string scenario{};
  Entry entry{};                          // as it was searched, without what a search puts in
  Objective objective = Objective::time;  // by which they are ranked
  bool whole_front = false;               // the front against memory was asked for, not only plans listed
  bool proved = false;
  std::vector<ListedPlan> plans{};  // `ranked` of them best first, then those of the front alone
  std::size_t ranked = 0;
  SpaceCounts space{};
};

/// The scenario of a search and what it found.
struct SearchAnswer {
  Scenario scenario{};
  Entry entry{};
  SearchRequest request{};
  SearchResult result{};
};
/// Errors: those of reading the scenario (its plan may be illegal) and of search_plans. Stopped: not proved.
[[nodiscard]] Result<SearchAnswer> search_entry(const ProfileLibrary& library, const Entry& entry,
                                                const SearchRequest& request, const JobControl& control);
[[nodiscard]] FoundPlans found_plans(const SearchAnswer& answer);
/// The same from a kept report (write_json_search) of `entry`. Errors: it is no such report.
[[nodiscard]] Result<FoundPlans> kept_plans(const std::string& report, const Entry& entry);

/// "shortest step", "fewest dollars": what an objective seeks, in the user's language.
[[nodiscard]] std::string sought(Objective objective);

/// A number that a person typed into a filter, with or without its unit; empty: 0. Errors: no number of 0 or
/// more, with the field and what was expected.
[[nodiscard]] Result<double> filter_number(const std::string& text, const std::string& field,
                                           const std::string& unit);

/// Which of the plans are shown. Nothing is searched anew.
struct PlanFilter {
  int most_gpus = 0;       // 0: any
  Bytes most_memory{};     // of the fullest GPU; zero: any
  double least_mfu = 0;    // 0.45
  std::string schedule{};  // empty: any
  bool only_front = false;
  [[nodiscard]] bool admits(const ListedPlan& plan) const;
};

/// Tiles, the plans as a scatter with the front apart, the same as a table (keys in both: indices into
/// `plans`), what was left out and why with one case of each reason worked out.
[[nodiscard]] Content search_content(const FoundPlans& found, const PlanFilter& filter = {});
/// The entry that runs the `index`-th plan.
[[nodiscard]] Entry entry_of_plan(const FoundPlans& found, std::size_t index);

}  // namespace trainyard::gui
