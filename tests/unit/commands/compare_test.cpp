// What trainyard compare answers to its options; its arithmetic is tested with the library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/command_line.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Outcome compare(std::vector<std::string> words, bool store = false) {
  words.insert(words.begin(), "compare");
  if (!store) words.emplace_back("--no-store");
  return run_words(words);
}

TEST(CompareCommand, TellsTheVerdictFirst) {
  const Outcome told = compare({"deepseek-v3-h800", ":prices.gpu=$1/GPU-hour"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_EQ(
      told.out.find("First to finish: all the same; cheapest: deepseek-v3-h800, prices.gpu=$1/GPU-hour"), 0U)
      << told.out;
  EXPECT_THAT(told.out,
              AllOf(HasSubstr("What differs"), HasSubstr("gpu price"), HasSubstr("A  deepseek-v3-h800")));
  std::istringstream lines(told.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120U) << line;
}

TEST(CompareCommand, SameBytesForAnyNumberOfThreads) {
  const std::vector<std::string> words{"deepseek-v3-h800", "deepseek-v2-h800", ":gpus=1024", "--json",
                                       "--threads"};
  auto one = words, four = words;
  one.emplace_back("1");
  four.emplace_back("4");
  EXPECT_EQ(compare(one).out, compare(four).out);
}

TEST(CompareCommand, SetIsForAllOfThem) {
  const auto json = nlohmann::json::parse(compare({"deepseek-v3-h800", ":plan.zero=2", "--set",
                                                   "prices.gpu=$1/GPU-hour", "--json", "--no-interval"})
                                              .out);
  EXPECT_EQ(json["scenarios"][0]["label"], "deepseek-v3-h800");
  for (const auto& row : json["inputs"]) EXPECT_NE(row["field"], "price of a GPU");
}

TEST(CompareCommand, BadInputIsToldAllAtOnce) {
  Outcome told = compare({"deepseek-v3-h80", "deepseek-v2-h800:plan.pp=7"});
  EXPECT_EQ(told.code, ExitCode::bad_input);
  EXPECT_THAT(told.err, AllOf(HasSubstr("deepseek-v3-h800"), HasSubstr("plan.pp=7")));
  told = compare({"deepseek-v3-h800", ":plan.pp", "--baseline", "3"});
  EXPECT_EQ(told.code, ExitCode::usage);
  EXPECT_THAT(told.err, AllOf(HasSubstr("path=value"), HasSubstr("from 1 to 2")));
  EXPECT_EQ(compare({"deepseek-v3-h800"}).code, ExitCode::usage);
  EXPECT_EQ(compare({"a", "b", "c", "d", "e", "f", "g"}).code, ExitCode::usage);
  EXPECT_EQ(compare({"deepseek-v3-h800", ":gpus=1024", "--json", "--csv"}).code, ExitCode::usage);
  EXPECT_EQ(compare({"deepseek-v3-h800", ":gpus=1024", "--html", "/no/such/folder/a.html"}).code,
            ExitCode::bad_input);
}

TEST(CompareCommand, EndsWithThreeWhenOneDoesNotFit) {
  const Outcome told =
      compare({"deepseek-v3-h800", ":plan.recompute=none;plan.micro_batch=2", "--no-interval"});
  EXPECT_EQ(told.code, ExitCode::does_not_fit);
  EXPECT_THAT(told.out, HasSubstr("does not fit in memory"));
}

TEST(CompareCommand, IsKeptOnce) {
  const std::string store = (std::filesystem::path(::testing::TempDir()) / "compare-store.sqlite").string();
  std::filesystem::remove(store);
  for (int i = 0; i < 2; ++i)
    (void)compare({"deepseek-v3-h800", ":gpus=1024", "--no-interval", "--store", store}, true);
  const Outcome told = run_words({"runs", "--store", store, "--json"});
  const auto runs = nlohmann::json::parse(told.out);
  const auto& list = runs.is_array() ? runs : runs["runs"];
  ASSERT_EQ(list.size(), 1U) << told.out;
  EXPECT_EQ(list[0]["command"], "compare");
}

}  // namespace
}  // namespace trainyard::cli
