// trainyard show: one document, each number with its source.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/catalogue.h"
#include "cli/commands/command.h"
#include "cli/commands/kernel_text.h"
#include "models/architecture/model_library.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/report/text_table.h"

namespace trainyard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<Positional, 1> positionals{
    {{"NAME",
      "of a scenario, model, GPU, node, fabric, cluster, stack, price list, failures, schedule; a file",
      true}}};
constexpr std::array<Option, 2> options{{
    {"kind", "KIND", "only of this kind (trainyard list), where several share a name"},
    {"json", "", "the document as it is"},
}};
constexpr std::string_view lesson =
    R"(Examples:
  trainyard show h800-sxm
  trainyard show dgx-a100 --kind node
  trainyard show h100-sxm --kind kernels
  trainyard show my-h100.json
  trainyard show deepseek-v3
  trainyard show dualpipe
)";

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool is_leaf(const Json& value) {
  if (value.is_object()) return false;
  if (!value.is_array()) return true;
  for (const Json& one : value) {
    if (one.is_structured()) return false;
  }
  return true;
}

/// One line per field; a sourced value with its source behind it.
void print(const Json& value, const std::string& name, std::size_t depth, std::string& text) {
  const std::string indent(2 * depth, ' ');
  if (value.is_object() && value.contains("value") && value.contains("source")) {
    std::string line =
        fmt::format("{}  [{}", value_text(value["value"]), value.value("evidence", "published"));
    if (value.contains("sigma")) line += fmt::format(", sigma {}", value["sigma"].dump());
    text += wrapped(fmt::format("{}{}: ", indent, name),
                    fmt::format("{}] {}", line, value_text(value["source"])));
  } else if (is_leaf(value)) {
    text += wrapped(fmt::format("{}{}: ", indent, name), value_text(value));
  } else {
    text += fmt::format("{}{}\n", indent, name);
    std::size_t index = 0;
    for (const auto& [key, inner] : value.items()) {
      print(inner, value.is_array() ? fmt::format("[{}]", index++) : key, depth + 1, text);
    }
  }
}

std::string parameters_text(const ModelSpec& model) {
  const ParameterCount count = count_parameters(model);
  constexpr int sequence = 4096;
  std::string text = fmt::format("parameters {} in all, {} active per token", count_text(count.total, 4),
                                 count_text(count.active, 4));
  if (model.mtp_modules > 0)
    text += fmt::format(", {} more in {} MTP module", count_text(count.mtp), model.mtp_modules);
  return text + fmt::format("; {} per token of training at {} positions, causal\n",
                            to_text(Flops::from_base(training_flops_per_token(model, sequence, true)), 4),
                            sequence);
}

ExitCode show_file(const ProfileLibrary& library, const CatalogueKind& kind,
                   const std::filesystem::path& file, std::string_view name, bool as_json, Console& console) {
  const Result<std::string> content = read_file(file);
  if (!content) return refuse(content.error(), console);
  if (as_json) {
    console.out << content.value();
    return ExitCode::done;
  }
  const Json document = Json::parse(content.value(), nullptr, false);
  if (!document.is_object())
    return refuse(problem(fmt::format("{} is no JSON object", file.string())), console);
  std::string text = fmt::format("{} {}  ({})\n", kind.singular, name, file.string());
  if (kind.name == "kernels") {
    const Result<std::string> kernels = kernel_document_text(library, file);
    if (!kernels) return refuse(kernels.error(), console);
    console.out << text << kernels.value();
    return ExitCode::done;
  }
  if (kind.name == "models") {
    const Result<ModelSpec> model = load_model(file.string(), {});
    if (!model) return refuse(model.error(), console);
    text += parameters_text(model.value());
  }
  for (const auto& [key, value] : document.items()) {
    if (key != "$schema" && key != "name") print(value, key, 1, text);
  }
  console.out << text;
  return ExitCode::done;
}

std::string schedule_text(const Schedule& schedule) {
  std::string text = fmt::format("schedule {}\n", schedule.name);
  text += wrapped("  ", schedule.description);
  text += wrapped("  bubble: ", fmt::format("{}  [{}]", schedule.bubble_formula, schedule.bubble_source));
  text += wrapped("  activations in flight: ", schedule.activation_formula);
  return text + fmt::format("  copies of the parameters: {}\n", schedule.parameter_copies);
}

/// Which kind of document a user's file is, by what only that kind has. Errors: broken files; none of these.
Result<const CatalogueKind*> kind_of_file(const std::string& file) {
  TRAINYARD_TRY(document, JsonDocument::load(file));
  Diagnostics ignored;
  JsonReader reader(document, ignored);
  if (reader.has("families")) return find_kind("kernels");
  if (reader.has("interconnect")) return find_kind("nodes");
  return Diagnostics{{file, {}, 0, 0, "does not tell what kind of document it is", "give --kind KIND"}};
}

ExitCode show_users_file(const ProfileLibrary& library, const std::string& file, const std::string& wanted,
                         bool as_json, Console& console) {
  const Result<const CatalogueKind*> kind = wanted.empty() ? kind_of_file(file) : find_kind(wanted);
  if (!kind) return refuse(kind.error(), console);
  return show_file(library, *kind.value(), file, std::filesystem::path(file).stem().string(), as_json,
                   console);
}

ExitCode run(const Arguments& arguments, Console& console) {
  const std::string& name = arguments.positionals.front();
  const std::string wanted = arguments.value("kind");
  if (!wanted.empty()) {
    if (const Result<const CatalogueKind*> kind = find_kind(wanted); !kind)
      return refuse(kind.error(), console, ExitCode::usage);
  }
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  if (name.ends_with(".json"))  // names of collectives hold a "/"
    return show_users_file(library.value(), name, wanted, arguments.has("json"), console);
  std::vector<std::string> all_names;
  bool shown = false;
  for (const CatalogueKind& kind : catalogue()) {
    if (!wanted.empty() && kind.name != wanted && kind.singular != wanted) continue;
    const Result<std::vector<DocumentSummary>> entries = kind.list(library.value());
    if (!entries) return refuse(entries.error(), console);
    for (const DocumentSummary& one : entries.value()) {
      all_names.push_back(one.name);
      if (one.name != name) continue;
      if (shown && !arguments.has("json")) console.out << '\n';
      shown = true;
      if (kind.find != nullptr) {
        const Result<std::filesystem::path> file = kind.find(library.value(), name);
        if (!file) return refuse(file.error(), console);
        if (const ExitCode code =
                show_file(library.value(), kind, file.value(), name, arguments.has("json"), console);
            code != ExitCode::done)
          return code;
      } else if (const Result<const Schedule*> schedule = find_schedule(name);
                 schedule && kind.name == "schedules") {
        console.out << schedule_text(*schedule.value());
      } else {
        console.out << wrapped(fmt::format("{} {}: ", kind.singular, name), one.description);
      }
    }
  }
  if (shown) return ExitCode::done;
  const std::vector<std::string> near = nearest_names(name, all_names);
  return refuse(
      problem(fmt::format("nothing is named {}", in_quotes(name)),
              near.empty() ? "trainyard list KIND tells what there is" : name_hint(name, all_names)),
      console);
}

}  // namespace

Command show_command() {
  return {"show", "Show one document, each number with its source.", positionals, options, lesson, run};
}

}  // namespace trainyard::cli
