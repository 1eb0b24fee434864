// trainyard calibrate: constants of kernels and collectives from measurements, and a profile against
// measurements.
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <ostream>

#include "cli/commands/calibration_json.h"
#include "cli/commands/command.h"
#include "cli/commands/interruption.h"
#include "cli/commands/option_reader.h"
#include "cli/commands/progress.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/exchange_predictor.h"
#include "models/calibration/run_kernels.h"
#include "models/calibration/score.h"
#include "models/calibration/target.h"
#include "models/calibration/update_profile.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Option, 12> options{{
    {"from", "FILE", "fit these measurements: our JSON, CSV tables, plain or .gz", false, true},
    {"gpu", "N", "run the benchmarks on GPU N, then fit what they measured"},
    {"full", "", "with --gpu: more points and samples"},
    {"kernels", "PROGRAM", "with --gpu: the benchmark program, when it is not where it is looked for"},
    {"keep", "FILE", "with --gpu: keep the measurements in FILE"},
    {"update", "PROFILE",
     "write the fitted constants into PROFILE: a GPU, a node, or a file that may be new"},
    {"base", "NAME", "the GPU or node a fit starts from, when PROFILE and measurements name none"},
    {"source", "TEXT", "where the measurements come from, for the profile (default: the files' names)"},
    {"check", "PROFILE", "score PROFILE, a GPU, a node or a file, on the measurements of --against"},
    {"against", "FILE", "measurements to score on", false, true},
    {"seed", "N", "seed of the fits' further starts (default 1)"},
    {"json", "", "one JSON document instead of a table"},
}};
constexpr std::string_view lesson =
    R"(Fits the constants of kernels and of collectives to measured times, and tells how far predictions lie from
measurements: on the rows of the fit, on shapes left out of it (whole families of shapes at a time), and on
the largest shapes when only small ones were fitted. data/measurements/README.md describes every file format.

Kernels belong to a GPU, collectives to a node: what is kept depends on which of them PROFILE is.
A PROFILE that is a new file stands on the shipped constants of its GPU, or of the node named by --base,
and replaces what was measured. A scenario takes it by --set gpu.kernels=FILE or --set node=FILE.

Ctrl-C ends the benchmarks or the fit; a profile stays as it was until a fit is complete.

Examples:
  trainyard calibrate --gpu 0 --update my-h100.json
  trainyard calibrate --from measured.json
  trainyard calibrate --from gemm.csv.gz attention.csv --base h100-sxm --update my-h100.json
  trainyard calibrate --from all_reduce_perf.txt all_gather_perf.txt --update dgx-h100
  trainyard calibrate --check h100-sxm --against measured.json nccl.csv
  trainyard run llama-3-70b-h100 --set gpu.kernels=my-h100.json
)";

/// What goes together on the command line.
Diagnostics check_usage(const Arguments& arguments) {
  Diagnostics problems;
  const auto complain = [&](std::string message, std::string hint = {}) {
    problems.push_back(problem(std::move(message), std::move(hint)).front());
  };
  const int tasks = static_cast<int>(arguments.has("from")) + static_cast<int>(arguments.has("gpu")) +
                    static_cast<int>(arguments.has("check"));
  if (tasks != 1) complain("one of --from, --gpu and --check is needed", "see the examples of --help");
  if (arguments.has("check") != arguments.has("against")) complain("--check and --against go together");
  for (const char* option : {"full", "kernels", "keep"}) {
    if (arguments.has(option) && !arguments.has("gpu")) complain(fmt::format("--{} goes with --gpu", option));
  }
  for (const char* option : {"update", "base", "seed", "source"}) {
    if (arguments.has(option) && arguments.has("check"))
      complain(fmt::format("--{} does not go with --check", option));
  }
  return problems;
}

ExitCode check(const ProfileLibrary& library, const Arguments& arguments, Console& console) {
  const Result<CalibrationTarget> target = find_target(library, arguments.value("check"));
  if (!target) return refuse(target.error(), console);
  const Result<std::vector<Measurements>> files = read_measurement_files(arguments.values("against"));
  if (!files) return refuse(files.error(), console);
  const CalibrationTarget& found = target.value();
  const auto transport = shipped_lone_transport(library);
  if (!transport) return refuse(transport.error(), console);
  const Result<Score> scored = score(found.gpu, found.node ? &*found.node : nullptr, files.value(),
                                     transport.value() ? &*transport.value() : nullptr);
  if (!scored) return refuse(scored.error(), console);
  if (arguments.has("json")) {
    console.out << write_json_score(found, files.value(), scored.value());
    return ExitCode::done;
  }
  console.out << fmt::format("{}{}\n", found.gpu.name, found.node ? " in " + found.node->name : "");
  for (const Measurements& file : files.value())
    console.out << fmt::format("{}: {}\n", file.file, file.description);
  console.out << '\n' << score_text(scored.value());
  return ExitCode::done;
}

/// What a fit starts from, when the command line tells: the profile to update, else --base.
Result<std::optional<CalibrationTarget>> told_target(const ProfileLibrary& library,
                                                     const Arguments& arguments) {
  const std::string profile = arguments.value("update");
  std::string name = arguments.value("base");
  if (!profile.empty() && !names_new_file(profile)) name = profile;
  if (name.empty()) return std::optional<CalibrationTarget>{};
  TRAINYARD_TRY(target, find_target(library, name));
  return std::optional<CalibrationTarget>(target);
}

/// Files that are to be written can be. Before the benchmarks run: they take minutes.
Diagnostics check_files(const Arguments& arguments, const std::optional<CalibrationTarget>& target) {
  Diagnostics problems;
  const auto check = [&](const std::filesystem::path& file) {
    if (const Result<void> writable = check_writable(file); !writable) append(problems, writable.error());
  };
  if (arguments.has("keep")) check(arguments.value("keep"));
  const std::string profile = arguments.value("update");
  if (profile.empty()) return problems;
  if (names_new_file(profile)) {
    check(profile);
  } else if (target) {
    const std::filesystem::path& file = target->names_node ? target->node_file : target->kernel_file;
    if (!file.empty()) check(file);
  }
  return problems;
}

/// Ctrl-C or SIGTERM was heard: nothing is written from here on.
ExitCode interrupted(Console& console, std::string_view what) {
  console.err << fmt::format("trainyard: interrupted; {}\n", what);
  return ExitCode::interrupted;
}
constexpr std::string_view nothing_written = "nothing was written";

ExitCode fit(const ProfileLibrary& library, const Arguments& arguments,
             const std::optional<CalibrationTarget>& told, const std::vector<Measurements>& files,
             std::uint64_t seed, Console& console) {
  Result<CalibrationTarget> found = problem("no target");
  if (told) {
    found = *told;
  } else {
    const Result<std::string> named = gpu_of(library, files);
    if (!named) return refuse(named.error(), console);
    found = find_target(library, named.value());
  }
  if (!found) return refuse(found.error(), console);
  const CalibrationTarget& target = found.value();
  if (const Result<void> same = check_devices(library, target.gpu, files); !same)
    return refuse(same.error(), console);
  const Result<GpuProfile> start = start_of_fit(library, target);
  if (!start) return refuse(start.error(), console);

  ProgressBar bar(console.err, console.terminal);
  FitOptions wanted;
  wanted.seed = seed;
  wanted.source = arguments.has("source") ? "fitted by trainyard calibrate to " + arguments.value("source")
                                          : source_of_fit(files);
  wanted.progress = [&](std::string_view what, double done) { bar.show(what, done); };
  wanted.stop = Interruption::flag();
  const Result<Calibration> fitted =
      calibrate(start.value(), target.node ? &*target.node : nullptr, files, wanted);
  bar.clear();
  if (Interruption::happened()) return interrupted(console, nothing_written);
  if (!fitted) return refuse(fitted.error(), console);
  console.out << (arguments.has("json") ? write_json_calibration(target, files, fitted.value())
                                        : calibration_text(fitted.value()));
  const std::string profile = arguments.value("update");
  if (profile.empty()) return ExitCode::done;
  const Result<UpdatedProfile> updated = update_profile(library, profile, target, fitted.value());
  if (!updated) return refuse(updated.error(), console);
  if (!updated.value().not_kept.empty()) console.err << updated.value().not_kept << '\n';
  console.err << fmt::format("wrote {}\n", updated.value().file.string());
  return ExitCode::done;
}

/// A folder that goes when it is no longer needed.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    path_ = (std::filesystem::temp_directory_path(error) / "trainyard-XXXXXX").string();
    if (error || ::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }  // empty: it could not be made
  void keep() { path_.clear(); }

 private:
  std::string path_{};
};

/// Measures, keeps the measurements where that is asked for, and fits. They are not lost when the fit fails.
ExitCode measure_and_fit(const ProfileLibrary& library, const Arguments& arguments,
                         const std::optional<CalibrationTarget>& told, int device, std::uint64_t seed,
                         Console& console) {
  TemporaryFolder folder;
  if (folder.path().empty()) return refuse(problem("no temporary folder can be made"), console);
  const std::filesystem::path out = std::filesystem::path(folder.path()) / "measured.json";
  const Result<void> ran = run_kernels({.program = arguments.value("kernels"),
                                        .device = device,
                                        .full = arguments.has("full"),
                                        .out = out,
                                        .stop = Interruption::flag()});
  if (!ran && Interruption::happened())
    return interrupted(console, "the benchmarks were ended, nothing is kept");
  if (!ran) return refuse(ran.error(), console);
  Result<std::vector<Measurements>> files = read_measurement_files({out.string()});
  if (!files) return refuse(files.error(), console);
  std::string kept = out.string();
  if (arguments.has("keep")) {
    const Result<std::string> text = read_file(out);
    if (!text) return refuse(text.error(), console);
    kept = arguments.value("keep");
    if (const Result<void> written = write_file(kept, text.value()); !written)
      return refuse(written.error(), console);
    for (Measurements& file : files.value()) file.file = kept;
  }
  const ExitCode code = fit(library, arguments, told, files.value(), seed, console);
  if (code == ExitCode::done) return code;
  if (!arguments.has("keep")) folder.keep();
  console.err << fmt::format("the measurements are in {}: calibrate --from {}\n", kept, kept);
  return code;
}

ExitCode run(const Arguments& arguments, Console& console) {
  constexpr int most_gpu = 999;
  if (const Diagnostics problems = check_usage(arguments); !problems.empty())
    return refuse(problems, console, ExitCode::usage);
  OptionReader read(arguments);
  const std::uint64_t seed = read.number<std::uint64_t>("seed", 1);
  const int device = read.number("gpu", 0, 0, most_gpu);
  if (!read.problems().empty()) return refuse(read.problems(), console, ExitCode::usage);
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  if (arguments.has("check")) return check(library.value(), arguments, console);
  const Interruption interruption;
  const Result<std::optional<CalibrationTarget>> told = told_target(library.value(), arguments);
  if (!told) return refuse(told.error(), console);
  if (const Diagnostics problems = check_files(arguments, told.value()); !problems.empty())
    return refuse(problems, console);
  if (arguments.has("gpu"))
    return measure_and_fit(library.value(), arguments, told.value(), device, seed, console);
  const Result<std::vector<Measurements>> files = read_measurement_files(arguments.values("from"));
  if (!files) return refuse(files.error(), console);
  return fit(library.value(), arguments, told.value(), files.value(), seed, console);
}

}  // namespace

Command calibrate_command() {
  return {
      "calibrate", "Fit constants of kernels and collectives to measurements, or score a profile on them.",
      {},          options,
      lesson,      run};
}

}  // namespace trainyard::cli
