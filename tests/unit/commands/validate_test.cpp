// What trainyard validate answers to its options; how good predictions are is tested elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Validate : public OwnFolder {
 protected:
  void SetUp() override {
    // Nobody can simulate a model without a shape.
    write("untold.json", R"([{"id": "x-1", "tier": "A", "model": {"name": "M", "arch": "dense"},
        "hardware": {"gpu": "H100-SXM", "n_gpus": 8}, "dtype": "bf16", "measured": {"step_time_s": 1.5}}])");
  }
  static Outcome run(std::vector<std::string> words) {
    words.insert(words.begin(), "validate");
    return run_words(words);
  }
};

TEST_F(Validate, TellsAllWrongWordsAtOnce) {
  const Outcome told =
      run({"--filter", "gpuu=x", "--by", "gp", "--max-median", "few", "--max-p90", "-1", "--threads", "x"});
  EXPECT_EQ(told.code, ExitCode::usage);
  EXPECT_THAT(told.out, IsEmpty());
  EXPECT_THAT(told.err, AllOf(HasSubstr("no field \"gpuu\" (did you mean \"gpu\""), HasSubstr("--by \"gp\""),
                              HasSubstr("--max-median \"few\" is no percentage"),
                              HasSubstr("--max-p90 \"-1\""), HasSubstr("--threads \"x\"")));
}

TEST_F(Validate, TellsWhatIsWrongWithItsData) {
  const std::string broken = write("broken.json", "[{\"id\": \"x-2\",\n  \"model\": {\"layers\": -4}}]");
  const Outcome told = run({"--data", broken, file("none.json")});
  EXPECT_EQ(told.code, ExitCode::bad_input);
  EXPECT_THAT(told.out, IsEmpty());
  EXPECT_THAT(told.err, AllOf(HasSubstr("broken.json:2:23: /0/model/layers: is the number -4"),
                              HasSubstr("broken.json:1:2: /0/hardware: is missing"),
                              HasSubstr("none.json: there is no such file")));
}

TEST_F(Validate, RefusesAFilterThatNoRowMeets) {
  EXPECT_EQ(run({"--data", file("untold.json"), "--filter", "gpu=B200"}).code, ExitCode::bad_input);
  const Outcome path = run({"--data", file("untold.json"), "--filter", "parallel.tp=1"});
  EXPECT_EQ(path.code, ExitCode::usage);
  EXPECT_THAT(path.err, HasSubstr("no row has a field \"parallel.tp\""));
}

TEST_F(Validate, CountsWhatCannotBeSimulatedAndFailsLimits) {
  const Outcome told = run({"--data", file("untold.json"), "--csv", file("rows.csv")});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, StartsWith("1 published run, 0 simulated (0.0 %)"));
  EXPECT_THAT(told.out, HasSubstr("1 row not simulated, and why"));
  std::ifstream csv(file("rows.csv"));
  std::string heading, row;
  std::getline(csv, heading);
  std::getline(csv, row);
  EXPECT_THAT(heading, StartsWith("id,source,tier,"));
  EXPECT_THAT(row, StartsWith("x-1,x,A,M,H100-SXM,8,bf16,"));

  const Outcome limited = run({"--data", file("untold.json"), "--max-median", "5", "--json"});
  EXPECT_EQ(limited.code, ExitCode::does_not_fit);
  EXPECT_THAT(limited.err, HasSubstr("no row was simulated"));
  const auto report = nlohmann::json::parse(limited.out);
  EXPECT_EQ(report.at("rows").at(0).at("id"), "x-1");
  EXPECT_EQ(report.at("rows").at(0).at("covered"), false);
  EXPECT_FALSE(report.at("rows").at(0).at("reason").get<std::string>().empty());
}

}  // namespace
}  // namespace trainyard::cli
