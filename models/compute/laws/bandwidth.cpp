// Kernels bound by HBM traffic: bytes over an achieved share of the line rate.
//
//   t = bytes / (HBM bandwidth * share) * (all SMs / free SMs)^alpha * (contended ? contention : 1), at least
//   small_kernel per launch
//
// `share`, `alpha` and `contention` hold for all kernels of the role; `share_norm` and the like override them
// for one rate, named by the operator's `rate` or else by its class. alpha is 1 for kernels launched on the
// full grid whose speed follows the SM count.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/compute/laws/law.h"

namespace trainyard {
namespace {

constexpr std::size_t class_count = static_cast<std::size_t>(OpClass::gradient_norm) + 1;

struct Rate {
  double share = 1.0;
  double alpha = 0.0;
  double contention = 1.0;
};

class Bandwidth final : public KernelLaw {
 public:
  Bandwidth(const KernelConstants& constants, const LawContext& context)
      : bandwidth_(context.gpu.memory_bandwidth.value.base()),
        sms_(context.gpu.sms.value),
        small_kernel_(context.small_kernel) {
    by_class_.fill(rate_of(constants, {}));
    for (std::size_t i = 0; i < class_count; ++i) {
      by_class_.at(i) = rate_of(constants, to_text(static_cast<OpClass>(i)));
    }
    for (const auto& [name, value] : constants.parameters) {
      const std::size_t underscore = name.find('_');
      const std::string rate = underscore == std::string::npos ? std::string() : name.substr(underscore + 1);
      const bool known =
          std::any_of(named_.begin(), named_.end(), [&](const auto& entry) { return entry.first == rate; });
      if (!rate.empty() && !known) {
        named_.emplace_back(rate, rate_of(constants, rate));
      }
    }
  }

  LawTime time(const Operator& op, double free_sms, bool contended) const override {
    assert(op.bytes.base() >= 0.0 && op.launches >= 0 && free_sms > 0.0);
    const Rate& rate = find(op);
    double memory = op.bytes.base() / (bandwidth_ * rate.share);
    if (free_sms != sms_ && rate.alpha > 0.0) {
      memory *= rate.alpha == 1.0 ? sms_ / free_sms : std::pow(sms_ / free_sms, rate.alpha);
    }
    if (contended) {
      memory *= rate.contention;
    }
    const double least = op.launches * small_kernel_;
    return {.total = std::max(memory, least),
            .math = 0.0,
            .memory = memory,
            .overhead = std::max(0.0, least - memory)};
  }

 private:
  static Rate rate_of(const KernelConstants& constants, std::string_view name) {
    const auto value = [&](const std::string& parameter, double fallback) {
      const double common = parameter_or(constants, parameter, fallback);
      return name.empty() ? common : parameter_or(constants, parameter + "_" + std::string(name), common);
    };
    return {
        .share = value("share", 1.0), .alpha = value("alpha", 0.0), .contention = value("contention", 1.0)};
  }

  [[nodiscard]] const Rate& find(const Operator& op) const {
    if (!op.rate.empty()) {
      for (const auto& [name, rate] : named_) {
        if (name == op.rate) {
          return rate;
        }
      }
    }
    return by_class_[static_cast<std::size_t>(op.op_class)];
  }

  double bandwidth_;
  double sms_;
  double small_kernel_;
  std::array<Rate, class_count> by_class_{};
  std::vector<std::pair<std::string, Rate>> named_;  // a dozen at most: a scan is faster than a map
};

bool starts_with(const std::string& text, std::string_view prefix) {
  return std::string_view(text).substr(0, prefix.size()) == prefix;
}

Result<std::shared_ptr<const KernelLaw>> make_bandwidth(const KernelConstants& constants,
                                                        const LawContext& context) {
  for (const auto& [name, value] : constants.parameters) {
    if (starts_with(name, "share") && (value.value <= 0.0 || value.value > 1.0)) {
      return problem("parameter \"" + name +
                     "\" is a share of the HBM bandwidth and must lie above 0 and not above 1");
    }
    if (starts_with(name, "contention") && value.value < 1.0) {
      return problem("parameter \"" + name + "\" is a time factor and must be at least 1");
    }
  }
  return std::shared_ptr<const KernelLaw>(std::make_shared<Bandwidth>(constants, context));
}

constexpr std::array<std::string_view, 1> required = {"share"};
constexpr std::array<std::string_view, 2> optional = {"alpha", "contention"};
constexpr std::array<std::string_view, 3> prefixes = {"share_", "alpha_", "contention_"};

}  // namespace

const LawEntry& bandwidth_law() {
  static const LawEntry entry{.name = "bandwidth",
                              .sentence =
                                  "Bytes over an achieved share of the HBM bandwidth, slower with fewer SMs "
                                  "and beside communication kernels.",
                              .answers = "memory",
                              .required = required,
                              .optional = optional,
                              .prefixes = prefixes,
                              .lists = {},
                              .optional_lists = {},
                              .make = make_bandwidth};
  return entry;
}

}  // namespace trainyard
