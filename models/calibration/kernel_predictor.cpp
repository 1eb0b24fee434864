#include "models/calibration/kernel_predictor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace trainyard {
namespace {

constexpr std::array<MeasuredExtra, 9> extras{{
    {"fixed", false, "whatever every measurement has once"},
    {"per_expert", false, "work per expert of the rank"},
    {"per_token", false, "work per token"},
    {"cache_write", true, "writing keys and values to a cache"},
    {"cast", true, "casting the left operand to fp8"},
    {"permute", true, "laying rows out by expert"},
    {"activation", true, "SwiGLU between the products"},
    {"combine", true, "adding up the experts' results"},
    {"quantise", true, "casting the products' inputs"},
}};

const MeasuredExtra* find_extra(std::string_view name) {
  const auto found =
      std::find_if(extras.begin(), extras.end(), [&](const MeasuredExtra& e) { return e.name == name; });
  return found == extras.end() ? nullptr : &*found;
}

}  // namespace

std::span<const MeasuredExtra> measured_extras() {
  return extras;
}

bool has_rate(const GpuProfile& gpu, const MeasuredKernel& row) {
  return std::all_of(row.work.begin(), row.work.end(), [&](const Operator& op) {
    const bool product = op.op_class == OpClass::gemm || op.op_class == OpClass::grouped_gemm;
    return !product || gpu.peak.count(op.gemm.format) != 0;
  });
}

std::string kind_of_role(std::string_view role) {
  const std::string_view name = role.substr(0, role.find('/'));
  if (name.starts_with("attention")) return "attention";
  return name == "memory" ? "memory" : "gemm";
}

Result<KernelPredictor> KernelPredictor::make(const GpuProfile& gpu, const KernelConstants& constants,
                                              std::string_view kind, std::string_view where) {
  KernelPredictor made;
  for (const auto& [name, value] : constants.measured_with) {
    const MeasuredExtra* extra = find_extra(name);
    if (extra == nullptr) {
      std::vector<std::string> names;
      for (const MeasuredExtra& one : extras) names.emplace_back(one.name);
      return problem(fmt::format("{}: measured_with has no {}", where, in_quotes(name)),
                     name_hint(name, names));
    }
    made.extra_[name] = extra->bytes ? value.value / gpu.memory_bandwidth.value.base() : value.value;
  }
  const LawContext context{gpu};
  for (const CorrectionGrid& grid : constants.corrections) {
    TRAINYARD_TRY(correction, Correction::make(grid, kind));
    made.corrections_.push_back(correction);
  }
  KernelConstants plain = constants;
  plain.corrections.clear();
  TRAINYARD_TRY(sustained, make_kernel_law(plain, context, kind, where));
  made.sustained_ = sustained;
  KernelConstants burst = plain;
  burst.parameters.erase("sustained");
  TRAINYARD_TRY(short_law, make_kernel_law(burst, context, kind, where));
  made.burst_ = short_law;
  made.scale_ = parameter_or(constants, "scale", 1.0);
  made.all_sms_ = gpu.sms.value;
  return made;
}

Seconds KernelPredictor::time(const MeasuredKernel& row) const {
  const KernelLaw& law = row.sustained ? *sustained_ : *burst_;
  const double sms = row.sms > 0.0 ? row.sms : all_sms_;
  double sum = 0.0;
  for (const Operator& op : row.work) sum += law.time(op, sms, row.contended).total;
  sum *= scale_;
  for (const auto& [name, amount] : row.extra) {
    const auto each = extra_.find(name);
    if (each != extra_.end()) sum += each->second * amount;
  }
  double correction = 0.0;
  for (const Correction& grid : corrections_) correction += grid.log_factor(row.work.front());
  return Seconds::from_base(sum * std::exp(correction));
}

}  // namespace trainyard
