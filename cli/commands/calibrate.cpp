// trainyard calibrate: constants of kernels and collectives from measurements, and a profile against
// measurements.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/command.h"
#include "cli/commands/progress.h"
#include "cli/commands/run_kernels.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/exchange_predictor.h"
#include "models/calibration/node_writer.h"
#include "models/calibration/profile_writer.h"
#include "models/calibration/score.h"
#include "models/calibration/target.h"

namespace trainyard::cli {
namespace {

using Json = nlohmann::ordered_json;

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

Examples:
  trainyard calibrate --gpu 0 --update my-h100.json
  trainyard calibrate --from measured.json
  trainyard calibrate --from gemm.csv.gz attention.csv --base h100-sxm --update my-h100.json
  trainyard calibrate --from all_reduce_perf.txt all_gather_perf.txt --update dgx-h100
  trainyard calibrate --check h100-sxm --against measured.json nccl.csv
  trainyard run llama-3-70b-h100 --set gpu.kernels=my-h100.json
)";

Result<std::uint64_t> whole_number(const Arguments& arguments, std::string_view option,
                                   std::uint64_t fallback) {
  if (!arguments.has(option)) return fallback;
  const std::string text = arguments.value(option);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return problem(fmt::format("--{} {} is no whole number from 0 on", option, in_quotes(text)));
  return number;
}

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

Result<std::vector<Measurements>> read_all(const std::vector<std::string>& files) {
  std::vector<Measurements> all;
  Diagnostics problems;
  for (const std::string& file : files) {
    Result<Measurements> one = read_measurements(file);
    if (one) {
      all.push_back(std::move(one.value()));
    } else {
      problems.insert(problems.end(), one.error().begin(), one.error().end());
    }
  }
  if (!problems.empty()) return problems;
  return all;
}

Json json_of(const ErrorSummary& errors) {
  return {{"rows", errors.count}, {"median", errors.median}, {"p90", errors.p90}, {"bias", errors.bias}};
}

Json json_of(const Score& score) {
  Json lines = Json::array();
  for (const ScoreLine& line : score.lines) {
    lines.push_back({{"group", line.group},
                     {"status", line.status},
                     {"training_sizes", json_of(line.training)},
                     {"all_sizes", json_of(line.all)}});
  }
  return {{"groups", lines}, {"not_answered", score.unanswered}};
}

Json json_of(const Calibration& calibration) {
  Json roles = Json::array(), factors = Json::array();
  for (const RoleFit& fit : calibration.roles) {
    Json parameters = Json::object();
    for (const auto& [name, value] : fit.constants.parameters)
      parameters[name] = {
          {"value", value.value}, {"sigma", value.relative_sigma}, {"evidence", to_text(value.evidence)}};
    roles.push_back({{"family", fit.family},
                     {"role", fit.role},
                     {"fitted", json_of(fit.fitted)},
                     {"held_out", json_of(fit.held_out)},
                     {"small_to_large", json_of(fit.beyond)},
                     {"common_sigma", fit.constants.fit->common_sigma},
                     {"parameters", parameters},
                     {"notes", fit.notes}});
  }
  for (const FactorFit& factor : calibration.factors) {
    factors.push_back({{"family", factor.family},
                       {"role", factor.role},
                       {"name", factor.name},
                       {"value", factor.value},
                       {"sigma", factor.sigma},
                       {"rows", factor.rows}});
  }
  Json collectives = Json::array();
  for (const CollectiveFit& fit : calibration.collectives) {
    collectives.push_back({{"node", calibration.node},
                           {"op", to_text(fit.op)},
                           {"fitted", json_of(fit.fitted)},
                           {"held_out", json_of(fit.held_out)},
                           {"small_to_large", json_of(fit.beyond)},
                           {"common_sigma", fit.common_sigma},
                           {"constants", Json::parse(collective_text(fit.constants))},
                           {"notes", fit.notes}});
  }
  return {{"roles", roles},
          {"factors", factors},
          {"collectives", collectives},
          {"left_out", calibration.left_out}};
}

ExitCode check(const ProfileLibrary& library, const Arguments& arguments, Console& console) {
  const Result<CalibrationTarget> target = find_target(library, arguments.value("check"));
  if (!target) return refuse(target.error(), console);
  const Result<std::vector<Measurements>> files = read_all(arguments.values("against"));
  if (!files) return refuse(files.error(), console);
  const CalibrationTarget& found = target.value();
  const auto transport = shipped_lone_transport(library);
  if (!transport) return refuse(transport.error(), console);
  const Result<Score> scored = score(found.gpu, found.node ? &*found.node : nullptr, files.value(),
                                     transport.value() ? &*transport.value() : nullptr);
  if (!scored) return refuse(scored.error(), console);
  if (arguments.has("json")) {
    console.out << json_of(scored.value()).dump(2) << '\n';
    return ExitCode::done;
  }
  console.out << fmt::format("{}{}\n", found.gpu.name, found.node ? " in " + found.node->name : "");
  for (const Measurements& file : files.value())
    console.out << fmt::format("{}: {}\n", file.file, file.description);
  console.out << '\n' << score_text(scored.value());
  return ExitCode::done;
}

/// Where the measurements come from, for the profile.
std::string source_of(const std::vector<Measurements>& files) {
  std::string text = "fitted by trainyard calibrate to ";
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string name = std::filesystem::path(files[i].file).filename().string();
    text += fmt::format("{}{}{}", i == 0 ? "" : "; ", name,
                        files[i].description.empty() ? "" : " (" + files[i].description + ")");
  }
  return text;
}

/// The kernel document to change: an existing one, or a new one that stands on the GPU's shipped constants.
Result<std::string> document_of(const std::filesystem::path& file, const GpuProfile& gpu) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return read_file(file);
  return new_kernel_document(gpu.name, gpu.kernel_document);
}

Result<void> update_kernels(const std::filesystem::path& file, const GpuProfile& gpu,
                            const Calibration& calibration, const ProfileLibrary& library) {
  TRAINYARD_TRY(document, document_of(file, gpu));
  TRAINYARD_TRY(changed, with_fits(document, file.string(), calibration.roles));
  TRAINYARD_TRY(parsed, JsonDocument::parse(changed, file.string()));
  TRAINYARD_TRY(kernels, parse_kernels(parsed));
  TRAINYARD_TRY(families, library.resolve(kernels));
  (void)families;
  return write_file(file, changed);
}

/// `file` may be new: then it becomes a copy of the node's document under its own name.
Result<void> update_node(const std::filesystem::path& file, const CalibrationTarget& target, bool new_file,
                         const Calibration& calibration) {
  TRAINYARD_TRY(document, read_file(new_file ? target.node_file : file));
  TRAINYARD_TRY(changed, with_collectives(document, file.string(), calibration.collectives,
                                          new_file ? file.stem().string() : std::string{}));
  return write_file(file, changed);
}

/// Where the constants go, and what of `calibration` is not kept there. Errors: all of it.
struct Destination {
  std::filesystem::path file{};
  std::string not_kept{};  // a sentence, or empty
};
Result<Destination> destination_of(const ProfileLibrary& library, const std::string& profile, bool new_file,
                                   const CalibrationTarget& target, const Calibration& calibration) {
  const bool kernels = !calibration.roles.empty(), collectives = !calibration.collectives.empty();
  const std::string& gpu = target.gpu.name;
  if (target.names_node) {
    if (!collectives)
      return problem(
          fmt::format("{} is a node: kernel constants belong to its GPU, {}", in_quotes(profile), gpu));
    return Destination{
        new_file ? std::filesystem::path(profile) : target.node_file,
        kernels ? "kernel constants are not kept: they belong to the GPU, --update " + gpu : ""};
  }
  const std::string node =
      fmt::format("they belong to a node, --update {}", target.node ? target.node->name : "NODE");
  if (!kernels)
    return problem(
        fmt::format("{} keeps kernel constants, and only collectives were measured", in_quotes(profile)),
        node);
  return Destination{new_file ? std::filesystem::path(profile)
                     : target.kernel_file.empty()
                         ? library.root() / "hardware_profiles" / "kernels" / (gpu + ".json")
                         : target.kernel_file,
                     collectives ? "collectives are not kept: " + node : ""};
}

ExitCode fit(const ProfileLibrary& library, const Arguments& arguments,
             const std::vector<Measurements>& files, std::uint64_t seed, Console& console) {
  // What a fit starts from: the profile to update, else the one told, else the GPU the measurements name.
  const std::string profile = arguments.value("update");
  std::error_code error;
  const bool new_file = (profile.find('/') != std::string::npos || profile.ends_with(".json")) &&
                        !std::filesystem::exists(profile, error);
  std::string name = arguments.value("base");
  if (!profile.empty() && !new_file) {
    name = profile;
  } else if (name.empty()) {
    const Result<std::string> told = gpu_of(library, files);
    if (!told) return refuse(told.error(), console);
    name = told.value();
  }
  const Result<CalibrationTarget> found = find_target(library, name);
  if (!found) return refuse(found.error(), console);
  const CalibrationTarget& target = found.value();

  ProgressBar bar(console.err, console.terminal);
  FitOptions wanted;
  wanted.seed = seed;
  wanted.source = arguments.has("source") ? "fitted by trainyard calibrate to " + arguments.value("source")
                                          : source_of(files);
  wanted.progress = [&](std::string_view what, double done) { bar.show(what, done); };
  const Result<Calibration> fitted =
      calibrate(target.gpu, target.node ? &*target.node : nullptr, files, wanted);
  bar.clear();
  if (!fitted) return refuse(fitted.error(), console);
  if (arguments.has("json")) {
    console.out << json_of(fitted.value()).dump(2) << '\n';
  } else {
    console.out << calibration_text(fitted.value());
  }
  if (profile.empty()) return ExitCode::done;
  const Result<Destination> into = destination_of(library, profile, new_file, target, fitted.value());
  if (!into) return refuse(into.error(), console);
  const std::filesystem::path& file = into.value().file;
  const Result<void> written = target.names_node ? update_node(file, target, new_file, fitted.value())
                                                 : update_kernels(file, target.gpu, fitted.value(), library);
  if (!written) return refuse(written.error(), console);
  if (!into.value().not_kept.empty()) console.err << into.value().not_kept << '\n';
  console.err << fmt::format("wrote {}\n", file.string());
  return ExitCode::done;
}

/// Measures into a file that is kept when asked for.
Result<std::vector<Measurements>> measure(const Arguments& arguments, int device) {
  const bool keep = arguments.has("keep");
  KernelRun run;
  run.program = arguments.value("kernels");
  run.device = device;
  run.full = arguments.has("full");
  std::string temporary = (std::filesystem::temp_directory_path() / "trainyard-XXXXXX").string();
  if (!keep && ::mkdtemp(temporary.data()) == nullptr) return problem("no temporary folder can be made");
  run.out = keep ? std::filesystem::path(arguments.value("keep"))
                 : std::filesystem::path(temporary) / "measured.json";
  Result<void> ran = run_kernels(run);
  Result<std::vector<Measurements>> files = Diagnostics{};
  if (ran) files = read_all({run.out.string()});
  std::error_code error;
  if (!keep) std::filesystem::remove_all(temporary, error);
  if (!ran) return ran.error();
  return files;
}

ExitCode run(const Arguments& arguments, Console& console) {
  if (const Diagnostics problems = check_usage(arguments); !problems.empty())
    return refuse(problems, console, ExitCode::usage);
  const Result<std::uint64_t> seed = whole_number(arguments, "seed", 1);
  const Result<std::uint64_t> device = whole_number(arguments, "gpu", 0);
  if (!seed) return refuse(seed.error(), console, ExitCode::usage);
  if (!device) return refuse(device.error(), console, ExitCode::usage);
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  if (arguments.has("check")) return check(library.value(), arguments, console);
  const Result<std::vector<Measurements>> files = arguments.has("gpu")
                                                      ? measure(arguments, static_cast<int>(device.value()))
                                                      : read_all(arguments.values("from"));
  if (!files) return refuse(files.error(), console);
  return fit(library.value(), arguments, files.value(), seed.value(), console);
}

}  // namespace

Command calibrate_command() {
  return {
      "calibrate", "Fit constants of kernels and collectives to measurements, or score a profile on them.",
      {},          options,
      lesson,      run};
}

}  // namespace trainyard::cli
