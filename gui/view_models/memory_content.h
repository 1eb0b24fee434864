#pragma once
// The Memory page: what fills the GPUs of every pipeline rank, and when.
#include <optional>
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/workbench.h"
#include "models/memory/memory_timeline.h"

namespace trainyard::gui {

/// A scenario with its memory over a step.
struct MemoryAnswer {
  std::string label{};
  Evaluated evaluated{};
  std::vector<RankMemoryTimeline> timelines{};  // by pipeline rank
};
/// Errors: those of load_scenario and estimate.
[[nodiscard]] Result<MemoryAnswer> memory_answer(const ProfileLibrary& library, const Entry& entry);

/// What the chooser of ranks offers: the fullest first, then all in order; with the stages each holds.
struct RankChoice {
  std::optional<int> rank{};  // none: the fullest
  std::string text{};
};
[[nodiscard]] std::vector<RankChoice> rank_choices(const MemoryEstimate& memory);

/// Tiles, every rank as a bar under the capacity, `rank` (none: the fullest) over the step with its owners;
/// changes that would fit. Numbers are those of `trainyard run` and `explain --stage memory`.
[[nodiscard]] Content memory_content(const MemoryAnswer& answer, std::optional<int> rank = {});

}  // namespace trainyard::gui
