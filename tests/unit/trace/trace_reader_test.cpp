#include "sim/trace/trace_reader.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <string>

#include "sim/trace/trace_events.h"
#include "sim/trace/trace_writer.h"

namespace trainyard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string problem_of(const std::string& text) {
  const Result<ReadTrace> read = parse_trace(text, "t.json");
  return read ? "" : to_text(read.error());
}

TEST(TraceReader, ReadsCompleteEventsPairsAndNames) {
  const Result<ReadTrace> read =
      parse_trace(R"({"schemaVersion":1,"deviceProperties":[{"id":0}],"traceEvents":[
{"ph":"X","pid":7,"tid":"stream 1","ts":1740461679479712.25,"dur":85.5,"name":"gemm","cat":"kernel","args":{"grid":[1,2,{"name":"x"}],"name":"no"}},
{"ph":"B","pid":7,"tid":2,"ts":1740461679479710,"name":"outer"},
{"ph":"B","pid":7,"tid":2,"ts":1740461679479711,"name":"inner"},
{"ph":"E","pid":7,"tid":2,"ts":1740461679479712},
{"ph":"E","pid":7,"tid":2,"ts":1740461679479720},
{"ph":"E","pid":7,"tid":2,"ts":1740461679479721},
{"ph":"i","pid":7,"tid":2,"ts":1740461679479721,"name":"mark"},
{"ph":"M","pid":7,"tid":0,"name":"process_name","args":{"name":"python3"}},
{"ph":"M","pid":7,"tid":0,"name":"process_labels","args":{"labels":"GPU 0"}},
{"ph":"M","pid":7,"tid":2,"name":"thread_sort_index","args":{"sort_index":-1}},
{"ph":"M","pid":7,"tid":2,"name":"thread_name","args":{"name":"main"}}
],"traceName":"x"})",
                  "t.json");
  ASSERT_TRUE(read) << to_text(read.error());
  const SpanTimeline& t = read.value().timeline;
  EXPECT_THAT(t.processes, ElementsAre("python3, GPU 0"));
  EXPECT_THAT(t.lanes, ElementsAre(TimelineLane{0, "main"}, TimelineLane{0, "thread stream 1"}));
  EXPECT_THAT(t.names, ElementsAre("gemm", "outer", "inner"));
  EXPECT_THAT(t.kinds, ElementsAre("kernel", ""));
  // The earliest start, "outer", is 0; a clock from 1970 keeps its fractions.
  EXPECT_THAT(t.spans,
              ElementsAre(TimelineSpan{2'250'000, 87'750'000, 1, 0, 0}, TimelineSpan{0, 10'000'000, 0, 1, 1},
                          TimelineSpan{1'000'000, 2'000'000, 0, 2, 1}));
  EXPECT_EQ(t.makespan, 87'750'000);
  EXPECT_EQ(read.value().notes, (TraceReadNotes{1, 1, 0}));
}

TEST(TraceReader, ABareListMayMissItsClosingBracket) {
  for (const char* end : {"]", "", "\n", ",", ",\n"}) {
    const std::string text = R"([{"ph":"X","pid":1,"tid":1,"ts":0,"dur":1,"name":"a"})";
    EXPECT_EQ(problem_of(text + end), "") << end;
  }
}

TEST(TraceReader, WhatHasNoEndLastsUntilTheLast) {
  const Result<ReadTrace> read = parse_trace(
      R"([{"ph":"B","pid":1,"tid":1,"ts":1,"name":"a"},{"ph":"X","pid":1,"tid":2,"ts":0,"dur":9,"name":"b"}])",
      "t");
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().timeline.spans[0].finish, 9'000'000);
  EXPECT_EQ(read.value().notes.begins_alone, 1U);
}

TEST(TraceReader, TimesAreExactDecimals) {
  using detail::trace_time;
  using detail::TraceTime;
  EXPECT_EQ(trace_time("1.5"), (TraceTime{1, 500'000}));
  EXPECT_EQ(trace_time("0.000001"), (TraceTime{0, 1}));
  EXPECT_EQ(trace_time("0.0000019"), (TraceTime{0, 1}));
  EXPECT_EQ(trace_time("-1.25"), (TraceTime{-2, 750'000}));
  EXPECT_EQ(trace_time("-0.25"), (TraceTime{-1, 750'000}));
  EXPECT_EQ(trace_time("1.5e3"), (TraceTime{1500, 0}));
  EXPECT_EQ(trace_time("1740461679479712.125"), (TraceTime{1740461679479712, 125'000}));
  EXPECT_EQ(trace_time("1e300"), std::nullopt);
  EXPECT_EQ(trace_time("9223372036854775807"), std::nullopt);
  EXPECT_EQ(trace_time("99999999999999999999"), std::nullopt);
}

TEST(TraceReader, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(problem_of(R"({"traceEvents":[{"ph":"X","pid":1,"tid":1,"dur":1,"name":"a"}]})"),
              HasSubstr("t.json:1:17: /traceEvents/0/ts: is missing, expected a number of microseconds"));
  EXPECT_THAT(problem_of("[\n{\"ph\":\"X\",\"ts\":\"5\",\"dur\":1}]"),
              HasSubstr("t.json:2:1: /0/ts: is \"5\", expected a number of microseconds"));
  EXPECT_THAT(problem_of("[{\"ph\":\"X\",\"ts\":{},\"dur\":1}]"), HasSubstr("/0/ts: is an object, expected"));
  EXPECT_THAT(problem_of("[{\"ph\":\"X\",\"ts\":5,\"dur\":-1}]"), HasSubstr("/0/dur: -1 is negative"));
  EXPECT_THAT(problem_of("[{\"ph\":\"X\",\"ts\":5,\"dur\":1e99}]"), HasSubstr("/0/dur: 1e99 is too large"));
  EXPECT_THAT(problem_of("[{\"ph\":\"X\",\"ts\":5,\"dur\":1e14}]"), HasSubstr("more than 100 days"));
  EXPECT_THAT(problem_of(R"([{"ph":"X","ts":0,"dur":1},{"ph":"X","ts":1e14,"dur":1}])"),
              HasSubstr("100 days"));
  EXPECT_THAT(problem_of("[{\"ts\":5,\"dur\":1}]"), HasSubstr("/0/ph: is missing"));
  EXPECT_THAT(problem_of("[5]"), HasSubstr("t.json:1:2: /0: is 5, expected an event"));
  EXPECT_THAT(problem_of("[[]]"), HasSubstr("/0: is a list, expected an event"));
  EXPECT_THAT(problem_of(R"({"traceEvnts":[]})"),
              HasSubstr("no list of events (\"traceEvents\") (found: traceEvnts)"));
  EXPECT_THAT(problem_of("[]"), HasSubstr("holds no span"));
  EXPECT_THAT(problem_of("5"), HasSubstr("no list of events"));
  EXPECT_THAT(problem_of(""), HasSubstr("t.json:1:1"));
  EXPECT_THAT(problem_of(R"({"traceEvents":[{"ph":"X","ts":1,"dur":1})"), HasSubstr("broken JSON"));
  EXPECT_THAT(problem_of("[{\"ph\":\"E\",\"ts\":1},{\"ph\":\"B\",\"ts\":3},\n{\"ph\":\"E\",\"ts\":2}]"),
              HasSubstr("t.json:2:1: /2/ts: 2 is before the beginning"));
  EXPECT_THAT(problem_of("[{\"ph\":\"X\",\"args\":" + std::string(100'000, '[')),
              HasSubstr("nested deeper than 200"));
}

TEST(TraceReader, ReadsWhatTheWriterWrote) {
  const std::filesystem::path path =
      std::filesystem::path(testing::TempDir()) / "trace_reader_round_trip.json";
  auto opened = TraceWriter::open(path);
  ASSERT_TRUE(opened);
  TraceWriter& writer = opened.value();
  writer.name_process(4, "second \"shown\"", 1);
  writer.name_process(9, "first", 0);
  writer.name_thread({9, 3}, "lane b", 1);
  writer.name_thread({9, 8}, "lane a", 0);
  writer.name_thread({4, 0}, "other", 0);
  writer.write(TraceSpan{{9, 3}, "one", "k", 1, 999'999'999'999, {}});
  writer.write(TraceSpan{{4, 0}, "two", "m", 0, 1, {}});
  writer.write(TraceSpan{{9, 8}, "one", "m", 123'456'789, 0, {}});
  writer.write_counter(4, "c", 5, 1.0);
  ASSERT_TRUE(writer.finish());
  const Result<ReadTrace> read = read_trace(path);
  ASSERT_TRUE(read) << to_text(read.error());
  const SpanTimeline& t = read.value().timeline;
  EXPECT_THAT(t.processes, ElementsAre("first", "second \"shown\""));
  EXPECT_THAT(t.lanes,
              ElementsAre(TimelineLane{0, "lane a"}, TimelineLane{0, "lane b"}, TimelineLane{1, "other"}));
  EXPECT_THAT(t.spans, ElementsAre(TimelineSpan{1, 1'000'000'000'000, 1, 0, 0}, TimelineSpan{0, 1, 2, 1, 1},
                                   TimelineSpan{123'456'789, 123'456'789, 0, 0, 1}));
  std::filesystem::remove(path);
  EXPECT_THAT(to_text(read_trace(path).error()), HasSubstr(path.string()));
}

TEST(TraceReader, TellsHowFarItIsAndStopsWhenAsked) {
  std::string text = "[";
  for (int i = 0; i < 20'000; ++i)
    text += R"({"ph":"X","pid":1,"tid":1,"ts":)" + std::to_string(i) + R"(,"dur":1,"name":"a"},)";
  text.back() = ']';
  std::atomic<bool> stop{false};
  std::size_t last = 0, told = 0;
  TraceReadControl control{&stop, [&](std::string_view stage, std::size_t done, std::size_t total) {
                             EXPECT_EQ(stage, "reading");
                             EXPECT_EQ(total, text.size());
                             EXPECT_GE(done, last);
                             last = done;
                             ++told;
                           }};
  EXPECT_TRUE(parse_trace(text, "t.json", control));
  EXPECT_GT(told, 50U);
  EXPECT_GT(last, text.size() * 9 / 10);
  told = last = 0;
  const auto until_half = control.progress;
  control.progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
    until_half(stage, done, total);
    if (done > total / 2) stop = true;
  };
  const Result<ReadTrace> read = parse_trace(text, "t.json", control);
  ASSERT_FALSE(read);
  EXPECT_EQ(to_text(read.error()).find("t.json: reading was cancelled"), 0U) << to_text(read.error());
  EXPECT_LT(last, text.size() * 6 / 10);  // the rest was not read
}

/// Every shortened and every slightly changed text gives a trace that holds together or a problem.
TEST(TraceReader, NoBrokenTextBreaksIt) {
  const std::string sound =
      R"({"a":[{"b":1}],"traceEvents":[{"ph":"X","pid":1,"tid":"x","ts":1.5,"dur":2e1,"name":"n","cat":"c","args":{"name":"q","sort_index":3}},{"ph":"B","ts":-3},{"ph":"E","ts":4},{"ph":"M","name":"thread_name","args":{"name":"z"}}]})";
  const auto check = [](const std::string& text) {
    const Result<ReadTrace> read = parse_trace(text, "t");
    if (!read) {
      ASSERT_FALSE(read.error().empty());
      for (const Diagnostic& one : read.error()) ASSERT_FALSE(one.message.empty());
      return;
    }
    const SpanTimeline& t = read.value().timeline;
    for (const TimelineSpan& span : t.spans) {
      ASSERT_LT(span.lane, t.lanes.size());
      ASSERT_LT(span.name, t.names.size());
      ASSERT_LT(span.kind, t.kinds.size());
      ASSERT_GE(span.start, 0);
      ASSERT_LE(span.start, span.finish);
      ASSERT_LE(span.finish, t.makespan);
    }
    for (const TimelineLane& lane : t.lanes) ASSERT_LT(lane.process, t.processes.size());
  };
  for (std::size_t i = 0; i <= sound.size(); ++i) check(sound.substr(0, i));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    for (const char c : std::string("{}[],:\"09-.eE\\\0\xff nt", 20)) {
      std::string changed = sound;
      changed[i] = c;
      check(changed);
      check(sound.substr(0, i) + c + sound.substr(i));
    }
    check(sound.substr(0, i) + sound.substr(i + 1));
  }
}

TEST(TraceReader, ReadsTheProfilesOfDeepSeek) {
  const std::filesystem::path path =
      std::filesystem::path(TRAINYARD_SOURCE_DIR) / "../shared/data/deepseek_h800_trace/train.json.gz";
  if (!std::filesystem::exists(path))
    GTEST_SKIP() << path << " is not here: a real profiler's trace is not read";
  const Result<ReadTrace> read = read_trace(path);
  ASSERT_TRUE(read) << to_text(read.error());
  // Counted with another JSON library: 9,306 complete events, 3,844 + 1,048 ends of arrows and 2 instants.
  EXPECT_EQ(read.value().timeline.spans.size(), 9306U);
  EXPECT_EQ(read.value().notes, (TraceReadNotes{4894, 0, 0}));
}

TEST(TraceReader, ReadsAHundredMegabytesInSeconds) {
  std::string text = "[";
  for (int i = 0; text.size() < 100'000'000; ++i) {
    if (i > 0) text += ",\n";
    text += R"({"ph":"X","cat":"cpu_op","name":"aten::op)" + std::to_string(i % 500) +
            R"(","pid":1166,"tid":)" + std::to_string(i % 4) + R"(,"ts":)" +
            std::to_string(1740461679479712 + i) +
            R"(.250,"dur":0.5,"args":{"External id":5633,"Ev Idx":0,"Fwd thread id":1}})";
  }
  text += "]";
  const auto begin = std::chrono::steady_clock::now();
  const Result<ReadTrace> read = parse_trace(text, "t");
  const double taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  ASSERT_TRUE(read);
  RecordProperty("seconds", std::to_string(taken));
  std::cout << read.value().timeline.spans.size() << " events in " << taken << " s\n";
  EXPECT_LT(taken, 30.0);  // about 3 s in a release build; wide for sanitizers and busy machines
}

}  // namespace
}  // namespace trainyard
