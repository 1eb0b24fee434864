#include "models/estimate/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hardware_profiles/document_names.h"
#include "hardware_profiles/profile_parsers.h"
#include "models/architecture/model_library.h"
#include "models/estimate/kernel_inputs.h"
#include "models/estimate/resolve_plan.h"
#include "models/estimate/scenario_document.h"

namespace trainyard {
namespace {

/// Looks up the documents a scenario names and puts its overrides in. Every problem goes to `problems`; a
/// name that was not found is told where it stands.
class Parts {
 public:
  Parts(const ProfileLibrary& library, OverrideSet& overrides, Diagnostics& problems)
      : library_(library), overrides_(overrides), problems_(problems) {}

  /// `name` was read from `key` of `at`; without `at`, a problem is told as it is.
  template <class Part>
  std::optional<Part> load(ScenarioPart part, std::string_view kind, const std::string& name,
                           Result<Part> (*parse)(const JsonDocument&), JsonReader* at = nullptr) {
    if (name.empty()) return std::nullopt;  // told when the name was read
    const Result<std::filesystem::path> file = library_.find(kind, name);
    if (!file) return missing(file.error(), at, kind), std::nullopt;
    return parsed<Part>(part, file.value(), parse);
  }

  /// A stack may stand on another one; overrides change the one the scenario names.
  std::optional<SoftwareProfile> load_software(const std::string& name, JsonReader& at) {
    if (name.empty()) return std::nullopt;
    const Result<std::filesystem::path> file = library_.find("software", name);
    if (!file) return missing(file.error(), &at, "software"), std::nullopt;
    return parsed<SoftwareProfile>(ScenarioPart::software, file.value(),
                                   [&](const JsonDocument& document) -> Result<SoftwareProfile> {
                                     const std::string like = software_like(document);
                                     if (like.empty()) return parse_software(document);
                                     TRAINYARD_TRY(base, library_.load_software(like));
                                     return parse_software_on(document, base);
                                   });
  }

  std::optional<ModelSpec> load_model(const std::string& name, JsonReader& at) {
    if (name.empty()) return std::nullopt;
    const std::filesystem::path folder = library_.root() / "models" / "configs";
    std::filesystem::path file = name;
    if (is_path(name)) {
      std::error_code error;
      if (std::filesystem::is_directory(file, error)) file /= "config.json";
    } else {
      const std::vector<std::string> names = list_models(folder);
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        at.report("model", fmt::format("there is no model {}", in_quotes(name)), name_hint(name, names));
        return std::nullopt;
      }
      file = folder / (name + ".json");
    }
    std::string shown = file.stem().string();
    if (shown == "config" && file.has_parent_path()) shown = file.parent_path().filename().string();
    return parsed<ModelSpec>(ScenarioPart::model, file,
                             [&](const JsonDocument& document) { return parse_model(document, shown); });
  }

  /// An empty result: told at "list" already.
  Result<PriceList> load_prices(const std::string& name, JsonReader& at) {
    if (name.empty()) return Diagnostics{};
    if (const Result<std::filesystem::path> file = library_.find("prices", name); !file) {
      at.report("list", fmt::format("there is no price list {}", in_quotes(name)), file.error().front().hint);
      return Diagnostics{};
    } else {
      files_.push_back(file.value());
    }
    return library_.load_prices(name);
  }

  std::optional<FailureRates> load_failures(const std::string& name, JsonReader& at) {
    if (name.empty()) return std::nullopt;
    if (const Result<std::filesystem::path> file = library_.find("failures", name); !file) {
      at.report("failures", fmt::format("there are no failure counts {}", in_quotes(name)),
                file.error().front().hint);
      return std::nullopt;
    }
    const Result<FailureRates> rates = library_.load_failures(name);
    if (!rates) return append(problems_, rates.error()), std::nullopt;
    return rates.value();
  }

  /// Adds the kernel constants of `gpu`, if there are any.
  void add_kernels(GpuProfile& gpu) {
    const Result<std::vector<std::string>> names = library_.names("kernels");
    const bool unnamed = gpu.kernel_document == gpu.name;
    if (unnamed &&
        (!names || std::find(names.value().begin(), names.value().end(), gpu.name) == names.value().end()))
      return;
    const auto kernels =
        load<KernelDocument>(ScenarioPart::kernels, "kernels", gpu.kernel_document, parse_kernels);
    if (!kernels) return;
    Result<KernelFamilies> families = library_.resolve(*kernels);
    if (!families) return append(problems_, families.error());
    gpu.kernels = std::move(families.value());
  }

  /// The files read so far.
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  template <class Part, class Parse>
  std::optional<Part> parsed(ScenarioPart part, const std::filesystem::path& file, const Parse& parse) {
    files_.push_back(file);
    const Result<JsonDocument> document = JsonDocument::load(file, most_written_by_hand);
    if (!document) return append(problems_, document.error()), std::nullopt;
    Result<Part> found = parse(overrides_.apply(part, document.value(), problems_));
    if (!found) return append(problems_, found.error()), std::nullopt;
    return std::move(found.value());
  }

  void missing(const Diagnostics& found, JsonReader* at, std::string_view key) {
    if (at == nullptr) return append(problems_, found);
    for (const Diagnostic& one : found) at->report(key, one.message, one.hint);
  }

  const ProfileLibrary& library_;
  OverrideSet& overrides_;
  Diagnostics& problems_;
  std::vector<std::filesystem::path> files_{};
};

template <class Rate>
Sourced<Rate> price_of(const PriceChoice<Rate>& choice, const PriceList& list, std::string_view kind,
                       std::string_view gpu, JsonReader& at, const std::string& key) {
  if (choice.amount) return *choice.amount;
  const Result<Price> row = find_price(list, kind, gpu, choice.level);
  if (!row) {
    for (const Diagnostic& one : row.error()) {
      at.report("list", one.message, one.hint.empty() ? fmt::format("give prices.{} itself", key) : one.hint);
    }
    return {};
  }
  const Price& price = row.value();
  return {Rate::from_base(price.amount.value),
          fmt::format("{} ({}): {}", price.item, price.date, price.amount.source), price.amount.evidence,
          price.amount.relative_sigma};
}

}  // namespace

std::vector<std::string> scenario_names(const ProfileLibrary& library) {
  return document_names(library.root() / "data" / "scenarios");
}

Result<std::vector<DocumentSummary>> list_scenarios(const ProfileLibrary& library) {
  std::vector<DocumentSummary> summaries;
  Diagnostics problems;
  for (const std::string& name : scenario_names(library)) {
    const Result<Scenario> scenario = load_scenario(library, name);
    if (scenario) {
      summaries.push_back({name, scenario.value().description});
    } else {
      append(problems, scenario.error());
    }
  }
  if (!problems.empty()) return problems;
  return summaries;
}

Result<std::filesystem::path> find_scenario(const ProfileLibrary& library, std::string_view name_or_path) {
  if (is_path(name_or_path)) return std::filesystem::path(name_or_path);
  const std::vector<std::string> names = scenario_names(library);
  if (std::find(names.begin(), names.end(), name_or_path) == names.end()) {
    return problem(fmt::format("there is no scenario {}", in_quotes(name_or_path)),
                   name_hint(name_or_path, names));
  }
  return library.root() / "data" / "scenarios" / (std::string(name_or_path) + ".json");
}

Result<Scenario> load_scenario(const ProfileLibrary& library, std::string_view name_or_path,
                               const std::vector<Override>& overrides, IllegalPlan illegal) {
  TRAINYARD_TRY(file, find_scenario(library, name_or_path));
  TRAINYARD_TRY(document, JsonDocument::load(file, most_written_by_hand));
  return read_scenario(library, document, overrides, illegal);
}

Result<Scenario> read_scenario(const ProfileLibrary& library, const JsonDocument& document,
                               const std::vector<Override>& overrides, IllegalPlan illegal) {
  TRAINYARD_TRY(set, OverrideSet::sort(overrides));
  Diagnostics problems;
  const JsonDocument changed = set.apply(ScenarioPart::scenario, document, problems);
  JsonReader reader(changed, problems);
  ScenarioDocument read = read_scenario_fields(reader);

  Diagnostics part_problems;  // of the other documents; told after the scenario's own
  Parts parts(library, set, part_problems);
  Scenario scenario;
  std::optional<ModelSpec> model = parts.load_model(read.model, reader);
  std::optional<SoftwareProfile> software = parts.load_software(read.software, reader);
  std::optional<ClusterProfile> cluster =
      parts.load(ScenarioPart::cluster, "cluster", read.cluster, parse_cluster, &reader);
  std::optional<NodeProfile> node;
  std::optional<FabricProfile> fabric;
  std::optional<GpuProfile> gpu;
  if (cluster) {
    node = parts.load(ScenarioPart::node, "node", cluster->node, parse_node);
    fabric = parts.load(ScenarioPart::fabric, "fabric", cluster->fabric, parse_fabric);
  }
  if (node) gpu = parts.load(ScenarioPart::gpu, "gpu", node->gpu, parse_gpu);
  if (gpu) parts.add_kernels(*gpu);

  if (read.reliability) {
    JsonReader at = reader.object("reliability");
    const std::optional<FailureRates> rates = parts.load_failures(read.reliability->failures, at);
    if (rates) read.reliability->reliability.rates = *rates;
  }

  JsonReader price_reader = reader.object("prices");
  const Result<PriceList> prices = parts.load_prices(read.price_list, price_reader);
  if (!prices) {
    append(part_problems, prices.error());
  } else if (gpu) {
    scenario.prices.gpu =
        price_of(read.gpu_price, prices.value(), "gpu_hour", gpu->name, price_reader, "gpu");
    scenario.prices.electricity =
        price_of(read.electricity, prices.value(), "electricity", "", price_reader, "electricity");
  }
  const bool readable = problems.empty() && part_problems.empty();
  if (readable && model && node && gpu && fabric && software) {
    if (illegal == IllegalPlan::left_open) {
      resolve_plan_if_legal(read, *model, *cluster, *node, *fabric, *gpu, *software, reader);
    } else {
      resolve_plan(read, *model, *cluster, *node, *fabric, *gpu, *software, reader);
    }
  }
  reader.finish();
  append(problems, part_problems);
  set.restore_names(problems);
  if (!problems.empty()) return problems;

  scenario.documents.emplace_back(document.file_name());
  scenario.documents.insert(scenario.documents.end(), parts.files().begin(), parts.files().end());
  scenario.name = std::move(read.name);
  scenario.description = std::move(read.description);
  scenario.model = std::move(*model);
  scenario.machine = {std::move(*cluster), std::move(*node), std::move(*fabric), std::move(*gpu), read.gpus};
  scenario.software = std::move(*software);
  scenario.plan = std::move(read.plan);
  scenario.recipe = std::move(read.recipe);
  if (read.reliability) scenario.reliability = std::move(read.reliability->reliability);
  scenario.spread = std::move(read.spread);
  scenario.uncertain = std::move(read.uncertain);
  scenario.assumptions = std::move(read.assumptions);
  if (!scenario.plan.stages.empty()) add_kernel_uncertainty(scenario);
  for (const auto& [path, value] : overrides) {
    scenario.assumptions.push_back(fmt::format("Changed by --set: {}={}", path, printable(value)));
  }
  return scenario;
}

}  // namespace trainyard
