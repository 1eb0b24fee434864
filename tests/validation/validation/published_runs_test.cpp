// Is it true? The whole shipped collection of published runs against the bounds the project is held to, and
// against what was reached before: recorded errors may not get worse. TRAINYARD_BLESS=1 records them anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/validation/validate_runs.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

const ValidationReport& report() {
  static const ValidationReport made = [] {
    const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
    const auto files =
        published_run_files(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "published" / "runs");
    return validate_runs(library, load_published_runs(files.value()).value(), {}, {}).value();
  }();
  return made;
}

/// Groups whose errors are recorded: those the project is held to, and every source with enough rows.
std::vector<GroupScore> recorded_groups() {
  std::vector<GroupScore> groups;
  for (const HeldGroup& held : report().held) groups.push_back(held.score);
  for (GroupScore& score : score_by(report().rows, "source")) {
    constexpr int enough = 5;
    if (score.covered < enough) continue;
    score.name = "source " + score.name;
    groups.push_back(std::move(score));
  }
  return groups;
}

TEST(PublishedRuns, KeepTheBoundsTheProjectIsHeldTo) {
  SCOPED_TRACE(write_text_validation(report()));
  EXPECT_GE(report().totals.coverage(), 0.92);
  for (const HeldGroup& held : report().held) {
    EXPECT_TRUE(held.keeps()) << held.score.name << ": median " << held.score.median << ", p90 "
                              << held.score.p90 << ", bias " << held.score.bias;
  }
  EXPECT_GT(report().totals.all.memory_rows, 20);
  EXPECT_LE(report().totals.all.memory_median, 0.03);
}

TEST(PublishedRuns, AreNoWorseThanRecorded) {
  const std::filesystem::path file = std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "validation" /
                                     "validation" / "recorded_errors.json";
  if (std::getenv("TRAINYARD_BLESS") != nullptr) {
    Json recorded;
    for (const GroupScore& score : recorded_groups()) {
      recorded[score.name] = {
          {"covered", score.covered}, {"median", score.median}, {"p90", score.p90}, {"bias", score.bias}};
    }
    std::ofstream(file) << recorded.dump(2) << "\n";
    return;
  }
  SCOPED_TRACE(write_text_validation(report()));
  const Json recorded = Json::parse(std::ifstream(file));
  constexpr double play = 0.003;  // of an error: what a change of no consequence may move it
  std::size_t found = 0;
  for (const GroupScore& score : recorded_groups()) {
    ASSERT_TRUE(recorded.contains(score.name))
        << score.name << " is not recorded; run with TRAINYARD_BLESS=1";
    const Json& before = recorded.at(score.name);
    ++found;
    EXPECT_GE(score.covered, before.at("covered").get<int>()) << score.name << ": fewer rows are simulated";
    EXPECT_LE(score.median, before.at("median").get<double>() + play)
        << score.name << ": the median got worse";
    EXPECT_LE(score.p90, before.at("p90").get<double>() + play)
        << score.name << ": the 90th percentile got worse";
    EXPECT_LE(std::abs(score.bias), std::abs(before.at("bias").get<double>()) + play)
        << score.name << ": the bias got worse";
  }
  EXPECT_EQ(found, recorded.size()) << "a recorded group is gone";
}

// Every row's terms add up to its step, and the worst sources are worse than the best: the table can fail.
TEST(PublishedRuns, TellTheirTerms) {
  for (const RunResult& row : report().rows) {
    if (!row.covered) {
      EXPECT_FALSE(row.reason.empty()) << row.run->id;
      continue;
    }
    Seconds sum{};
    for (const RunTerm& term : row.terms) sum += term.time;
    EXPECT_NEAR(sum / row.predicted, 1.0, 1e-6) << row.run->id;
    EXPECT_FALSE(row.stack.empty()) << row.run->id;
  }
}

}  // namespace
}  // namespace trainyard
