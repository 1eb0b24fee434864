// Kernel roles that stand on others: a document on that of another GPU, a role on the one it is like.
// Documents are joined first, so that a role of the other GPU that is like another follows what this one
// gives there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

/// `over` on top of `base`, name by name. Neither says anything of the law it is like.
void lay_over(KernelConstants& base, const KernelRole& role) {
  const KernelConstants& over = role.given;
  for (const auto& [name, value] : over.parameters) base.parameters[name] = value;
  for (const auto& [name, values] : over.lists) base.lists[name] = values;
  for (const auto& [name, value] : over.measured_with) base.measured_with[name] = value;
  if (!over.corrections.empty()) base.corrections = over.corrections;
  if (over.fit) {
    base.fit = over.fit;
  } else if (base.fit) {  // it speaks no longer for what is given here
    std::vector<std::string>& fitted = base.fit->parameters;
    fitted.erase(std::remove_if(fitted.begin(), fitted.end(),
                                [&](const std::string& name) { return over.parameters.count(name) != 0; }),
                 fitted.end());
  }
  base.transfer_sigma = std::max(base.transfer_sigma, over.transfer_sigma);  // one cause, not two
  if (role.tells_source) {
    base.source = over.source;
    base.status = over.status;
  } else {
    base.status = std::max(base.status, over.status);  // known as well as its least certain part
  }
}

/// A role of another GPU: what was measured or fitted there is transferred here.
KernelRole transferred(KernelRole role, const KernelDocument& document) {
  KernelConstants& constants = role.given;
  const auto move = [&](Sourced<double>& value) {
    if (value.evidence != Evidence::measured && value.evidence != Evidence::fitted) return;
    value.evidence = document.transfer_status;
    value.source = fmt::format("of {}: {}", document.transferred_from, value.source);
  };
  for (auto& [name, value] : constants.parameters) move(value);
  for (auto& [name, value] : constants.measured_with) move(value);
  constants.status = std::max(constants.status, document.transfer_status);
  if (!document.keeps_corrections) constants.corrections.clear();
  constants.source =
      fmt::format("{}; of {}: {}", document.transfer_source, document.transferred_from, constants.source);
  // Two transfers in a row are independent of each other.
  constants.transfer_sigma = std::hypot(constants.transfer_sigma, document.transfer_sigma);
  return role;
}

class Resolver {
 public:
  explicit Resolver(const KernelDocument& document) : document_(document) {}

  Result<KernelFamilies> run() {
    for (const auto& [family, roles] : document_.families) {
      for (const auto& [role, given] : roles) (void)resolved(family, role);
    }
    if (!problems_.empty()) return problems_;
    return std::move(done_);
  }

 private:
  struct Name {
    std::string family{}, role{};
    bool operator==(const Name&) const = default;
  };

  void report(const KernelRole& role, const std::string& field, std::string message, std::string hint = {}) {
    problems_.push_back({document_.file, role.pointer + field, 0, 0, std::move(message), std::move(hint)});
  }

  /// Null when there is no such role, or none that could be resolved.
  const KernelConstants* resolved(const std::string& family, const std::string& role) {
    if (const auto made = done_[family].find(role); made != done_[family].end()) return &made->second;
    const auto roles = document_.families.find(family);
    if (roles == document_.families.end() || roles->second.count(role) == 0) return nullptr;
    const KernelRole& given = roles->second.at(role);
    const Name name{family, role};
    if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
      report(given, "/like", "leads back to the role itself");
      return nullptr;
    }
    open_.push_back(name);
    KernelConstants made = given.given;
    bool complete = !made.law.empty();
    if (!complete && given.like.empty()) {
      report(given, "/law",
             document_.transferred_from.empty()
                 ? "is missing, expected a law or a role it is like"
                 : fmt::format("is missing, and {} has no role {} to take it from",
                               document_.transferred_from, in_quotes(family + "/" + role)));
    } else if (!complete) {
      if (const KernelConstants* base = liked(family, given)) {
        made = *base;
        // Corrections know a library's choices for the products that were measured, not for others.
        made.corrections.clear();
        if (made.fit && made.fit->of.empty()) made.fit->of = given.like;
        lay_over(made, given);
        complete = true;
      }
    }
    open_.pop_back();
    if (!complete) return nullptr;
    return &done_[family].insert_or_assign(role, std::move(made)).first->second;
  }

  const KernelConstants* liked(const std::string& family, const KernelRole& given) {
    // "attention_forward/128" is a role of this family, "cublas-bf16/gemm" one of another.
    const std::size_t slash = given.like.find('/');
    Name other{family, given.like};
    if (slash != std::string::npos && document_.families.count(given.like.substr(0, slash)) != 0)
      other = {given.like.substr(0, slash), given.like.substr(slash + 1)};
    const std::size_t before = problems_.size();
    const KernelConstants* base = resolved(other.family, other.role);
    if (base == nullptr && problems_.size() == before) {
      std::vector<std::string> names;
      for (const auto& [name, roles] : document_.families) {
        for (const auto& [role, constants] : roles)
          names.push_back(name == family ? role : name + "/" + role);
      }
      report(given, "/like", fmt::format("there is no role {}", in_quotes(given.like)),
             name_hint(given.like, names));
    }
    return base;
  }

  const KernelDocument& document_;
  KernelFamilies done_{};
  std::vector<Name> open_{};
  Diagnostics problems_{};
};

}  // namespace

KernelDocument stand_on(KernelDocument document, const KernelDocument& source) {
  for (const auto& [family, roles] : source.families) {
    for (const auto& [name, role] : roles) {
      KernelRole base = transferred(role, document);
      const auto own = document.families[family].find(name);
      if (own == document.families[family].end()) {
        document.families[family].emplace(name, std::move(base));
        continue;
      }
      // A law of its own, or another role to be like, replaces the role; anything else stands over it.
      if (!own->second.given.law.empty() || !own->second.like.empty()) continue;
      lay_over(base.given, own->second);
      base.tells_source = base.tells_source || own->second.tells_source;
      base.pointer = own->second.pointer;
      own->second = std::move(base);
    }
  }
  return document;
}

Result<KernelFamilies> resolve_kernels(const KernelDocument& document) {
  return Resolver(document).run();
}

}  // namespace trainyard
