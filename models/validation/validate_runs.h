#pragma once
// Published runs in, a report of how well they are predicted out.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/validation/validation_report.h"

namespace trainyard {

struct ValidationOptions {
  std::vector<std::string> without{};        // effects that are left out, to see what they are worth
  std::optional<std::string> anchor_file{};  // a measured run of one's own to scale by
  bool honest = false;     // also the tables that fit on one part of the rows and test on another
  int threads = 0;         // 0: as many as there are
  std::string fit_file{};  // where newly fitted constants go; empty: nothing is fitted
};

/// `what` is being done, `done` from 0 to 1 of it.
using ValidationProgress = std::function<void(std::string_view what, double done)>;

[[nodiscard]] Result<ValidationReport> validate_runs(const ProfileLibrary& library,
                                                     std::vector<PublishedRun> runs,
                                                     const ValidationOptions& options,
                                                     const ValidationProgress& progress);

}  // namespace trainyard
