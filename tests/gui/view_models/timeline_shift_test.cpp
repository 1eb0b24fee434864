// A measured trace beside the simulation: its shift, its reading, the critical path, and telling files apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "gui/view_models/file_kind.h"
#include "gui/view_models/timeline_content.h"
#include "gui/view_models/timeline_scene.h"
#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

std::filesystem::path folder() {
  const std::filesystem::path made =
      std::filesystem::path(testing::TempDir()) /
      (std::string("timeline_shift_") + testing::UnitTest::GetInstance()->current_test_info()->name());
  std::filesystem::create_directories(made);
  return made;
}
std::filesystem::path written(const std::string& name, const std::string& text) {
  const std::filesystem::path file = folder() / name;
  EXPECT_TRUE(write_file(file, text));
  return file;
}

std::shared_ptr<const TimelineModel> two_spans() {
  SpanTimeline t;
  t.processes = {"GPU 0"};
  t.lanes = {{0, "stream 7"}};
  t.names = {"gemm", "dispatch"};
  t.kinds = {"kernel"};
  t.spans = {{0, 3'000'000, 0, 0, 0}, {4'000'000, 10'000'000, 0, 1, 0}};
  t.makespan = 10'000'000;
  return std::make_shared<const TimelineModel>(std::move(t));
}

TEST(TimelineShift, MovesOneSourceOnly) {
  TimelineScene scene;
  scene.set_source(0, "simulated", two_spans());
  scene.set_source(1, "measured", two_spans());
  EXPECT_EQ(scene.heading(1), "measured");
  scene.set_shift(1, 5'000'000);
  EXPECT_EQ(scene.window(0, 100).from, scene.from());
  EXPECT_EQ(scene.window(1, 100).from, scene.from() - 5'000'000);
  EXPECT_EQ(scene.window(1, 100).length(), scene.window(0, 100).length()) << "nothing is stretched";
  EXPECT_EQ(scene.beginning(), 0);
  EXPECT_EQ(scene.extent(), 15'000'000);
  EXPECT_EQ(scene.heading(1), "measured, shifted by +5.00000 us");
  scene.set_shift(1, -4'000'000);
  EXPECT_EQ(scene.beginning(), -4'000'000);
  EXPECT_EQ(scene.extent(), 10'000'000);
  scene.fit();
  EXPECT_EQ(scene.from(), -4'000'000);
  EXPECT_EQ(scene.to(), 10'000'000);
  EXPECT_THAT(scene.heading(1), HasSubstr("shifted by -4.00000 us"));
  // A trace that is taken away leaves no shift behind.
  scene.set_source(1, {}, nullptr);
  EXPECT_EQ(scene.shift(1), 0);
  EXPECT_EQ(scene.beginning(), 0);
  scene.set_shift(1, 7);
  EXPECT_EQ(scene.shift(1), 0) << "nothing to shift";
}

TEST(TimelineShift, IsInTheTableAndTheSums) {
  TimelineScene scene;
  scene.set_source(0, "simulated", two_spans());
  scene.set_source(1, "measured", two_spans());
  scene.set_shift(1, 2'000'000);
  scene.fit();
  const std::string csv = spans_csv(scene);
  EXPECT_THAT(csv, HasSubstr("critical,shift_s\n"));
  EXPECT_THAT(csv, HasSubstr("simulated,GPU 0,stream 7,0,gemm,\"kernel, matrix product\",0,3e-06,no,0\n"));
  EXPECT_THAT(csv,
              HasSubstr("measured,GPU 0,stream 7,0,gemm,\"kernel, matrix product\",2e-06,3e-06,no,2e-06\n"));
  const std::string busy = busy_text(scene, 0, 2'500'000);
  EXPECT_THAT(busy, HasSubstr("\nsimulated: kernel, matrix product 2.50 us"));
  EXPECT_THAT(busy, HasSubstr("\nmeasured, shifted by +2.00000 us: kernel, matrix product 500 ns"));
  EXPECT_THAT(two_spans()->told(0, 2'000'000), HasSubstr("start: 2.00000 us"));
}

TEST(CriticalPath, SharesOfEveryShippedScenarioAddUpToItsStep) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  std::size_t seen = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/scenarios")) {
    if (file.path().extension() != ".json") continue;
    const std::string name = file.path().stem().string();
    SCOPED_TRACE(name);
    const auto shown = simulated_timeline(library, {name, {}});
    ASSERT_TRUE(shown) << to_text(shown.error());
    const TimelineModel& model = *shown.value().model;
    EstimateOptions options;
    options.interval = false;
    const Picoseconds step =
        to_picoseconds(estimate(load_scenario(library, name).value(), options).value().step.time);
    EXPECT_EQ(critical_length(model.timeline()), step);
    Picoseconds sum = 0;
    for (const CriticalShare& share : critical_shares_of(model.timeline())) {
      EXPECT_GT(share.time, 0) << share.name;
      sum += share.time;
    }
    EXPECT_EQ(sum, step);
    EXPECT_THAT(critical_text(model), HasSubstr("Critical path: "));
    EXPECT_THAT(critical_text(model), HasSubstr(" compute ("));
    ++seen;
  }
  EXPECT_GE(seen, 7U);
}

TEST(CriticalPath, IsFoundFromASpanAndFromATime) {
  const auto shown = simulated_timeline(ProfileLibrary::shipped().value(), {"llama-3-70b-h100", {}}).value();
  const TimelineModel& model = *shown.model;
  const std::vector<CriticalLink>& links = model.timeline().critical_path.links;
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    ASSERT_EQ(model.link_after(links[i].from), i);
    ASSERT_TRUE(model.is_critical(links[i].span));
    ASSERT_TRUE(model.is_critical(links[i].around));
    const std::uint32_t found = model.link_of(links[i].span);
    ASSERT_NE(found, no_span);
    ASSERT_EQ(links[found].span, links[i].span);
  }
  EXPECT_EQ(model.link_after(links.back().to), no_span);
  std::size_t others = 0;
  for (std::uint32_t i = 0; i < model.timeline().spans.size(); ++i)
    if (!model.is_critical(i)) others += model.link_of(i) == no_span ? 1U : 0U;
  EXPECT_GT(others, links.size());
}

TEST(MeasuredTimeline, IsCancelledAndTellsWhatIsBroken) {
  std::string text = "[";
  for (int i = 0; i < 5000; ++i)
    text += R"({"ph":"X","pid":1,"tid":1,"ts":)" + std::to_string(i) + R"(,"dur":1,"name":"a"},)";
  text.back() = ']';
  const auto file = written("trace.json", text);
  std::atomic<bool> stop{false};
  std::size_t last = 0;
  const JobControl control{&stop, [&](std::string_view, std::size_t done, std::size_t total) {
                             EXPECT_EQ(total, text.size());
                             last = done;
                             stop = done > total / 3;
                           }};
  const auto cancelled = measured_timeline(file, control);
  ASSERT_FALSE(cancelled);
  EXPECT_THAT(to_text(cancelled.error()), HasSubstr("trace.json: reading was cancelled"));
  EXPECT_LT(last, text.size() / 2);
  ASSERT_TRUE(measured_timeline(file));
  EXPECT_EQ(measured_timeline(file).value().file, file);
  const auto broken = measured_timeline(written("broken.json", "[{\"ph\":\"X\",\n\"ts\":\"x\",\"dur\":1}]"));
  EXPECT_THAT(to_text(broken.error()),
              HasSubstr("broken.json:1:2: /0/ts: is \"x\", expected a number of microseconds"));
}

TEST(FileKind, TellsScenariosSessionsAndTracesApart) {
  const auto kind = [](const std::filesystem::path& file) { return kind_of_file(file).value(); };
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/scenarios"))
    if (file.path().extension() == ".json") {
      EXPECT_EQ(kind(file.path()), FileKind::scenario) << file.path();
    }
  EXPECT_EQ(kind(written("s", R"({"trainyard_session": 1, "entries": []})")), FileKind::session);
  EXPECT_EQ(kind(written("list", " \n[{\"ph\": \"X\"}]")), FileKind::trace);
  EXPECT_EQ(kind(written("kineto", R"({"a": {"model": 1}, "b": ["{\"", {}], "traceEvents": [)")),
            FileKind::trace);
  EXPECT_EQ(kind(written("gz", "\x1f\x8b rest")), FileKind::trace);
  EXPECT_EQ(kind(written("large", R"({"deviceProperties": [)" + std::string(2'000'000, ' '))),
            FileKind::trace);
  EXPECT_EQ(kind(written("broken", R"({"name": })")), FileKind::scenario);
}

TEST(FileKind, SaysWhatWasExpectedOfAnythingElse) {
  const auto told = [](const std::filesystem::path& file) {
    const auto kind = kind_of_file(file);
    return kind ? std::string() : to_text(kind.error());
  };
  EXPECT_THAT(told(written("prices.json", R"({"offers": [], "currency": "USD"})")),
              HasSubstr("is neither a scenario, nor a session, nor a trace"));
  EXPECT_THAT(told(written("prices.json", R"({"offers": [], "currency": "USD"})")),
              HasSubstr("found: offers, currency"));
  EXPECT_THAT(told(written("notes.txt", "hello")), HasSubstr("it is no JSON object and no list"));
  EXPECT_THAT(told(written("empty", "")), HasSubstr("it is no JSON object and no list"));
  EXPECT_THAT(told(written("nothing.json", "{}")), HasSubstr("the object is empty"));
  EXPECT_THAT(told("/no/such/file.json"), HasSubstr("/no/such/file.json"));
  EXPECT_NE(told(folder()), "");
}

}  // namespace
}  // namespace trainyard::gui
