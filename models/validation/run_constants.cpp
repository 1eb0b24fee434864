#include "models/validation/run_constants.h"

#include <algorithm>
#include <map>

#include "hardware_profiles/software_effects.h"

namespace trainyard {
namespace {

// Sustained clocks against bursts: 1.07 on A100 to 1.4 and more on power-limited Blackwell servers; 1 means
// the burst tables hold in long runs too.
constexpr double sustained_prior = 1.15, sustained_sigma = 0.15, sustained_least = 1.0, sustained_most = 1.9;
// On a GPU whose constants are another one's the factor also holds how the two differ.
constexpr double transferred_least = 0.7, transferred_sigma = 0.15;
// Processors of another make launch kernels faster or slower by up to a factor of two.
constexpr double host_prior = 0.8, host_sigma = 0.4;
// Collectives between nodes, large messages beside compute: share of the NICs' line rate.
constexpr double nic_prior = 0.75, nic_sigma = 0.12, nic_least = 0.2, nic_most = 0.97;

// A launch that waits for the kernel before it: a round trip between host and GPU.
constexpr double blocking_launch_prior = 30e-6, blocking_launch_sigma = 0.4;  // s

/// Roles whose factor is exactly 1 were measured under load and keep it.
void set_sustained(StepInput& input, const std::string& family, double value) {
  const auto found = input.machine.gpu.kernels.find(family);
  if (found == input.machine.gpu.kernels.end()) return;
  for (auto& [role, constants] : found->second) {
    Sourced<double>& sustained = constants.parameters["sustained"];
    const bool under_load = sustained.value == 1.0 && sustained.evidence == Evidence::assumed;
    if (!under_load) sustained.value = value;
  }
}

double shipped_sustained(const GpuProfile& gpu, const std::string& family) {
  const auto found = gpu.kernels.find(family);
  if (found == gpu.kernels.end()) return 1.0;
  for (const auto& [role, constants] : found->second) {
    const auto value = constants.parameters.find("sustained");
    if (value != constants.parameters.end()) return value->second.value;
  }
  return 1.0;
}

/// Families whose constants come from bursts and may carry a sustained factor.
bool takes_sustained(const GpuProfile& gpu, const std::string& family) {
  const auto found = gpu.kernels.find(family);
  if (found == gpu.kernels.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [](const auto& role) { return role.second.parameters.contains("sustained"); });
}

/// Whether the constants of a family were measured on another GPU and have no slowdown of their own bursts.
bool is_borrowed(const GpuProfile& gpu, const std::string& family) {
  const auto& roles = gpu.kernels.at(family);
  return std::all_of(roles.begin(), roles.end(), [](const auto& role) {
    const auto g = role.second.parameters.find("g");
    return role.second.transfer_sigma > 0.0 && (g == role.second.parameters.end() || g->second.value == 0.0);
  });
}

class Collector {
 public:
  void see(const StepInput& input) {
    for (const SoftwareEffect& effect : software_effects()) {
      const auto owner = input.software.effect_owners.find(std::string(effect.name));
      if (owner == input.software.effect_owners.end() || effect.evidence(input.software) != Evidence::fitted)
        continue;
      add_effect(input, effect, owner->second);
    }
    const auto launches = input.software.effect_owners.find("launch_gap");
    if (launches != input.software.effect_owners.end() &&
        input.software.launch_gap.evidence == Evidence::fitted) {
      add_launch_gap(input, launches->second);
    }
    const std::string& gpu = input.machine.gpu.name;
    for (const std::string& family : {input.software.gemm_family, input.software.attention_family}) {
      const bool attends = family == input.software.attention_family;
      if (attends && !input.software.fused_attention) continue;
      if (takes_sustained(input.machine.gpu, family)) add_sustained(input, gpu, family);
    }
    if (input.plan.gpus() > input.machine.node.gpus) add_nic(input);
    if (input.machine.node.host_time.evidence == Evidence::fitted) add_host(input);
  }

  std::vector<RunConstant> take() {
    std::vector<RunConstant> out;
    for (auto& [id, constant] : found_) out.push_back(std::move(constant));
    return out;
  }

 private:
  void add_effect(const StepInput& input, const SoftwareEffect& effect, const std::string& owner) {
    const std::string id = "software/" + owner + "/" + std::string(effect.name);
    if (found_.contains(id)) return;
    const std::string name(effect.name);
    found_[id] = {.id = id,
                  .meaning = std::string(effect.sentence),
                  .shipped = effect.get(input.software),
                  .prior = effect.prior,
                  .prior_sigma = effect.prior_sigma,
                  .least = std::max(effect.least, 1e-6),
                  .most = effect.most,
                  .touches =
                      [name, owner](const StepInput& one) {
                        const auto found = one.software.effect_owners.find(name);
                        return found != one.software.effect_owners.end() && found->second == owner;
                      },
                  .apply = [&effect](StepInput& one, double value) { effect.set(one.software, value); }};
  }

  void add_launch_gap(const StepInput& input, const std::string& owner) {
    const std::string id = "software/" + owner + "/launch_gap";
    if (found_.contains(id)) return;
    found_[id] = {.id = id,
                  .meaning = "Idle time between two kernels where every launch waits for the one before.",
                  .shipped = input.software.launch_gap.value.base(),
                  .prior = blocking_launch_prior,
                  .prior_sigma = blocking_launch_sigma,
                  .least = 1e-7,
                  .most = 1e-3,
                  .touches =
                      [owner](const StepInput& one) {
                        const auto found = one.software.effect_owners.find("launch_gap");
                        return found != one.software.effect_owners.end() && found->second == owner;
                      },
                  .apply = [](StepInput& one,
                              double value) { one.software.launch_gap.value = Seconds::from_base(value); }};
  }

  void add_sustained(const StepInput& input, const std::string& gpu, const std::string& family) {
    const std::string id = "gpu/" + gpu + "/" + family + "/sustained";
    if (found_.contains(id)) return;
    const bool borrowed = is_borrowed(input.machine.gpu, family);
    found_[id] = {
        .id = id,
        .meaning = "Time of these kernels in a long run over that in bursts: clocks under the power limit.",
        .shipped = shipped_sustained(input.machine.gpu, family),
        .prior = sustained_prior,
        .prior_sigma = borrowed ? transferred_sigma : sustained_sigma,
        .least = borrowed ? transferred_least : sustained_least,
        .most = sustained_most,
        .touches =
            [gpu, family](const StepInput& one) {
              return one.machine.gpu.name == gpu &&
                     (one.software.gemm_family == family || one.software.bf16_gemm_family == family ||
                      one.software.attention_family == family);
            },
        .apply = [family](StepInput& one, double value) { set_sustained(one, family, value); }};
  }

  void add_host(const StepInput& input) {
    const std::string host = input.machine.node.host;
    const std::string id = "host/" + host + "/host_time";
    if (found_.contains(id)) return;
    found_[id] = {.id = id,
                  .meaning = "Time its processors take to launch kernels, over that of x86 servers.",
                  .shipped = input.machine.node.host_time.value,
                  .prior = host_prior,
                  .prior_sigma = host_sigma,
                  .least = 0.1,
                  .most = 4.0,
                  .touches =
                      [host](const StepInput& one) {
                        const StackEffects& e = one.software.effects;
                        return one.machine.node.host == host &&
                               (e.host_layer.value + e.host_moe.value + e.host_expert.value) > Seconds{};
                      },
                  .apply = [](StepInput& one, double value) { one.machine.node.host_time.value = value; }};
  }

  void add_nic(const StepInput& input) {
    const std::string node = input.machine.node.name;
    const std::string id = "node/" + node + "/nic_achievable";
    if (found_.contains(id)) return;
    found_[id] = {
        .id = id,
        .meaning = "Share of the NICs' line rate that collectives between nodes reach beside compute.",
        .shipped = input.machine.node.nic_achievable.value,
        .prior = nic_prior,
        .prior_sigma = nic_sigma,
        .least = nic_least,
        .most = nic_most,
        .touches =
            [node](const StepInput& one) {
              return one.machine.node.name == node && one.plan.gpus() > one.machine.node.gpus;
            },
        .apply = [](StepInput& one, double value) { one.machine.node.nic_achievable.value = value; }};
  }

  std::map<std::string, RunConstant> found_;
};

}  // namespace

std::vector<RunConstant> run_constants(const std::vector<PreparedRun>& runs) {
  Collector collector;
  for (const PreparedRun& run : runs) {
    if (run.reason.empty()) collector.see(run.input);
  }
  return collector.take();
}

}  // namespace trainyard
