#include "models/compute/laws/law.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/compute/laws/correction.h"

namespace trainyard {
namespace {

using Names = std::span<const std::string_view>;

bool contains(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> joined(std::initializer_list<Names> groups) {
  std::vector<std::string> all;
  for (const Names group : groups) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

void add(Diagnostics& problems, std::string message, std::string hint = {}) {
  append(problems, problem(std::move(message), std::move(hint)));
}

void check_parameters(const KernelConstants& constants, const LawEntry& law, std::string_view where,
                      Diagnostics& problems) {
  for (const std::string_view name : law.required) {
    if (constants.parameters.count(std::string(name)) == 0) {
      add(problems, fmt::format("{}: law \"{}\" needs the parameter \"{}\"", where, law.name, name));
    }
  }
  for (const auto& [name, value] : constants.parameters) {
    const bool by_prefix =
        std::any_of(law.prefixes.begin(), law.prefixes.end(), [&name = name](std::string_view prefix) {
          return name.size() > prefix.size() && std::string_view(name).substr(0, prefix.size()) == prefix;
        });
    if (!by_prefix && !contains(law.required, name) && !contains(law.optional, name) &&
        !contains(common_law_parameters(), name)) {
      add(problems, fmt::format("{}: law \"{}\" has no parameter \"{}\"", where, law.name, name),
          name_hint(name, joined({law.required, law.optional, common_law_parameters()})));
    } else if (!std::isfinite(value.value) || value.value < 0.0) {
      add(problems, fmt::format("{}: parameter \"{}\" is {}, expected a finite number that is not negative",
                                where, name, value.value));
    }
  }
}

void check_lists(const KernelConstants& constants, const LawEntry& law, std::string_view where,
                 Diagnostics& problems) {
  for (const std::string_view name : law.lists) {
    if (constants.lists.count(std::string(name)) == 0) {
      add(problems, fmt::format("{}: law \"{}\" needs the list \"{}\"", where, law.name, name));
    }
  }
  for (const auto& [name, values] : constants.lists) {
    if (!contains(law.lists, name) && !contains(law.optional_lists, name)) {
      add(problems, fmt::format("{}: law \"{}\" has no list \"{}\"", where, law.name, name),
          name_hint(name, joined({law.lists, law.optional_lists})));
    } else if (std::any_of(values.begin(), values.end(),
                           [](double v) { return !std::isfinite(v) || v < 1.0; })) {
      add(problems, fmt::format("{}: list \"{}\" may only hold numbers of at least 1", where, name));
    }
  }
}

/// A law times its corrections.
class CorrectedLaw final : public KernelLaw {
 public:
  CorrectedLaw(std::shared_ptr<const KernelLaw> law, std::vector<Correction> corrections)
      : law_(std::move(law)), corrections_(std::move(corrections)) {}

  LawTime time(const Operator& op, double free_sms, bool contended) const override {
    LawTime time = law_->time(op, free_sms, contended);
    if (time.total <= 0.0) return time;  // no work: features may be zero
    double sum = 0.0;
    for (const Correction& correction : corrections_) sum += correction.log_factor(op);
    const double factor = std::exp(sum);
    time.total *= factor;
    time.math *= factor;
    time.memory *= factor;
    time.overhead *= factor;
    return time;
  }

 private:
  std::shared_ptr<const KernelLaw> law_;
  std::vector<Correction> corrections_;
};

}  // namespace

std::span<const LawEntry> kernel_laws() {
  static const std::array<LawEntry, 3> laws = {tile_wave_law(), attention_law(), bandwidth_law()};
  return laws;
}

Names common_law_parameters() {
  static constexpr std::array<std::string_view, 2> names = {"scale", "burst"};
  return names;
}

Result<std::shared_ptr<const KernelLaw>> make_kernel_law(const KernelConstants& constants,
                                                         const LawContext& context, std::string_view kind,
                                                         std::string_view where) {
  const auto laws = kernel_laws();
  const auto law = std::find_if(laws.begin(), laws.end(),
                                [&](const LawEntry& entry) { return entry.name == constants.law; });
  if (law == laws.end()) {
    std::vector<std::string> names;
    for (const LawEntry& entry : laws) {
      names.emplace_back(entry.name);
    }
    return problem(fmt::format("{}: there is no kernel law \"{}\"", where, constants.law),
                   name_hint(constants.law, names));
  }
  if (law->answers != kind) {
    return problem(fmt::format("{}: law \"{}\" answers for {} operators, this role is for {}", where,
                               law->name, law->answers, kind));
  }
  Diagnostics problems;
  check_parameters(constants, *law, where, problems);
  check_lists(constants, *law, where, problems);
  if (parameter_or(constants, "scale", 1.0) == 0.0) {
    add(problems, fmt::format("{}: parameter \"scale\" is a time factor and may not be 0", where));
  }
  constexpr double least_sustained = 0.5;  // below 1 only where the bursts are another GPU's
  if (parameter_or(constants, "sustained", 1.0) < least_sustained) {
    add(problems, fmt::format("{}: parameter \"sustained\" is a time factor and must be at least {}", where,
                              least_sustained));
  }
  if (parameter_or(constants, "burst", 0.0) > 0.0 && constants.parameters.count("sustained") != 0) {
    add(problems, fmt::format("{}: \"burst\" asks for the stack's sustained factor, \"sustained\" gives one; "
                              "only one of them may stand",
                              where));
  }
  if (!problems.empty()) {
    return problems;
  }
  auto made = law->make(constants, context);
  if (!made) {
    Diagnostics named = made.error();
    for (Diagnostic& diagnostic : named) {
      diagnostic.message = fmt::format("{}: {}", where, diagnostic.message);
    }
    return named;
  }
  if (constants.corrections.empty()) return made;
  std::vector<Correction> corrections;
  for (const CorrectionGrid& grid : constants.corrections) {
    auto correction = Correction::make(grid, kind);
    if (!correction)
      return problem(fmt::format("{}: {}", where, correction.error().front().message),
                     correction.error().front().hint);
    corrections.push_back(std::move(correction.value()));
  }
  return std::shared_ptr<const KernelLaw>(
      std::make_shared<CorrectedLaw>(std::move(made.value()), std::move(corrections)));
}

double parameter_or(const KernelConstants& constants, std::string_view name, double fallback) {
  const auto found = constants.parameters.find(std::string(name));
  return found == constants.parameters.end() ? fallback : found->second.value;
}

double smooth_max(double a, double b, double p) {
  const double high = std::max(a, b);
  const double low = std::min(a, b);
  if (low <= 0.0 || std::isinf(p)) {
    return high;
  }
  return high * std::exp(std::log1p(std::pow(low / high, p)) / p);
}

}  // namespace trainyard
