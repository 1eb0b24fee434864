#include "hardware_profiles/profile_library.h"

#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/data_root.h"
#include "hardware_profiles/document_names.h"
#include "hardware_profiles/profile_parsers.h"

namespace trainyard {

ProfileLibrary::ProfileLibrary(std::filesystem::path root) : root_(std::move(root)) {}

Result<ProfileLibrary> ProfileLibrary::shipped() {
  TRAINYARD_TRY(root, data_root());
  return ProfileLibrary(root);
}

Result<std::vector<std::string>> ProfileLibrary::names(std::string_view kind) const {
  TRAINYARD_TRY(document_kind, find_document_kind(kind));
  return document_names(root_ / document_kind.folder);
}

Result<std::vector<DocumentSummary>> ProfileLibrary::list(std::string_view kind) const {
  TRAINYARD_TRY(document_kind, find_document_kind(kind));
  TRAINYARD_TRY(found, names(kind));
  std::vector<DocumentSummary> summaries;
  Diagnostics problems;
  for (const std::string& name : found) {
    const Result<DocumentSummary> summary = [&]() -> Result<DocumentSummary> {
      TRAINYARD_TRY(document, load(kind, name));
      return document_kind.parse(document);
    }();
    if (summary) {
      summaries.push_back(summary.value());
    } else {
      append(problems, summary.error());
    }
  }
  if (!problems.empty()) return problems;
  return summaries;
}

Result<std::filesystem::path> ProfileLibrary::find(std::string_view kind, std::string_view name) const {
  if (is_path(name)) return std::filesystem::path(name);
  TRAINYARD_TRY(document_kind, find_document_kind(kind));
  TRAINYARD_TRY(known, names(kind));
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    return problem(fmt::format("there is no {} {}", kind, in_quotes(name)), name_hint(name, known));
  }
  return root_ / document_kind.folder / (std::string(name) + ".json");
}

Result<JsonDocument> ProfileLibrary::load(std::string_view kind, std::string_view name) const {
  TRAINYARD_TRY(path, find(kind, name));
  return JsonDocument::load(path);
}

Result<GpuProfile> ProfileLibrary::load_gpu(std::string_view name) const {
  TRAINYARD_TRY(document, load("gpu", name));
  TRAINYARD_TRY(gpu, parse_gpu(document));
  TRAINYARD_TRY(with_kernels, names("kernels"));
  // A GPU may be described before its kernels are known; a document it names itself must exist.
  const bool unnamed = gpu.kernel_document == gpu.name;
  if (unnamed && std::find(with_kernels.begin(), with_kernels.end(), gpu.name) == with_kernels.end())
    return std::move(gpu);
  TRAINYARD_TRY(kernel_document, load("kernels", gpu.kernel_document));
  TRAINYARD_TRY(parsed, parse_kernels(kernel_document));
  TRAINYARD_TRY(families, resolve(parsed));
  gpu.kernels = std::move(families);
  return std::move(gpu);
}

Result<KernelFamilies> ProfileLibrary::resolve(const KernelDocument& document) const {
  TRAINYARD_TRY(whole, joined(document, 0));
  return resolve_kernels(whole);
}

Result<KernelDocument> ProfileLibrary::joined(const KernelDocument& document, int depth) const {
  if (document.transferred_from.empty()) return document;
  constexpr int deepest = 8;
  if (depth == deepest) {
    return Diagnostics{{document.file,
                        "/transferred_from/kernels",
                        0,
                        0,
                        "leads through more than eight documents, or back to itself",
                        {}}};
  }
  TRAINYARD_TRY(source_document, load("kernels", document.transferred_from));
  TRAINYARD_TRY(source, parse_kernels(source_document));
  TRAINYARD_TRY(below, joined(source, depth + 1));
  return stand_on(document, below);
}

Result<NodeProfile> ProfileLibrary::load_node(std::string_view name) const {
  TRAINYARD_TRY(document, load("node", name));
  return parse_node(document);
}

Result<FabricProfile> ProfileLibrary::load_fabric(std::string_view name) const {
  TRAINYARD_TRY(document, load("fabric", name));
  return parse_fabric(document);
}

Result<ClusterProfile> ProfileLibrary::load_cluster(std::string_view name) const {
  TRAINYARD_TRY(document, load("cluster", name));
  return parse_cluster(document);
}

Result<SoftwareProfile> ProfileLibrary::load_software(std::string_view name) const {
  return load_software_chain(name, 0);
}

Result<SoftwareProfile> ProfileLibrary::load_software_chain(std::string_view name, int depth) const {
  TRAINYARD_TRY(document, load("software", name));
  const std::string like = software_like(document);
  if (like.empty()) return parse_software(document);
  Diagnostics problems;
  JsonReader reader(document, problems);
  constexpr int deepest = 8;
  if (depth == deepest) {
    reader.report("like", "leads through more than eight documents, or back to itself");
    return problems;
  }
  if (const auto known = find("software", like); !known) {
    reader.report("like", known.error().front().message, known.error().front().hint);
    return problems;
  }
  TRAINYARD_TRY(base, load_software_chain(like, depth + 1));
  return parse_software_on(document, base);
}

Result<PriceList> ProfileLibrary::load_prices(std::string_view name) const {
  TRAINYARD_TRY(document, load("prices", name));
  return parse_prices(document);
}

Result<FailureRates> ProfileLibrary::load_failures(std::string_view name) const {
  TRAINYARD_TRY(document, load("failures", name));
  return parse_failures(document);
}

Result<Price> find_price(const PriceList& prices, std::string_view kind, std::string_view gpu,
                         std::string_view level) {
  std::vector<std::string> others;
  for (const std::string_view wanted :
       {level, std::string_view("mid"), std::string_view("low"), std::string_view("high")}) {
    for (const Price& price : prices.prices) {
      if (price.kind != kind) continue;
      if (price.gpu == gpu && price.level == wanted) return price;
      if (std::find(others.begin(), others.end(), price.gpu) == others.end()) others.push_back(price.gpu);
    }
  }
  if (others.empty())
    return problem(fmt::format("price list {} has no price of kind {}", in_quotes(prices.name), kind));
  return problem(fmt::format("price list {} has no price of kind {} for {}", in_quotes(prices.name), kind,
                             in_quotes(gpu)),
                 name_hint(gpu, others));
}

}  // namespace trainyard
