// The kernel families that training stacks name must be complete on every GPU that can run them.
#include <gtest/gtest.h>

#include <cmath>

#include "hardware_profiles/profile_library.h"
#include "models/compute/kernel_time.h"

namespace trainyard {
namespace {

struct Linear {
  Format format;
  std::string family;
};

struct Case {
  std::string name;
  GpuProfile gpu;
  Format format;
  KernelModel model;
};

std::vector<Linear> linear_families(const GpuProfile& gpu) {
  std::vector<Linear> all{{Format::bf16, "cublas-bf16"}};
  if (gpu.peak.count(Format::fp8) != 0) all.push_back({Format::fp8, "cublas-fp8"});
  if (gpu.peak.count(Format::fp4) != 0) all.push_back({Format::fp4, "cublas-nvfp4"});
  return all;
}

/// By generation, told apart by the formats of the tensor cores; cudnn-attention is on all of them.
std::vector<std::string> attention_families(const GpuProfile& gpu) {
  if (gpu.peak.count(Format::fp4) != 0) return {"cudnn-attention"};
  if (gpu.peak.count(Format::fp8) != 0) return {"cudnn-attention", "flash-attention-2", "flash-attention-3"};
  return {"cudnn-attention", "flash-attention-2"};
}

SoftwareProfile made_up_stack(const Linear& linear, const std::string& attention, const std::string& memory) {
  SoftwareProfile software;
  software.name = "made-up";
  software.linear_format = linear.format;
  software.gemm_family = linear.family;
  software.bf16_gemm_family = "cublas-bf16";
  software.grouped_gemm_family = linear.family;
  software.attention_family = attention;
  software.memory_family = memory;
  software.launch_gap.value = microseconds(1);
  software.small_kernel.value = microseconds(2);
  return software;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> found;
    const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
    const std::vector<std::string> names = library.names("gpu").value();
    for (const std::string& name : names) {
      const GpuProfile gpu = library.load_gpu(name).value();
      for (const Linear& linear : linear_families(gpu)) {
        for (const std::string& attention : attention_families(gpu)) {
          for (const char* memory : {"eager-bf16", "generic-fused"}) {
            const auto model = KernelModel::make(gpu, made_up_stack(linear, attention, memory));
            if (!model) {
              ADD_FAILURE() << name << ": " << to_text(model.error());
              continue;
            }
            found.push_back({name + ", " + linear.family + ", " + attention + ", " + memory, gpu,
                             linear.format, model.value()});
          }
        }
      }
    }
    return found;
  }();
  return all;
}

Operator product(OpClass op_class, Pass pass, Format format, int groups) {
  Operator op;
  op.op_class = op_class;
  op.pass = pass;
  op.gemm = {.m = 8192,
             .n = 4096,
             .k = 8192,
             .groups = groups,
             .groups_split_m = pass != Pass::weight_gradient,
             .format = format,
             .fp32_accumulate = pass == Pass::weight_gradient};
  return op;
}

/// One operator of each role a training step asks for.
std::vector<Operator> operators(Format format) {
  std::vector<Operator> all;
  for (const Pass pass : {Pass::forward, Pass::input_gradient, Pass::weight_gradient}) {
    all.push_back(product(OpClass::gemm, pass, format, 1));
    all.push_back(product(OpClass::gemm, pass, Format::bf16, 1));
    all.push_back(product(OpClass::grouped_gemm, pass, format, 8));
  }
  for (const double width : {64., 96., 128., 160., 192., 256.}) {
    for (const bool backward : {false, true}) {
      Operator op;
      op.op_class = OpClass::attention;
      op.attention = {2, 4096, 32, 8, width, width, backward};
      all.push_back(op);
    }
  }
  Operator norm;
  norm.op_class = OpClass::norm;
  norm.bytes = bytes(5e8);
  all.push_back(norm);
  return all;
}

TEST(TrainingFamilies, ResolveOnEveryGpu) {
  // Three families of linear layers at most, three of attention, two of memory; GPUs differ in how many.
  EXPECT_GE(cases().size(), 70U);
}

TEST(TrainingFamilies, TimesArePositiveAndFallWithMoreFreeSms) {
  for (const Case& one : cases()) {
    for (const Operator& op : operators(one.format)) {
      const double sms = one.gpu.sms.value;
      const double all = one.model.time(op, sms, false).total.base();
      const double half = one.model.time(op, std::floor(sms / 2), false).total.base();
      const double few = one.model.time(op, std::floor(sms / 8), false).total.base();
      EXPECT_GT(all, 0.0) << one.name;
      EXPECT_LT(all, half) << one.name << ", " << one.model.role(op).role;
      EXPECT_LT(half, few) << one.name << ", " << one.model.role(op).role;
    }
  }
}

TEST(TrainingFamilies, BackwardAttentionTakesTwoToFourTimesForward) {
  for (const Case& one : cases()) {
    for (const double width : {64., 128., 192., 256.}) {
      Operator op;
      op.op_class = OpClass::attention;
      op.attention = {2, 8192, 32, 8, width, width, false};
      const double forward = one.model.time(op, one.gpu.sms.value, false).total.base();
      op.attention.backward = true;
      const double ratio = one.model.time(op, one.gpu.sms.value, false).total.base() / forward;
      EXPECT_GT(ratio, 2.0) << one.name << ", width " << width;
      EXPECT_LT(ratio, 4.3) << one.name << ", width " << width;
    }
  }
}

TEST(TrainingFamilies, NarrowerFormatsAreQuicker) {
  for (const Case& one : cases()) {
    if (one.format == Format::bf16) continue;
    const double sms = one.gpu.sms.value;
    for (const Pass pass : {Pass::forward, Pass::input_gradient, Pass::weight_gradient}) {
      EXPECT_LT(one.model.time(product(OpClass::gemm, pass, one.format, 1), sms, false).total,
                one.model.time(product(OpClass::gemm, pass, Format::bf16, 1), sms, false).total)
          << one.name;
    }
  }
}

TEST(TrainingFamilies, SustainedFactorsCount) {
  // Fits to published runs turn these: a factor that some other constant covers could not be fitted.
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const std::vector<std::string> names = library.names("gpu").value();
  for (const std::string& name : names) {
    const GpuProfile gpu = library.load_gpu(name).value();
    for (const Linear& linear : linear_families(gpu)) {
      for (const std::string& attention : attention_families(gpu)) {
        const SoftwareProfile software = made_up_stack(linear, attention, "eager-bf16");
        GpuProfile slower = gpu;
        for (auto* family : {&slower.kernels.at(linear.family), &slower.kernels.at(attention)}) {
          for (auto& [role, constants] : *family) {
            ASSERT_EQ(constants.parameters.count("sustained"), 1U) << name << " " << role;
            constants.parameters.at("sustained").value *= 1.3;
          }
        }
        const auto before = KernelModel::make(gpu, software), after = KernelModel::make(slower, software);
        ASSERT_TRUE(before && after) << name;
        for (const Operator& op : operators(linear.format)) {
          if (op.op_class != OpClass::attention && op.gemm.format != linear.format) continue;
          if (op.op_class == OpClass::norm) continue;
          EXPECT_GT(after.value().time(op, gpu.sms.value, false).total,
                    before.value().time(op, gpu.sms.value, false).total * 1.05)
              << name << " " << before.value().role(op).role;
        }
      }
    }
  }
}

}  // namespace
}  // namespace trainyard
