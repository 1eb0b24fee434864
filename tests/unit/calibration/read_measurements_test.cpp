// Which format a file has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/calibration/measurements.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;

std::string problems_of(const std::string& text) {
  const Result<Measurements> found = parse_measurements(text, "f");
  return found ? "none" : to_text(found.error());
}

TEST(ReadMeasurements, tellsFormatsByWhatIsInside) {
  EXPECT_THAT(problems_of(" \n {\"schema\": 1}"), HasSubstr("f:2:13: /schema"));
  EXPECT_THAT(problems_of("# nThread 1\n"), HasSubstr("output of nccl-tests without any row"));
  EXPECT_THAT(problems_of("dtype,m,n,k,latency_us\nbf16,1,1,1,soon\n"),
              HasSubstr("f:2:12: column latency_us"));
}

TEST(ReadMeasurements, saysWhatItLookedFor) {
  EXPECT_THAT(problems_of("Dear reader,\nI measured a lot.\n"),
              HasSubstr("is neither JSON, nor output of nccl-tests, nor a table"));
  EXPECT_THAT(problems_of(""), HasSubstr("f: is empty"));
  EXPECT_THAT(problems_of(std::string("\0\1", 2)), HasSubstr("f: holds bytes that are no text"));
  EXPECT_THAT(to_text(read_measurements("/none/such.csv").error()),
              HasSubstr("/none/such.csv: there is no such file"));
}

TEST(ReadMeasurements, remembersTheFile) {
  const Measurements all =
      parse_measurements("dtype,m,n,k,latency_us\nbf16,8,8,8,2\nbf16,8,8,16,2\n", "tables/a.csv").value();
  EXPECT_EQ(all.file, "tables/a.csv");
  EXPECT_EQ(all.description, "gemm table, 2 rows");
  EXPECT_EQ(all.device, "");
}

}  // namespace
}  // namespace trainyard
