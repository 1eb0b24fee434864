#pragma once
// The Plan page: which offer of GPUs to buy or rent.
#include <string>
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/latest_job.h"
#include "gui/view_models/workbench.h"
#include "models/purchase/purchase_report.h"

namespace trainyard::gui {

/// What is asked, as typed.
struct PlanWish {
  std::string offers{};   // a shipped question or a file
  std::string changes{};  // "caps.budget=$90M; horizon=..." as --set takes them, parted by ';'
};

/// Reads the question, searches the best plan of each workload on each offer and answers. Errors: those of
/// `trainyard plan`, in the same words; "stopped" when `control` says so.
[[nodiscard]] Result<PurchaseReport> answer_offers(const ProfileLibrary& library, const PlanWish& wish,
                                                   const JobControl& control);
/// The answer in words, tiles, cost by item, finishing dates, break-even, win regions, sources.
[[nodiscard]] Content plan_content(const PurchaseReport& report);

}  // namespace trainyard::gui
