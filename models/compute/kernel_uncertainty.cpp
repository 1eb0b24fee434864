#include "models/compute/kernel_uncertainty.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "models/compute/laws/features.h"
#include "models/compute/laws/law.h"

namespace trainyard {
namespace {

struct RoleUse {
  std::vector<const CountedOperator*> operators{};
  double time = 0.0;  // s
};

/// Whether the fit record speaks for a parameter.
bool is_fitted(const KernelConstants& constants, const std::string& name) {
  if (!constants.fit) return false;
  const std::vector<std::string>& fitted = constants.fit->parameters;
  return std::find(fitted.begin(), fitted.end(), name) != fitted.end();
}

double total_time(const KernelLaw& law, const RoleUse& use, double sms) {
  double sum = 0.0;
  for (const CountedOperator* one : use.operators) sum += one->count * law.time(one->op, sms, false).total;
  return sum;
}

/// Relative deviation of the role's time when `name` lies one standard deviation higher.
double response(const GpuProfile& gpu, const SoftwareProfile& software, KernelConstants constants,
                const std::string& name, const RoleUse& use, std::string_view kind, double base) {
  Sourced<double>& value = constants.parameters.at(name);
  if (name == "scale") return value.relative_sigma;  // a plain factor, applied outside the law
  value.value *= 1.0 + value.relative_sigma;
  const auto law = make_kernel_law(constants, {gpu, software.small_kernel.value.base()}, kind, name);
  // A share of 0.98 cannot lie 5 % higher: then it is moved down.
  if (law) return std::log(total_time(*law.value(), use, gpu.sms.value) / base);
  value.value *= (1.0 - value.relative_sigma) / (1.0 + value.relative_sigma);
  const auto lower = make_kernel_law(constants, {gpu, software.small_kernel.value.base()}, kind, name);
  return lower ? std::log(total_time(*lower.value(), use, gpu.sms.value) / base) : 0.0;
}

double common_of(const GpuProfile& gpu, const SoftwareProfile& software, const KernelConstants& constants,
                 const RoleUse& use, std::string_view kind) {
  double variance = constants.transfer_sigma * constants.transfer_sigma;
  if (constants.fit) variance += constants.fit->common_sigma * constants.fit->common_sigma;
  const auto law = make_kernel_law(constants, {gpu, software.small_kernel.value.base()}, kind, "role");
  const double base = law ? total_time(*law.value(), use, gpu.sms.value) : 0.0;
  if (!(base > 0.0)) return std::sqrt(variance);
  for (const auto& [name, value] : constants.parameters) {
    if (value.relative_sigma <= 0.0 || is_fitted(constants, name)) continue;
    const double moved = response(gpu, software, constants, name, use, kind, base);
    variance += moved * moved;
  }
  return std::sqrt(variance);
}

/// Whether a shape lies outside what the constants were fitted to, by more than rounding.
bool is_outside(const KernelConstants& constants, const Operator& op, std::string_view law_kind) {
  if (!constants.fit) return false;
  for (const auto& [name, range] : constants.fit->domain) {
    const Feature* feature = find_feature(name, law_kind);
    if (feature == nullptr || !feature->size) continue;
    const double value = feature->of(op);
    constexpr double slack = 1.01;  // rounding of the domain
    if (value * slack < range[0] || value > range[1] * slack) return true;
  }
  return false;
}

std::string words_of(const std::string& role, const KernelConstants& constants) {
  std::string text = fmt::format("{}, {}", role, to_text(constants.status));
  if (constants.fit && constants.fit->held_out_median > 0.0)
    text += fmt::format(" (median error {:.1f} %)", 100 * constants.fit->held_out_median);
  return text;
}

}  // namespace

Result<std::vector<KernelSpread>> kernel_spreads(const GpuProfile& gpu, const SoftwareProfile& software,
                                                 std::span<const CountedOperator> operators) {
  TRAINYARD_TRY(model, KernelModel::make(gpu, software));
  std::map<std::string, std::map<std::string, RoleUse>> kinds;  // kind -> role -> use
  for (const CountedOperator& one : operators) {
    const KernelRoleName name = model.role(one.op);
    RoleUse& use = kinds[std::string(name.kind)][std::string(name.role)];
    use.operators.push_back(&one);
    use.time += one.count * model.time(one.op, gpu.sms.value).total.base();
  }
  double all_time = 0.0;
  for (const auto& [kind, roles] : kinds) {
    for (const auto& [name, use] : roles) all_time += use.time;
  }
  std::vector<KernelSpread> spreads;
  for (const auto& [kind, roles] : kinds) {
    KernelSpread spread{.kind = kind};
    double time = 0.0, shape_variance = 0.0;
    for (const auto& [name, use] : roles) time += use.time;
    if (!(time > 0.0)) continue;
    for (const auto& [name, use] : roles) {
      const std::size_t slash = name.find('/');
      const KernelConstants& constants = gpu.kernels.at(name.substr(0, slash)).at(name.substr(slash + 1));
      const std::string_view law_kind =
          kind == "grouped_gemm" ? std::string_view("gemm") : std::string_view(kind);
      spread.common += use.time / time * common_of(gpu, software, constants, use, law_kind);
      // Outside what was measured all shapes may miss to the same side, as larger shapes missed a fit of
      // smaller ones; where that was not tried, by twice what one shape misses. 1.4826: the standard
      // deviation of a normal distribution over its median absolute deviation.
      const double inside_sigma = constants.fit ? constants.fit->shape_sigma : 0.0;
      const double beyond = constants.fit ? 1.4826 * constants.fit->beyond_median : 0.0;
      const double outside_sigma = beyond > 0.0 ? std::max(inside_sigma, beyond) : 2.0 * inside_sigma;
      double outside = 0.0;
      for (const CountedOperator* one : use.operators) {
        const double share = one->count * model.time(one->op, gpu.sms.value).total.base() / time;
        const bool is_out = is_outside(constants, one->op, law_kind);
        shape_variance += share * share * inside_sigma * inside_sigma;
        if (is_out) spread.common += share * outside_sigma;
        if (is_out) outside += share * time / use.time;
      }
      spread.uses.push_back({.role = name,
                             .kind = kind,
                             .share = use.time / all_time,
                             .status = constants.status,
                             .held_out_median = constants.fit ? constants.fit->held_out_median : 0.0,
                             .measured_as = constants.fit ? constants.fit->of : std::string(),
                             .transfer_sigma = constants.transfer_sigma,
                             .outside = outside});
    }
    std::stable_sort(spread.uses.begin(), spread.uses.end(),
                     [](const KernelUse& a, const KernelUse& b) { return a.share > b.share; });
    const std::string& heaviest = spread.uses.front().role;
    const std::size_t cut = heaviest.find('/');
    spread.source = words_of(heaviest, gpu.kernels.at(heaviest.substr(0, cut)).at(heaviest.substr(cut + 1)));
    spread.shapes = std::sqrt(shape_variance);
    spread.sigma = std::sqrt(spread.common * spread.common + shape_variance);
    spreads.push_back(std::move(spread));
  }
  return spreads;
}

}  // namespace trainyard
