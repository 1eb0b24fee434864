// trainyard validate: published training runs, predicted and scored.
#include "models/validation/validate_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/commands/command.h"
#include "cli/commands/option_reader.h"
#include "cli/commands/progress.h"
#include "models/validation/run_filter.h"
#include "sim/base/text_parts.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Option, 13> options{{
    {"data", "FILE", "these collections of published runs instead of the shipped ones", false, true},
    {"filter", "EXPR", "only rows that meet all conditions, e.g. 'gpu~H100, dtype=fp8, gpus>=64'"},
    {"by", "KEY", "group errors by source (default), gpu, model, arch, dtype, gpus, tier or stack"},
    {"rows", "", "also every row, and how its unknown settings were filled (up to 100 rows: always)"},
    {"json", "", "one JSON document instead of text"},
    {"csv", "FILE", "also write one line per row to FILE"},
    {"max-median", "PERCENT", "fail when the median error is larger"},
    {"max-p90", "PERCENT", "fail when the error that 90 % of the rows keep is larger"},
    {"without", "NAMES", "leave out these effects (parted by ','), to see what they are worth"},
    {"anchor", "FILE", "a measured run of your own (a row as in the collections): constants move towards it"},
    {"honest", "", "also constants fitted on one part of the rows and tested on another"},
    {"fit", "FILE", "fit the constants that runs decide, and write them to FILE"},
    {"threads", "N", "threads (default: as many as the machine has)"},
}};
constexpr std::array<Positional, 1> positionals{
    {{"FILE", "where --json goes, instead of standard output", false}}};
constexpr std::string_view lesson =
    R"(Every row of the collections becomes a scenario. What its source does not print is filled by the rules of
data/published/run_rules.json, each with where it was read; --rows shows them. Then its step is simulated and
compared with the measured one, and its memory where that was measured. A row that cannot be simulated counts
against the coverage and is listed with the reason.

Filters compare with = != ~ (contains) < <= > >=; alternatives are parted by '|', conditions by ',' or '&'.
Fields: id, source, gpu, model, arch, dtype (bf16, fp8, nvfp4), gpus, tier, stack, best40, layers, seq, tp,
pp, vp, cp, ep, zero, recompute, schedule, overlap, software, quality, notes, or a
path such as parallel.cp_comm.

The limits hold for the simulated rows of tiers A and B with public recipes, or for all rows when a filter
leaves none of those. Exceeded, or with no row simulated, the exit code is 3.

Examples:
  trainyard validate
  trainyard validate --by gpu --filter 'tier=A|B, arch=dense'
  trainyard validate --filter 'id~dgxc-v25.02' --rows
  trainyard validate --data my-runs.json --max-median 10 --max-p90 25
)";

/// So many rows are listed without being asked for.
constexpr std::size_t most_rows_unasked = 100;

std::optional<double> limit_of(const Arguments& arguments, std::string_view option, OptionReader& read) {
  if (!arguments.has(option)) return std::nullopt;
  const std::string text = arguments.value(option);
  const std::optional<double> percent = number_of<double>(text);
  if (!percent || *percent < 0.0) {
    read.say(fmt::format("--{} {} is no percentage, expected a number such as 5", option, in_quotes(text)));
    return std::nullopt;
  }
  constexpr double per_hundred = 0.01;
  return per_hundred * *percent;
}

/// What the command line asks for, checked as far as it can be without the rows.
struct Wish {
  RunFilter filter{};
  std::string by{};
  std::optional<double> most_median{}, most_p90{};
  ValidationOptions run{};
};

Result<Wish> read_wish(const Arguments& arguments) {
  Wish wish;
  OptionReader read(arguments);
  read.take(parse_run_filter(arguments.value("filter")), wish.filter);
  wish.most_median = limit_of(arguments, "max-median", read);
  wish.most_p90 = limit_of(arguments, "max-p90", read);
  wish.run.threads = read.threads();
  wish.by = arguments.value("by", "source");
  const std::vector<std::string>& keys = run_key_names();
  if (std::find(keys.begin(), keys.end(), wish.by) == keys.end())
    read.say(fmt::format("--by {} is no way to group", in_quotes(wish.by)), name_hint(wish.by, keys));
  wish.run.without = parts_of(arguments.value("without"));
  if (arguments.has("anchor")) wish.run.anchor_file = arguments.value("anchor");
  wish.run.honest = arguments.has("honest");
  wish.run.fit_file = arguments.value("fit");
  if (!arguments.positionals.empty() && !arguments.has("json"))
    read.say(fmt::format("{} is where --json would go, and --json is not given",
                         in_quotes(arguments.positionals.front())),
             "say --json FILE or --csv FILE");
  if (!read.problems().empty()) return read.problems();
  return wish;
}

Result<std::vector<std::filesystem::path>> files_of(const ProfileLibrary& library,
                                                    const Arguments& arguments) {
  const std::vector<std::string> named = arguments.values("data");
  if (named.empty()) return published_run_files(library.root() / "data" / "published" / "runs");
  return std::vector<std::filesystem::path>(named.begin(), named.end());
}

/// Tells on `err` which limits are exceeded.
bool keeps_limits(const ValidationReport& report, const Wish& wish, std::ostream& err) {
  if (!wish.most_median && !wish.most_p90) return true;
  const GroupScore& score = gate_score(report);
  if (score.covered == 0) {
    err << "trainyard: no row was simulated, so no limit is kept\n";
    return false;
  }
  bool kept = true;
  const auto check = [&](std::string_view what, double found, const std::optional<double>& most) {
    if (!most || found <= *most) return;
    kept = false;
    err << fmt::format("trainyard: the {} error of {} rows ({}) is {:.2f} %, more than the {:g} % allowed\n",
                       what, score.covered, score.name, 100.0 * found, 100.0 * *most);
  };
  check("median", score.median, wish.most_median);
  check("p90", score.p90, wish.most_p90);
  return kept;
}

ExitCode run(const Arguments& arguments, Console& console) {
  const Result<Wish> wish = read_wish(arguments);
  if (!wish) return refuse(wish.error(), console, ExitCode::usage);
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  const auto files = files_of(library.value(), arguments);
  if (!files) return refuse(files.error(), console);
  Result<std::vector<PublishedRun>> runs = load_published_runs(files.value());
  if (!runs) return refuse(runs.error(), console);
  const RunFilter& filter = wish.value().filter;
  if (const Diagnostics problems = check_run_filter(filter, runs.value()); !problems.empty())
    return refuse(problems, console, ExitCode::usage);
  std::erase_if(runs.value(), [&](const PublishedRun& one) { return !filter.matches(one); });
  if (runs.value().empty()) return refuse(problem("no row meets the filter"), console);

  ProgressBar bar(console.err, console.terminal);
  Result<ValidationReport> found =
      validate_runs(library.value(), std::move(runs.value()), wish.value().run,
                    [&](std::string_view what, double done) { bar.show(what, done); });
  bar.clear();
  if (!found) return refuse(found.error(), console);
  ValidationReport& report = found.value();
  if (filter.asks_for_stack()) keep_rows(report, [&](const RunResult& row) { return filter.matches(row); });
  if (report.rows.empty()) return refuse(problem("no row meets the filter"), console);
  for (const std::filesystem::path& file : files.value())
    report.data_files.push_back(
        arguments.has("data") ? file.string() : file.lexically_relative(library.value().root()).string());
  if (arguments.has("csv")) {
    const Result<void> written = write_result(write_csv_validation(report), arguments.value("csv"), console);
    if (!written) return refuse(written.error(), console);
  }
  const std::string text =
      arguments.has("json")
          ? write_json_validation(report, wish.value().by)
          : write_text_validation(
                report, {.by = wish.value().by,
                         .every_row = arguments.has("rows") || report.rows.size() <= most_rows_unasked,
                         .colour = console.colour});
  const std::string file = arguments.positionals.empty() ? std::string() : arguments.positionals.front();
  if (const Result<void> written = write_result(text, file, console); !written)
    return refuse(written.error(), console);
  return keeps_limits(report, wish.value(), console.err) ? ExitCode::done : ExitCode::does_not_fit;
}

}  // namespace

Command validate_command() {
  return {"validate",  "Predict published training runs and tell how far off the predictions are.",
          positionals, options,
          lesson,      run};
}

}  // namespace trainyard::cli
