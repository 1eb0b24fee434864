// trainyard calibrate with collectives: what is kept where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/commands/catalogue.h"
#include "sim/base/json_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A folder of its own with a table of all-to-alls: 10 us and 300 GB/s.
class CalibrateNode : public OwnFolder {
 protected:
  void SetUp() override {
    std::ofstream table(collectives());
    table << "op,dtype,gpus,bytes,nccl_version,latency_us\n";
    for (const int gpus : {2, 4, 8}) {
      for (int octave = 10; octave < 30; ++octave) {
        const double bytes = std::exp2(octave);
        table << "alltoall,half," << gpus << ',' << static_cast<std::int64_t>(bytes) << ",2.29.2,"
              << 10.0 + bytes * (gpus - 1) / gpus / 300e3 << '\n';
      }
    }
  }

  [[nodiscard]] std::string collectives() const { return file("nccl.csv"); }
};

TEST_F(CalibrateNode, ATableOfCollectivesAloneIsFitted) {
  const Outcome told = run_words({"calibrate", "--from", collectives(), "--base", "h100-sxm"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, HasSubstr("all_to_all in dgx-h100"));
  const Outcome json = run_words({"calibrate", "--from", collectives(), "--base", "dgx-h100", "--json"});
  const auto document = nlohmann::json::parse(json.out);
  ASSERT_EQ(document["collectives"].size(), 1U);
  EXPECT_EQ(document["collectives"][0]["op"], "all_to_all");
  EXPECT_EQ(document["collectives"][0]["fitted"]["rows"], 60);
  EXPECT_LT(document["collectives"][0]["held_out"]["median"], 0.02);
  EXPECT_NEAR(document["collectives"][0]["constants"]["share"]["value"], 300.0 / 450.0, 0.02);
}

TEST_F(CalibrateNode, ANewFileStandsOnTheNodeNamedAndCanBeUpdatedAndScored) {
  const std::string mine = file("my-h100.json");
  const Outcome made =
      run_words({"calibrate", "--from", collectives(), "--base", "dgx-h100", "--update", mine});
  ASSERT_EQ(made.code, ExitCode::done) << made.err;
  EXPECT_THAT(made.err, HasSubstr("wrote " + mine));
  const std::string first = read_file(mine).value();
  EXPECT_THAT(first, HasSubstr("\"name\": \"my-h100\""));
  EXPECT_THAT(first, HasSubstr("fitted by trainyard calibrate to nccl.csv"));
  const Outcome again = run_words({"calibrate", "--from", collectives(), "--update", mine});
  ASSERT_EQ(again.code, ExitCode::done) << again.err;
  EXPECT_EQ(read_file(mine).value(), first) << "enough rows owe nothing to what was fitted before";
  const Outcome scored = run_words({"calibrate", "--check", mine, "--against", collectives()});
  EXPECT_EQ(scored.code, ExitCode::done) << scored.err;
  EXPECT_THAT(scored.out, HasSubstr("h100-sxm in my-h100"));
  EXPECT_EQ(run_words({"run", "llama-3-70b-h100", "--set", "node=" + mine}).code, ExitCode::done);
}

TEST_F(CalibrateNode, AGpuCannotKeepCollectivesAndIsToldWhichNodeCan) {
  const std::string mine = file("mine.json");
  const Outcome refused =
      run_words({"calibrate", "--from", collectives(), "--base", "h100-sxm", "--update", mine});
  EXPECT_EQ(refused.code, ExitCode::bad_input);
  EXPECT_THAT(refused.err, HasSubstr("only collectives were measured"));
  EXPECT_THAT(refused.err, HasSubstr("--update dgx-h100"));
  EXPECT_FALSE(std::filesystem::exists(mine));
}

}  // namespace
}  // namespace trainyard::cli
