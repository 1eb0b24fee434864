#include "hardware_profiles/document_kinds.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

template <auto parse>
Result<DocumentSummary> summary(const JsonDocument& document) {
  TRAINYARD_TRY(profile, parse(document));
  return DocumentSummary{profile.name, profile.description};
}

Result<DocumentSummary> kernel_summary(const JsonDocument& document) {
  TRAINYARD_TRY(kernels, parse_kernels(document));
  return DocumentSummary{kernels.gpu, kernels.description};
}

constexpr std::array<DocumentKind, 8> kinds{{
    {"gpu", "One GPU: SMs, dense peak rates, memory, NVLink, power limit.", "hardware_profiles/gpus",
     summary<parse_gpu>},
    {"kernels", "Kernel-time constants of one GPU, by kernel family.", "hardware_profiles/kernels",
     kernel_summary},
    {"node", "One server: its GPUs, the links between them, its NICs, its power.", "hardware_profiles/nodes",
     summary<parse_node>},
    {"fabric", "The network between nodes.", "hardware_profiles/fabrics", summary<parse_fabric>},
    {"cluster", "Nodes on a fabric, as built.", "hardware_profiles/clusters", summary<parse_cluster>},
    {"software", "A training software stack of a date: kernels, transports, what may overlap.",
     "hardware_profiles/software", summary<parse_software>},
    {"prices", "A dated list of rents, electricity and purchase prices.", "data/prices",
     summary<parse_prices>},
    {"failures", "Failures that stopped jobs, by cause, counted on one cluster.", "data/failures",
     summary<parse_failures>},
}};

}  // namespace

std::span<const DocumentKind> document_kinds() {
  return kinds;
}

Result<DocumentKind> find_document_kind(std::string_view kind) {
  std::vector<std::string> names;
  for (const DocumentKind& one : kinds) {
    if (one.kind == kind) return one;
    names.emplace_back(one.kind);
  }
  return problem(fmt::format("there is no document kind {}", in_quotes(kind)), name_hint(kind, names));
}

}  // namespace trainyard
