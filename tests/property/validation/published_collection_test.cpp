// Every row of the shipped collections, just for existing.
#include <gtest/gtest.h>

#include <set>

#include "models/validation/run_filter.h"
#include "models/validation/score_runs.h"

namespace trainyard {
namespace {

const std::vector<std::filesystem::path>& files() {
  static const auto found =
      published_run_files(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/published/runs");
  if (!found) throw std::runtime_error(to_text(found.error()));
  return found.value();
}

const std::vector<PublishedRun>& runs() {
  static const auto found = load_published_runs(files());
  if (!found) throw std::runtime_error(to_text(found.error()));
  return found.value();
}

TEST(PublishedCollection, IsReadWhole) {
  EXPECT_GE(runs().size(), 881u);
  std::set<std::string> ids;
  for (const PublishedRun& run : runs()) EXPECT_TRUE(ids.insert(run.id).second) << run.id;
}

TEST(PublishedCollection, HasAFilePerSource) {
  for (const std::filesystem::path& file : files()) {
    const auto found = load_published_runs({file});
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_FALSE(found.value().empty()) << file;
    for (const PublishedRun& run : found.value()) EXPECT_EQ(run.source, file.stem().string()) << run.id;
  }
}

TEST(PublishedCollection, EveryRowSaysWhatItWasAndHowItWasMeasured) {
  const std::set<std::string> tiers{"A", "B", "C", "D"}, formats{"bf16", "fp8", "nvfp4"};
  for (const PublishedRun& run : runs()) {
    SCOPED_TRACE(run.where + " " + run.id);
    EXPECT_FALSE(run.model.name.empty());
    EXPECT_FALSE(run.hardware.gpu.empty());
    EXPECT_TRUE(tiers.contains(run.tier)) << run.tier;
    EXPECT_TRUE(formats.contains(normal_dtype(run.dtype))) << run.dtype;
    EXPECT_TRUE(run.fields.contains("source.title")) << "where was it read?";
    // One row, transcribed second hand, tells its throughput under the name of its TFLOPS.
    EXPECT_TRUE(run.fields.contains("measured." + run.primary_metric) || !run.quality.empty())
        << run.primary_metric;
    if (run.measured.step_time_p10 && run.measured.step_time_p90) {
      EXPECT_LE(*run.measured.step_time_p10, *run.measured.step_time_p90);
    }
  }
}

TEST(PublishedCollection, FieldsAgreeWithWhatWasRead) {
  const auto same = [](const PublishedRun& run, const char* path, const std::optional<int>& value) {
    const auto found = run.fields.find(path);
    if (value) {
      EXPECT_EQ(found->second, std::to_string(*value)) << path;
    }
  };
  for (const PublishedRun& run : runs()) {
    SCOPED_TRACE(run.id);
    same(run, "model.layers", run.model.layers);
    same(run, "model.seq", run.model.sequence);
    same(run, "hardware.n_gpus", run.hardware.gpus);
    same(run, "parallel.tp", run.plan.tp);
    same(run, "parallel.pp", run.plan.pp);
    same(run, "batch.gbs", run.batch.sequences);
  }
}

TEST(PublishedCollection, EveryFieldOfEveryRowFindsItThroughAFilter) {
  for (std::size_t i = 0; i < runs().size(); i += 29) {  // some of every source
    const PublishedRun& run = runs()[i];
    for (const auto& [path, value] : run.fields) {
      if (path.find('.') == std::string::npos || value.empty() || value.find('"') != std::string::npos)
        continue;
      const auto filter = parse_run_filter(path + "=\"" + value + "\"");
      ASSERT_TRUE(filter) << to_text(filter.error());
      EXPECT_TRUE(filter.value().matches(run)) << run.id << " " << path;
      EXPECT_TRUE(check_run_filter(filter.value(), runs()).empty()) << path;
    }
  }
}

TEST(PublishedCollection, EveryRowFallsIntoOneGroupOfEveryKind) {
  std::vector<RunResult> rows;
  for (const PublishedRun& run : runs()) {
    RunResult row;
    row.run = &run;
    row.dtype = normal_dtype(run.dtype);
    rows.push_back(row);
  }
  for (const std::string& key : run_key_names()) {
    int count = 0;
    for (const GroupScore& score : score_by(rows, key)) count += score.rows;
    EXPECT_EQ(count, static_cast<int>(rows.size())) << key;
  }
  int held = 0, in_groups = 0;
  for (const RunResult& row : rows) held += is_held(row) ? 1 : 0;
  for (const HeldGroup& group : score_held_groups(rows))
    if (group.score.name != "best40") in_groups += group.score.rows;
  EXPECT_GT(in_groups, held * 9 / 10) << "most rows that the program is held to have a bound";
}

}  // namespace
}  // namespace trainyard
