// Kept results taken up again, and files that no longer give them.
#include "gui/view_models/kept_run.h"

#include <gmock/gmock.h>

#include "gui/view_models/library_list.h"
#include "tests/gui/view_models/content_parts.h"
#include "tests/gui/view_models/kept_store.h"

namespace trainyard::gui {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class KeptRuns : public KeptStore {
 protected:
  [[nodiscard]] KeptRun loaded(std::int64_t id) const {
    Result<KeptRun> kept = load_kept(store(), id);
    EXPECT_TRUE(kept) << to_text(kept.error());
    return kept ? std::move(kept.value()) : KeptRun{};
  }
  [[nodiscard]] std::string refused(std::int64_t id) const {
    const Result<KeptRun> kept = load_kept(store(), id);
    EXPECT_FALSE(kept);
    return kept ? std::string{} : to_text(kept.error());
  }
  const ProfileLibrary library_ = ProfileLibrary::shipped().value();
};

TEST_F(KeptRuns, OfEveryCommandThatTakesMomentsSayThatNothingHasChanged) {
  keep("run llama-3-70b-h100 --set 'node.nic=200 Gb/s' --set gpus=256 --seed 7");
  keep("compare llama-3-70b-h100 ':node.nic=200 Gb/s' --no-interval --baseline 2");
  keep("sweep llama-3-70b-h100 --vary nic=100,200,400 --goal 'days<=4000' --set gpus=256");
  const std::vector<Entry> asked[] = {
      {{"llama-3-70b-h100", {{"node.nic", "200 Gb/s"}, {"gpus", "256"}}}},
      {{"llama-3-70b-h100", {}}, {"llama-3-70b-h100", {{"node.nic", "200 Gb/s"}}}},
      {{"llama-3-70b-h100", {{"gpus", "256"}}}}};
  for (std::int64_t id = 1; id <= 3; ++id) {
    SCOPED_TRACE(id);
    const KeptRun kept = loaded(id);
    EXPECT_EQ(kept.entries, asked[id - 1]);
    EXPECT_THAT(origin_of(kept), AllOf(HasSubstr("by version "), HasSubstr(kept.run.finished),
                                       HasSubstr(kept.run.command + " llama-3-70b-h100")));
    const Result<std::string> now = report_of_today(library_, kept);
    ASSERT_TRUE(now) << to_text(now.error());
    EXPECT_EQ(now.value(), kept.run.report);
    EXPECT_THAT(text_of(kept_content(library_, kept), Tone::good), HasSubstr("Nothing has changed"));
  }
}

TEST_F(KeptRuns, StandBesideWhatIsSaidNow) {
  keep("run llama-3-70b-h100");
  keep("compare llama-3-70b-h100 ':gpus=256' --no-interval");
  KeptRun run = loaded(1);
  const std::string number = "\"gpu_hours\": ";
  run.run.report.insert(run.run.report.find(number) + number.size(), "9");
  const Content content = kept_content(library_, run);
  EXPECT_THAT(text_of(content, Tone::warning), HasSubstr("says otherwise"));
  const Table* table = table_titled(content, "Kept and now");
  ASSERT_NE(table, nullptr);
  for (const auto& row : table->rows)
    EXPECT_EQ(row[3] == "the same", row[0] != "GPU-hours") << row[0] << " " << row[3];

  KeptRun compare = loaded(2);
  const std::string values = "\"values\": [\n        ";
  const std::size_t metrics = compare.run.report.find("\"metrics\"");
  ASSERT_NE(metrics, std::string::npos);
  compare.run.report.insert(compare.run.report.find(values, metrics) + values.size(), "9");
  const Content other = kept_content(library_, compare);
  EXPECT_THAT(text_of(other, Tone::warning), HasSubstr("1 numbers differ"));
  const Table* changed = table_titled(other, "Kept and now");
  ASSERT_NE(changed, nullptr);
  EXPECT_EQ(changed->rows.size(), 1U);
}

TEST_F(KeptRuns, WhoseScenarioIsGoneShowWhatWasKept) {
  keep("run llama-3-70b-h100 --no-interval");
  KeptRun kept = loaded(1);
  kept.entries.front().scenario = "no-such-scenario";
  const Content content = kept_content(library_, kept);
  EXPECT_THAT(problem_text(content), HasSubstr("no-such-scenario"));
  const Table* table = table_titled(content, "Kept and now");
  ASSERT_NE(table, nullptr);
  for (const auto& row : table->rows) EXPECT_NE(row[1], "not kept");
  kept.run.report = "{ damaged";
  EXPECT_THAT(problem_text(kept_content(library_, kept)), HasSubstr("is damaged"));
}

TEST_F(KeptRuns, OfTheFirstVersionAreReadFromTheirTitles) {
  keep("run llama-3-70b-h100 --set gpus=256");
  change("UPDATE runs SET program = '', asked = ''");
  const KeptRun kept = loaded(1);
  EXPECT_EQ(kept.entries, (std::vector<Entry>{{"llama-3-70b-h100", {{"gpus", "256"}}}}));
  EXPECT_THAT(origin_of(kept), HasSubstr("by an earlier version"));
}

TEST_F(KeptRuns, ThatAreNotFinishedSayHowToGoOn) {
  keep("run llama-3-70b-h100");
  change("UPDATE runs SET status = 'interrupted', finished = ''");
  const Content content = kept_content(library_, loaded(1));
  std::string all;
  for (const Block& block : content.blocks)
    if (const auto* paragraph = std::get_if<Paragraph>(&block)) all += paragraph->text + "\n";
  EXPECT_THAT(all, AllOf(HasSubstr("Not finished"), HasSubstr("goes on from there")));
}

TEST_F(KeptRuns, OfAFileThatIsGoneAreToldAndNoFileIsMade) {
  EXPECT_THAT(refused(1), AllOf(HasSubstr("runs.sqlite"), HasSubstr("no longer there")));
  EXPECT_FALSE(std::filesystem::exists(store()));
  EXPECT_EQ(stored_group(store()).problem, "");
}

TEST_F(KeptRuns, OfAnEmptyFileAreTold) {
  write("runs.sqlite", "");
  EXPECT_THAT(refused(1), HasSubstr("there is no stored run 1"));
  EXPECT_TRUE(stored_group(store()).items.empty());
}

TEST_F(KeptRuns, OfADamagedFileAreToldAndItStays) {
  for (int i = 0; i < 3; ++i)
    keep("run llama-3-70b-h100 --no-interval --set gpus=" + std::to_string(128 << i));
  damage();
  const std::string bytes = read_file(store()).value();
  EXPECT_THAT(refused(1), HasSubstr("is damaged"));
  EXPECT_THAT(stored_group(store()).problem, HasSubstr("is damaged"));
  EXPECT_EQ(read_file(store()).value(), bytes);
}

TEST_F(KeptRuns, OfALockedFileAreToldAndComeBack) {
  keep("run llama-3-70b-h100 --no-interval");
  {
    const LockedStore locked(store());
    EXPECT_THAT(refused(1), HasSubstr("locked by another process"));
    EXPECT_THAT(stored_group(store()).problem, HasSubstr("locked by another process"));
  }
  EXPECT_EQ(loaded(1).run.id, 1);
  EXPECT_EQ(stored_group(store()).items.size(), 1U);
}

TEST_F(KeptRuns, TellTheirVersionInTheLibrary) {
  keep("run llama-3-70b-h100 --no-interval");
  const LibraryGroup group = stored_group(store());
  ASSERT_EQ(group.items.size(), 1U);
  EXPECT_THAT(group.items[0].sentence, HasSubstr("version " + loaded(1).run.program));
}

}  // namespace
}  // namespace trainyard::gui
