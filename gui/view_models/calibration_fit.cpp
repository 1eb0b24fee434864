// Fits started from the Calibration page.
#include <fmt/format.h>

#include <filesystem>

#include "gui/view_models/calibration_content.h"
#include "gui/view_models/words.h"
#include "models/calibration/run_kernels.h"
#include "models/calibration/update_profile.h"

namespace trainyard::gui {

namespace {

using Progress = std::function<void(std::string_view, double)>;

/// `profile` is empty where the measurements tell their GPU.
Result<FitOutcome> fit(const ProfileLibrary& library, std::string profile,
                       const std::vector<std::string>& files, const std::string& into,
                       const std::atomic<bool>* stop, const Progress& progress) {
  TRAINYARD_TRY(measurements, read_measurement_files(files));
  if (!names_new_file(into)) profile = into;
  if (profile.empty()) {
    TRAINYARD_TRY(named, gpu_of(library, measurements));
    profile = named;
  }
  TRAINYARD_TRY(target, find_target(library, profile));
  TRAINYARD_TRY(check_devices(library, target.gpu, measurements));
  TRAINYARD_TRY(start, start_of_fit(library, target));
  FitOptions wanted;
  wanted.source = source_of_fit(measurements);
  wanted.progress = progress;
  wanted.stop = stop;
  TRAINYARD_TRY(calibration, calibrate(start, target.node ? &*target.node : nullptr, measurements, wanted));
  // From here on the file is written, whole.
  TRAINYARD_TRY(check_not_stopped(wanted));
  TRAINYARD_TRY(updated, update_profile(library, into, target, calibration));
  return FitOutcome{std::move(calibration), updated.file.string(), updated.not_kept};
}

std::vector<std::string> cells_of(const std::string& name, const ErrorSummary& fitted,
                                  const ErrorSummary& held_out, const ErrorSummary& beyond,
                                  const std::vector<std::string>& notes) {
  std::vector<std::string> row{name, fmt::format("{}", fitted.count)};
  for (const ErrorSummary* errors : {&fitted, &held_out, &beyond})
    for (const double value : {errors->median, errors->p90})
      row.push_back(errors->count > 0 ? fmt::format("{:.1f} %", 100.0 * value) : "-");
  std::string told;
  for (const std::string& note : notes) told += (told.empty() ? "" : "; ") + note;
  row.push_back(told);
  return row;
}

}  // namespace

Result<FitOutcome> fit_and_write(const ProfileLibrary& library, const std::string& profile,
                                 const std::vector<std::string>& files, const std::string& into,
                                 const std::atomic<bool>* stop, const Progress& progress) {
  TRAINYARD_TRY(check_writable(into));
  return fit(library, profile, files, into, stop, progress);
}

Content fit_content(const FitOutcome& outcome) {
  Content content;
  content.paragraph(words("Wrote {}.", outcome.file), Tone::good);
  if (!outcome.not_kept.empty()) content.paragraph(outcome.not_kept, Tone::warning);
  Table table;
  table.title = words("Errors of the fit: on its rows, on shapes left out, on large shapes by small ones");
  table.head = {words("role"), words("rows"),  words("fitted"), words("p90"),  words("held out"),
                words("p90"),  words("large"), words("p90"),    words("notes")};
  for (const RoleFit& one : outcome.calibration.roles)
    table.rows.push_back(
        cells_of(one.family + "/" + one.role, one.fitted, one.held_out, one.beyond, one.notes));
  for (const CollectiveFit& one : outcome.calibration.collectives)
    table.rows.push_back(cells_of(words("{} in {}", to_text(one.op), outcome.calibration.node), one.fitted,
                                  one.held_out, one.beyond, one.notes));
  for (const TransportFit& one : outcome.calibration.exchanges)
    table.rows.push_back(cells_of(one.combine ? words("expert combine") : words("expert dispatch"),
                                  one.fit.fitted, one.fit.held_out, {}, one.fit.notes));
  content.add(std::move(table));
  std::string text;
  for (const FactorFit& factor : outcome.calibration.factors)
    text +=
        fmt::format("{}/{}: {} {:.3f} +- {:.3f}, {}", factor.family, factor.role, factor.name, factor.value,
                    factor.value * factor.sigma, counted("%n rows", "%n row", factor.rows)) +
        "\n";
  for (const auto& [reason, rows] : outcome.calibration.left_out)
    text += words("left out: {}, {}", counted("%n rows", "%n row", rows), reason) + "\n";
  if (!text.empty()) content.paragraph(text);
  return content;
}

std::string why_not_measured_here() {
  std::string why;
  if (!shows_gpu()) why = words("The driver shows no GPU on this machine.");
  if (find_kernels_program().empty())
    why += (why.empty() ? "" : " ") +
           words(
               "The benchmarks are not built: cmake -S kernels -B build/kernels && cmake --build "
               "build/kernels, with the CUDA toolkit.");
  return why;
}

Result<FitOutcome> measure_and_fit(const ProfileLibrary& library, const std::string& measurements,
                                   const std::string& into, const std::atomic<bool>* stop,
                                   const Progress& progress) {
  // Before the benchmarks: they take minutes.
  TRAINYARD_TRY(check_writable(into));
  TRAINYARD_TRY(check_writable(measurements));
  progress("measuring", 0);
  // The benchmarks write beside it, so that an earlier file stays until there is a whole new one.
  const std::filesystem::path fresh = measurements + ".new";
  std::error_code error;
  std::filesystem::remove(fresh, error);
  const Result<void> ran =
      run_kernels({.program = {}, .device = 0, .full = false, .out = fresh, .stop = stop});
  if (!ran) {
    std::filesystem::remove(fresh, error);
    return ran.error();
  }
  std::filesystem::rename(fresh, measurements, error);
  if (error) return problem(fmt::format("{}: {}", measurements, error.message()));
  return fit(library, {}, {measurements}, into, stop, progress);
}

}  // namespace trainyard::gui
