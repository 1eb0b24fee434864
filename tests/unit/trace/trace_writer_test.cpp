#include "sim/trace/trace_writer.h"

#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/trace/json_text.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

class TraceWriterTest : public testing::Test {
 protected:
  // One folder per test, for tests run side by side.
  TraceWriterTest()
      : folder_(
            std::filesystem::path(testing::TempDir()) /
            (std::string("trace_writer_") + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~TraceWriterTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "step.json"; }
  [[nodiscard]] std::string text() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] nlohmann::json events() const { return nlohmann::json::parse(text()).at("traceEvents"); }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator());
  }

  std::filesystem::path folder_;
};

TEST_F(TraceWriterTest, WritesNamedTracksSpansArrowsAndCounters) {
  auto opened = TraceWriter::open(path());
  ASSERT_TRUE(opened);
  TraceWriter& writer = opened.value();
  writer.name_process(3, "device 3", 7);
  writer.name_thread({3, 1}, "copies", 2);
  const std::array arguments{TraceArgument{"bytes", std::int64_t{1} << 40}, TraceArgument{"share", 0.25},
                             TraceArgument{"route", std::string_view("a \"b\"")}};
  writer.write(TraceSpan{{3, 1}, "send", "copy", 1'500'000, 1, arguments});
  writer.write(TraceSpan{{3, 0}, "work", {}, 0, 2'000'000, {}});
  writer.write(TraceArrow{{3, 1}, 1'500'001, {3, 0}, 1'600'000});
  writer.write_counter(3, "memory", 10, 0.5);
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(text(),
            R"({"displayTimeUnit":"ns","traceEvents":[
{"ph":"M","pid":3,"tid":0,"name":"process_name","args":{"name":"device 3"}},
{"ph":"M","pid":3,"tid":0,"name":"process_sort_index","args":{"sort_index":7}},
{"ph":"M","pid":3,"tid":1,"name":"thread_name","args":{"name":"copies"}},
{"ph":"M","pid":3,"tid":1,"name":"thread_sort_index","args":{"sort_index":2}},
{"ph":"X","pid":3,"tid":1,"ts":1.5,"dur":0.000001,"name":"send","cat":"copy","args":{"bytes":1099511627776,"share":0.25,"route":"a \"b\""}},
{"ph":"X","pid":3,"tid":0,"ts":0,"dur":2,"name":"work"},
{"ph":"s","pid":3,"tid":1,"ts":1.500001,"name":"waits for","cat":"dependency","id":1},
{"ph":"f","pid":3,"tid":0,"ts":1.6,"name":"waits for","cat":"dependency","id":1,"bp":"e"},
{"ph":"C","pid":3,"tid":0,"ts":0.00001,"name":"memory","args":{"value":0.5}}
]}
)");
  EXPECT_EQ(events().size(), 9U);
  EXPECT_EQ(files(), 1);
}

TEST_F(TraceWriterTest, AnEmptyTraceIsADocument) {
  auto writer = TraceWriter::open(path());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer.value().finish());
  EXPECT_TRUE(events().empty());
}

TEST_F(TraceWriterTest, StreamsMoreThanItsBuffer) {
  auto writer = TraceWriter::open(path());
  ASSERT_TRUE(writer);
  constexpr std::size_t spans = 20'000;
  for (std::size_t i = 0; i < spans; ++i) {
    writer.value().write(
        TraceSpan{{0, 0}, "work", "kind", static_cast<Picoseconds>(i) * 1'000'001, 1'000'000, {}});
  }
  ASSERT_TRUE(writer.value().finish());
  const nlohmann::json written = events();
  ASSERT_EQ(written.size(), spans);
  EXPECT_DOUBLE_EQ(written.back().at("ts").get<double>(), 19'999.019999);
}

TEST_F(TraceWriterTest, ADroppedWriterLeavesNothing) {
  std::ofstream(path()) << "old";
  {
    auto writer = TraceWriter::open(path());
    ASSERT_TRUE(writer);
    writer.value().write(TraceSpan{});
    EXPECT_EQ(files(), 2);
  }
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(text(), "old");
}

TEST_F(TraceWriterTest, SaysWhenTheFolderIsMissing) {
  const auto missing = folder_ / "nowhere" / "step.json";
  const auto writer = TraceWriter::open(missing);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error()[0].file, missing.string());
  EXPECT_THAT(writer.error()[0].message, HasSubstr("No such file"));
}

TEST_F(TraceWriterTest, SaysWhenTheNameIsAFolder) {
  const auto writer = TraceWriter::open(folder_);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error()[0].message, "cannot be written: Is a directory");
}

TEST_F(TraceWriterTest, SaysWhenTheFolderVanishesMeanwhile) {
  auto writer = TraceWriter::open(path());
  ASSERT_TRUE(writer);
  std::filesystem::remove_all(folder_);
  const auto finished = writer.value().finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error()[0].message, "cannot be written: No such file or directory");
}

TEST_F(TraceWriterTest, SaysWhenTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full here";
  auto writer = TraceWriter::open("/dev/full");
  ASSERT_TRUE(writer);
  const auto finished = writer.value().finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error()[0].message, "cannot be written: No space left on device");
  EXPECT_TRUE(std::filesystem::exists("/dev/full"));
}

TEST_F(TraceWriterTest, ALinkStaysALink) {
  std::ofstream(folder_ / "target.json") << "old";
  std::filesystem::create_symlink("target.json", path());
  auto writer = TraceWriter::open(path());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer.value().finish());
  EXPECT_TRUE(std::filesystem::is_symlink(path()));
  EXPECT_TRUE(events().empty());
}

std::string json_string(std::string_view text) {
  fmt::memory_buffer out;
  detail::append_json_string(out, text);
  return fmt::to_string(out);
}

TEST(JsonText, EscapesWhatJsonDoesNotAllow) {
  EXPECT_EQ(json_string("a\"b\\c\n\t\x01"), R"("a\"b\\c\n\t\u0001")");
  EXPECT_EQ(json_string("µs → 😀"), "\"µs → 😀\"");
  EXPECT_EQ(json_string(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonText, ReplacesWhatIsNoUtf8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(json_string("a\xFF"), "\"a" + bad + "\"");                              // no lead byte
  EXPECT_EQ(json_string("\xC3"), "\"" + bad + "\"");                                // cut short
  EXPECT_EQ(json_string("\xC0\xAF"), "\"" + bad + bad + "\"");                      // too long a form
  EXPECT_EQ(json_string("\xED\xA0\x80"), "\"" + bad + bad + bad + "\"");            // a surrogate
  EXPECT_EQ(json_string("\xF4\x90\x80\x80"), "\"" + bad + bad + bad + bad + "\"");  // beyond U+10FFFF
  EXPECT_EQ(json_string("\xE2\x82z"), "\"" + bad + bad + "z\"");
}

std::string microseconds_text(Picoseconds time) {
  fmt::memory_buffer out;
  detail::append_microseconds(out, time);
  return fmt::to_string(out);
}

TEST(JsonText, WritesTimesAsExactDecimals) {
  EXPECT_EQ(microseconds_text(0), "0");
  EXPECT_EQ(microseconds_text(1), "0.000001");
  EXPECT_EQ(microseconds_text(1'500'000), "1.5");
  EXPECT_EQ(microseconds_text(20'000'000), "20");
  EXPECT_EQ(microseconds_text(-1'000'010), "-1.00001");
  EXPECT_EQ(microseconds_text(std::numeric_limits<Picoseconds>::max()), "9223372036854.775807");
  EXPECT_EQ(microseconds_text(std::numeric_limits<Picoseconds>::min()), "-9223372036854.775808");
}

}  // namespace
}  // namespace trainyard
