#pragma once
// How often what breaks: counts of failures that stopped jobs, observed on one cluster over a known time.
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile.h"

namespace trainyard {

/// What a failure takes down. A GPU, its NVLink, a NIC, a link and a host put their node out of the job.
enum class FailureDomain { gpu, nvlink, nic, link, host, network_switch, software, other };
[[nodiscard]] std::string_view to_text(FailureDomain domain);  // "gpu", ... "switch" ...
[[nodiscard]] const std::vector<std::string>& failure_domain_names();

/// What a count of failures grows with.
enum class FailureUnit { gpu, node, nic, network_switch };
[[nodiscard]] std::string_view to_text(FailureUnit unit);
[[nodiscard]] const std::vector<std::string>& failure_unit_names();

struct FailureCause {
  std::string cause{};  // "faulty GPU"
  FailureDomain domain = FailureDomain::other;
  FailureUnit per = FailureUnit::gpu;
  Sourced<double> events{};  // counted in the time observed
  Hertz rate{};              // of one unit: events over units x time
  int nodes = 0;             // taken out until repaired
};

/// What was watched: how many of each unit for how long; 0 where nothing is counted per that unit.
struct ObservedCluster {
  double gpus = 0, nodes = 0, nics = 0, switches = 0;
  Seconds time{};
  std::string source{};
};

struct FailureRates {
  std::string name{};
  std::string description{};
  ObservedCluster observed{};
  /// Standard deviation of the logarithm of all rates together when they stand for another cluster.
  Sourced<double> spread{};
  std::vector<FailureCause> causes{};
  /// Failures of all causes per GPU and second, for a node of `gpus_per_node` GPUs and `nics_per_node` NICs.
  /// Causes counted per switch are left out.
  [[nodiscard]] Hertz per_gpu(double gpus_per_node, double nics_per_node) const;
};

}  // namespace trainyard
