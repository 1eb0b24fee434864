// trainyard search: the best parallel plans of a scenario.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/commands/interruption.h"
#include "cli/commands/option_reader.h"
#include "cli/commands/progress.h"
#include "cli/commands/scenario_arguments.h"
#include "cli/commands/store_arguments.h"
#include "models/search/explain_plan.h"
#include "models/search/launch_flags.h"
#include "models/search/scenario_file.h"
#include "models/search/search_report.h"
#include "sim/base/quantity_text.h"
#include "sim/base/text_parts.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{scenario_positional};
constexpr std::array<Option, 27> options{{
    set_option,
    {"tp", "LIST", "tensor parallelism: values to try, parted by ',' (default: all, see below)"},
    {"pp", "LIST", "pipeline ranks"},
    {"vp", "LIST", "virtual stages per pipeline rank"},
    {"cp", "LIST", "context parallelism"},
    {"ep", "LIST", "expert parallelism"},
    {"etp", "LIST", "ranks one expert is cut over; 0: as tp"},
    {"micro-batch", "LIST", "sequences of a micro-batch"},
    {"zero", "LIST", "ZeRO stages"},
    {"schedule", "LIST", "pipeline schedules (trainyard list schedules)"},
    {"recompute", "LIST", "none, selective, deepseek, full, full:0.5 (of the layers), layernorm+moe_act ..."},
    {"layouts", "N", "ways to lay the layers onto the stages, the balanced one first (default 1)"},
    {"gpus", "LIST", "numbers of GPUs (default: the scenario's)"},
    {"objective", "LIST",
     "time, gpu_hours, dollars, tokens_per_gpu, headroom; several: their Pareto front too"},
    {"min-headroom", "SIZE", "memory to be left on the fullest GPU, e.g. '4 GB'"},
    {"top", "N", "plans to list (default 5)"},
    {"explain", "PLAN",
     "why a plan lost or is illegal: 'tp=8, schedule=1f1b' (the rest as the best), or a rank"},
    {"save", "FILE", "write the scenario with the best plan, for trainyard run"},
    {"export", "TARGET", "print the best plan as flags of megatron or torchtitan"},
    {"pick", "N", "the plan that --save and --export take (default 1, the best)"},
    {"json", "", "one JSON document (data/schema/search-report.schema.json) instead of tables"},
    {"csv", "", "one row per plan"},
    {"output", "FILE", "write the report to FILE instead of standard output"},
    {"threads", "N", "threads (default: as many as the machine has)"},
    {"seed", "N", "seed of the drawn loads (default 1)"},
    store_option,
    no_store_option,
}};
constexpr std::string_view lesson =
    R"(Every legal plan of the space is enumerated. A closed bound that never exceeds the simulated time leaves out
what cannot be among the best; the rest is simulated. So the plans listed are the optimum of the space, not a
guess. The scenario's own plan only gives the global batch, and is compared with the best.

The space, where the options leave it open: tp divides a node (sequence parallelism with tp > 1), pp up to
one layer a stage, every vp there are layers for, cp 1, 2, 4 ... down to 1,024 tokens a rank, every ep that
divides the experts, every etp that divides tp, micro-batches of 1, 2, 4, 8, ZeRO 0 to 3, every schedule,
recompute none, deepseek (latent attention) and full. What the software stack overlaps and how it exchanges
stays as it is, and a stack may not offer every schedule.

Ends with 3 when the scenario's GPUs cannot hold any plan of the space.

Examples:
  trainyard search deepseek-v3-h800
  trainyard search deepseek-v3-h800 --schedule 1f1b,interleaved-1f1b --zero 1 --top 10
  trainyard search llama-3-70b-h100 --objective time,headroom --min-headroom '4 GB'
  trainyard search deepseek-v3-h800 --set gpus=1024 --save best.json && trainyard run best.json
  trainyard search deepseek-v3-h800 --explain 'schedule=1f1b'
  trainyard search deepseek-v3-h800 --pp 8 --export megatron
)";

RecomputeChoice recompute_of(const std::string& text, OptionReader& read) {
  RecomputeChoice choice;
  for (const Recompute one : {Recompute::none, Recompute::selective, Recompute::deepseek, Recompute::full}) {
    if (text == to_text(one)) {
      choice.recompute = one;
      return choice;
    }
  }
  if (text.starts_with("full:")) {
    choice.recompute = Recompute::full;
    choice.share = number_of<double>(text.substr(5)).value_or(0.0);
    if (!(choice.share > 0.0 && choice.share <= 1.0))
      read.say(fmt::format("--recompute: {} recomputes no share of the layers", in_quotes(text)),
               "full:0.5 recomputes half of them");
    return choice;
  }
  choice.recompute = Recompute::modules;
  std::vector<std::string> known{"none", "selective", "deepseek", "full"};
  for (const RecomputeModule one : recompute_modules()) known.emplace_back(to_text(one));
  for (const std::string& name : parts_of(text, '+')) {
    const auto found = std::find(known.begin() + 4, known.end(), name);
    if (found == known.end()) {
      read.say(fmt::format("--recompute: {} is no way to recompute", in_quotes(name)),
               name_hint(name, known));
    } else {
      choice.modules.add(static_cast<RecomputeModule>(found - known.begin() - 4));
    }
  }
  return choice;
}

struct Wish {
  SearchRequest request{};
  std::size_t pick = 1;
  const LaunchTarget* target = nullptr;
};

Result<Wish> read_wish(const Arguments& arguments) {
  OptionReader read(arguments);
  Wish wish;
  SearchSpace& space = wish.request.space;
  space.tp = read.numbers("tp");
  space.pp = read.numbers("pp");
  space.vp = read.numbers("vp");
  space.cp = read.numbers("cp");
  space.ep = read.numbers("ep");
  space.etp = read.numbers("etp");
  space.micro_batch = read.numbers("micro-batch");
  space.zero = read.numbers("zero");
  space.gpus = read.numbers("gpus");
  space.schedules = parts_of(arguments.value("schedule"));
  for (const std::string& one : parts_of(arguments.value("recompute")))
    space.recompute.push_back(recompute_of(one, read));
  constexpr int most_layouts = 100, most_top = 100000;
  space.layouts = read.number("layouts", 1, 1, most_layouts);
  wish.request.top = static_cast<std::size_t>(read.number("top", 5, 1, most_top));
  wish.request.threads = read.threads();
  wish.request.seed = read.number<std::uint64_t>("seed", 1);
  if (arguments.has("objective")) {
    wish.request.objectives.clear();
    for (const std::string& one : parts_of(arguments.value("objective"))) {
      Objective objective{};
      read.take(parse_objective(one), objective);
      wish.request.objectives.push_back(objective);
    }
    if (wish.request.objectives.empty()) read.say("--objective lists nothing");
  }
  if (arguments.has("min-headroom"))
    read.take(parse_quantity<Bytes>(arguments.value("min-headroom")), wish.request.least_headroom);
  wish.pick = static_cast<std::size_t>(read.number("pick", 1, 1, most_top));
  wish.request.top = std::max(wish.request.top, wish.pick);
  if (arguments.has("export")) read.take(find_launch_target(arguments.value("export")), wish.target);
  read.exclude("json", "csv");
  read.exclude("export", "explain");
  if (!read.problems().empty()) return read.problems();
  return wish;
}

/// As plan.recompute of a scenario has it.
std::string recompute_field(const Plan& plan) {
  if (plan.recompute == Recompute::modules) {
    std::string names;
    for (const RecomputeModule one : recompute_modules()) {
      if (plan.recompute_modules.has(one))
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", to_text(one));
    }
    return fmt::format("{{\"modules\": [{}]}}", names);
  }
  if (plan.recompute == Recompute::full && plan.recompute_share < 1.0)
    return fmt::format("{{\"full_layers_share\": {}}}", plan.recompute_share);
  return std::string(to_text(plan.recompute));
}

/// "tp=8, pp=16" as overrides of a scenario's plan; what it does not name is as in `best`. Errors: what is no
/// field of a plan.
Result<std::vector<Override>> plan_overrides(const std::string& text, const Plan& best) {
  std::vector<Override> fields{{"tp", fmt::format("{}", best.tp)},
                               {"sequence_parallel", ""},
                               {"pp", fmt::format("{}", best.pp)},
                               {"vp", ""},
                               {"cp", fmt::format("{}", best.cp)},
                               {"cp_comm", std::string(to_text(best.cp_comm))},
                               {"cp_balanced", best.cp_balanced ? "true" : "false"},
                               {"ep", fmt::format("{}", best.ep)},
                               {"etp", best.etp == 0 ? "" : fmt::format("{}", best.etp)},
                               {"micro_batch", fmt::format("{}", best.micro_batch)},
                               {"zero", fmt::format("{}", best.zero)},
                               {"shard_group", ""},
                               {"reshard", ""},
                               {"schedule", ""},
                               {"recompute", recompute_field(best)},
                               {"stages", "auto"},
                               {"gpus", fmt::format("{}", best.gpus())}};
  const auto field = [&](std::string_view name) {
    return std::find_if(fields.begin(), fields.end(), [&](const Override& one) { return one.first == name; });
  };
  Diagnostics problems;
  for (const std::string& part : parts_of(text)) {
    const std::size_t equals = part.find('=');
    const std::string name = part.substr(0, equals);
    const auto found = field(name);
    if (equals == std::string::npos || found == fields.end()) {
      std::vector<std::string> names;
      for (const auto& [known, value] : fields) names.push_back(known);
      problems.push_back(problem(fmt::format("--explain: {} sets no field of a plan", in_quotes(part)),
                                 name_hint(name, names) + "; write it like 'tp=8, pp=16'")
                             .front());
      continue;
    }
    found->second = part.substr(equals + 1);
  }
  if (!problems.empty()) return problems;
  // What follows from the rest, where it is not told.
  const auto complete = [&](std::string_view name, std::string value) {
    if (field(name)->second.empty()) field(name)->second = std::move(value);
  };
  const bool pipelined = field("pp")->second != "1";
  complete("sequence_parallel", field("tp")->second == "1" ? "false" : "true");
  complete("schedule", pipelined && (best.pp > 1) ? best.schedule : "1f1b");
  complete("vp", pipelined && field("schedule")->second == best.schedule ? fmt::format("{}", best.vp) : "1");
  std::vector<Override> overrides;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) overrides.emplace_back(name == "gpus" ? name : "plan." + name, value);
  }
  return overrides;
}

/// The report went out; what --explain, --export and --save ask for of `result`.
class Afterwards {
 public:
  Afterwards(const Arguments& arguments, const Wish& wish, const Scenario& scenario,
             const ProfileLibrary& library, Console& console)
      : arguments_(arguments), wish_(wish), scenario_(scenario), library_(library), console_(console) {}

  ExitCode explain(const SearchResult& result) const {
    const std::string text = arguments_.value("explain");
    if (const std::optional<std::uint64_t> rank = number_of<std::uint64_t>(text)) {
      if (*rank < 1 || *rank > result.ranked.size())
        return refuse(problem(fmt::format("there is no plan {} of {}", *rank, result.ranked.size()),
                              "list more with --top"),
                      console_, ExitCode::usage);
      return tell(result.ranked[*rank - 1].plan, result);
    }
    const Result<std::vector<Override>> changes = plan_overrides(text, result.ranked.front().plan);
    if (!changes) return refuse(changes.error(), console_, ExitCode::usage);
    std::vector<Override> overrides = overrides_of(arguments_).value();
    overrides.insert(overrides.end(), changes.value().begin(), changes.value().end());
    const Result<Scenario> wanted =
        trainyard::load_scenario(library_, arguments_.positionals.front(), overrides);
    if (!wanted) {
      console_.out << "The plan is illegal:\n";
      for (const Diagnostic& one : wanted.error()) {
        console_.out << "  " << one.message << '\n';
        if (!one.hint.empty()) console_.out << "    " << one.hint << '\n';
      }
      return ExitCode::done;
    }
    return tell(wanted.value().plan, result);
  }

  ExitCode save(const SearchResult& result) const {
    const Plan& plan = result.ranked[wish_.pick - 1].plan;
    const auto file = find_scenario(library_, arguments_.positionals.front());
    if (!file) return refuse(file.error(), console_);
    const auto text = read_file(file.value());
    if (!text) return refuse(text.error(), console_);
    const auto written = scenario_with_plan(text.value(), plan, wish_.request.space.layouts == 1,
                                            fmt::format("{}-plan-{}", scenario_.name, wish_.pick),
                                            overrides_of(arguments_).value());
    if (!written) return refuse(written.error(), console_);
    const std::string to = arguments_.value("save");
    if (const Result<void> done = write_file(to, written.value().text); !done)
      return refuse(done.error(), console_);
    std::string rest;
    for (const std::string& one : written.value().overrides_left) rest += ' ' + one;
    console_.err << fmt::format("wrote {}; run it with: trainyard run {}{}\n", to, to, rest);
    return ExitCode::done;
  }

 private:
  ExitCode tell(const Plan& plan, const SearchResult& result) const {
    const Result<std::string> told =
        explain_plan(scenario_, plan, result.ranked.front().plan, console_.colour);
    if (!told) return refuse(told.error(), console_);
    console_.out << told.value();
    return ExitCode::done;
  }

  const Arguments& arguments_;
  const Wish& wish_;
  const Scenario& scenario_;
  const ProfileLibrary& library_;
  Console& console_;
};

void add_own_plan(SearchReport& report) {
  const Scenario& scenario = *report.scenario;
  if (scenario.plan.stages.empty()) {
    report.own_problem = fmt::format("it is not legal on {} GPUs", scenario.machine.gpus);
    return;
  }
  Result<RankedPlan> own = rank_plan(scenario, scenario.plan, report.request.seed);
  if (own) {
    report.own = std::move(own.value());
  } else {
    report.own_problem = "it " + own.error().front().message;
  }
}

/// A search on its way into the store.
class SearchRecord {
 public:
  SearchRecord(const Scenario& scenario, const Arguments& arguments, Console& console) {
    // A question about one plan asks for no record of the search it takes.
    if (arguments.has("explain")) return;
    std::vector<std::string> inputs = scenario_inputs(scenario);
    for (const Option& option : options) {
      if (option.name == "threads" || option.name == "output" || option.name.ends_with("store")) continue;
      for (const std::string& value : arguments.values(option.name))
        inputs.push_back(fmt::format("{}={}", option.name, value));
    }
    std::string title = scenario.name;
    for (const std::string& one : arguments.values("set")) title += ", " + one;
    record_.emplace(arguments, console, "search", inputs, title);
  }

  /// What an interrupted search found is not simulated again; what this one finds is kept.
  void serve(SearchRequest& request) {
    if (!record_) return;
    request.known = record_->items();
    kept_ = request.known.size();
    request.keep = [this](const std::string& key, const std::string& outcome) {
      if (record_->items().contains(key)) return;
      record_->put(key, outcome);
      ++kept_;
    };
  }

  void finish(const SearchReport& report) {
    if (!record_) return;
    const std::string summary = report.result.ranked.empty()
                                    ? std::string("no plan fits in memory")
                                    : fmt::format("{} a step: {}", to_text(report.result.ranked.front().step),
                                                  plan_text(report.result.ranked.front().plan));
    record_->finish(
        {.report = write_json_search(report), .text = write_text_search(report, false), .summary = summary});
  }

  ExitCode interrupted(const SearchReport& report, Console& console) {
    console.err << "trainyard: interrupted, so the best plans so far are not proved to be the best\n";
    if (!record_) return ExitCode::interrupted;
    const SpaceCounts& space = report.result.space;
    return record_->interrupted(kept_, std::max(kept_, kept_ + space.pruned),
                                "plans that may be among the best");
  }

 private:
  std::optional<RunRecord> record_{};
  std::size_t kept_ = 0;
};

ExitCode run(const Arguments& arguments, Console& console) {
  Result<Wish> wish = read_wish(arguments);
  if (!wish) return refuse(wish.error(), console, ExitCode::usage);
  const Result<std::vector<Override>> overrides = overrides_of(arguments);
  if (!overrides) return refuse(overrides.error(), console);
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  const Result<Scenario> scenario = trainyard::load_scenario(library.value(), arguments.positionals.front(),
                                                             overrides.value(), IllegalPlan::left_open);
  if (!scenario) return refuse(scenario.error(), console);
  SearchRequest& request = wish.value().request;
  ProgressBar bar(console.err, console.terminal);
  request.progress = [&](const SearchProgress& now) {
    bar.count({.stage = now.stage,
               .unit = now.stage == "simulating" ? "plans" : "groups of plans",
               .done = now.done,
               .total = now.total});
  };
  SearchRecord record(scenario.value(), arguments, console);
  record.serve(request);
  const Interruption interruption;
  request.stop = Interruption::flag();
  Result<SearchResult> found = search_plans(scenario.value(), request);
  bar.clear();
  if (!found) return refuse(found.error(), console);
  SearchReport report{.scenario = &scenario.value(), .request = request, .result = std::move(found.value())};
  if (report.result.ranked.empty() && !report.result.proved) return record.interrupted(report, console);
  if (report.result.ranked.empty()) {
    record.finish(report);
    const std::string reasons = rejected_text(report.result.space);
    console.err << fmt::format(
        "trainyard: no plan of the space fits {} GPUs of {}: {} legal plans, rejected {}\n",
        scenario.value().machine.gpus, scenario.value().machine.cluster.name, report.result.space.legal,
        reasons.empty() ? "none" : reasons);
    return ExitCode::does_not_fit;
  }
  if (wish.value().pick > report.result.ranked.size())
    return refuse(
        problem(fmt::format("there is no plan {} of {}", wish.value().pick, report.result.ranked.size())),
        console, ExitCode::usage);
  const Afterwards then(arguments, wish.value(), scenario.value(), library.value(), console);
  if (arguments.has("explain")) return then.explain(report.result);
  add_own_plan(report);
  if (report.result.proved) record.finish(report);
  std::string text;
  if (wish.value().target != nullptr) {
    const Plan& plan = report.result.ranked[wish.value().pick - 1].plan;
    text = fmt::format("# {}: {}\n", scenario.value().name, plan_text(plan)) +
           wish.value().target->write(scenario.value(), plan);
  } else {
    const std::string file = arguments.value("output");
    text = arguments.has("json")  ? write_json_search(report)
           : arguments.has("csv") ? write_csv_search(report)
                                  : write_text_search(report, console.colour && file.empty());
  }
  const Result<void> written = write_result(text, arguments.value("output"), console);
  if (!written) return refuse(written.error(), console);
  const ExitCode saved = arguments.has("save") ? then.save(report.result) : ExitCode::done;
  if (report.result.proved || saved != ExitCode::done) return saved;
  return record.interrupted(report, console);
}

}  // namespace

Command search_command() {
  return {"search", "Find the best parallel plans of a scenario, and prove it.", positionals, options, lesson,
          run};
}

}  // namespace trainyard::cli
