#include "models/compute/kernel_time.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernel_fixtures.h"

namespace trainyard {
namespace {

using namespace kernel_fixtures;

KernelModel model_of(const GpuProfile& gpu, const SoftwareProfile& software) {
  return KernelModel::make(gpu, software).value();
}

std::string problems_of(const GpuProfile& gpu, const SoftwareProfile& software) {
  const auto made = KernelModel::make(gpu, software);
  return made ? std::string() : to_text(made.error());
}

TEST(KernelModel, addsALaunchGapPerLaunch) {
  SoftwareProfile software = plain_software();
  software.launch_gap.value = microseconds(2);
  Operator op = gemm(1000, 100, 1000);
  op.launches = 3;
  const KernelTime time = model_of(complete_gpu(), software).time(op, 10);
  EXPECT_NEAR(time.total.in(microseconds), 40 + 6, 1e-9);
  EXPECT_NEAR(time.overhead.in(microseconds), 6, 1e-9);
  EXPECT_NEAR(time.math.in(microseconds), 40, 1e-9);
  EXPECT_EQ(time.law, "tile_wave");
}

TEST(KernelModel, sendsEveryOperatorToItsRole) {
  GpuProfile gpu = complete_gpu();
  auto& roles = gpu.kernels["all"];
  double factor = 1.0;
  for (const char* role : {"gemm", "gemm_wgrad", "grouped", "grouped_wgrad", "attention_forward",
                           "attention_backward", "memory"}) {
    roles[role].parameters["scale"].value = factor;
    factor *= 2.0;
  }
  const KernelModel plain = model_of(complete_gpu(), plain_software());
  const KernelModel marked = model_of(gpu, plain_software());
  const auto ratio = [&](const Operator& op) { return marked.time(op, 10).total / plain.time(op, 10).total; };
  EXPECT_DOUBLE_EQ(ratio(gemm(100, 100, 100)), 1);
  EXPECT_DOUBLE_EQ(ratio(gemm(100, 100, 100, Pass::recompute)), 1);
  EXPECT_DOUBLE_EQ(ratio(gemm(100, 100, 100, Pass::weight_gradient)), 2);
  EXPECT_DOUBLE_EQ(ratio(grouped(100, 100, 100, 2)), 4);
  EXPECT_DOUBLE_EQ(ratio(grouped(100, 100, 100, 2, false)), 8);
  EXPECT_DOUBLE_EQ(ratio(attention(10, 1000)), 16);
  EXPECT_DOUBLE_EQ(ratio(attention(10, 1000, true)), 32);
  EXPECT_DOUBLE_EQ(ratio(traffic(1e6)), 64);
}

TEST(KernelModel, keepsBf16GemmsOfAnFp8StackInTheirOwnFamily) {
  GpuProfile gpu = complete_gpu();
  gpu.kernels["bf16 only"] = gpu.kernels["all"];
  gpu.kernels["bf16 only"]["gemm"].parameters["scale"].value = 3.0;
  SoftwareProfile software = plain_software();
  software.linear_format = Format::fp8;
  software.bf16_gemm_family = "bf16 only";
  const KernelModel model = model_of(gpu, software);
  Operator op = gemm(1000, 100, 1000);
  EXPECT_NEAR(model.time(op, 10).total.in(microseconds), 120, 1e-9);
  op.gemm.format = Format::fp8;
  EXPECT_NEAR(model.time(op, 10).total.in(microseconds), 20, 1e-9);
}

TEST(KernelModel, picksTheNarrowestAttentionClassThatHoldsTheHead) {
  GpuProfile gpu = complete_gpu();
  auto& roles = gpu.kernels["all"];
  for (const auto& [suffix, scale] : {std::pair{"/64", 2.0}, {"/128", 3.0}, {"/192", 5.0}}) {
    KernelConstants wide = plain_attention();
    wide.parameters["scale"] = {.value = scale, .source = "test"};
    roles[std::string("attention_forward") + suffix] = wide;
  }
  const KernelModel model = model_of(gpu, plain_software());
  const KernelModel plain = model_of(complete_gpu(), plain_software());
  const auto ratio = [&](double width) {
    const Operator op = attention(10, 1000, false, width, 64);
    return model.time(op, 10).total / plain.time(op, 10).total;
  };
  EXPECT_DOUBLE_EQ(ratio(64), 2);
  EXPECT_DOUBLE_EQ(ratio(96), 3);
  EXPECT_DOUBLE_EQ(ratio(192), 5);
  EXPECT_DOUBLE_EQ(ratio(256), 1);  // no class holds it: the role without a width
  roles.erase("attention_forward");
  EXPECT_DOUBLE_EQ(model_of(gpu, plain_software()).time(attention(10, 1000, false, 256, 64), 10).total /
                       plain.time(attention(10, 1000, false, 256, 64), 10).total,
                   5);
}

TEST(KernelModel, sustainedFactorOfTheStackTouchesBurstRolesOnly) {
  GpuProfile gpu = complete_gpu();
  SoftwareProfile software = plain_software();
  software.sustained_factor.value = 1.5;
  EXPECT_NEAR(model_of(gpu, software).time(gemm(1000, 100, 1000), 10).total.in(microseconds), 40, 1e-9);
  gpu.kernels["all"]["gemm"].parameters["burst"].value = 1.0;
  EXPECT_NEAR(model_of(gpu, software).time(gemm(1000, 100, 1000), 10).total.in(microseconds), 60, 1e-9);
  gpu.kernels["all"]["gemm"].parameters.erase("burst");
  gpu.kernels["all"]["gemm"].parameters["sustained"].value = 1.25;
  EXPECT_NEAR(model_of(gpu, software).time(gemm(1000, 100, 1000), 10).total.in(microseconds), 50, 1e-9);
}

TEST(KernelModel, scalesOneKindAndLeavesTheOthers) {
  const KernelModel plain = model_of(complete_gpu(), plain_software());
  const std::vector<std::pair<std::string, Operator>> kinds = {{"gemm", gemm(1000, 100, 1000)},
                                                               {"grouped_gemm", grouped(1000, 100, 1000, 2)},
                                                               {"attention", attention(10, 1000)},
                                                               {"memory", traffic(1e9)}};
  for (const auto& [scaled_kind, unused] : kinds) {
    const KernelModel slower = plain.scaled(scaled_kind, 1.1);
    for (const auto& [kind, op] : kinds) {
      EXPECT_DOUBLE_EQ(slower.time(op, 10).total / plain.time(op, 10).total, kind == scaled_kind ? 1.1 : 1.0);
    }
  }
  EXPECT_DOUBLE_EQ(plain.scaled("gemm", 1.1).scaled("gemm", 2.0).time(kinds[0].second, 10).total /
                       plain.time(kinds[0].second, 10).total,
                   2.2);
}

TEST(KernelModel, listsEveryConstantOnce) {
  const auto constants = model_of(complete_gpu(), plain_software()).constants();
  std::vector<std::string> names;
  for (const auto& constant : constants) {
    names.push_back(constant.name);
    EXPECT_EQ(constant.value.source, "test") << constant.name;
  }
  EXPECT_NE(std::find(names.begin(), names.end(), "all/gemm_wgrad/eff"), names.end());
  EXPECT_NE(std::find(names.begin(), names.end(), "all/memory/share"), names.end());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(KernelModel, namesWhatIsMissing) {
  SoftwareProfile software = plain_software();
  software.gemm_family = "al";
  EXPECT_NE(problems_of(complete_gpu(), software)
                .find("gpu \"round\" has no kernel family \"al\", the gemm_family of software \"stack\""),
            std::string::npos);
  EXPECT_NE(problems_of(complete_gpu(), software).find("all"), std::string::npos);
  software = plain_software();
  software.memory_family.clear();
  EXPECT_NE(problems_of(complete_gpu(), software).find("names no memory_family"), std::string::npos);
  GpuProfile gpu = complete_gpu();
  gpu.kernels["all"].erase("grouped_wgrad");
  gpu.kernels["all"].erase("attention_backward");
  const std::string both = problems_of(gpu, plain_software());  // every problem at once
  EXPECT_NE(both.find("no role \"grouped_wgrad\""), std::string::npos);
  EXPECT_NE(both.find("no role \"attention_backward\""), std::string::npos);
}

TEST(KernelModel, refusesUnknownLawsFormatsAndWidths) {
  GpuProfile gpu = complete_gpu();
  gpu.kernels["all"]["gemm"].law = "tile_waves";
  EXPECT_NE(problems_of(gpu, plain_software()).find("did you mean \"tile_wave\""), std::string::npos);
  gpu = complete_gpu();
  gpu.kernels["all"]["attention_forward/wide"] = plain_attention();
  EXPECT_NE(problems_of(gpu, plain_software()).find("head width"), std::string::npos);
  gpu = complete_gpu();
  gpu.peak.erase(Format::fp8);
  SoftwareProfile software = plain_software();
  software.linear_format = Format::fp8;
  EXPECT_NE(problems_of(gpu, software).find("no fp8 peak"), std::string::npos);
  gpu = complete_gpu();
  gpu.sms.value = 0;
  EXPECT_NE(problems_of(gpu, plain_software()).find("SMs"), std::string::npos);
}

TEST(KernelLaws, haveNamesAndSentences) {
  for (const LawEntry& law : kernel_laws()) {
    EXPECT_FALSE(law.name.empty());
    EXPECT_GT(law.sentence.size(), 20U) << law.name;
    EXPECT_FALSE(law.required.empty()) << law.name;
  }
}

}  // namespace
}  // namespace trainyard
