// What trainyard search answers to its options; that it finds the best is tested with the library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"
#include "tests/support/json_schema.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Search : public OwnFolder {
 protected:
  /// Of a space that takes a moment: eight Llama layers on two nodes.
  static Outcome run(const std::vector<std::string>& more) {
    std::vector<std::string> words{
        "search", "llama-3-70b-h100",       "--set", "gpus=16", "--set", "model.num_hidden_layers=8",
        "--set",  "recipe.global_batch=32", "--vp",  "1,2",     "--cp",  "1"};
    words.insert(words.end(), more.begin(), more.end());
    return run_words(words);
  }
};

TEST_F(Search, PrintsTheBestPlansAndTheirProof) {
  const Outcome told = run({"--top", "3"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out,
              AllOf(HasSubstr("Best plans of llama-3-70b-h100 by step time"), HasSubstr("Proved: of"),
                    HasSubstr("The scenario's own plan"), HasSubstr("illegal, by the first rule")));
  EXPECT_THAT(told.out, Not(HasSubstr("nan")));
}

TEST_F(Search, TellsAllWrongWordsAtOnce) {
  const Outcome told = run({"--pp", "two", "--objective", "tiem", "--recompute", "layernrm", "--min-headroom",
                            "4", "--top", "0", "--export", "megatronn", "--threads", "-1"});
  EXPECT_EQ(told.code, ExitCode::usage);
  EXPECT_THAT(told.out, IsEmpty());
  EXPECT_THAT(told.err,
              AllOf(HasSubstr("\"two\" is no whole number"), HasSubstr("\"time\""), HasSubstr("layernorm"),
                    HasSubstr("--top \"0\""), HasSubstr("megatron"), HasSubstr("--threads \"-1\"")));
}

TEST_F(Search, JsonKeepsToItsSchemaAndListsTheSpace) {
  schema_test::SchemaFolder schemas(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  const Outcome told = run({"--json", "--objective", "time,headroom"});
  ASSERT_EQ(told.code, ExitCode::done) << told.err;
  const auto document = nlohmann::json::parse(told.out);
  EXPECT_THAT(schemas.findings("search-report", document), IsEmpty());
  EXPECT_EQ(document["ranked"].size(), 5U);
  EXPECT_GT(document["front"].size(), 1U);
  EXPECT_GT(document["space"]["legal"], 100);
  const Outcome rows = run({"--csv"});
  EXPECT_EQ(std::count(rows.out.begin(), rows.out.end(), '\n'), 6);
}

TEST_F(Search, SavesAScenarioThatRunsToTheSameStep) {
  const Outcome told = run({"--json", "--pick", "2", "--save", file("second.json")});
  ASSERT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("wrote "), HasSubstr("--set 'model.num_hidden_layers=8'")));
  const auto document = nlohmann::json::parse(told.out);
  const Outcome again = run_words(
      {"run", file("second.json"), "--set", "model.num_hidden_layers=8", "--json", "--no-interval"});
  ASSERT_EQ(again.code, ExitCode::done) << again.err;
  const auto report = nlohmann::json::parse(again.out);
  EXPECT_EQ(report["step"]["time_s"], document["ranked"][1]["step_s"]);
}

TEST_F(Search, ExportsFlags) {
  const Outcome megatron = run({"--export", "megatron", "--pp", "2", "--schedule", "1f1b", "--tp", "8"});
  EXPECT_EQ(megatron.code, ExitCode::done) << megatron.err;
  EXPECT_THAT(megatron.out, AllOf(HasSubstr("--pipeline-model-parallel-size 2\n"),
                                  HasSubstr("--tensor-model-parallel-size 8\n"),
                                  HasSubstr("--global-batch-size 32\n"), HasSubstr("--sequence-parallel\n")));
  const Outcome titan = run({"--export", "torchtitan", "--pp", "2", "--schedule", "zb-h1", "--zero", "3"});
  EXPECT_EQ(titan.code, ExitCode::done) << titan.err;
  EXPECT_THAT(titan.out, AllOf(HasSubstr("--parallelism.pipeline_parallel_degree 2\n"),
                               HasSubstr("# schedule zb-h1 is not part of")));
}

TEST_F(Search, ExplainsWhyAPlanLost) {
  const Outcome told = run({"--explain", "tp=2, pp=1, recompute=full"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("more than the"), HasSubstr("mostly for"), HasSubstr("difference")));
  const Outcome first = run({"--explain", "1"});
  EXPECT_THAT(first.out, HasSubstr("as long as that of the best"));
}

TEST_F(Search, ExplainsWhyAPlanIsIllegal) {
  const Outcome told = run({"--explain", "tp=3"});
  EXPECT_EQ(told.code, ExitCode::done);
  EXPECT_THAT(told.out, AllOf(HasSubstr("The plan is illegal"), HasSubstr("tp 3 does not divide"),
                              HasSubstr("nearest legal tp")));
}

TEST_F(Search, ExplainsWhyAPlanDoesNotFit) {
  const Outcome told = run({"--explain", "tp=1,pp=1,zero=0,micro_batch=2"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("It is rejected for memory"), HasSubstr("largest owner")));
}

TEST_F(Search, RefusesAnExplanationOfNoPlan) {
  const Outcome told = run({"--explain", "tpp=3"});
  EXPECT_EQ(told.code, ExitCode::usage);
  EXPECT_THAT(told.err, HasSubstr("sets no field of a plan"));
  EXPECT_EQ(run({"--explain", "99"}).code, ExitCode::usage);
}

TEST_F(Search, FindsAPlanWhereTheScenariosOwnIsIllegal) {
  // 24 GPUs are three nodes: the shipped plan (tp 8, pp 2 ...) does not divide them evenly.
  const Outcome told = run({"--set", "gpus=24", "--set", "recipe.global_batch=48", "--set", "plan.pp=7"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, HasSubstr("The scenario's own plan: it is not legal on 24 GPUs"));
}

TEST_F(Search, SaysThatNothingFits) {
  const Outcome told = run_words({"search", "deepseek-v3-h800", "--set", "gpus=8", "--set",
                                  "recipe.batch_ramp=null", "--set", "recipe.phases=[]", "--zero", "0,1"});
  EXPECT_EQ(told.code, ExitCode::does_not_fit);
  EXPECT_THAT(told.err, AllOf(HasSubstr("no plan of the space fits 8 GPUs"), HasSubstr("for memory")));
}

TEST_F(Search, LeavesNoHalfWrittenFile) {
  const Outcome told = run({"--output", file("missing/report.txt")});
  EXPECT_EQ(told.code, ExitCode::bad_input);
  EXPECT_THAT(told.err, HasSubstr("missing"));
  EXPECT_FALSE(std::filesystem::exists(file("missing")));
}

}  // namespace
}  // namespace trainyard::cli
