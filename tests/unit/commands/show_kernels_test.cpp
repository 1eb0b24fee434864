// trainyard show on documents of kernel constants.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/commands/kernel_text.h"
#include "tests/support/command_line.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string words_of(const std::string& text) {
  std::istringstream stream(text);
  std::string words;
  for (std::string word; stream >> word;) words += (words.empty() ? "" : " ") + word;
  return words;
}

/// Two made-up documents, the second on the first.
class KernelText : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "first.json") << R"({
      "gpu": "first", "description": "Made up",
      "families": {"f": {
        "gemm": {"law": "tile_wave", "source": "a table", "evidence": "fitted",
          "parameters": {"eff": {"value": 0.8, "sigma": 0.01},
                         "t_pro": {"value": "1.5 us", "source": "a guess", "evidence": "assumed"}},
          "lists": {"tiles": [128, 256]},
          "corrections": [{"axes": [{"feature": "m", "knots": [1024, 2048]}], "values": [0.01, -0.1],
                           "beyond": "held"}],
          "measured_with": {"fixed": {"value": "2 us"}},
          "fit": {"data": "a table", "rows": 50, "parameters": ["eff"], "held_out_median": 0.021,
                  "held_out_p90": 0.07, "beyond_median": 0.03, "beyond_p90": 0.1, "shape_sigma": 0.04,
                  "common_sigma": 0.005, "domain": {"m": [1024, 4096], "k": [512, 512]}}},
        "gemm_wgrad": {"like": "gemm",
          "parameters": {"eff": {"value": 0.7, "source": "a trace", "evidence": "measured"}}}}}})";
    std::ofstream(folder_ / "second.json") << R"({
      "gpu": "second", "description": "Made up, too",
      "transferred_from": {"kernels": "first", "sigma": 0.05, "source": "the same chip"},
      "families": {"f": {"gemm": {
        "parameters": {"eff": {"value": 0.9, "source": "one look", "evidence": "measured"}}}}}})";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  [[nodiscard]] std::string text(const std::string& name) const {
    const Result<std::string> found = kernel_document_text(ProfileLibrary(root_), folder_ / name);
    return found ? found.value() : to_text(found.error());
  }

 private:
  std::filesystem::path root_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("trainyard-show-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::filesystem::path folder_ = root_ / "hardware_profiles" / "kernels";
};

TEST_F(KernelText, TellsSourceOnceAndStatusOfEachParameter) {
  EXPECT_EQ(text("first.json"), R"(  Made up

  f/gemm  fitted, law tile_wave
    source: a table
    fit: 50 rows; shapes left out: median 2.1 %, p90 7 %; small to large: median 3 %, p90 10 %; sigma 4 % of
         one shape, 0.5 % of all together
    measured: k 512, m 1024 to 4096
    eff       0.8  fitted   sigma 0.01
    t_pro  1.5 us  assumed              a guess
    tiles: 128, 256
    correction over m (2 knots, 1024 to 2048): 2 values, the largest -9.5 % of the time, held beyond
    in the measurements beside the kernel, used to compare only:
    fixed  2 us  fitted

  f/gemm_wgrad  fitted, law tile_wave, like gemm
    as gemm: source, fit, tiles
    eff       0.7  measured  a trace
    t_pro  1.5 us  assumed   as gemm
    in the measurements beside the kernel, used to compare only:
    fixed  2 us  fitted  as gemm
)");
}

TEST_F(KernelText, TellsWhatADocumentTakesOverAndTheStatusItGetsThere) {
  EXPECT_EQ(text("second.json"), R"(  Made up, too
  stands on first: transferred, sigma 0.05, its corrections kept [the same chip]

  f/gemm  transferred, law tile_wave, on that of first, sigma 0.05 of the transfer
    as first: source, fit, tiles, corrections
    eff       0.9  measured  one look
    t_pro  1.5 us  assumed   as on first
    in the measurements beside the kernel, used to compare only:
    fixed  2 us  transferred  as on first

  taken over from first (trainyard show first --kind kernels tells their numbers)
    f/gemm_wgrad  tile_wave  transferred  sigma 0.05 of the transfer
)");
}

TEST(ShowKernels, EveryShippedDocumentTellsStatusAndValueOfEveryParameter) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const std::vector<std::string> names = library.names("kernels").value();
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const Outcome told = run_words({"show", name, "--kind", "kernels"});
    ASSERT_EQ(told.code, ExitCode::done) << told.err;
    const std::string words = words_of(told.out);
    const std::filesystem::path file = library.find("kernels", name).value();
    const KernelDocument document = parse_kernels(JsonDocument::load(file.string()).value()).value();
    const KernelFamilies resolved = library.resolve(document).value();
    for (const auto& [family, roles] : resolved) {
      for (const auto& [role, constants] : roles) EXPECT_THAT(words, HasSubstr(family + "/" + role + " "));
    }
    std::istringstream lines(told.out);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const bool parameter = line.starts_with("    ") && line.size() > 5 && line[4] != ' ' &&
                             line.find("  ", 5) != std::string::npos && line.find(": ") > line.find("  ", 5);
      if (!parameter) continue;
      EXPECT_THAT(line, AnyOf(HasSubstr("  fitted"), HasSubstr("  measured"), HasSubstr("  published"),
                              HasSubstr("  transferred"), HasSubstr("  predicted"), HasSubstr("  assumed")));
      EXPECT_THAT(line, Not(HasSubstr("null")));
    }
    std::size_t roles_told = 0;
    for (const auto& [family, roles] : resolved) roles_told += roles.size();
    EXPECT_LT(count, 60 * roles_told) << "a correction takes a line, not one per value";
  }
}

TEST(ShowKernels, StandsBehindTheGpuOfTheSameName) {
  const Outcome told = run_words({"show", "h800-sxm"});
  ASSERT_EQ(told.code, ExitCode::done);
  EXPECT_THAT(told.out, AllOf(HasSubstr("gpu h800-sxm"), HasSubstr("\nkernel h800-sxm"),
                              HasSubstr("stands on h100-sxm: transferred, sigma 0.03")));
}

}  // namespace
}  // namespace trainyard::cli
