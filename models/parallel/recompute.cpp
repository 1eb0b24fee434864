#include "models/parallel/recompute.h"

namespace trainyard {

std::string_view to_text(Recompute recompute) {
  switch (recompute) {
    case Recompute::none:
      return "none";
    case Recompute::selective:
      return "selective";
    case Recompute::full:
      return "full";
    case Recompute::deepseek:
      return "deepseek";
    case Recompute::modules:
      return "modules";
  }
  return "";
}

std::string_view to_text(RecomputeModule module) {
  switch (module) {
    case RecomputeModule::core_attn:
      return "core_attn";
    case RecomputeModule::mlp:
      return "mlp";
    case RecomputeModule::moe:
      return "moe";
    case RecomputeModule::moe_act:
      return "moe_act";
    case RecomputeModule::layernorm:
      return "layernorm";
    case RecomputeModule::mla_up_proj:
      return "mla_up_proj";
    case RecomputeModule::shared_experts:
      return "shared_experts";
  }
  return "";
}

std::string to_text(const RecomputeModules& modules) {
  std::string text;
  for (const RecomputeModule module : recompute_modules()) {
    if (!modules.has(module)) continue;
    if (!text.empty()) text += ", ";
    text += to_text(module);
  }
  return text;
}

}  // namespace trainyard
