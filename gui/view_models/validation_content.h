#pragma once
// The Validation page: published runs, predicted against measured.
#include <functional>
#include <string>

#include "gui/view_models/content.h"
#include "hardware_profiles/profile_library.h"
#include "models/validation/validation_report.h"

namespace trainyard::gui {

/// Every run of data/published/runs simulated. `progress`: what is done, from 0 to 1. Errors: those of
/// load_published_runs and validate_runs.
[[nodiscard]] Result<ValidationReport> shipped_validation(
    const ProfileLibrary& library, const std::function<void(std::string_view, double)>& progress);

/// The rows of `all` that meet `filter`, written as `trainyard validate --filter` takes it, and what follows
/// from them. Errors, in the same words: those of the filter; no row meets it.
[[nodiscard]] Result<ValidationReport> filtered(const ValidationReport& all, const std::string& filter);

/// Headline errors, predicted against measured coloured by `by` (one of run_key_names()), errors by size,
/// groups, bounds, the worst rows with likely reasons, what was not simulated. Numbers are those of
/// `trainyard validate --by`.
[[nodiscard]] Content validation_content(const ValidationReport& report, const std::string& by);

}  // namespace trainyard::gui
