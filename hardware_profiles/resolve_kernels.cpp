// Kernel roles that stand on others: "like" another role of the document, or transferred from another GPU.
#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

/// `over` on top of `base`: what it gives replaces what stands there, name by name. A correction goes with
/// the law it corrects, so a role that changes the law starts anew.
KernelConstants laid_over(KernelConstants base, const KernelRole& role) {
  const KernelConstants& over = role.given;
  if (!over.law.empty()) return over;
  for (const auto& [name, value] : over.parameters) base.parameters[name] = value;
  for (const auto& [name, values] : over.lists) base.lists[name] = values;
  for (const auto& [name, value] : over.measured_with) base.measured_with[name] = value;
  if (!over.corrections.empty()) base.corrections = over.corrections;
  if (over.fit) base.fit = over.fit;
  if (role.tells_source) {
    base.source = over.source;
    base.status = over.status;
  } else {
    base.status = std::max(base.status, over.status);  // known as well as its least certain part
  }
  return base;
}

/// Constants of another GPU: what was measured or fitted there is transferred here.
KernelConstants transferred(KernelConstants constants, const KernelDocument& document) {
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
  constants.transfer_sigma = std::sqrt(constants.transfer_sigma * constants.transfer_sigma +
                                       document.transfer_sigma * document.transfer_sigma);
  return constants;
}

class Resolver {
 public:
  Resolver(const KernelDocument& document, const KernelFamilies& source)
      : document_(document), source_(source) {}

  Result<KernelFamilies> run() {
    if (!document_.transferred_from.empty()) {
      for (const auto& [family, roles] : source_) {
        for (const auto& [role, constants] : roles)
          done_[family].emplace(role, transferred(constants, document_));
      }
    }
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

  void report(const KernelRole& role, std::string field, std::string message, std::string hint = {}) {
    problems_.push_back(
        {document_.file, role.pointer + std::move(field), 0, 0, std::move(message), std::move(hint)});
  }

  /// Null when there is no such role, or none that could be resolved.
  const KernelConstants* resolved(const std::string& family, const std::string& role) {
    const Name name{family, role};
    const auto inherited = [&]() -> const KernelConstants* {
      const auto roles = done_.find(family);
      if (roles == done_.end()) return nullptr;
      const auto found = roles->second.find(role);
      return found == roles->second.end() ? nullptr : &found->second;
    };
    const auto roles = document_.families.find(family);
    if (roles == document_.families.end() || roles->second.count(role) == 0) return inherited();
    if (std::find(finished_.begin(), finished_.end(), name) != finished_.end()) return inherited();
    const KernelRole& given = roles->second.at(role);
    if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
      report(given, "/like", "leads back to the role itself");
      return nullptr;
    }
    open_.push_back(name);
    const KernelConstants* base = given.like.empty() ? inherited() : liked(family, given);
    const bool complete = base != nullptr || !given.given.law.empty();
    if (!complete && given.like.empty()) {
      report(given, "/law",
             fmt::format("is missing, and {} has no role {} to take it from", document_.transferred_from,
                         in_quotes(family + "/" + role)));
    }
    open_.pop_back();
    finished_.push_back(name);
    if (!complete) return nullptr;
    KernelConstants made = base == nullptr ? given.given : laid_over(*base, given);
    return &done_[family].insert_or_assign(role, std::move(made)).first->second;
  }

  const KernelConstants* liked(const std::string& family, const KernelRole& given) {
    const std::size_t slash = given.like.find('/');
    const auto known = [&](const std::string& in) {
      const auto of = document_.families.find(in);
      return (of != document_.families.end()) || done_.count(in) != 0;
    };
    // "attention_forward/128" is a role of this family, "cublas-bf16/gemm" one of another.
    Name other{family, given.like};
    if (slash != std::string::npos && known(given.like.substr(0, slash)))
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
  const KernelFamilies& source_;
  KernelFamilies done_{};
  std::vector<Name> open_{}, finished_{};
  Diagnostics problems_{};
};

}  // namespace

Result<KernelFamilies> resolve_kernels(const KernelDocument& document, const KernelFamilies& source) {
  return Resolver(document, source).run();
}

}  // namespace trainyard
