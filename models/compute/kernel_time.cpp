#include "models/compute/kernel_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "models/compute/laws/law.h"

namespace trainyard {
namespace {

/// The law of one role with the factors every role may carry multiplied out.
struct Role {
  std::shared_ptr<const KernelLaw> law;
  double factor = 1.0;
  std::string_view law_name;
  std::string name{};  // "family/role"
};

/// Kernels for one class of head widths; `width` 0 is the role without a suffix.
struct AttentionRole {
  double width = 0.0;
  Role role;
};

enum Kind : std::size_t { kind_gemm, kind_grouped, kind_attention, kind_memory, kind_count };
constexpr std::array<std::string_view, kind_count> kind_names = {"gemm", "grouped_gemm", "attention",
                                                                 "memory"};

struct GemmRoles {
  Role plain;
  Role weight_gradient;
};

}  // namespace

struct KernelModel::Impl {
  Format linear_format = Format::bf16;
  GemmRoles linear;
  GemmRoles bf16;
  GemmRoles grouped;
  std::vector<AttentionRole> attention_forward;
  std::vector<AttentionRole> attention_backward;
  Role memory;
  double launch_gap = 0.0;
  double memory_traffic = 1.0;  // of the stack; optimizer kernels move what they must
  double attention_time = 1.0;  // of the stack
  double grouped_time = 1.0;    // of the stack
  double small_kernel = 0.0;    // s
  std::array<double, kind_count> scale{1.0, 1.0, 1.0, 1.0};
  std::vector<Constant> constants;
};

namespace {

/// Resolves the roles a stack asks for; collects every problem.
class Resolver {
 public:
  Resolver(const GpuProfile& gpu, const SoftwareProfile& software, KernelModel::Impl& impl)
      : gpu_(gpu), software_(software), context_{gpu, software.small_kernel.value.base()}, impl_(impl) {}

  const std::map<std::string, KernelConstants>* family(const std::string& name, std::string_view field) {
    const auto found = gpu_.kernels.find(name);
    if (found != gpu_.kernels.end()) {
      return &found->second;
    }
    std::vector<std::string> names;
    for (const auto& entry : gpu_.kernels) {
      names.push_back(entry.first);
    }
    if (name.empty()) {
      fail(
          problem(fmt::format("software \"{}\" names no {}", software_.name, field), name_hint(name, names)));
    } else {
      fail(problem(fmt::format("gpu \"{}\" has no kernel family \"{}\", the {} of software \"{}\"", gpu_.name,
                               name, field, software_.name),
                   name_hint(name, names)));
    }
    return nullptr;
  }

  Role role(const std::string& family_name, const std::map<std::string, KernelConstants>& roles,
            const std::string& name, std::string_view kind) {
    const std::string where = fmt::format("gpu \"{}\", {}/{}", gpu_.name, family_name, name);
    const auto found = roles.find(name);
    if (found == roles.end()) {
      std::vector<std::string> names;
      for (const auto& entry : roles) {
        names.push_back(entry.first);
      }
      fail(problem(
          fmt::format("gpu \"{}\": kernel family \"{}\" has no role \"{}\"", gpu_.name, family_name, name),
          name_hint(name, names)));
      return {};
    }
    const KernelConstants& constants = found->second;
    auto law = make_kernel_law(constants, context_, kind, where);
    if (!law) {
      fail(law.error());
      return {};
    }
    remember(family_name, name, constants);
    double factor = parameter_or(constants, "scale", 1.0);
    // A software profile built without a sustained factor (0) adds none.
    if (parameter_or(constants, "burst", 0.0) > 0.0 && software_.sustained_factor.value > 0.0) {
      factor *= software_.sustained_factor.value;
    }
    const auto laws = kernel_laws();
    const auto entry =
        std::find_if(laws.begin(), laws.end(), [&](const LawEntry& e) { return e.name == constants.law; });
    return {.law = law.value(), .factor = factor, .law_name = entry->name, .name = family_name + "/" + name};
  }

  GemmRoles gemm(const std::string& family_name, std::string_view field, const std::string& plain,
                 const std::string& weight_gradient) {
    const auto* roles = family(family_name, field);
    if (roles == nullptr) {
      return {};
    }
    return {.plain = role(family_name, *roles, plain, "gemm"),
            .weight_gradient = role(family_name, *roles, weight_gradient, "gemm")};
  }

  /// All roles called `name` or `name`/WIDTH, sorted by width.
  std::vector<AttentionRole> attention(const std::string& name) {
    std::vector<AttentionRole> found;
    const std::string& family_name = software_.attention_family;
    const auto roles = gpu_.kernels.find(family_name);
    if (roles == gpu_.kernels.end()) {
      return found;  // reported once by the caller
    }
    for (const auto& entry : roles->second) {
      const std::string& role_name = entry.first;
      if (role_name == name) {
        found.push_back({.width = 0.0, .role = role(family_name, roles->second, role_name, "attention")});
      } else if (role_name.size() > name.size() && role_name.compare(0, name.size() + 1, name + "/") == 0) {
        int width = 0;
        const char* first = role_name.data() + name.size() + 1;
        const char* last = role_name.data() + role_name.size();
        const auto read = std::from_chars(first, last, width);
        if (read.ec != std::errc() || read.ptr != last || width <= 0) {
          fail(problem(fmt::format("gpu \"{}\", {}/{}: expected a head width after the slash", gpu_.name,
                                   family_name, role_name)));
          continue;
        }
        found.push_back({.width = static_cast<double>(width),
                         .role = role(family_name, roles->second, role_name, "attention")});
      }
    }
    if (found.empty()) {
      fail(problem(
          fmt::format("gpu \"{}\": kernel family \"{}\" has no role \"{}\"", gpu_.name, family_name, name)));
    }
    std::sort(found.begin(), found.end(),
              [](const AttentionRole& a, const AttentionRole& b) { return a.width < b.width; });
    return found;
  }

  void require_peak(Format format, std::string_view why) {
    if (gpu_.peak.count(format) == 0) {
      std::vector<std::string> names;
      for (const auto& entry : gpu_.peak) {
        names.emplace_back(to_text(entry.first));
      }
      fail(problem(fmt::format("gpu \"{}\" has no {} peak, {} of software \"{}\"", gpu_.name, to_text(format),
                               why, software_.name),
                   name_hint(to_text(format), names)));
    }
  }

  void fail(const Diagnostics& more) { append(problems_, more); }
  [[nodiscard]] const Diagnostics& problems() const { return problems_; }

 private:
  void remember(const std::string& family_name, const std::string& role_name,
                const KernelConstants& constants) {
    for (const auto& [name, value] : constants.parameters) {
      const std::string full = family_name + "/" + role_name + "/" + name;
      const bool known = std::any_of(impl_.constants.begin(), impl_.constants.end(),
                                     [&](const KernelModel::Constant& c) { return c.name == full; });
      if (!known) {
        impl_.constants.push_back({full, value});
      }
    }
  }

  const GpuProfile& gpu_;
  const SoftwareProfile& software_;
  LawContext context_;
  KernelModel::Impl& impl_;
  Diagnostics problems_;
};

/// Kernels are compiled for classes of head widths: the narrowest that holds `width`, else the role without a
/// suffix, else the widest.
const Role& attention_role(const std::vector<AttentionRole>& roles, double width) {
  for (const AttentionRole& entry : roles) {
    if (entry.width > 0.0 && entry.width >= width) {
      return entry.role;
    }
  }
  return roles.front().width == 0.0 ? roles.front().role : roles.back().role;
}

struct Answering {
  const Role* role;
  Kind kind;
};

Answering answering(const KernelModel::Impl& impl, const Operator& op) {
  switch (op.op_class) {
    case OpClass::gemm: {
      const GemmRoles& roles = op.gemm.format == impl.linear_format ? impl.linear : impl.bf16;
      return {op.pass == Pass::weight_gradient ? &roles.weight_gradient : &roles.plain, kind_gemm};
    }
    case OpClass::grouped_gemm:
      return {op.pass == Pass::weight_gradient ? &impl.grouped.weight_gradient : &impl.grouped.plain,
              kind_grouped};
    case OpClass::attention:
      return {&attention_role(op.attention.backward ? impl.attention_backward : impl.attention_forward,
                              op.attention.head_dim),
              kind_attention};
    default:
      return {&impl.memory, kind_memory};
  }
}

}  // namespace

Result<KernelModel> KernelModel::make(const GpuProfile& gpu, const SoftwareProfile& software) {
  auto impl = std::make_shared<Impl>();
  Resolver resolver(gpu, software, *impl);
  if (gpu.sms.value <= 0.0 || gpu.memory_bandwidth.value.base() <= 0.0) {
    return problem(fmt::format("gpu \"{}\" must have SMs and a memory bandwidth above 0", gpu.name));
  }
  resolver.require_peak(software.linear_format, "the linear_format");
  if (software.linear_format != Format::bf16) {
    resolver.require_peak(Format::bf16, "the format of the head and of attention");
  }
  impl->linear_format = software.linear_format;
  impl->linear = resolver.gemm(software.gemm_family, "gemm_family", "gemm", "gemm_wgrad");
  impl->bf16 = resolver.gemm(software.bf16_gemm_family, "bf16_gemm_family", "gemm", "gemm_wgrad");
  impl->grouped =
      resolver.gemm(software.grouped_gemm_family, "grouped_gemm_family", "grouped", "grouped_wgrad");
  if (resolver.family(software.attention_family, "attention_family") != nullptr) {
    impl->attention_forward = resolver.attention("attention_forward");
    impl->attention_backward = resolver.attention("attention_backward");
  }
  if (const auto* roles = resolver.family(software.memory_family, "memory_family")) {
    impl->memory = resolver.role(software.memory_family, *roles, "memory", "memory");
  }
  impl->launch_gap = software.launch_gap.value.base();
  impl->memory_traffic = software.effects.memory_traffic.value;
  impl->attention_time = software.effects.attention_time.value;
  impl->grouped_time = software.effects.grouped_time.value;
  impl->small_kernel = software.small_kernel.value.base();
  if (!resolver.problems().empty()) {
    return resolver.problems();
  }
  KernelModel model;
  model.impl_ = std::move(impl);
  return model;
}

KernelTime KernelModel::time(const Operator& op, double free_sms, bool contended) const {
  const Impl& impl = *impl_;
  const auto [role, kind] = answering(impl, op);
  LawTime law = role->law->time(op, free_sms, contended);
  double factor = role->factor * impl.scale[kind];
  if (kind == kind_attention) factor *= impl.attention_time;
  if (kind == kind_grouped) factor *= impl.grouped_time;
  if (kind == kind_memory && impl.memory_traffic != 1.0 && op.op_class != OpClass::optimizer &&
      op.op_class != OpClass::gradient_norm) {
    const double least = op.launches * impl.small_kernel;
    law.memory *= impl.memory_traffic;
    law.total = std::max(law.memory, least);
    law.overhead = std::max(0.0, least - law.memory);
  }
  const double gap = op.launches * impl.launch_gap;
  return {.total = Seconds::from_base(law.total * factor + gap),
          .math = Seconds::from_base(law.math * factor),
          .memory = Seconds::from_base(law.memory * factor),
          .overhead = Seconds::from_base(law.overhead * factor + gap),
          .law = role->law_name};
}

KernelRoleName KernelModel::role(const Operator& op) const {
  const Answering found = answering(*impl_, op);
  return {.kind = kind_names.at(found.kind), .role = found.role->name};
}

std::vector<KernelModel::Constant> KernelModel::constants() const {
  return impl_->constants;
}

KernelModel KernelModel::scaled(std::string_view kind, double time_factor) const {
  const auto found = std::find(kind_names.begin(), kind_names.end(), kind);
  assert(found != kind_names.end() && time_factor > 0.0);
  auto copy = std::make_shared<Impl>(*impl_);
  copy->scale.at(static_cast<std::size_t>(found - kind_names.begin())) *= time_factor;
  KernelModel model;
  model.impl_ = std::move(copy);
  return model;
}

}  // namespace trainyard
