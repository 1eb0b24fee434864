#pragma once
// The Run page: tokens, money and failures over the calendar.
#include <QDate>
#include <optional>

#include "gui/view_models/content.h"
#include "gui/view_models/workbench.h"
#include "models/estimate/run_calendar.h"

namespace trainyard::gui {

struct RunAnswer {
  std::string label{};
  Evaluated evaluated{};
  RunCalendar calendar{};
};
/// Errors: those of load_scenario and estimate.
[[nodiscard]] Result<RunAnswer> run_answer(const ProfileLibrary& library, const Entry& entry,
                                           const EstimateOptions& options);

/// Headline figures, the calendar with its bands, where the time goes, phases, what is paid for, what the
/// interval comes from. With `start` the ends are told as dates. Numbers are those of `trainyard run`.
[[nodiscard]] Content run_content(const RunAnswer& answer, std::optional<QDate> start = {});

}  // namespace trainyard::gui
