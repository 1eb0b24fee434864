#include "gui/view_models/memory_content.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

MemoryAnswer answer_of(const Entry& entry) {
  return memory_answer(ProfileLibrary::shipped().value(), entry).value();
}

TEST(MemoryContent, ShowsTheNumbersOfTheEstimate) {
  const MemoryAnswer answer = answer_of({"deepseek-v3-h800", {}});
  const MemoryEstimate& memory = answer.evaluated.estimate.memory;
  const Content content = memory_content(answer);
  const auto* bars = chart_titled<chart::BarChart>(content, "One GPU of every pipeline rank");
  ASSERT_NE(bars, nullptr);
  ASSERT_EQ(bars->categories.size(), memory.stages.size());
  for (std::size_t rank = 0; rank < memory.stages.size(); ++rank) {
    double sum = 0;
    for (const chart::BarSeries& one : bars->series) sum += one.values[rank];
    EXPECT_NEAR(sum, memory.stages[rank].total().in(gigabytes), 1e-9);
  }
  EXPECT_EQ(bars->levels.at(0).y, memory.capacity.in(gigabytes));
  EXPECT_EQ(tile_of(content, "peak"), fmt::format("{:.2f} GB", memory.peak.in(gigabytes)));
  EXPECT_EQ(tile_of(content, "headroom"),
            fmt::format("{:.2f} GB", (memory.capacity - memory.peak).in(gigabytes)));
}

TEST(MemoryContent, TheLineOfTheFullestRankReachesThePeak) {
  const MemoryAnswer answer = answer_of({"deepseek-v3-h800", {}});
  const MemoryEstimate& memory = answer.evaluated.estimate.memory;
  const Content content = memory_content(answer);
  const auto* lines = chart_titled<chart::LineChart>(content, fmt::format("Rank {} ", memory.peak_rank));
  ASSERT_NE(lines, nullptr);
  const std::vector<double>& all = lines->series[0].y;
  EXPECT_NEAR(*std::max_element(all.begin(), all.end()), memory.peak.in(gigabytes), 1e-9);
  EXPECT_NEAR(all.front(), all.back(), 1e-9) << "a step ends as it began";
  EXPECT_NEAR(lines->series[0].x.back(), answer.evaluated.estimate.step.time.base(), 1e-9);
}

TEST(MemoryContent, ShowsTheRankThatIsAskedFor) {
  const MemoryAnswer answer = answer_of({"deepseek-v3-h800", {}});
  const StageMemory& stage = answer.evaluated.estimate.memory.stages[3];
  const Content content = memory_content(answer, 3);
  EXPECT_NE(chart_titled<chart::LineChart>(content, "Rank 3 "), nullptr);
  const Table* owners = table_titled(content, "Who owns activations and buffers of rank 3");
  ASSERT_NE(owners, nullptr);
  ASSERT_EQ(owners->rows.size(), stage.activation_owners.size() + stage.buffer_owners.size());
  EXPECT_EQ(owners->rows[0][0], stage.activation_owners[0].name);
  const auto choices = rank_choices(answer.evaluated.estimate.memory);
  ASSERT_EQ(choices.size(), answer.evaluated.estimate.memory.stages.size() + 1);
  EXPECT_FALSE(choices[0].rank);
  EXPECT_THAT(choices[4].text, HasSubstr(stage.stages));
}

TEST(MemoryContent, SaysWhatWouldFit) {
  const MemoryAnswer answer = answer_of({"deepseek-v3-h800", {{"plan.recompute", "none"}}});
  ASSERT_FALSE(answer.evaluated.estimate.memory.fits);
  EXPECT_EQ(tile_of(memory_content(answer), "owner of the peak"), "q, k, v") << "a name with commas";
  const std::string text = problem_text(memory_content(answer));
  EXPECT_THAT(text, HasSubstr("Does not fit"));
  ASSERT_FALSE(answer.evaluated.estimate.memory.suggestions.empty());
  for (const std::string& one : answer.evaluated.estimate.memory.suggestions)
    EXPECT_THAT(text, HasSubstr(one));
}

TEST(MemoryContent, TellsWhyAScenarioCannotBeRead) {
  const auto answer = memory_answer(ProfileLibrary::shipped().value(), {"deepseek-v9", {}});
  ASSERT_FALSE(answer);
  EXPECT_THAT(to_text(answer.error()), HasSubstr("deepseek-v"));
}

}  // namespace
}  // namespace trainyard::gui
