// trainyard explain: what stands between a scenario and its answer.
#include "models/estimate/explain.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/commands/scenario_arguments.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{scenario_positional};
constexpr std::array<Option, 2> options{{
    {"stage", "STAGE", "memory, operators, graph, timeline or run"},
    set_option,
}};
constexpr std::string_view lesson =
    R"(Stages, in the order of the calculation:
  memory      what each pipeline rank holds, and who owns it
  operators   every operator of a layer with shape, FLOPs, bytes and time
  graph       the tasks of the step and what they wait for
  timeline    when each rank does what
  run         from steps to GPU-hours, phase by phase

Examples:
  trainyard explain deepseek-v3-h800 --stage memory
  trainyard explain deepseek-v2-h800 --stage operators --set software=megatron-core-bf16-2024
)";

ExitCode run(const Arguments& arguments, Console& console) {
  static const std::vector<std::string> stages{"memory", "operators", "graph", "timeline", "run"};
  const std::string stage = arguments.value("stage");
  if (stage.empty())
    return refuse(problem("--stage is missing", "one of memory, operators, graph, timeline, run"), console,
                  ExitCode::usage);
  if (std::find(stages.begin(), stages.end(), stage) == stages.end()) {
    return refuse(problem("there is no stage " + in_quotes(stage), name_hint(stage, stages)), console,
                  ExitCode::usage);
  }
  const Result<Scenario> scenario = load_scenario(arguments);
  if (!scenario) return refuse(scenario.error(), console);
  const Result<std::string> text = explain(scenario.value(), stage);
  if (!text) return refuse(text.error(), console);
  console.out << text.value();
  return ExitCode::done;
}

}  // namespace

Command explain_command() {
  return {"explain", "Show one stage between a scenario and its answer.", positionals, options, lesson, run};
}

}  // namespace trainyard::cli
