// trainyard compare: scenarios side by side.
#include <fmt/format.h>

#include <array>
#include <ostream>

#include "cli/commands/option_reader.h"
#include "cli/commands/scenario_arguments.h"
#include "cli/commands/store_arguments.h"
#include "models/compare/compare_report.h"
#include "sim/base/json_reader.h"
#include "sim/base/parallel.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, most_compared> positionals{{
    {"A", "a scenario, with changes behind a colon: deepseek-v3-h800:plan.pp=8;gpus=1024", true},
    {"B", "another, or :CHANGES of A", true},
    {"C", "up to six in all", false},
    {"D", "", false},
    {"E", "", false},
    {"F", "", false},
}};
constexpr std::array<Option, 11> options{{
    {"set", "PATH=VALUE", "change one field of all of them; any number of times", true},
    {"baseline", "N", "differences are against the N-th (default 1)"},
    {"json", "", "one JSON document (data/schema/compare-report.schema.json) instead of tables"},
    {"csv", "", "one row per figure and per step of the waterfalls"},
    {"html", "FILE", "also write a page with charts to FILE"},
    {"output", "FILE", "write the report to FILE instead of standard output"},
    {"no-interval", "", "leave out the 90 % intervals"},
    {"threads", "N", "simulate N at a time (default: one per core)"},
    {"seed", "N", "seed of what is drawn at random (default 1)"},
    store_option,
    no_store_option,
}};
constexpr std::string_view lesson =
    R"(Shows who is best in each figure and by how much, whether the 90 % intervals meet, which inputs differ, and
what each difference of step time, dollars and memory is made of: waterfalls that sum exactly, in picoseconds,
micro-dollars and bytes. Changes are fields as --set takes them, parted by ';'. Ends with 3 when one of them
does not fit in memory.

Examples:
  trainyard compare deepseek-v3-h800 ':node.fast=450 GB/s'
  trainyard compare deepseek-v3-h800 ':plan.schedule=1f1b' ':plan.pp=8;plan.zero=2'
  trainyard compare deepseek-v2-h800 deepseek-v2-a100 --html v2.html
  trainyard compare mine.json deepseek-v3-h800:gpus=1024 --baseline 2 --json
)";

struct Wish {
  std::vector<GivenScenario> items{};
  std::vector<std::string> labels{};
  std::size_t baseline = 0;
  int threads = 0;
  EstimateOptions estimate{};
};

Result<Wish> read_wish(const Arguments& arguments) {
  Wish wish;
  OptionReader read(arguments);
  std::vector<Override> common;
  read.take(overrides_of(arguments), common);
  for (const std::string& text : arguments.positionals) {
    Result<GivenScenario> item = parse_compare_item(text, wish.items.empty() ? nullptr : &wish.items.front());
    if (item) {
      wish.items.push_back(std::move(item.value()));
    } else {
      read.add(item.error());
    }
  }
  const std::size_t baseline = read.number<std::size_t>("baseline", 1, 1, arguments.positionals.size());
  wish.threads = read.threads();
  wish.estimate.seed = read.number("seed", wish.estimate.seed);
  read.exclude("json", "csv");
  read.exclude("store", "no-store");
  if (!read.problems().empty()) return read.problems();
  wish.labels = labels_of(wish.items);
  // What all share is not part of a name.
  for (GivenScenario& item : wish.items)
    item.overrides.insert(item.overrides.begin(), common.begin(), common.end());
  wish.baseline = baseline - 1;
  wish.estimate.interval = !arguments.has("no-interval");
  return wish;
}

void keep(const Comparison& comparison, const Wish& wish, const Arguments& arguments, Console& console) {
  std::vector<std::string> inputs;
  std::string title;
  for (std::size_t i = 0; i < comparison.items.size(); ++i) {
    for (const std::string& one : scenario_inputs(comparison.items[i].scenario)) inputs.push_back(one);
    for (const auto& [path, value] : wish.items[i].overrides) inputs.push_back(path + "=" + value);
    inputs.push_back(wish.labels[i]);
    title += (i > 0 ? " / " : "") + wish.labels[i];
  }
  inputs.push_back(fmt::format("{} {} {}", wish.baseline, wish.estimate.interval, wish.estimate.seed));
  std::vector<AskedScenario> asked;
  for (const GivenScenario& item : wish.items) {
    AskedScenario& one = asked.emplace_back(AskedScenario{whole_path(item.scenario), {}});
    for (const auto& [path, value] : item.overrides) one.set.push_back(path + "=" + value);
  }
  RunRecord record(arguments, console, "compare", inputs, title, asked);
  record.finish({.report = write_json_comparison(comparison),
                 .text = write_text_comparison(comparison),
                 .summary = compare_verdict(comparison).front()});
}

ExitCode run(const Arguments& arguments, Console& console) {
  const Result<Wish> read = read_wish(arguments);
  if (!read) return refuse(read.error(), console, ExitCode::usage);
  const Wish& wish = read.value();
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  std::vector<std::optional<Result<Compared>>> made(wish.items.size());
  (void)parallel_for(wish.items.size(), {.threads = wish.threads, .stop = nullptr}, [&](std::size_t i, int) {
    made[i] = compare_one(library.value(), wish.items[i], wish.labels[i], wish.estimate);
  });
  Diagnostics problems;
  std::vector<Compared> items;
  for (std::optional<Result<Compared>>& one : made) {
    if (*one) {
      items.push_back(std::move(one->value()));
    } else {
      append(problems, one->error());
    }
  }
  if (!problems.empty()) return refuse(problems, console);
  const Comparison comparison = compare(std::move(items), wish.baseline);
  if (arguments.has("html")) {
    const Result<void> written =
        write_result(write_html_comparison(comparison), arguments.value("html"), console);
    if (!written) return refuse(written.error(), console);
  }
  const std::string file = arguments.value("output");
  const std::string text = arguments.has("json") ? write_json_comparison(comparison)
                           : arguments.has("csv")
                               ? write_csv_comparison(comparison)
                               : write_text_comparison(comparison, console.colour && file.empty());
  if (const Result<void> written = write_result(text, file, console); !written)
    return refuse(written.error(), console);
  keep(comparison, wish, arguments, console);
  return comparison.all_fit() ? ExitCode::done : ExitCode::does_not_fit;
}

}  // namespace

Command compare_command() {
  return {"compare",   "Scenarios side by side: every figure, and what a difference is made of.",
          positionals, options,
          lesson,      run};
}

}  // namespace trainyard::cli
