// Kernel documents: what a role inherits from its document, from the role it is like and from another GPU.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hardware_profiles/profile_library.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

KernelDocument parsed(const std::string& families, const std::string& more = {}) {
  const auto document =
      JsonDocument::parse(R"({"gpu": "toy", )" + more + R"("families": )" + families + "}", "toy.json");
  EXPECT_TRUE(document) << (document ? "" : to_text(document.error()));
  auto kernels = parse_kernels(document.value());
  EXPECT_TRUE(kernels) << (kernels ? "" : to_text(kernels.error()));
  return kernels ? kernels.value() : KernelDocument{};
}

std::string problems_of(const std::string& families, const std::string& more = {}) {
  const auto document =
      JsonDocument::parse(R"({"gpu": "toy", )" + more + R"("families": )" + families + "}", "toy.json");
  const auto kernels = parse_kernels(document.value());
  if (!kernels) return to_text(kernels.error());
  const auto resolved = resolve_kernels(kernels.value());
  return resolved ? "" : to_text(resolved.error());
}

const std::string base =
    R"({"blas": {"gemm": {"law": "tile_wave", "source": "a table of ours", "evidence": "fitted",
  "parameters": {"eff": {"value": 0.8, "sigma": 0.1}, "t0": {"value": "2 us", "source": "another table", "evidence": "measured"}},
  "lists": {"tiles": [128, 128]},
  "corrections": [{"axes": [{"feature": "m", "knots": [1024, 2048]}], "values": [0.1, -0.1]}],
  "measured_with": {"fixed": {"value": "3 us"}},
  "fit": {"data": "a table of ours", "rows": 20, "parameters": ["eff"], "held_out_median": 0.02, "held_out_p90": 0.06,
          "shape_sigma": 0.03, "common_sigma": 0.004, "domain": {"m": [1024, 2048]}}}}})";

TEST(KernelDocument, ParametersTakeSourceAndEvidenceOfTheirRole) {
  const KernelConstants gemm = resolve_kernels(parsed(base)).value().at("blas").at("gemm");
  EXPECT_EQ(gemm.parameters.at("eff").source, "a table of ours");
  EXPECT_EQ(gemm.parameters.at("eff").evidence, Evidence::fitted);
  EXPECT_EQ(gemm.parameters.at("t0").source, "another table");
  EXPECT_EQ(gemm.parameters.at("t0").evidence, Evidence::measured);
  EXPECT_DOUBLE_EQ(gemm.parameters.at("t0").value, 2e-6);
  EXPECT_DOUBLE_EQ(gemm.measured_with.at("fixed").value, 3e-6);
  EXPECT_EQ(gemm.status, Evidence::fitted);
  ASSERT_EQ(gemm.corrections.size(), 1U);
  EXPECT_EQ(gemm.corrections[0].values, (std::vector<double>{0.1, -0.1}));
  ASSERT_TRUE(gemm.fit);
  EXPECT_EQ(gemm.fit->rows, 20);
  EXPECT_EQ(gemm.fit->domain.at("m"), (std::vector<double>{1024, 2048}));
}

TEST(KernelDocument, ACorrectionFadesUnlessItIsHeld) {
  const auto held = [](const std::string& more) {
    std::string text = base;
    const std::string values = R"("values": [0.1, -0.1])";
    text.replace(text.find(values), values.size(), values + more);
    return resolve_kernels(parsed(text)).value().at("blas").at("gemm").corrections.at(0).held;
  };
  EXPECT_FALSE(held(""));
  EXPECT_FALSE(held(R"(, "beyond": "faded")"));
  EXPECT_TRUE(held(R"(, "beyond": "held")"));
}

TEST(KernelDocument, ARoleMayBeLikeAnother) {
  std::string text = base;
  text.insert(text.size() - 2,
              R"(, "wgrad": {"like": "gemm", "parameters": {"scale": {"value": 1.1, "source": "ours"}}})");
  text.insert(text.size() - 1,
              R"(, "other": {"grouped": {"like": "blas/wgrad", "lists": {"tiles": [64, 64]}}})");
  const KernelFamilies families = resolve_kernels(parsed(text)).value();
  const KernelConstants& wgrad = families.at("blas").at("wgrad");
  EXPECT_EQ(wgrad.law, "tile_wave");
  EXPECT_DOUBLE_EQ(wgrad.parameters.at("eff").value, 0.8);
  EXPECT_DOUBLE_EQ(wgrad.parameters.at("scale").value, 1.1);
  EXPECT_TRUE(wgrad.corrections.empty()) << "they know the choices for another product";
  ASSERT_TRUE(wgrad.fit);
  EXPECT_EQ(wgrad.fit->of, "gemm");
  const KernelConstants& grouped = families.at("other").at("grouped");
  EXPECT_DOUBLE_EQ(grouped.parameters.at("scale").value, 1.1);
  EXPECT_EQ(grouped.lists.at("tiles"), (std::vector<double>{64, 64}));
}

KernelFamilies standing_on(const KernelDocument& document, const KernelDocument& source) {
  const auto families = resolve_kernels(stand_on(document, source));
  EXPECT_TRUE(families) << (families ? "" : to_text(families.error()));
  return families ? families.value() : KernelFamilies{};
}

TEST(KernelDocument, TransferredConstantsSayWhereTheyAreFrom) {
  const KernelDocument source = parsed(base);
  const std::string from =
      R"("transferred_from": {"kernels": "old", "sigma": 0.05, "source": "the same dies"}, )";
  const KernelFamilies families = standing_on(
      parsed(R"({"blas": {"gemm": {"parameters": {"eff": {"value": 0.7, "source": "measured here"}}}}})",
             from),
      source);
  const KernelConstants& gemm = families.at("blas").at("gemm");
  EXPECT_DOUBLE_EQ(gemm.parameters.at("eff").value, 0.7);
  EXPECT_EQ(gemm.parameters.at("t0").evidence, Evidence::transferred);
  EXPECT_THAT(gemm.parameters.at("t0").source, HasSubstr("of old: another table"));
  EXPECT_EQ(gemm.status, Evidence::transferred);
  EXPECT_DOUBLE_EQ(gemm.transfer_sigma, 0.05);
  EXPECT_EQ(gemm.corrections.size(), 1U);

  const std::string without =
      R"("transferred_from": {"kernels": "old", "sigma": 0.1, "source": "other dies", "evidence": "predicted", "corrections": false}, )";
  const KernelConstants predicted = standing_on(parsed("{}", without), source).at("blas").at("gemm");
  EXPECT_EQ(predicted.status, Evidence::predicted);
  EXPECT_TRUE(predicted.corrections.empty());
}

TEST(KernelDocument, RolesOfTheOtherGpuFollowWhatThisOneGives) {
  std::string text = base;
  text.insert(
      text.size() - 2,
      R"(, "wgrad": {"like": "gemm", "parameters": {"scale": {"value": 1.1, "source": "measured by us", "evidence": "measured"}}})");
  const std::string from =
      R"("transferred_from": {"kernels": "old", "sigma": 0.05, "source": "the same dies"}, )";
  const KernelFamilies families = standing_on(
      parsed(
          R"({"blas": {"gemm": {"law": "tile_wave", "source": "measured here", "evidence": "fitted", "parameters": {"eff": {"value": 0.6}}}}})",
          from),
      parsed(text));
  EXPECT_EQ(families.at("blas").at("gemm").status, Evidence::fitted);
  EXPECT_EQ(families.at("blas").at("gemm").transfer_sigma, 0.0);
  const KernelConstants& wgrad = families.at("blas").at("wgrad");
  EXPECT_DOUBLE_EQ(wgrad.parameters.at("eff").value, 0.6);
  EXPECT_DOUBLE_EQ(wgrad.parameters.at("scale").value, 1.1);
  EXPECT_EQ(wgrad.status, Evidence::transferred);
  EXPECT_DOUBLE_EQ(wgrad.transfer_sigma, 0.05);
}

TEST(KernelDocument, AFitSpeaksNoLongerForAParameterThatIsGivenAnew) {
  const std::string from =
      R"("transferred_from": {"kernels": "old", "sigma": 0.05, "source": "the same dies"}, )";
  const KernelConstants gemm =
      standing_on(
          parsed(
              R"({"blas": {"gemm": {"parameters": {"eff": {"value": 0.9, "sigma": 0.2, "source": "a guess of ours"}}}}})",
              from),
          parsed(base))
          .at("blas")
          .at("gemm");
  ASSERT_TRUE(gemm.fit);
  EXPECT_TRUE(gemm.fit->parameters.empty());
}

TEST(KernelDocument, TransfersInARowAddUp) {
  const std::string from =
      R"("transferred_from": {"kernels": "old", "sigma": 0.03, "source": "the same dies"}, )";
  const KernelDocument once = stand_on(parsed("{}", from), parsed(base));
  const std::string again =
      R"("transferred_from": {"kernels": "older", "sigma": 0.04, "source": "the same dies"}, )";
  EXPECT_DOUBLE_EQ(standing_on(parsed("{}", again), once).at("blas").at("gemm").transfer_sigma, 0.05);
}

TEST(KernelDocument, TellsWhatIsWrongWithARole) {
  EXPECT_THAT(problems_of(R"({"blas": {"gemm": {"parameters": {}}}})"), HasSubstr("/families/blas/gemm/law"));
  EXPECT_THAT(problems_of(R"({"blas": {"gemm": {"law": "x", "parameters": {"eff": {"value": 1}}}}})"),
              HasSubstr("/families/blas/gemm/parameters/eff/source"));
  EXPECT_THAT(problems_of(R"({"blas": {"a": {"like": "b"}, "b": {"like": "a"}}})"), HasSubstr("leads back"));
  EXPECT_THAT(problems_of(R"({"blas": {"gemm": {"law": "x", "parameters": {}}, "a": {"like": "gem"}}})"),
              HasSubstr("did you mean \"gemm\"?"));
  EXPECT_THAT(
      problems_of(R"({"blas": {"gemm": {"parameters": {"eff": {"value": 1, "source": "ours"}}}}})",
                  R"("transferred_from": {"kernels": "old", "sigma": 0.1, "source": "the same dies"}, )"),
      HasSubstr("old has no role \"blas/gemm\""));
  const auto grid = [](const std::string& axes, const std::string& values) {
    return R"({"b": {"g": {"law": "x", "parameters": {}, "corrections": [{"axes": )" + axes +
           R"(, "values": )" + values + "}]}}}";
  };
  EXPECT_THAT(problems_of(grid(R"([{"feature": "m", "knots": [2, 1]}])", "[0, 0]")), HasSubstr("must rise"));
  EXPECT_THAT(problems_of(grid(R"([{"feature": "m", "knots": [1, 2]}])", "[0]")),
              HasSubstr("expected one per combination of knots, 2"));
  EXPECT_THAT(problems_of(grid(R"([{"feature": "m", "knots": [1]}])", R"([0], "beyond": "hold")")),
              HasSubstr("did you mean \"held\"?"));
  EXPECT_THAT(problems_of(grid("[]", "[]")), HasSubstr("at least one"));
  EXPECT_THAT(problems_of(grid(R"([{"feature": "m", "knots": [1]}])", "[3]")), HasSubstr("/values"));
}

TEST(KernelDocument, EveryShippedGpuHasConstantsThatResolve) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const auto names = library.names("gpu");
  for (const std::string& name : names.value()) {
    const auto gpu = library.load_gpu(name);
    ASSERT_TRUE(gpu) << to_text(gpu.error());
    EXPECT_FALSE(gpu.value().kernels.empty()) << name;
    for (const auto& [family, roles] : gpu.value().kernels) {
      for (const auto& [role, constants] : roles)
        EXPECT_FALSE(constants.law.empty()) << name << family << role;
    }
  }
}

}  // namespace
}  // namespace trainyard
