#include "models/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "models/report/text_table.h"
#include "small_estimate.h"

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::estimate;
using testing_support::scenario;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) found.push_back(line);
  return found;
}

TEST(ReportWriters, AreFoundByNameAndEndTheirTextWithANewline) {
  for (const ReportWriter& writer : report_writers()) {
    SCOPED_TRACE(writer.name);
    EXPECT_FALSE(writer.sentence.empty());
    ASSERT_TRUE(find_report_writer(writer.name));
    const std::string text = writer.write(scenario(), estimate(), {});
    ASSERT_FALSE(text.empty());
    EXPECT_EQ(text.back(), '\n');
    EXPECT_EQ(text, writer.write(scenario(), estimate(), {}));
  }
  const Result<const ReportWriter*> none = find_report_writer("jsn");
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("\"json\""));
}

TEST(TextReport, StaysWithin110ColumnsOfAsciiWithoutTrailingBlanks) {
  Estimate long_sentences = estimate();
  long_sentences.assumptions.push_back(std::string(40, 'a') + " " + std::string(90, 'b') + " end");
  for (const std::string& line : lines(write_text_report(scenario(), long_sentences))) {
    EXPECT_LE(line.size(), 110U) << line;
    EXPECT_FALSE(line.ends_with(' ')) << '"' << line << '"';
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c < 127) << line;
  }
}

TEST(TextReport, SaysWhatWasAsked) {
  const std::string text = write_text_report(scenario(), estimate());
  EXPECT_THAT(text, AllOf(HasSubstr("Step      19.00 s, 90 % interval 18.00 s to 20.50 s"),
                          HasSubstr("40.0 % causal, 45.0 % non-causal"),
                          HasSubstr("E+3,4x14,2+M+H (laid out by the simulator)"),
                          HasSubstr("2.556M GPU-hours (2.42M to 2.76M)"),
                          HasSubstr("$5.11M ($4.84M to $5.52M) at $2.00/h per GPU"), HasSubstr("3.50 GWh"),
                          HasSubstr("dispatch 1.0 s, combine 2.0 s"), HasSubstr("expert input 16.5 GB")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(text, Not(HasSubstr("DOES NOT FIT")));
}

TEST(TextReport, DrawsEqualRanksTogether) {
  const std::string text = write_text_report(scenario(), estimate());
  EXPECT_THAT(text, AllOf(HasSubstr("\n  0  "), HasSubstr("\n  1-3 "), HasSubstr("\n  1-3  ")));
}

TEST(TextReport, LeavesOutInputsThatWeighNothing) {
  const std::string text = write_text_report(scenario(), estimate());
  EXPECT_THAT(text, AllOf(HasSubstr("stages  "), HasSubstr("39.9 %")));
  EXPECT_THAT(text, Not(HasSubstr("gemm ")));
  Estimate plain = estimate();
  plain.interval = {};
  plain.totals.reset();
  const std::string without = write_text_report(scenario(), plain);
  EXPECT_THAT(without, AllOf(HasSubstr("2.556M GPU-hours, 52.0 days"), Not(HasSubstr("interval")),
                             Not(HasSubstr("Unknown"))));
}

TEST(TextReport, TellsWhatWouldFit) {
  Estimate big = estimate();
  big.memory.fits = false;
  big.memory.suggestions = {"recompute full"};
  EXPECT_THAT(write_text_report(scenario(), big),
              AllOf(HasSubstr("DOES NOT FIT"), HasSubstr("- recompute full")));
}

TEST(TextReport, IsColouredOnlyWhenAsked) {
  const std::string coloured = write_text_report(scenario(), estimate(), {.colour = true});
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      stripped += coloured[i];
    }
  }
  EXPECT_NE(coloured, stripped);
  EXPECT_EQ(stripped, write_text_report(scenario(), estimate()));
}

TEST(JsonReport, CarriesEveryNumberAsItIs) {
  const auto report = nlohmann::json::parse(write_json_report(scenario(), estimate()));
  EXPECT_EQ(report.at("/step/time_s"_json_pointer), 19.0);
  EXPECT_EQ(report.at("/schedule/mean/1F1B"_json_pointer), 13.25);
  EXPECT_EQ(report.at("/schedule/ranks/0/bubble"_json_pointer), 1.5);
  EXPECT_EQ(report.at("/mfu/causal"_json_pointer), 0.4);
  EXPECT_EQ(report.at("/memory/peak_bytes"_json_pointer), 78.9e9);
  EXPECT_EQ(report.at("/run/gpu_hours_per_trillion_tokens"_json_pointer), 172'696.2);
  EXPECT_EQ(report.at("/run/energy_kwh"_json_pointer), 3.5e6);
  EXPECT_EQ(report.at("/cost/total_usd"_json_pointer), 5'111'808.0);
  EXPECT_EQ(report.at("/interval/step_s/p95"_json_pointer), 20.5);
  EXPECT_EQ(report.at("/interval/step_s/drivers/0/input"_json_pointer), "stages");
  EXPECT_EQ(report.at("assumptions").size(), 2U);
  EXPECT_EQ(report.at("/plan/stages"_json_pointer), "E+3,4x14,2+M+H");
}

TEST(JsonReport, PartsSumToTheStep) {
  const auto report = nlohmann::json::parse(write_json_report(scenario(), estimate()));
  double sum = 0.0;
  for (const auto& [name, time] : report.at("/step/parts"_json_pointer).items()) sum += time.get<double>();
  EXPECT_DOUBLE_EQ(sum, 19.0);
}

TEST(JsonReport, IsNullWhereThereIsNoInterval) {
  Estimate plain = estimate();
  plain.interval = {};
  plain.totals.reset();
  const auto report = nlohmann::json::parse(write_json_report(scenario(), plain));
  EXPECT_TRUE(report.at("/interval/step_s"_json_pointer).is_null());
  EXPECT_TRUE(report.at("/interval/totals"_json_pointer).is_null());
}

/// The small estimate with a goodput made of failures.
Estimate failing_estimate() {
  Estimate failing = estimate();
  failing.run.goodput = 0.95;
  GoodputEstimate goodput;
  goodput.goodput = 0.95;
  goodput.terms = {
      {"lost work", 0.02, "10.0 min undone"}, {"restarts", 0.03, "15.0 min each"}, {"pauses", 0.0, "none"}};
  goodput.failures = {{"gpu", 2.5}, {"software", 0.5}};
  goodput.mtbf = hours(8);
  goodput.interruptions_per_day = 3;
  goodput.interval = minutes(20);
  goodput.spares = 4;
  failing.run.reliability = goodput;
  failing.totals->goodput = {0.91, 0.95, 0.97};
  failing.totals->failure_weight = 0.25;
  return failing;
}

TEST(TextReport, TellsWhatIsNotUseful) {
  const std::string text = write_text_report(scenario(), failing_estimate());
  EXPECT_THAT(text, AllOf(HasSubstr("lost work    2.00 %  10.0 min undone"), HasSubstr("restarts     3.00 %"),
                          HasSubstr("fails every 8.00 h while it runs; 3.00 interruptions a day"),
                          HasSubstr("goodput 91.0 to 97.0 %"), HasSubstr("25.0 % of the totals' variance")));
  EXPECT_THAT(text, Not(HasSubstr("pauses")));
  EXPECT_THAT(write_text_report(scenario(), estimate()), Not(HasSubstr("not useful")));
}

TEST(JsonReport, CarriesTotalsAndWhatTheGoodputIsMadeOf) {
  const auto report = nlohmann::json::parse(write_json_report(scenario(), failing_estimate()));
  EXPECT_EQ(report.at("/interval/totals/gpu_hours/p95"_json_pointer), 2'757'686.0);
  EXPECT_EQ(report.at("/interval/totals/failure_weight"_json_pointer), 0.25);
  EXPECT_EQ(report.at("/run/reliability/terms/1/share"_json_pointer), 0.03);
  EXPECT_EQ(report.at("/run/reliability/failures/0/domain"_json_pointer), "gpu");
  EXPECT_EQ(report.at("/run/reliability/mtbf_s"_json_pointer), 28800.0);
  EXPECT_EQ(report.at("/run/reliability/checkpoint_interval_s"_json_pointer), 1200.0);
  EXPECT_TRUE(report.at("/run/reliability/young_interval_s"_json_pointer).is_null());
  const auto given = nlohmann::json::parse(write_json_report(scenario(), estimate()));
  EXPECT_TRUE(given.at("/run/reliability"_json_pointer).is_null());
}

TEST(CsvReport, GivesTotalsTheirUnits) {
  const std::string text = write_csv_report(scenario(), failing_estimate());
  EXPECT_THAT(text, AllOf(HasSubstr("\ninterval.totals.days.p5,49.26,days\n"),
                          HasSubstr("\ninterval.totals.gpu_hours.p5,2421382.7,GPU-hours\n"),
                          HasSubstr("\ninterval.totals.usd.p5,4842765.0,$\n"),
                          HasSubstr("\ninterval.totals.goodput.p5,0.91,1\n"),
                          HasSubstr("\nrun.reliability.mtbf_s,28800.0,s\n"),
                          HasSubstr("\nrun.reliability.spare_nodes,4,1\n")));
}

TEST(CsvReport, HasARowForEveryNumberWithItsUnit) {
  const std::string text = write_csv_report(scenario(), estimate());
  EXPECT_EQ(lines(text).front(), "name,value,unit");
  EXPECT_THAT(text, AllOf(HasSubstr("\nstep.time_s,19.0,s\n"), HasSubstr("\nstep.parts.GEMM,8.0,s\n"),
                          HasSubstr("\nrun.energy_kwh,3500000.0,kWh\n"),
                          HasSubstr("\nrun.gpu_hours,2555904.0,GPU-hours\n"),
                          HasSubstr("\ncost.total_usd,5111808.0,$\n"),
                          HasSubstr("\nmemory.stages.1.weights_bytes,9800000000.0,B\n"),
                          HasSubstr("\nschedule.ranks.0.1F,1.5,s\n"), HasSubstr("\nmfu.causal,0.4,1\n"),
                          HasSubstr("\ninterval.step_s.p5,18.0,s\n"), HasSubstr("\nmemory.fits,1,1\n")));
}

TEST(TextTable, AlignsAndJoins) {
  using Align = TextTable::Align;
  TextTable table({Align::left, Align::right}, 0);
  table.add({"a", "10"});
  table.add_or_join({"1", "2"});
  table.add_or_join({"2", "2"});
  table.add_or_join({"3", "2"});
  table.add_or_join({"4", "3"});
  EXPECT_EQ(table.text(), "a    10\n1-3   2\n4     3\n");
}

TEST(Wrapped, BreaksAtBlanksAndIndents) {
  EXPECT_EQ(wrapped("- ", "one two three", 8), "- one\n  two\n  three\n");
  EXPECT_EQ(wrapped("", ""), "\n");
  EXPECT_EQ(wrapped("- ", "averyverylongword x", 6), "- averyverylongword\n  x\n");
}

TEST(Grouped, PartsThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999.6), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(grouped(-0.2), "0");
}

}  // namespace
}  // namespace trainyard
