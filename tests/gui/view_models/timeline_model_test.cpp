// What a timeline shows, against looking at every span.
#include "gui/view_models/timeline_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "gui/view_models/timeline_content.h"
#include "gui/view_models/timeline_scene.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<SpanRow::Item> made_up_row(std::uint32_t seed, std::size_t count, int most_gap, int most_length) {
  std::mt19937 random(seed);
  std::vector<SpanRow::Item> items;
  Picoseconds at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    // Half of the spans touch the one before.
    if (random() % 2 == 0) at += static_cast<Picoseconds>(random() % static_cast<unsigned>(most_gap));
    const Picoseconds length = 1 + static_cast<Picoseconds>(random() % static_cast<unsigned>(most_length));
    items.push_back(
        {at, at + length, static_cast<std::uint32_t>(i), static_cast<std::uint8_t>(random() % 8)});
    at += length;
  }
  return items;
}

/// One column, by the words of span_row.h.
std::optional<SpanRun> looked_up(const std::vector<SpanRow::Item>& items, const TimeWindow& window,
                                 int column) {
  const Picoseconds from = window.boundary(column), to = window.boundary(column + 1);
  BusyByKind busy{};
  std::vector<std::uint32_t> met;
  for (const SpanRow::Item& item : items) {
    const Picoseconds shared = std::min(item.finish, to) - std::max(item.start, from);
    if (shared <= 0) continue;
    busy[item.kind] += shared;
    met.push_back(item.span);
  }
  if (met.empty()) return std::nullopt;
  Picoseconds all = 0;
  std::size_t most = 0;
  for (std::size_t k = 0; k < busy.size(); ++k) {
    all += busy[k];
    if (busy[k] > busy[most]) most = k;
  }
  return SpanRun{column, column + 1, static_cast<std::uint8_t>(most),
                 static_cast<std::uint8_t>(1 + 254 * all / (to - from)), met.size() == 1 ? met[0] : no_span};
}

TEST(SpanRow, ShowsWhatLookingAtEverySpanShows) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const auto items = made_up_row(seed, 1 + seed * 7, seed % 3 == 0 ? 5000 : 40, seed % 4 == 0 ? 3000 : 60);
    const SpanRow row(items);
    const Picoseconds end = items.back().finish;
    for (const TimeWindow window :
         {TimeWindow{0, std::max<Picoseconds>(end, 64), 64}, TimeWindow{-end, 2 * end + 100, 37},
          TimeWindow{end / 3, end / 3 + 101, 100}, TimeWindow{end / 2, end / 2 + 5000, 1},
          TimeWindow{end + 1, end + 200, 10}, TimeWindow{-500, -10, 10}}) {
      std::vector<SpanRun> runs;
      row.append_runs(window, runs);
      std::vector<std::optional<SpanRun>> shown(static_cast<std::size_t>(window.columns));
      int reached = 0;
      for (const SpanRun& run : runs) {
        ASSERT_LE(reached, run.from);
        ASSERT_LT(run.from, run.to);
        reached = run.to;
        for (int c = run.from; c < run.to; ++c)
          shown[static_cast<std::size_t>(c)] = SpanRun{c, c + 1, run.kind, run.covered, run.span};
      }
      for (int c = 0; c < window.columns; ++c)
        ASSERT_EQ(shown[static_cast<std::size_t>(c)], looked_up(items, window, c))
            << "seed " << seed << " column " << c;
    }
  }
}

TEST(SpanRow, SumsAndFindsLikeLookingAtEverySpan) {
  const auto items = made_up_row(5, 300, 50, 70);
  const SpanRow row(items);
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    const auto at = static_cast<Picoseconds>(random() % static_cast<unsigned>(items.back().finish + 50));
    const Picoseconds to = at + static_cast<Picoseconds>(random() % 4000);
    BusyByKind busy{};
    std::uint32_t there = no_span;
    for (const SpanRow::Item& item : items) {
      busy[item.kind] += std::max<Picoseconds>(0, std::min(item.finish, to) - std::max(item.start, at));
      if (item.start <= at && at < item.finish) there = item.span;
    }
    ASSERT_EQ(row.busy(at, to), busy);
    ASSERT_EQ(row.span_at(at), there);
  }
  EXPECT_EQ(SpanRow().span_at(0), no_span);
  EXPECT_EQ(SpanRow().busy(0, 9), BusyByKind{});
}

TEST(TimeWindow, ColumnsAndBoundariesAgree) {
  for (const TimeWindow window : {TimeWindow{0, 10, 10}, TimeWindow{-7, 1'000'003, 77},
                                  TimeWindow{5, 9'000'000'000'000'000'005, 1999}}) {
    for (int c = 0; c < window.columns; ++c) {
      EXPECT_EQ(window.column_at(window.boundary(c)), c);
      EXPECT_EQ(window.column_at(window.boundary(c + 1) - 1), c);
    }
    EXPECT_EQ(window.boundary(window.columns), window.to);
    EXPECT_EQ(window.column_at(window.to), window.columns);
    EXPECT_EQ(window.column_at(window.from - 1), -1);
  }
}

/// Two processes; the second lane of the first nests.
SpanTimeline made_up() {
  SpanTimeline t;
  t.processes = {"rank 0", "rank 1"};
  t.lanes = {{0, "schedule"}, {0, "empty"}, {0, "stream"}, {1, "schedule"}};
  t.names = {"F one", "dispatch", "Gemm", "outer"};
  t.kinds = {"forward", "expert exchange"};
  t.spans = {{0, 1'000'000, 0, 0, 0},
             {100'000, 900'000, 2, 3, 1},
             {100'000, 400'000, 2, 1, 1},
             {400'000, 900'000, 2, 2, 0},
             {500'000, 2'000'000, 3, 0, 0}};
  t.critical_path = {{{0, 0, 1, 0, 1'000'000, 300'000}, {4, 4, 2, 1'000'000, 2'000'000, 0}},
                     {"waiting", "compute", "exchange"}};
  t.makespan = 2'000'000;
  return t;
}

TEST(TimelineModel, GivesNestedSpansRowsOfTheirOwnAndLeavesOutEmptyLanes) {
  const TimelineModel model(made_up());
  ASSERT_EQ(model.rows().size(), 4U);
  EXPECT_EQ(model.rows()[1].lane, 2U);
  EXPECT_EQ(model.rows()[2].depth, 1);
  EXPECT_EQ(model.row_of(1), 1U);
  EXPECT_EQ(model.row_of(2), 2U);
  EXPECT_EQ(model.row_of(3), 2U);
  ASSERT_EQ(model.groups().size(), 2U);
  EXPECT_EQ(model.groups()[0].rows, 3U);
  EXPECT_THAT(model.kinds(), ElementsAre("forward", "expert exchange"));
  EXPECT_EQ(model.rows()[0].critical.size(), 1U);
  EXPECT_EQ(model.rows()[1].critical.size(), 0U);
  EXPECT_THAT(
      model.told(2),
      HasSubstr("dispatch\nkind: expert exchange\nstart: 100.000 ns\nduration: 300.0 ns\nrank 0, stream"));
  EXPECT_THAT(model.told(4), HasSubstr("critical path"));
  // What lies inside others is not counted again.
  EXPECT_EQ(model.busy(0, 1'000'000)[0], 1'500'000);
  EXPECT_EQ(model.busy(0, 1'000'000)[1], 800'000);
}

TEST(TimelineContent, TellsTheCriticalPathInFourDigits) {
  const Content content =
      timeline_content({{"Made up", std::make_shared<const TimelineModel>(made_up()), {}, {}}});
  const Table* path = table_titled(content, "Made up: what its critical path");
  ASSERT_NE(path, nullptr);
  EXPECT_THAT(path->rows, ElementsAre(ElementsAre("waiting", "300.0 ns", "15.0 %", "parts of other tasks"),
                                      ElementsAre("compute", "700.0 ns", "35.0 %", "1"),
                                      ElementsAre("exchange", "1.000 us", "50.0 %", "1"),
                                      ElementsAre("the step", "2.000 us", "100.0 %", "2")));
}

TEST(TimelineModel, SearchFindsNamesWhateverTheirCaseInOrderOfStart) {
  const TimelineModel model(made_up());
  EXPECT_THAT(model.search("gemm"), ElementsAre(3));
  EXPECT_THAT(model.search("E"), ElementsAre(0, 1, 3, 4));  // "F one", "outer", "Gemm"
  EXPECT_THAT(model.search(""), ElementsAre());
  EXPECT_THAT(model.search("nothing"), ElementsAre());
}

TEST(TimelineModel, MergesTheRarestOfManyKinds) {
  SpanTimeline t;
  t.processes = {"p"};
  for (std::uint32_t i = 0; i < 12; ++i) {
    t.lanes.push_back({0, "lane"});
    t.names.push_back("n");
    t.kinds.push_back("kind " + std::to_string(i));
    t.spans.push_back({0, 100 - i, i, i, i});
  }
  t.makespan = 100;
  const TimelineModel model(std::move(t));
  ASSERT_EQ(model.kinds().size(), most_span_kinds);
  EXPECT_EQ(model.kinds()[0], "kind 0");  // the longest
  EXPECT_EQ(model.kinds().back(), "other");
  EXPECT_EQ(model.kind_of(11), 7);
  EXPECT_EQ(shown_kind("kernel", "ncclDevKernel_AllGather"), "kernel, communication");
  EXPECT_EQ(shown_kind("kernel", "sm90_xmma_gemm_bf16"), "kernel, matrix product");
  EXPECT_EQ(shown_kind("cpu_op", "aten::gemm"), "cpu_op");
  EXPECT_EQ(shown_kind("", "x"), "span");
}

TEST(TimelineScene, FoldsZoomsAndStaysInside) {
  TimelineScene scene;
  EXPECT_TRUE(scene.empty());
  scene.set_source(0, "simulated", std::make_shared<const TimelineModel>(made_up()));
  scene.set_source(1, "measured", std::make_shared<const TimelineModel>(made_up()));
  EXPECT_EQ(scene.rows().size(), 8U);
  EXPECT_EQ(scene.from(), 0);
  EXPECT_EQ(scene.to(), 2'000'000);
  for (const PlacedRow& row : scene.rows()) {
    ASSERT_NE(scene.row_at(row.top), nullptr);
    EXPECT_EQ(scene.row_at(row.top)->row, row.row);
    EXPECT_EQ(scene.row_at(row.top + row.height - 0.5)->source, row.source);
  }
  EXPECT_EQ(scene.row_at(1), nullptr);  // the heading
  scene.fold(0, 0, true);
  EXPECT_EQ(scene.rows().size(), 6U);
  EXPECT_EQ(scene.reveal(0, 2).row, 2U);  // unfolds
  EXPECT_EQ(scene.rows().size(), 8U);
  scene.fold_all(true);
  EXPECT_EQ(scene.rows().size(), 4U);
  scene.zoom(0.5, 0.25);  // what stands at a quarter, 500,000, stays there
  EXPECT_EQ(scene.from(), 250'000);
  EXPECT_EQ(scene.to(), 1'250'000);
  for (int i = 0; i < 50; ++i) scene.zoom(0.5, 0.25);
  EXPECT_EQ(scene.to() - scene.from(), TimelineScene::least_window);
  for (int i = 0; i < 50; ++i) scene.pan(0.9);
  EXPECT_LE(scene.to(), 2'040'000);  // a little room beyond the end
  for (int i = 0; i < 50; ++i) scene.zoom(2, 0.5);
  EXPECT_LE(scene.to() - scene.from(), 2'080'000);
  scene.fit();
  EXPECT_THAT(spans_csv(scene), HasSubstr("simulated,rank 0,schedule,0,F one,forward,0,1e-06,yes"));
  EXPECT_THAT(busy_text(scene, 0, 1'000'000),
              HasSubstr("simulated: forward 1.50 us, expert exchange 800 ns\nmeasured: "));
}

TEST(TimelineContent, ReportsWhatEachRankDoesAndTheLongestNames) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  const Result<ShownTimeline> shown = simulated_timeline(library, {"deepseek-v3-h800", {}});
  ASSERT_TRUE(shown) << to_text(shown.error());
  const Content content = timeline_content({shown.value(), {}});
  ASSERT_EQ(content.blocks.size(), 5U);
  EXPECT_EQ(std::get<Table>(content.blocks[2]).rows.back()[0], "the step");
  const auto& bars = std::get<chart::BarChart>(std::get<chart::Chart>(content.blocks[3]));
  ASSERT_EQ(bars.categories.size(), 16U);
  EXPECT_EQ(bars.categories[12], "12");
  const double step = to_seconds(shown.value().model->timeline().makespan).base();
  for (std::size_t rank = 0; rank < 16; ++rank) {
    double busy = 0;
    for (const chart::BarSeries& series : bars.series) busy += series.values[rank];
    EXPECT_GT(busy, 0.7 * step);
    EXPECT_LE(busy, step);
  }
  EXPECT_EQ(std::get<Table>(content.blocks[4]).rows.size(), 20U);
  EXPECT_FALSE(simulated_timeline(library, {"no-such-scenario", {}}));
  EXPECT_FALSE(measured_timeline("no/such/trace.json"));
}

}  // namespace
}  // namespace trainyard::gui
