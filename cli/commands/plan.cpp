// trainyard plan: what to buy or rent for a set of training runs.
#include <fmt/format.h>

#include <array>
#include <ostream>

#include "cli/commands/interruption.h"
#include "cli/commands/option_reader.h"
#include "cli/commands/progress.h"
#include "cli/commands/store_arguments.h"
#include "models/estimate/scenario_reader.h"
#include "models/purchase/money_text.h"
#include "models/purchase/offers_reader.h"
#include "models/purchase/plan_record.h"
#include "models/purchase/purchase_report.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{
    {{"OFFERS", "a shipped question (trainyard list offers) or a file", true}}};
constexpr std::array<Option, 9> options{{
    {"set", "PATH=VALUE", "change one field of the file, e.g. caps.power='3 MW' or offers.0.count=1024",
     true},
    {"json", "", "one JSON document (data/schema/plan-report.schema.json) instead of tables"},
    {"html", "FILE", "also write the report as one self-contained page"},
    {"xlsx", "FILE", "also write the report as a workbook for finance"},
    {"output", "FILE", "write the report to FILE instead of standard output"},
    {"threads", "N", "threads of each search (default: as many as the machine has)"},
    {"seed", "N", "seed of the drawn prices and times (default 1)"},
    store_option,
    no_store_option,
}};
constexpr std::string_view lesson =
    R"(For each offer of GPUs the best plan of each workload is searched, not assumed, on the largest number of
whole nodes that a legal plan can use; what is left over stands by as spares. From the plans follow the day
everything is finished, tokens per dollar and per kWh, the cost until the horizon by item (servers, fabric,
storage, installation, power x PUE, space, staff, repairs and spares, residual value, or the rent), the use
from which buying beats renting, who is best and in how many draws of prices and of the estimate's own
uncertainty, a map of who wins over two axes, and the best mixture of several offers (an exact integer
program). The first paragraph is the answer in plain words.

An OFFERS file says what is offered, what is to be trained, for how long, under which caps of money, power
and time (data/schema/offers.schema.json). Every price in it carries its date and source or is marked as
assumed; the report lists them all. Ends with 3 when no offer keeps the caps.

Ctrl-C keeps the plans found so far; the same command goes on from there.

Examples:
  trainyard plan h800-or-a100
  trainyard plan finish-v2-in-60-days
  trainyard plan finish-v2-in-60-days --set caps.deadline='90 d'
  trainyard plan rent-or-buy-h100 --xlsx rent-or-buy.xlsx --html rent-or-buy.html
  trainyard plan my-offers.json --json | jq '.answer[0]'
)";

/// What the answer depends on, for the store.
std::vector<std::string> inputs_of(const ProfileLibrary& library, const PurchaseQuestion& question,
                                   const Arguments& arguments) {
  Scenario read;
  if (const auto file = data_file(library, "offers", arguments.positionals.front()))
    read.documents.push_back(file.value());
  for (const Workload& one : question.workloads) {
    if (const auto file = find_scenario(library, one.scenario)) read.documents.push_back(file.value());
  }
  std::vector<std::string> inputs = scenario_inputs(read);
  for (const std::string& one : arguments.values("set")) inputs.push_back(one);
  inputs.push_back(arguments.value("seed"));
  return inputs;
}

ExitCode write_files(const PurchaseReport& report, const Arguments& arguments, Console& console) {
  if (arguments.has("html")) {
    const Result<void> written = write_result(write_html_purchase(report), arguments.value("html"), console);
    if (!written) return refuse(written.error(), console);
  }
  if (arguments.has("xlsx")) {
    const Result<std::string> workbook = write_xlsx_purchase(report);
    if (!workbook) return refuse(workbook.error(), console);
    const Result<void> written = write_result(workbook.value(), arguments.value("xlsx"), console);
    if (!written) return refuse(written.error(), console);
  }
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments, Console& console) {
  OptionReader read(arguments);
  const int threads = read.threads();
  const std::uint64_t seed = read.number<std::uint64_t>("seed", 1);
  if (!read.problems().empty()) return refuse(read.problems(), console, ExitCode::usage);
  if (arguments.has("xlsx") && !can_write_xlsx())
    return refuse(problem("this build writes no workbooks", "install libxlsxwriter-dev and build again"),
                  console, ExitCode::usage);
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  const Result<PurchaseQuestion> question =
      load_offers(library.value(), arguments.positionals.front(), arguments.values("set"));
  if (!question) return refuse(question.error(), console);

  const Interruption interruption;
  RunRecord record(arguments, console, "plan", inputs_of(library.value(), question.value(), arguments),
                   fmt::format("{}: {}", question.value().name, question.value().question));
  const PlanFinder search = searching_finder(
      library.value(), {.threads = threads, .stop = Interruption::flag(), .search = search_plans});
  std::size_t done = 0;
  const PlanFinder remembering = [&](const Offer& offer, const Workload& workload) -> Result<WorkloadPlan> {
    const std::string key = offer.name + "/" + workload.name;
    if (const auto known = record.items().find(key); known != record.items().end()) {
      if (std::optional<WorkloadPlan> plan = read_plan_record(known->second)) return ++done, *plan;
    }
    TRAINYARD_TRY(plan, search(offer, workload));
    record.put(key, write_plan_record(plan));
    ++done;
    return plan;
  };
  ProgressBar bar(console.err, console.terminal);
  const std::size_t all = question.value().offers.size() * question.value().workloads.size();
  const Result<PurchaseReport> report = answer_purchase(
      question.value(), remembering,
      {.seed = seed, .threads = threads, .progress = [&](auto, std::size_t found, auto count) {
         bar.count({.stage = "searching", .unit = "plans", .done = found, .total = count});
       }});
  bar.clear();
  if (Interruption::happened()) return record.interrupted(done, all, "plans");
  if (!report) return refuse(report.error(), console);

  const std::string json = write_json_purchase(report.value());
  const std::string file = arguments.value("output");
  const std::string text =
      arguments.has("json") ? json : write_text_purchase(report.value(), console.colour && file.empty());
  if (const Result<void> written = write_result(text, file, console); !written)
    return refuse(written.error(), console);
  const ExitCode written = write_files(report.value(), arguments, console);
  if (written != ExitCode::done) return written;
  record.finish(
      {.report = json, .text = write_text_purchase(report.value()), .summary = answer_line(report.value())});
  return report.value().answered() ? ExitCode::done : ExitCode::does_not_fit;
}

}  // namespace

Command plan_command() {
  return {"plan",      "Choose among offers of GPUs: what to buy or rent for given training runs.",
          positionals, options,
          lesson,      run};
}

}  // namespace trainyard::cli
