// trainyard sweep: a scenario over the values of one to three knobs.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <ostream>

#include "cli/commands/interruption.h"
#include "cli/commands/option_reader.h"
#include "cli/commands/progress.h"
#include "cli/commands/scenario_arguments.h"
#include "cli/commands/store_arguments.h"
#include "models/chart/png.h"
#include "models/sweep/sweep_report.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{
    {{scenario_positional.name, scenario_positional.sentence, false}}};  // --knobs needs none
constexpr std::array<Option, 17> options{{
    {"vary", "KNOB=VALUES", "the knob and its values, e.g. nvlink=400,900 or gpus=512..8192*2; up to three",
     true},
    set_option,
    {"fix-plan", "", "keep the plan at every point; data parallelism follows the GPUs (the default)"},
    {"replan", "", "search the best plan at every point"},
    {"column", "NAME",
     "what is best: step, days, gpu_hours, cost, mfu, tokens_per_gpu, goodput, memory, gpus"},
    {"goal", "LIMIT", "only points within it can be best, e.g. 'days<=60'; any number of times", true},
    {"interval", "", "with the 90 % interval of every point"},
    {"no-refine", "", "simulate no points between those given to find knees"},
    {"json", "", "one JSON document (data/schema/sweep-report.schema.json) instead of tables"},
    {"csv", "", "one row per point"},
    {"chart", "FILE", "draw it into FILE: .svg, .png, or .html with everything; any number of times", true},
    {"output", "FILE", "write the report to FILE instead of standard output"},
    {"threads", "N", "threads (default: as many as the machine has)"},
    {"seed", "N", "seed of what is drawn at random (default 1)"},
    {"knobs", "", "list the knobs that have a name of their own, and end"},
    store_option,
    no_store_option,
}};
constexpr std::string_view lesson =
    R"(A knob is a name of --knobs or any path that --set takes. Values are a list, with units where the field has
them, or a range: 512..8192*2 (by factors), 1..8+1 (by steps), 0:0.3:0.02 (from, to, step). All values of
several knobs are combined. A point whose plan is illegal is told with the reason.

A goal is counted in days, s (step), $ (cost), GPU-hours, % (mfu, goodput), GB (memory) or GPUs. Under a limit
on days or step the answer is the point with the fewest GPUs when these are varied, else the cheapest.

Along one knob of numbers the command looks for knees: places where a part of the step begins to show or to
hide. It simulates points between those given to find them; the JSON form lists these, too.

Ctrl-C stops; what was found is kept in the store (trainyard runs), and the same command goes on from there.

Examples:
  trainyard sweep deepseek-v3-h800 --vary nvlink=400,900
  trainyard sweep deepseek-v3-h800 --vary node.fast='80 GB/s..450 GB/s*1.2'
  trainyard sweep deepseek-v2-h800 --vary gpus=800..1024+32 --replan --goal 'days<=60'
  trainyard sweep deepseek-v3-h800 --vary load_skew=0:0.3:0.02 --interval --chart skew.svg
  trainyard sweep deepseek-v3-h800 --vary nvlink=100..900+100 --vary nic=100..400+50 --chart plane.html
  trainyard sweep llama-3-70b-h100 --vary nic=100,200,400 --vary micro_batch=1,2 --csv
  trainyard sweep llama-3-70b-h100 --vary gpus=256..1024*2 --replan
)";

struct Wish {
  SweepRequest request{};
  const SweepColumn* column = nullptr;
  std::vector<SweepGoal> goals{};
  std::vector<Override> overrides{};
  std::vector<std::string> charts{};
};

/// The objective of a search that goes with a column.
Objective objective_of(const SweepColumn& column) {
  if (column.name == "gpu_hours") return Objective::gpu_hours;
  if (column.name == "cost") return Objective::cost;
  if (column.name == "mfu" || column.name == "tokens_per_gpu") return Objective::tokens_per_gpu;
  if (column.name == "memory") return Objective::headroom;
  return Objective::time;
}

/// Before hours of work, not after.
void check_chart(const std::string& file, std::size_t knobs, OptionReader& read) {
  const std::string kind = std::filesystem::path(file).extension().string();
  if (kind != ".svg" && kind != ".png" && kind != ".html") {
    read.say(fmt::format("--chart {}: {} is no kind of chart", in_quotes(file),
                         kind.empty() ? "a name without ending" : in_quotes(kind)),
             "end the name in .svg, .png or .html");
  } else if (kind == ".png" && !chart::can_write_png()) {
    read.say(
        fmt::format("--chart {}: this program was built without librsvg, which draws PNG", in_quotes(file)),
        "write SVG or HTML, or install librsvg2-dev (Debian) and build again");
  } else if (kind != ".html" && knobs > 2) {
    read.say(fmt::format("--chart {}: three knobs make several pictures", in_quotes(file)),
             "write .html, which holds all of them");
  }
}

Result<void> write_chart(const std::string& file, const SweepReport& report) {
  const std::string kind = std::filesystem::path(file).extension().string();
  if (kind == ".html") return write_file(file, write_html_sweep(report));
  const std::string svg = chart::to_svg(sweep_charts(report).front());
  return kind == ".png" ? chart::write_png(file, svg) : write_file(file, svg);
}

Result<Wish> read_wish(const Arguments& arguments) {
  constexpr std::size_t most_knobs = 3;
  Wish wish;
  OptionReader read(arguments);
  const std::vector<std::string> varied = arguments.values("vary");
  if (varied.empty()) {
    read.say("--vary is missing: nothing is varied", "e.g. --vary nvlink=400,900; --knobs lists the names");
  }
  if (varied.size() > most_knobs) {
    read.say(fmt::format("{} knobs, at most {} can be varied together", varied.size(), most_knobs));
  }
  for (const std::string& text : varied) {
    SweepKnob knob;
    read.take(parse_vary(text), knob);
    const bool twice =
        std::any_of(wish.request.knobs.begin(), wish.request.knobs.end(),
                    [&](const SweepKnob& other) { return !knob.path.empty() && other.path == knob.path; });
    if (twice) read.say(fmt::format("--vary {}: {} is varied twice", knob.name, knob.path));
    wish.request.knobs.push_back(std::move(knob));
  }
  read.take(overrides_of(arguments), wish.overrides);
  for (const std::string& text : arguments.values("goal")) {
    SweepGoal goal;
    read.take(parse_sweep_goal(text), goal);
    wish.goals.push_back(std::move(goal));
  }
  if (arguments.has("column")) {
    read.take(find_sweep_column(arguments.value("column")), wish.column);
  } else {
    wish.column = usual_column(wish.request.knobs, wish.goals);
  }
  wish.charts = arguments.values("chart");
  for (const std::string& file : wish.charts) check_chart(file, varied.size(), read);
  wish.request.threads = read.threads();
  wish.request.point.seed = read.number("seed", wish.request.point.seed);
  read.exclude("json", "csv");
  read.exclude("fix-plan", "replan");
  read.exclude("store", "no-store");
  if (!read.problems().empty()) return read.problems();
  wish.request.refine = !arguments.has("no-refine");
  wish.request.point.replan = arguments.has("replan");
  wish.request.point.interval = arguments.has("interval");
  wish.request.point.objective = objective_of(*wish.column);
  return wish;
}

std::string title_of(const Arguments& arguments) {
  std::string title = arguments.positionals.front();
  for (const std::string& one : arguments.values("vary")) title += ", " + one;
  for (const std::string& one : arguments.values("set")) title += ", " + one;
  return title + (arguments.has("replan") ? ", replanned" : "");
}

/// What the points of a sweep depend on. Column and goals only choose among them.
std::vector<std::string> inputs_of(const Scenario& scenario, const Wish& wish) {
  std::vector<std::string> inputs = scenario_inputs(scenario);
  const PointRequest& how = wish.request.point;
  inputs.push_back(fmt::format("replan {} {} interval {} seed {} refine {}", how.replan,
                               how.replan ? to_text(how.objective) : "", how.interval, how.seed,
                               wish.request.refine));
  for (const SweepKnob& knob : wish.request.knobs) {
    inputs.push_back(knob.name + "=" + knob.path);
    for (const KnobValue& value : knob.values) inputs.push_back(value.text + "=" + value.written);
  }
  return inputs;
}

ExitCode list_knobs(Console& console) {
  std::size_t width = 0;
  for (const KnobAlias& one : knob_aliases()) width = std::max(width, one.name.size());
  for (const KnobAlias& one : knob_aliases())
    console.out << fmt::format("{:<{}}  {} ({}{})\n", one.name, width, one.sentence, one.path,
                               one.factor == 1.0 ? "" : fmt::format(", times {:g}", one.factor));
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments, Console& console) {
  if (arguments.has("knobs")) return list_knobs(console);
  if (arguments.positionals.empty())
    return refuse(problem("SCENARIO is missing", std::string(scenario_positional.sentence)), console,
                  ExitCode::usage);
  const Result<Wish> wish = read_wish(arguments);
  if (!wish) return refuse(wish.error(), console, ExitCode::usage);
  const SweepRequest& request = wish.value().request;
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  const SweptScenario scenario{library.value(), arguments.positionals.front(), wish.value().overrides};
  const Result<Scenario> base =
      trainyard::load_scenario(library.value(), scenario.name, scenario.overrides, IllegalPlan::left_open);
  if (!base) return refuse(base.error(), console);

  RunRecord record(arguments, console, "sweep", inputs_of(base.value(), wish.value()), title_of(arguments));
  const Interruption interruption;
  ProgressBar bar(console.err, console.terminal);
  SweepHooks hooks;
  hooks.stop = Interruption::flag();
  hooks.known = record.items();
  hooks.keep = [&](const std::string& key, const std::string& point) { record.put(key, point); };
  hooks.progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
    bar.count({.stage = stage, .unit = "points", .done = done, .total = total});
  };
  Result<SweepResult> found = sweep(scenario, request, hooks);
  bar.clear();
  if (!found) {
    record.forget();
    return refuse(found.error(), console);
  }
  if (!found.value().complete) return record.interrupted(found.value().done, found.value().total, "points");

  const SweepReport report{&request, std::move(found.value()), wish.value().column, wish.value().goals};
  const std::optional<std::size_t> best = best_point(report);
  record.finish(
      {.report = write_json_sweep(report),
       .text = write_text_sweep(report),
       .summary = fmt::format("{} points, {} knees{}", report.result.total, report.result.knees.size(),
                              best ? fmt::format(", best {} {}", report.column->title,
                                                 report.column->text(report.result.points[*best]))
                                   : "")});
  const std::string file = arguments.value("output");
  const std::string text = arguments.has("json")  ? write_json_sweep(report)
                           : arguments.has("csv") ? write_csv_sweep(report)
                                                  : write_text_sweep(report, console.colour && file.empty());
  if (const Result<void> written = write_result(text, file, console); !written)
    return refuse(written.error(), console);
  for (const std::string& chart : wish.value().charts) {
    const Result<void> written = write_chart(chart, report);
    if (!written) return refuse(written.error(), console);
    console.err << fmt::format("wrote {}\n", chart);
  }
  return best ? ExitCode::done : ExitCode::does_not_fit;
}

}  // namespace

Command sweep_command() {
  return {"sweep",     "A scenario over the values of one to three knobs, with the knees of its step time.",
          positionals, options,
          lesson,      run};
}

}  // namespace trainyard::cli
