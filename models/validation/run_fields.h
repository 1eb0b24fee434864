#pragma once
// Fields of a row by name, and which of them are settings of its run.
#include <map>
#include <string>
#include <string_view>

#include "models/validation/published_run.h"

namespace trainyard {

/// The text of a field by its path; empty when the row does not tell it.
[[nodiscard]] std::string field_of(const PublishedRun& run, std::string_view path);

/// Settings that are one decision each, by short names: degrees of parallelism ("tp"), "recompute",
/// "schedule", "overlap", "dispatcher" (of experts, told in the notes), "dtype", "mbs", "seq", "gbs". What is
/// not told has no entry.
[[nodiscard]] std::map<std::string, std::string> switch_settings(const PublishedRun& run);

/// Everything else that was the same or not when a run was measured, as one text: model, hardware, software,
/// source. Results, comments on the row and what follows from other fields stay out of it.
[[nodiscard]] std::string fixed_settings(const PublishedRun& run);

/// All settings but software and its release, as one text: equal for repeats of one configuration.
[[nodiscard]] std::string repeated_settings(const PublishedRun& run);

}  // namespace trainyard
