// trainyard list: what there is of a kind.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/catalogue.h"
#include "cli/commands/command.h"
#include "models/report/text_table.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{
    {{"KIND", "scenarios, models, gpus, ...; without one, all kinds are told", false}}};
constexpr std::array<Option, 2> options{{
    {"names", "", "names alone, one per line"},
    {"json", "", "an array of {\"name\", \"description\"}"},
}};
constexpr std::string_view lesson =
    R"(Examples:
  trainyard list
  trainyard list scenarios
  trainyard list gpus --names
)";

void print(const std::vector<DocumentSummary>& entries, const Arguments& arguments, Console& console) {
  if (arguments.has("json")) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const DocumentSummary& one : entries)
      all.push_back({{"name", one.name}, {"description", one.description}});
    console.out << all.dump(2) << '\n';
    return;
  }
  std::size_t width = 0;
  for (const DocumentSummary& one : entries) width = std::max(width, one.name.size());
  for (const DocumentSummary& one : entries) {
    if (arguments.has("names")) {
      console.out << one.name << '\n';
    } else {
      console.out << wrapped(fmt::format("{:<{}}  ", one.name, width), one.description);
    }
  }
}

ExitCode run(const Arguments& arguments, Console& console) {
  if (arguments.has("names") && arguments.has("json"))
    return refuse(problem("--names and --json exclude each other"), console, ExitCode::usage);
  if (arguments.positionals.empty()) {
    std::vector<DocumentSummary> kinds;
    for (const CatalogueKind& one : catalogue())
      kinds.push_back({std::string(one.name), std::string(one.sentence)});
    print(kinds, arguments, console);
    return ExitCode::done;
  }
  const Result<const CatalogueKind*> kind = find_kind(arguments.positionals.front());
  if (!kind) return refuse(kind.error(), console, ExitCode::usage);
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  const Result<std::vector<DocumentSummary>> entries = kind.value()->list(library.value());
  if (!entries) return refuse(entries.error(), console);
  print(entries.value(), arguments, console);
  return ExitCode::done;
}

}  // namespace

Command list_command() {
  return {"list",      "What there is: scenarios, models, hardware, schedules and more.",
          positionals, options,
          lesson,      run};
}

}  // namespace trainyard::cli
