#include "cli/commands/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/architecture/model_family.h"
#include "models/architecture/model_library.h"
#include "models/estimate/scenario_reader.h"
#include "models/estimate/uncertain_inputs.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/purchase/money_text.h"
#include "models/report/report.h"
#include "sim/network/collectives/collective.h"

namespace trainyard::cli {
namespace {

using Summaries = std::vector<DocumentSummary>;

std::filesystem::path model_folder(const ProfileLibrary& library) {
  return library.root() / "models" / "configs";
}

Result<Summaries> list_model_files(const ProfileLibrary& library) {
  Summaries found;
  Diagnostics problems;
  for (const std::string& name : list_models(model_folder(library))) {
    const Result<ModelSpec> model = load_model(name, model_folder(library));
    if (!model) {
      append(problems, model.error());
      continue;
    }
    const ParameterCount count = count_parameters(model.value());
    found.push_back({name, fmt::format("{} parameters, {} active per token, {} layers, hidden {}",
                                       count_text(count.total), count_text(count.active),
                                       model.value().layers, model.value().hidden)});
  }
  if (!problems.empty()) return problems;
  return found;
}

Result<std::filesystem::path> find_model_file(const ProfileLibrary& library, std::string_view name) {
  const std::vector<std::string> names = list_models(model_folder(library));
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return problem(fmt::format("there is no model {}", in_quotes(name)), name_hint(name, names));
  }
  return model_folder(library) / fmt::format("{}.json", name);
}

/// A kind of the profile library: "gpu", "node", ...
template <const char* kind>
Result<Summaries> list_profiles(const ProfileLibrary& library) {
  return library.list(kind);
}
template <const char* kind>
Result<std::filesystem::path> find_profile(const ProfileLibrary& library, std::string_view name) {
  return library.find(kind, name);
}
constexpr char gpu[] = "gpu", kernels[] = "kernels", node[] = "node", fabric[] = "fabric",
               cluster[] = "cluster", software[] = "software", prices[] = "prices", failures[] = "failures";

/// Documents of trainyard plan, in data/FOLDER.
template <const char* folder>
Result<Summaries> list_purchase(const ProfileLibrary& library) {
  Summaries found;
  for (const std::string& name : data_names(library, folder)) {
    TRAINYARD_TRY(file, data_file(library, folder, name));
    TRAINYARD_TRY(document, JsonDocument::load(file));
    Diagnostics problems;
    JsonReader reader(document, problems);
    found.push_back({name, reader.text("description")});
    if (!problems.empty()) return problems;
  }
  return found;
}
template <const char* folder>
Result<std::filesystem::path> find_purchase(const ProfileLibrary& library, std::string_view name) {
  return data_file(library, folder, name);
}
constexpr char offers[] = "offers", ownership[] = "ownership";

/// A table of the library whose entries have a name and a sentence.
template <class Table>
Summaries summaries(const Table& table) {
  Summaries found;
  for (const auto& one : table) found.push_back({std::string(one.name), std::string(one.description)});
  return found;
}

Result<Summaries> list_schedules(const ProfileLibrary& /*library*/) {
  return summaries(schedules());
}

Result<Summaries> list_collectives(const ProfileLibrary& /*library*/) {
  Summaries found;
  for (const CollectiveOp op : all_collective_ops) {
    for (const CollectiveAlgorithm& one : collective_algorithms(op)) {
      found.push_back({fmt::format("{}/{}", to_text(op), one.name), std::string(one.description)});
    }
  }
  return found;
}

Result<Summaries> list_families(const ProfileLibrary& /*library*/) {
  Summaries found;
  for (const ModelFamily& one : model_families())
    found.push_back({std::string(one.model_type), std::string(one.description)});
  return found;
}

Result<Summaries> list_uncertain_inputs(const ProfileLibrary& /*library*/) {
  Summaries found;
  for (const UncertainInput& one : uncertain_inputs()) {
    found.push_back(
        {std::string(one.name), fmt::format("{} ({})", one.sentence, one.numeric ? "sigma" : "choices")});
  }
  return found;
}

Result<Summaries> list_writers(const ProfileLibrary& /*library*/) {
  Summaries found;
  for (const ReportWriter& one : report_writers())
    found.push_back({std::string(one.name), std::string(one.sentence)});
  return found;
}

constexpr std::array<CatalogueKind, 17> kinds{{
    {"scenarios", "scenario", "training runs that can be simulated as they are", list_scenarios,
     find_scenario},
    {"models", "model", "model configurations, in the form of a Hugging Face config.json", list_model_files,
     find_model_file},
    {"clusters", "cluster", "nodes on a fabric, as built", list_profiles<cluster>, find_profile<cluster>},
    {"nodes", "node", "servers: GPUs, links between them, NICs, power", list_profiles<node>,
     find_profile<node>},
    {"fabrics", "fabric", "networks between nodes", list_profiles<fabric>, find_profile<fabric>},
    {"gpus", "gpu", "GPUs: SMs, peak rates, memory, NVLink, power", list_profiles<gpu>, find_profile<gpu>},
    {"kernels", "kernel", "kernel-time constants of a GPU", list_profiles<kernels>, find_profile<kernels>},
    {"software", "stack", "software stacks: kernels, transports, what may overlap", list_profiles<software>,
     find_profile<software>},
    {"prices", "price", "dated price lists", list_profiles<prices>, find_profile<prices>},
    {"failures", "failures", "failures that stopped jobs, counted on one cluster", list_profiles<failures>,
     find_profile<failures>},
    {"offers", "offer", "buyers' questions: GPUs offered, runs wanted, caps (trainyard plan)",
     list_purchase<offers>, find_purchase<offers>},
    {"ownership", "ownership", "what owning a cluster costs beside its hardware", list_purchase<ownership>,
     find_purchase<ownership>},
    {"schedules", "schedule", "pipeline schedules", list_schedules, nullptr},
    {"collectives", "collective", "collective algorithms, by operation", list_collectives, nullptr},
    {"families", "family", "model families whose configurations can be read", list_families, nullptr},
    {"uncertain", "input", "inputs a scenario can declare uncertain", list_uncertain_inputs, nullptr},
    {"reports", "report", "forms of a report", list_writers, nullptr},
}};

}  // namespace

std::span<const CatalogueKind> catalogue() {
  return kinds;
}

Result<const CatalogueKind*> find_kind(std::string_view name) {
  std::vector<std::string> names;
  for (const CatalogueKind& one : kinds) {
    if (one.name == name || one.singular == name) return &one;
    names.emplace_back(one.name);
  }
  return problem(fmt::format("there is no kind {}", in_quotes(name)), name_hint(name, names));
}

}  // namespace trainyard::cli
