#pragma once
// The Calibration page: fitted constants of a GPU, how well they hold, and measurements beside them.
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gui/view_models/content.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/score.h"
#include "models/calibration/target.h"
#include "models/calibration/written_values.h"

namespace trainyard::gui {

/// A profile whose constants are looked at.
struct CalibrationSubject {
  CalibrationTarget target{};
  std::optional<WrittenValues> written{};  // none: the GPU has no kernel document
};
/// `name`: a GPU, a node, or the file of a kernel or node document. Errors: those of find_target.
[[nodiscard]] Result<CalibrationSubject> calibration_subject(const ProfileLibrary& library,
                                                             const std::string& name);
/// "cublas-bf16/gemm", in order.
[[nodiscard]] std::vector<std::string> role_names(const CalibrationSubject& subject);

/// Measurements scored on a profile, as `trainyard calibrate --check` does.
struct MeasuredAgainst {
  std::vector<std::string> files{};  // with what each says of itself
  Score score{};
};
/// Errors: those of the files and of score().
[[nodiscard]] Result<MeasuredAgainst> measure_against(const ProfileLibrary& library,
                                                      const CalibrationSubject& subject,
                                                      const std::vector<std::string>& files);

/// The constants of `role` with status, source and sigma, its roofline, errors of all roles on points left
/// out of their fits; with `measured` also measured against predicted and the errors by size. Numbers are
/// those of `trainyard show --kind kernels` and `calibrate --check`.
[[nodiscard]] Content calibration_content(const CalibrationSubject& subject, const std::string& role,
                                          const MeasuredAgainst* measured = nullptr);

/// What a fit made and where it went.
struct FitOutcome {
  Calibration calibration{};
  std::string file{};      // written
  std::string not_kept{};  // a sentence, or empty
};
/// Fits `files` and writes the constants into `into`: a new file stands on `profile`, an existing profile is
/// updated. `stop` ends it, `progress` tells what is done, from 0 to 1. Errors: those of `trainyard calibrate
/// --from --update`, stopped; nothing is written then.
[[nodiscard]] Result<FitOutcome> fit_and_write(const ProfileLibrary& library, const std::string& profile,
                                               const std::vector<std::string>& files, const std::string& into,
                                               const std::atomic<bool>* stop,
                                               const std::function<void(std::string_view, double)>& progress);
[[nodiscard]] Content fit_content(const FitOutcome& outcome);

/// Why this machine cannot be measured; empty when it can.
[[nodiscard]] std::string why_not_measured_here();
/// Runs the benchmarks on GPU 0, keeps what they measured in `measurements`, fits it and writes `into`.
/// Errors: those of run_kernels and fit_and_write; measurements are kept when only the fit fails.
[[nodiscard]] Result<FitOutcome> measure_and_fit(
    const ProfileLibrary& library, const std::string& measurements, const std::string& into,
    const std::atomic<bool>* stop, const std::function<void(std::string_view, double)>& progress);

}  // namespace trainyard::gui
