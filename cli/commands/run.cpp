// trainyard run: a scenario's step time, memory, GPU-hours and dollars.
#include <fmt/format.h>

#include <array>
#include <ostream>

#include "cli/commands/option_reader.h"
#include "cli/commands/scenario_arguments.h"
#include "cli/commands/store_arguments.h"
#include "models/estimate/estimate.h"
#include "models/estimate/explain.h"
#include "models/report/report.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{scenario_positional};
constexpr std::array<Option, 10> options{{
    set_option,
    {"json", "", "one JSON document (data/schema/report.schema.json) instead of tables"},
    {"csv", "", "one row per number: name, value, unit"},
    {"output", "FILE", "write the report to FILE instead of standard output"},
    {"trace", "FILE", "also write the timeline of the step for https://ui.perfetto.dev"},
    {"expand", "", "simulate every rank instead of one per group of equal replicas"},
    {"no-interval", "", "leave out the 90 % interval, which samples what nobody published"},
    {"seed", "N", "seed of what is drawn at random (default 1)"},
    store_option,
    no_store_option,
}};
constexpr std::string_view lesson =
    R"(Shows the plan, the step time and its parts, MFU, memory by pipeline rank, GPU-hours, days, energy and
dollars with a 90 % interval, and what had to be assumed. Ends with 3 when the plan does not fit in memory.

--set reaches the scenario and every document it names:
  plan.*, recipe.*, reliability.*, spread.*, prices.*, gpus, model, cluster, software   fields of the scenario
  model.*       the model's configuration         cluster.*, node.*, fabric.*, gpu.*   the machine
  software.*    the software stack                gpu.kernels.FAMILY.ROLE.NAME         a kernel constant

Examples:
  trainyard run deepseek-v3-h800
  trainyard run deepseek-v3-h800 --set plan.schedule=1f1b --set plan.micro_batch=2
  trainyard run deepseek-v3-h800 --set node.nic='200 Gb/s' --set spread.load_cv.value=0.16
  trainyard run deepseek-v3-h800 --set model.num_nextn_predict_layers=0 --json | jq .step.time_s
  trainyard run deepseek-v2-h800 --set gpus=512 --set prices.gpu='$1.50/GPU-hour'
  trainyard run my-scenario.json --trace step.json
)";

/// "deepseek-v3-h800, plan.pp=8".
std::string title_of(const Scenario& scenario, const Arguments& arguments) {
  std::string title = scenario.name;
  for (const std::string& one : arguments.values("set")) title += ", " + one;
  return title;
}

void keep(const Scenario& scenario, const Estimate& estimate, const Arguments& arguments, Console& console) {
  std::vector<std::string> inputs = scenario_inputs(scenario);
  for (const char* option : {"expand", "no-interval"})
    inputs.emplace_back(arguments.has(option) ? option : "");
  inputs.push_back(arguments.value("seed", "1"));
  RunRecord record(arguments, console, "run", inputs, title_of(scenario, arguments));
  record.finish({.report = write_json_report(scenario, estimate),
                 .text = write_text_report(scenario, estimate),
                 .summary = fmt::format("{} a step, {} GPU-hours, {}", to_text(estimate.step.time),
                                        count_text(estimate.run.gpu_hours), to_text(estimate.cost.total))});
}

ExitCode run(const Arguments& arguments, Console& console) {
  OptionReader read(arguments);
  read.exclude("json", "csv");
  read.exclude("store", "no-store");
  EstimateOptions wanted;
  wanted.expand = arguments.has("expand");
  wanted.interval = !arguments.has("no-interval");
  wanted.seed = read.number("seed", wanted.seed);
  if (!read.problems().empty()) return refuse(read.problems(), console, ExitCode::usage);
  const Result<Scenario> scenario = load_scenario(arguments);
  if (!scenario) return refuse(scenario.error(), console);
  const Result<Estimate> estimate = trainyard::estimate(scenario.value(), wanted);
  if (!estimate) return refuse(estimate.error(), console);
  const std::string file = arguments.value("output");
  const std::string_view form = arguments.has("json") ? "json" : arguments.has("csv") ? "csv" : "text";
  const Result<const ReportWriter*> writer = find_report_writer(form);
  if (!writer) return refuse(writer.error(), console, ExitCode::our_bug);
  const std::string report =
      writer.value()->write(scenario.value(), estimate.value(), {.colour = console.colour && file.empty()});
  if (const Result<void> written = write_result(report, file, console); !written)
    return refuse(written.error(), console);
  if (arguments.has("trace")) {
    const Result<void> written = write_trace(scenario.value(), arguments.value("trace"));
    if (!written) return refuse(written.error(), console);
    console.err << fmt::format("wrote {}; open it at https://ui.perfetto.dev\n", arguments.value("trace"));
  }
  if (!arguments.has("no-store")) keep(scenario.value(), estimate.value(), arguments, console);
  const MemoryEstimate& memory = estimate.value().memory;
  if (memory.fits) return ExitCode::done;
  console.err << fmt::format("{} does not fit: rank {} needs {} of {} usable; largest owner: {}\n",
                             scenario.value().name, memory.peak_rank, to_text(memory.peak),
                             to_text(memory.capacity), memory.owner);
  for (const std::string& one : memory.suggestions) console.err << "  would fit: " << one << '\n';
  return ExitCode::does_not_fit;
}

}  // namespace

Command run_command() {
  return {"run", "Simulate a scenario: step time, memory, GPU-hours, dollars.", positionals, options, lesson,
          run};
}

}  // namespace trainyard::cli
