#include "kernels/harness/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard::kernels {
namespace {

const std::vector<std::string> known{"gemm", "launch"};

TEST(Options, ReadsEveryArgumentInBothForms) {
  const ParsedOptions parsed =
      parse_options({"--full", "--family", "launch,gemm", "--filter=m=4096", "--device=2", "--time-limit",
                     "90", "--out=x.json", "--keep-cache"},
                    known);
  ASSERT_EQ(parsed.error, "");
  EXPECT_TRUE(parsed.options.full && parsed.options.keep_cache);
  EXPECT_FALSE(parsed.options.list);
  EXPECT_THAT(parsed.options.families, testing::ElementsAre("launch", "gemm"));
  EXPECT_EQ(parsed.options.filter, "m=4096");
  EXPECT_EQ(parsed.options.device, 2);
  EXPECT_EQ(parsed.options.time_limit_seconds, 90);
  EXPECT_EQ(parsed.options.out, "x.json");
}

TEST(Options, RefusesWhatItDoesNotKnowAndSaysWhatWouldBeRight) {
  struct Case {
    std::vector<std::string> arguments;
    std::string told;
  };
  for (const Case& one : std::vector<Case>{{{"--fast"}, "--help"},
                                           {{"gemm"}, "no such argument"},
                                           {{"--family", "gem"}, "gemm, launch"},
                                           {{"--family="}, "gemm, launch"},
                                           {{"--device", "-1"}, "device number"},
                                           {{"--device", "1.5"}, "device number"},
                                           {{"--time-limit", "soon"}, "seconds"},
                                           {{"--time-limit", "0"}, "above 0"},
                                           {{"--out"}, "needs a value"},
                                           {{"--out="}, "name of a file"},
                                           {{"--full=yes"}, "takes no value"}}) {
    EXPECT_THAT(parse_options(one.arguments, known).error, testing::HasSubstr(one.told)) << one.arguments[0];
  }
}

TEST(Options, OnlyTheFullSetMayTakeAsLongAsItDoes) {
  EXPECT_EQ(parse_options({}, known).options.time_limit_seconds, 120);
  EXPECT_EQ(parse_options({"--full"}, known).options.time_limit_seconds, 0);
  EXPECT_EQ(parse_options({"--time-limit=600"}, known).options.time_limit_seconds, 600);
  EXPECT_EQ(parse_options({"--full", "--time-limit=600"}, known).options.time_limit_seconds, 600);
}

TEST(Options, FilterLooksInsideTheName) {
  Point point;
  point.family = "gemm";
  point.op = "forward";
  point.dtype = "bf16";
  point.shape = {{"m", 64}};
  point.sms = 112;
  point.sustained = true;
  EXPECT_EQ(point.name(), "gemm/forward bf16 m=64 sms=112 sustained");
  Options options;
  EXPECT_TRUE(is_asked_for(options, point));
  options.filter = "bf16 m=64";
  EXPECT_TRUE(is_asked_for(options, point));
  options.filter = "fp8";
  EXPECT_FALSE(is_asked_for(options, point));
}

TEST(Options, HelpNamesTheFamiliesAndExitCodes) {
  EXPECT_THAT(usage(known), testing::AllOf(testing::HasSubstr("gemm, launch"), testing::HasSubstr("77")));
}

}  // namespace
}  // namespace trainyard::kernels
