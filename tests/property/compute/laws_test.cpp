// What must hold for every law with every constant that is shipped.
#include <gtest/gtest.h>

#include <cmath>

#include "hardware_profiles/profile_library.h"
#include "models/compute/laws/law.h"

namespace trainyard {
namespace {

struct Case {
  std::string name;
  std::string kind;
  GpuProfile gpu;
  std::shared_ptr<const KernelLaw> law;
  std::shared_ptr<const KernelLaw> plain;  // without its corrections
};

std::string kind_of(const std::string& role) {
  if (role.rfind("attention", 0) == 0) {
    return "attention";
  }
  return role == "memory" ? "memory" : "gemm";
}

/// Every role of every shipped GPU.
const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> found;
    const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
    const std::vector<std::string> names = library.names("gpu").value();
    for (const std::string& name : names) {
      const GpuProfile gpu = library.load_gpu(name).value();
      for (const auto& [family, roles] : gpu.kernels) {
        for (const auto& [role, constants] : roles) {
          const std::string where = name + " " + family + "/" + role;
          auto law = make_kernel_law(constants, {gpu, 2e-6}, kind_of(role), where);
          if (!law) {
            ADD_FAILURE() << to_text(law.error());
            continue;
          }
          KernelConstants uncorrected = constants;
          uncorrected.corrections.clear();
          const auto plain = make_kernel_law(uncorrected, {gpu, 2e-6}, kind_of(role), where);
          found.push_back({where, kind_of(role), gpu, law.value(), plain.value()});
        }
      }
    }
    return found;
  }();
  return all;
}

/// Shapes from thin to square, ungrouped and grouped, and what comes after each when it grows in one
/// direction.
struct Shape {
  Operator op;
  std::vector<Operator> larger;
};

std::vector<Shape> shapes(const Case& one) {
  std::vector<Shape> made;
  if (one.kind == "gemm") {
    const std::vector<Format> formats = one.gpu.peak.count(Format::fp8) != 0
                                            ? std::vector{Format::bf16, Format::fp8}
                                            : std::vector{Format::bf16};
    for (const Format format : formats) {
      for (const double m : {128., 1000., 4096., 32768.}) {
        for (const double n : {512., 7168.}) {
          for (const double k : {64., 4096.}) {
            for (const int groups : {1, 8}) {
              Operator op;
              op.op_class = OpClass::gemm;
              op.gemm = {
                  .m = m, .n = n, .k = k, .groups = groups, .groups_split_m = k == 64., .format = format};
              Shape shape{op, {}};
              for (double GemmShape::*side : {&GemmShape::m, &GemmShape::n, &GemmShape::k}) {
                for (const double growth : {1.001, 1.3, 2.0}) {
                  Operator more = op;
                  more.gemm.*side *= growth;
                  shape.larger.push_back(more);
                }
              }
              made.push_back(shape);
            }
          }
        }
      }
    }
  } else if (one.kind == "attention") {
    for (const double heads : {1., 16., 128.}) {
      for (const double length : {100., 1024., 4096., 32768.}) {
        for (const bool backward : {false, true}) {
          Operator op;
          op.op_class = OpClass::attention;
          op.attention = {1, length, heads, heads, 128, 128, backward};
          Shape shape{op, {}};
          for (double AttentionShape::*side : {&AttentionShape::sequences, &AttentionShape::length,
                                               &AttentionShape::heads, &AttentionShape::head_dim}) {
            Operator more = op;
            more.attention.*side *= 2.0;
            shape.larger.push_back(more);
          }
          made.push_back(shape);
        }
      }
    }
  } else {
    for (const OpClass op_class : {OpClass::norm, OpClass::cast, OpClass::permute, OpClass::optimizer}) {
      for (const double size : {1e3, 1e6, 1e9}) {
        Operator op;
        op.op_class = op_class;
        op.bytes = bytes(size);
        Operator more = op;
        more.bytes = bytes(size * 3.0);
        Operator twice = op;
        twice.launches = 2;
        made.push_back({op, {more, twice}});
      }
    }
  }
  return made;
}

TEST(KernelLawsProperty, everyShippedRoleIsUsable) {
  EXPECT_GE(cases().size(), 40U);
}

TEST(KernelLawsProperty, timesArePositiveAndNoShorterThanTheirTerms) {
  for (const Case& one : cases()) {
    for (const Shape& shape : shapes(one)) {
      const LawTime time = one.law->time(shape.op, one.gpu.sms.value, false);
      ASSERT_TRUE(std::isfinite(time.total) && time.total > 0.0) << one.name;
      EXPECT_GE(time.total * (1 + 1e-12), time.math) << one.name;
      EXPECT_GE(time.total * (1 + 1e-12), time.memory) << one.name;
      EXPECT_GE(time.total * (1 + 1e-12), time.overhead) << one.name;
    }
  }
}

TEST(KernelLawsProperty, fewerSmsNeverMakeItFaster) {
  for (const Case& one : cases()) {
    for (const Shape& shape : shapes(one)) {
      double before = 0.0;
      for (double sms = one.gpu.sms.value; sms >= 1.0; sms -= 7.0) {
        const double now = one.law->time(shape.op, sms, false).total;
        ASSERT_GE(now * (1 + 1e-12), before) << one.name << " with " << sms << " SMs";
        before = now;
      }
    }
  }
}

TEST(KernelLawsProperty, contentionNeverMakesItFaster) {
  for (const Case& one : cases()) {
    for (const Shape& shape : shapes(one)) {
      EXPECT_GE(one.law->time(shape.op, 100, true).total, one.law->time(shape.op, 100, false).total)
          << one.name;
    }
  }
}

TEST(KernelLawsProperty, moreWorkNeverTakesLess) {
  for (const Case& one : cases()) {
    for (const Shape& shape : shapes(one)) {
      const double small = one.plain->time(shape.op, one.gpu.sms.value, false).total;
      for (const Operator& larger : shape.larger) {
        EXPECT_GE(one.plain->time(larger, one.gpu.sms.value, false).total * (1 + 1e-12), small) << one.name;
      }
    }
  }
}

TEST(KernelLawsProperty, correctionsStayNearTheLaw) {
  // A library's choices do make some larger shapes quicker; a correction beyond a factor of two is none.
  for (const Case& one : cases()) {
    for (const Shape& shape : shapes(one)) {
      const double ratio = one.law->time(shape.op, one.gpu.sms.value, false).total /
                           one.plain->time(shape.op, one.gpu.sms.value, false).total;
      EXPECT_GT(ratio, 0.5) << one.name;
      EXPECT_LT(ratio, 2.0) << one.name;
    }
  }
}

TEST(KernelLawsProperty, neverBeatThePeaksOfTheGpu) {
  for (const Case& one : cases()) {
    for (const Shape& shape : shapes(one)) {
      const double time = one.law->time(shape.op, one.gpu.sms.value, false).total;
      const GemmShape& gemm = shape.op.gemm;
      const AttentionShape& core = shape.op.attention;
      if (one.kind == "gemm") {
        const double flop = 2.0 * gemm.m * gemm.n * gemm.k;
        EXPECT_LE(flop / time, one.gpu.peak.at(gemm.format).value.base()) << one.name;
      } else if (one.kind == "attention") {
        const double flop = core.heads * core.length * core.length * 256.0 * (core.backward ? 2.5 : 1.0);
        EXPECT_LE(flop / time, one.gpu.peak.at(Format::bf16).value.base()) << one.name;
      } else {
        EXPECT_LE(shape.op.bytes.base() / time, one.gpu.memory_bandwidth.value.base()) << one.name;
      }
    }
  }
}

TEST(KernelLawsProperty, moreBandwidthNeverMakesItSlower) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const std::vector<std::string> names = library.names("gpu").value();
  for (const std::string& name : names) {
    const GpuProfile gpu = library.load_gpu(name).value();
    GpuProfile faster = gpu;
    faster.memory_bandwidth.value *= 1.5;
    for (const auto& [family, roles] : gpu.kernels) {
      for (const auto& [role, constants] : roles) {
        const auto slow = make_kernel_law(constants, {gpu}, kind_of(role), role).value();
        const auto fast = make_kernel_law(constants, {faster}, kind_of(role), role).value();
        for (const Shape& shape : shapes({role, kind_of(role), gpu, slow, slow})) {
          EXPECT_LE(fast->time(shape.op, 100, true).total,
                    slow->time(shape.op, 100, true).total * (1 + 1e-12))
              << name << " " << role;
        }
      }
    }
  }
}

}  // namespace
}  // namespace trainyard
