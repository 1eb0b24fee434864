#pragma once
// What the backward pass computes again instead of having kept it.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace trainyard {

/// selective: the core attention alone, as in Korthikanti et al. 2022; with flash attention, which keeps no
/// scores, it frees nothing. full: whole layers. deepseek: norms, latent up-projections and activations
/// (DeepSeek-V3 report, section 3.2.3). modules: a list of parts of a layer, RecomputeModules.
enum class Recompute { none, selective, full, deepseek, modules };
[[nodiscard]] std::string_view to_text(Recompute recompute);

/// Parts of a layer that a stack computes again by themselves: Megatron-Core's `recompute_modules`
/// (transformer_config.py). core_attn: attention between its projections; mlp: the dense block; moe: the
/// experts, shared ones included; moe_act: the activation of the routed experts; layernorm: both norms of
/// the residual stream; mla_up_proj: from the latents to queries, keys and values; shared_experts.
enum class RecomputeModule { core_attn, mlp, moe, moe_act, layernorm, mla_up_proj, shared_experts };
inline constexpr std::size_t recompute_module_count =
    static_cast<std::size_t>(RecomputeModule::shared_experts) + 1;
[[nodiscard]] std::string_view to_text(RecomputeModule module);
/// All of them, in order.
[[nodiscard]] constexpr std::array<RecomputeModule, recompute_module_count> recompute_modules() {
  std::array<RecomputeModule, recompute_module_count> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<RecomputeModule>(i);
  return all;
}

/// A set of them.
class RecomputeModules {
 public:
  void add(RecomputeModule module) { chosen_[static_cast<std::size_t>(module)] = true; }
  [[nodiscard]] bool has(RecomputeModule module) const { return chosen_[static_cast<std::size_t>(module)]; }
  [[nodiscard]] bool empty() const { return *this == RecomputeModules{}; }
  bool operator==(const RecomputeModules&) const = default;

 private:
  std::array<bool, recompute_module_count> chosen_{};
};
/// "layernorm, mla_up_proj", in the order of the enumeration.
[[nodiscard]] std::string to_text(const RecomputeModules& modules);

}  // namespace trainyard
