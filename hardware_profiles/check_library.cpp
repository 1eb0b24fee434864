#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <set>

#include "hardware_profiles/profile_library.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

/// Everything of the library that could be read, by name; problems are collected on the way.
class LibraryCheck {
 public:
  explicit LibraryCheck(const ProfileLibrary& library) : library_(library) {}

  Diagnostics run() {
    gpus_ = load_all<GpuProfile>("gpu", &ProfileLibrary::load_gpu);
    nodes_ = load_all<NodeProfile>("node", &ProfileLibrary::load_node);
    fabrics_ = load_all<FabricProfile>("fabric", &ProfileLibrary::load_fabric);
    for (const std::string& name : names_of("kernels")) check_reference("kernels", name, "/gpu", "gpu", name);
    for (const auto& [name, node] : nodes_) check_node(name, node);
    for (const auto& [name, cluster] : load_all<ClusterProfile>("cluster", &ProfileLibrary::load_cluster))
      check_cluster(name, cluster);
    for (const auto& [name, software] :
         load_all<SoftwareProfile>("software", &ProfileLibrary::load_software)) {
      check_families(name, software);
    }
    for (const auto& [name, prices] : load_all<PriceList>("prices", &ProfileLibrary::load_prices))
      check_prices(name, prices);
    load_all<FailureRates>("failures", &ProfileLibrary::load_failures);  // their names are checked
    return std::move(problems_);
  }

 private:
  /// By value: a Result is gone before the body of a range-for that asks it runs.
  std::vector<std::string> names_of(std::string_view kind) const {
    Result<std::vector<std::string>> names = library_.names(kind);
    assert(names && "a kind of document_kinds()");
    return std::move(names).value();
  }

  template <class Profile>
  std::map<std::string, Profile> load_all(std::string_view kind,
                                          Result<Profile> (ProfileLibrary::*load)(std::string_view) const) {
    std::map<std::string, Profile> loaded;
    for (const std::string& file : names_of(kind)) {
      Result<Profile> profile = (library_.*load)(file);
      if (!profile) {
        append(problems_, profile.error());
        continue;
      }
      if (profile.value().name != file) {
        report(kind, file, "/name",
               fmt::format("is {}, expected the name of the file, {}", in_quotes(profile.value().name),
                           in_quotes(file)));
      }
      loaded.emplace(file, std::move(profile.value()));
    }
    return loaded;
  }

  void report(std::string_view kind, std::string_view file, std::string pointer, std::string message,
              std::string hint = {}) {
    const Result<std::filesystem::path> path = library_.find(kind, file);
    problems_.push_back({.file = path ? path.value().string() : std::string(file),
                         .pointer = std::move(pointer),
                         .line = 0,
                         .column = 0,
                         .message = std::move(message),
                         .hint = std::move(hint)});
  }

  /// True when a document `name` of `wanted_kind` exists.
  bool check_reference(std::string_view kind, std::string_view file, std::string pointer,
                       std::string_view wanted_kind, const std::string& name) {
    const std::vector<std::string> known = names_of(wanted_kind);
    if (std::find(known.begin(), known.end(), name) != known.end()) return true;
    report(kind, file, std::move(pointer), fmt::format("there is no {} {}", wanted_kind, in_quotes(name)),
           name_hint(name, known));
    return false;
  }

  void check_node(const std::string& name, const NodeProfile& node) {
    if (!check_reference("node", name, "/gpu", "gpu", node.gpu) || gpus_.count(node.gpu) == 0) return;
    const GpuProfile& gpu = gpus_.at(node.gpu);
    const BytesPerSecond link = node.interconnect == "nvswitch" ? gpu.nvlink.value : gpu.pcie.value;
    constexpr double rounding = 1e-3;  // of rates that two files write down with three digits
    if (std::abs(node.fast.value.base() - link.base()) <= rounding * link.base()) return;
    report("node", name, "/fast",
           fmt::format("is {}, but {} of GPU {} is {} per direction", to_text(node.fast.value),
                       node.interconnect == "nvswitch" ? "NVLink" : "PCIe", node.gpu, to_text(link)));
  }

  void check_cluster(const std::string& name, const ClusterProfile& cluster) {
    const bool node_exists = check_reference("cluster", name, "/node", "node", cluster.node);
    const bool fabric_exists = check_reference("cluster", name, "/fabric", "fabric", cluster.fabric);
    if (!node_exists || nodes_.count(cluster.node) == 0) return;
    const NodeProfile& node = nodes_.at(cluster.node);
    if (gpus_.count(node.gpu) != 0 && cluster.usable_memory.value > gpus_.at(node.gpu).memory.value) {
      report("cluster", name, "/usable_memory",
             fmt::format("is {}, more than the {} of GPU {}", to_text(cluster.usable_memory.value),
                         to_text(gpus_.at(node.gpu).memory.value), node.gpu));
    }
    if (!fabric_exists || fabrics_.count(cluster.fabric) == 0) return;
    const FabricProfile& fabric = fabrics_.at(cluster.fabric);
    if (cluster.nodes * node.gpus > fabric.max_gpus) {
      report("cluster", name, "/nodes",
             fmt::format("are {} GPUs, but fabric {} connects at most {}", cluster.nodes * node.gpus,
                         cluster.fabric, fabric.max_gpus));
    }
    if (fabric.planes > node.nics) {
      report(
          "cluster", name, "/fabric",
          fmt::format("has {} planes, but node {} has only {} NICs", fabric.planes, cluster.node, node.nics));
    }
  }

  void check_families(const std::string& name, const SoftwareProfile& software) {
    std::set<std::string> families;
    for (const auto& [gpu_name, gpu] : gpus_) {
      for (const auto& [family, roles] : gpu.kernels) families.insert(family);
    }
    const std::vector<std::string> known(families.begin(), families.end());
    const std::pair<const char*, const std::string&> asked[] = {
        {"/gemm_family", software.gemm_family},
        {"/bf16_gemm_family", software.bf16_gemm_family},
        {"/grouped_gemm_family", software.grouped_gemm_family},
        {"/attention_family", software.attention_family},
        {"/memory_family", software.memory_family}};
    for (const auto& [pointer, family] : asked) {
      if (families.count(family) != 0) continue;
      report("software", name, pointer, fmt::format("no GPU has kernel family {}", in_quotes(family)),
             name_hint(family, known));
    }
  }

  void check_prices(const std::string& name, const PriceList& prices) {
    for (std::size_t i = 0; i < prices.prices.size(); ++i) {
      const std::string& gpu = prices.prices[i].gpu;
      if (!gpu.empty()) check_reference("prices", name, fmt::format("/prices/{}/gpu", i), "gpu", gpu);
    }
  }

  const ProfileLibrary& library_;
  Diagnostics problems_{};
  std::map<std::string, GpuProfile> gpus_{};
  std::map<std::string, NodeProfile> nodes_{};
  std::map<std::string, FabricProfile> fabrics_{};
};

}  // namespace

Diagnostics check_library(const ProfileLibrary& library) {
  return LibraryCheck(library).run();
}

}  // namespace trainyard
