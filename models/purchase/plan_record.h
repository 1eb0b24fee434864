#pragma once
// A found plan as text, to be kept and read again when an interrupted question is taken up.
#include <optional>
#include <string>
#include <string_view>

#include "models/purchase/workload_plan.h"

namespace trainyard {

/// Everything a report needs of it; the layers of each stage are left out.
[[nodiscard]] std::string write_plan_record(const WorkloadPlan& plan);
/// None when `text` is no such record.
[[nodiscard]] std::optional<WorkloadPlan> read_plan_record(std::string_view text);

}  // namespace trainyard
