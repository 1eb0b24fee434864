// trainyard runs: earlier runs from the store.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/command.h"
#include "cli/commands/store_arguments.h"
#include "models/report/text_table.h"
#include "models/store/compare_reports.h"
#include "sim/base/text_parts.h"

namespace trainyard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<Positional, 3> positionals{{
    {"ACTION", "list (the default), show, compare or remove", false},
    {"ID", "a stored run, as listed", false},
    {"ID2", "the other run to compare, or another to remove", false},
}};
constexpr std::array<Option, 5> options{{
    {"store", "FILE", "read FILE instead of the usual store"},
    {"command", "NAME", "list: only the runs of this command"},
    {"title", "TEXT", "list: only runs with TEXT in their title"},
    {"all", "", "compare: the numbers inside lists too (pipeline ranks, points of a sweep)"},
    {"json", "", "JSON; show prints the stored report to the byte"},
}};
constexpr std::string_view lesson =
    R"(Commands keep their reports, and what they have found when they are interrupted, in one SQLite file: the one
of --store, else of the environment variable TRAINYARD_STORE, else $XDG_DATA_HOME/trainyard/runs.sqlite, else
~/.local/share/trainyard/runs.sqlite. The same command on the same inputs stands there once, and goes on where
it was interrupted. --no-store keeps nothing. Times are UTC.

Examples:
  trainyard runs
  trainyard runs --command sweep
  trainyard runs show 3
  trainyard runs show 3 --json > report.json
  trainyard runs compare 3 4
  trainyard runs remove 3
)";

struct Action {
  std::string_view name;
  std::size_t least_ids, most_ids;
  ExitCode (*run)(RunStore& store, const std::vector<std::int64_t>& ids, const Arguments& arguments,
                  Console& console);
};

Json summary_json(const StoredRun& run) {
  return {{"id", run.id},
          {"command", run.command},
          {"title", run.title},
          {"key", run.key},
          {"status", to_text(run.status)},
          {"started", run.started},
          {"finished", run.finished.empty() ? Json(nullptr) : Json(run.finished)},
          {"summary", run.summary},
          {"program", run.program.empty() ? Json(nullptr) : Json(run.program)},
          {"items", run.items}};
}

ExitCode list(RunStore& store, const std::vector<std::int64_t>& /*ids*/, const Arguments& arguments,
              Console& console) {
  const Result<std::vector<StoredRun>> runs =
      store.list({.command = arguments.value("command"), .title = arguments.value("title")});
  if (!runs) return refuse(runs.error(), console);
  if (arguments.has("json")) {
    Json all = Json::array();
    for (const StoredRun& one : runs.value()) all.push_back(summary_json(one));
    console.out << all.dump(2) << '\n';
    return ExitCode::done;
  }
  if (runs.value().empty()) {
    console.err << fmt::format("no such run is stored in {}\n", store.file().string());
    return ExitCode::done;
  }
  using Align = TextTable::Align;
  TextTable table({Align::right, Align::left, Align::left, Align::left, Align::left, Align::left}, 0);
  table.add({"id", "when (UTC)", "command", "status", "title", "main numbers"});
  for (const StoredRun& one : runs.value()) {
    table.add({fmt::format("{}", one.id), one.finished.empty() ? one.started : one.finished, one.command,
               std::string(to_text(one.status)), printable(one.title),
               one.status == RunStatus::done ? one.summary : fmt::format("{} results kept", one.items)});
  }
  console.out << table.text();
  return ExitCode::done;
}

Result<StoredRun> load_done(RunStore& store, std::int64_t id) {
  TRAINYARD_TRY(run, store.load(id));
  if (run.status == RunStatus::done) return run;
  return problem(fmt::format("run {} ({} {}) has no report: it is {}, {} results are kept", id, run.command,
                             run.title, to_text(run.status), run.items),
                 "the same command goes on from there");
}

ExitCode show(RunStore& store, const std::vector<std::int64_t>& ids, const Arguments& arguments,
              Console& console) {
  const Result<StoredRun> run = load_done(store, ids.front());
  if (!run) return refuse(run.error(), console);
  console.out << (arguments.has("json") ? run.value().report : run.value().text);
  return ExitCode::done;
}

std::string number_cell(double value) {
  return std::abs(value) >= 1e6 ? count_text(value, 5) : fmt::format("{:.5g}", value);
}

std::string relative_cell(const NumberPair& pair) {
  if (pair.a == 0.0) return "";
  return fmt::format("{:+.2f} %", 100.0 * pair.difference() / std::abs(pair.a));
}

ExitCode compare(RunStore& store, const std::vector<std::int64_t>& ids, const Arguments& arguments,
                 Console& console) {
  const Result<StoredRun> a = load_done(store, ids[0]);
  if (!a) return refuse(a.error(), console);
  const Result<StoredRun> b = load_done(store, ids[1]);
  if (!b) return refuse(b.error(), console);
  const Result<ReportComparison> found =
      compare_reports(a.value().report, b.value().report, arguments.has("all"));
  if (!found) return refuse(found.error(), console);
  const ReportComparison& comparison = found.value();
  if (arguments.has("json")) {
    Json numbers = Json::array();
    for (const NumberPair& one : comparison.numbers) {
      numbers.push_back(
          {{"name", one.name},
           {"a", one.a},
           {"b", one.b},
           {"difference", one.difference()},
           {"relative", one.a == 0.0 ? Json(nullptr) : Json(one.difference() / std::abs(one.a))}});
    }
    const Json document = {{"format", "trainyard-runs-comparison"}, {"version", 1},
                           {"a", summary_json(a.value())},          {"b", summary_json(b.value())},
                           {"numbers", std::move(numbers)},         {"equal", comparison.equal},
                           {"only_a", comparison.only_a},           {"only_b", comparison.only_b}};
    console.out << document.dump(2) << '\n';
    return ExitCode::done;
  }
  console.out << wrapped(fmt::format("run {}: ", ids[0]), a.value().title)
              << wrapped(fmt::format("run {}: ", ids[1]), b.value().title);
  if (comparison.numbers.empty()) {
    console.out << fmt::format("no number differs ({} are equal)\n", comparison.equal);
  } else {
    using Align = TextTable::Align;
    TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right});
    table.add({"", fmt::format("run {}", ids[0]), fmt::format("run {}", ids[1]), "difference", ""});
    for (const NumberPair& one : comparison.numbers) {
      table.add({one.name, number_cell(one.a), number_cell(one.b), number_cell(one.difference()),
                 relative_cell(one)});
    }
    console.out << table.text() << fmt::format("{} other numbers are equal\n", comparison.equal);
  }
  const auto tell = [&](const std::vector<std::string>& names, std::int64_t id) {
    std::string joined;
    for (const std::string& one : names) joined += (joined.empty() ? "" : ", ") + one;
    if (!names.empty()) console.out << wrapped(fmt::format("only in run {}: ", id), joined);
  };
  tell(comparison.only_a, ids[0]);
  tell(comparison.only_b, ids[1]);
  return ExitCode::done;
}

ExitCode remove(RunStore& store, const std::vector<std::int64_t>& ids, const Arguments& /*arguments*/,
                Console& console) {
  for (const std::int64_t id : ids) {
    const Result<void> removed = store.remove(id);
    if (!removed) return refuse(removed.error(), console);
    console.err << fmt::format("removed run {}\n", id);
  }
  return ExitCode::done;
}

constexpr std::array<Action, 4> actions{
    {{"list", 0, 0, list}, {"show", 1, 1, show}, {"compare", 2, 2, compare}, {"remove", 1, 2, remove}}};

ExitCode run(const Arguments& arguments, Console& console) {
  const std::string wanted = arguments.positionals.empty() ? "list" : arguments.positionals.front();
  const auto action =
      std::find_if(actions.begin(), actions.end(), [&](const Action& one) { return one.name == wanted; });
  if (action == actions.end()) {
    std::vector<std::string> names;
    for (const Action& one : actions) names.emplace_back(one.name);
    return refuse(problem(fmt::format("runs cannot {}", in_quotes(wanted)), name_hint(wanted, names)),
                  console, ExitCode::usage);
  }
  std::vector<std::int64_t> ids;
  for (std::size_t i = 1; i < arguments.positionals.size(); ++i) {
    const std::string& text = arguments.positionals[i];
    const std::optional<std::int64_t> id = number_of<std::int64_t>(text);
    if (!id || *id < 1) {
      return refuse(problem(fmt::format("{} is no id of a stored run, expected a whole number from 1 on",
                                        in_quotes(text))),
                    console, ExitCode::usage);
    }
    ids.push_back(*id);
  }
  if (ids.size() < action->least_ids || ids.size() > action->most_ids) {
    return refuse(problem(fmt::format("runs {} takes {} of a stored run, found {}", action->name,
                                      action->most_ids == 0    ? "no id"
                                      : action->least_ids == 1 ? "the id"
                                                               : "two ids",
                                      ids.size()),
                          "trainyard runs lists them"),
                  console, ExitCode::usage);
  }
  Result<RunStore> store = open_store(arguments);
  if (!store) return refuse(store.error(), console);
  return action->run(store.value(), ids, arguments, console);
}

}  // namespace

Command runs_command() {
  return {"runs",      "Earlier runs and interrupted ones: list, show, compare, remove.",
          positionals, options,
          lesson,      run};
}

}  // namespace trainyard::cli
