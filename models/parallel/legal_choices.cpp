#include "models/parallel/legal_choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

namespace trainyard {
namespace {

/// |log2(a / b)| without logarithms: the larger over the smaller.
double ratio(int a, int b) {
  return static_cast<double>(std::max(a, b)) / std::max(1, std::min(a, b));
}

}  // namespace

std::vector<TensorWidth> tensor_widths(const ModelSpec& model, bool experts_too) {
  std::vector<TensorWidth> widths{{model.attention.heads, "attention heads"}};
  if (model.attention.kv_heads != model.attention.heads) {
    widths.push_back({model.attention.kv_heads, "key and value heads"});
  }
  const bool has_dense_layer = model.moe_layers() < model.layers;
  if (has_dense_layer) widths.push_back({model.ffn, "columns of the feed-forward"});
  if (model.moe) {
    if (experts_too) widths.push_back({model.moe->expert_ffn, "columns of an expert"});
    if (model.moe->shared_ffn > 0) widths.push_back({model.moe->shared_ffn, "columns of the shared experts"});
  }
  return widths;
}

std::vector<int> divisors(int number) {
  std::vector<int> small, large;
  for (int d = 1; std::int64_t{d} * d <= number; ++d) {
    if (number % d != 0) continue;
    small.push_back(d);
    if (d != number / d) large.push_back(number / d);
  }
  small.insert(small.end(), large.rbegin(), large.rend());
  return small;
}

bool fills_nodes(int tp, int gpus, int gpus_per_node) {
  const int node = std::min(gpus, gpus_per_node);
  return tp <= node ? node % tp == 0 : tp % node == 0;
}

std::vector<int> legal_tp(const ModelSpec& model, int gpus, int gpus_per_node, bool experts_too) {
  int common = gpus;
  for (const TensorWidth& one : tensor_widths(model, experts_too)) common = std::gcd(common, one.width);
  std::vector<int> legal = divisors(common);
  std::erase_if(legal, [&](int tp) { return !fills_nodes(tp, gpus, gpus_per_node); });
  return legal;
}

int most_stages(const ModelSpec& model) {
  return model.layers + 1;
}

std::vector<int> legal_pp(const ModelSpec& model, int gpus, int tp_cp, int vp) {
  if (gpus % tp_cp != 0) return {};
  std::vector<int> legal = divisors(gpus / tp_cp);
  std::erase_if(legal,
                [&](int pp) { return std::int64_t{pp} * vp > most_stages(model) || (pp == 1 && vp > 1); });
  return legal;
}

std::vector<int> legal_etp(const ModelSpec& model, int tp) {
  if (!model.moe) return {tp};
  return divisors(std::gcd(tp, model.moe->expert_ffn));
}

int expert_room(const Plan& plan) {
  return plan.tp * plan.cp * plan.dp / plan.expert_tp();
}

std::vector<int> legal_ep(const ModelSpec& model, int room) {
  if (!model.moe) return {1};
  return divisors(std::gcd(room, model.moe->routed_experts));
}

bool has_module(const ModelSpec& model, RecomputeModule module) {
  switch (module) {
    case RecomputeModule::core_attn:
    case RecomputeModule::layernorm:
      return true;
    case RecomputeModule::mlp:
      return model.moe_layers() < model.layers;
    case RecomputeModule::moe:
    case RecomputeModule::moe_act:
      return model.moe.has_value();
    case RecomputeModule::mla_up_proj:
      return model.attention.kind == AttentionKind::latent;
    case RecomputeModule::shared_experts:
      return model.moe && model.moe->shared_ffn > 0;
  }
  return false;
}

std::vector<int> legal_global_batch(int batch, int unit) {
  const std::int64_t below = std::max(1, batch / unit) * std::int64_t{unit};
  const std::int64_t above = below < batch ? below + unit : below;
  std::vector<int> legal{static_cast<int>(below)};
  if (above != below && above <= std::numeric_limits<int>::max()) legal.push_back(static_cast<int>(above));
  return legal;
}

std::vector<int> nearest_values(int wanted, std::vector<int> values, std::size_t most) {
  std::sort(values.begin(), values.end(), [&](int a, int b) {
    const double ratio_a = ratio(a, wanted), ratio_b = ratio(b, wanted);
    return ratio_a != ratio_b ? ratio_a < ratio_b : a > b;
  });
  if (values.size() > most) values.resize(most);
  return values;
}

std::string nearest_hint(const char* knob, int wanted, const std::vector<int>& values) {
  if (values.empty()) return fmt::format("no {} is legal with the rest of the plan", knob);
  return fmt::format("nearest legal {}: {}", knob, fmt::join(nearest_values(wanted, values, 3), ", "));
}

}  // namespace trainyard
