// What nccl-tests print, in the forms of several versions.
#include "models/calibration/nccl_tests_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

/// The lines before the rows: `gpus` ranks on one host each, or on two.
std::string start(int gpus, int hosts = 1) {
  std::string text =
      "# nThread 1 nGpus 1 minBytes 8 maxBytes 1024 step: 2(factor) warmup iters: 5 iters: 20\n#\n# Using "
      "devices\n";
  for (int rank = 0; rank < gpus; ++rank)
    text +=
        fmt::format("#  Rank {:2} Group  0 Pid {} on  host{} device {:2} [0x{:02x}] NVIDIA H100 80GB HBM3\n",
                    rank, 4000 + rank, rank % hosts, rank, rank);
  return text +
         "#\n#                                                              out-of-place                     "
         "  in-place          \n"
         "#       size         count      type   redop    root     time   algbw   busbw #wrong     time   "
         "algbw   busbw #wrong\n"
         "#        (B)    (elements)                               (us)  (GB/s)  (GB/s)            (us)  "
         "(GB/s)  (GB/s)       \n";
}

/// A row as printed; `count` is per member for gathering and scattering.
std::string row(long size, long count, const std::string& redop, int root, double time,
                const std::string& wrong = "0") {
  return fmt::format(
      "{:12} {:13} {:>9} {:>7} {:7} {:8.2f} {:7.2f} {:7.2f} {:>6} {:8.2f} {:7.2f} {:7.2f} {:>6}\n", size,
      count, "float", redop, root, time, 1.0, 2.0, wrong, time + 100, 1.0, 2.0, wrong);
}

constexpr const char* end = "# Out of bounds values : 0 OK\n# Avg bus bandwidth    : 41.43 \n#\n";

Measurements read(const std::string& text, const std::string& name = "log.txt") {
  EXPECT_TRUE(is_nccl_tests_text(text));
  const Result<Measurements> found = parse_measurements(text, name);
  EXPECT_TRUE(found.has_value()) << (found ? "" : to_text(found.error()));
  return found ? found.value() : Measurements{};
}

std::string problems_of(const std::string& text, const std::string& name = "log.txt") {
  const Result<Measurements> found = parse_measurements(text, name);
  return found ? "none" : to_text(found.error());
}

TEST(NcclTestsText, takesTheOutOfPlaceTime) {
  const std::string text =
      "# nccl-tests version 2.17.6 nccl-headers=22807 nccl-library=22807\n"
      "# Collective test starting: all_gather_perf\n" +
      start(8) + row(1024, 32, "none", -1, 21.5) + row(2048, 64, "none", -1, 22.5) + end;
  const Measurements all = read(text);
  ASSERT_EQ(all.collectives.size(), 2U);
  const MeasuredCollective& first = all.collectives[0];
  EXPECT_EQ(first.op, CollectiveOp::all_gather);
  EXPECT_EQ(first.members, 8);
  EXPECT_EQ(first.bytes, bytes(1024)) << "the full buffer";
  EXPECT_EQ(first.time, microseconds(21.5));
  EXPECT_EQ(first.dtype, "float");
  EXPECT_EQ(first.version, "2.28.7");
  EXPECT_EQ(all.collectives[1].line, first.line + 1);
  EXPECT_EQ(all.device, "NVIDIA H100 80GB HBM3");
  EXPECT_EQ(all.description, "output of nccl-tests, NCCL 2.28.7");
}

TEST(NcclTestsText, takesTheOperationFromACommandLineInTheLog) {
  const Measurements all =
      read("$ mpirun -np 4 ./build/alltoall_perf -b 8 -e 1G\nNCCL version 2.19.3+cuda12.3\n" + start(4) +
           row(64, 4, "none", -1, 9) + end);
  ASSERT_EQ(all.collectives.size(), 1U);
  EXPECT_EQ(all.collectives[0].op, CollectiveOp::all_to_all);
  EXPECT_EQ(all.collectives[0].version, "2.19.3+cuda12.3");
}

TEST(NcclTestsText, tellsReductionsFromTheirCounts) {
  EXPECT_EQ(read(start(4) + row(1024, 256, "sum", -1, 9)).collectives.at(0).op, CollectiveOp::all_reduce);
  EXPECT_EQ(read(start(4) + row(1024, 64, "sum", -1, 9)).collectives.at(0).op, CollectiveOp::reduce_scatter);
}

TEST(NcclTestsText, takesTheOperationFromTheNameOfTheFile) {
  const std::string text = start(4) + row(1024, 64, "none", -1, 9);
  EXPECT_EQ(read(text, "runs/all_gather_4gpus.txt").collectives.at(0).op, CollectiveOp::all_gather);
  EXPECT_EQ(read(text, "alltoall.log").collectives.at(0).op, CollectiveOp::all_to_all);
  EXPECT_THAT(problems_of(text, "all_gather/log.txt"),
              HasSubstr("log.txt:12: nothing tells which operation this is (put a line such as"));
}

TEST(NcclTestsText, doesNotBelieveANameThatTheColumnsDeny) {
  const std::string text = start(4) + row(1024, 64, "none", -1, 9);
  for (const char* name : {"all_reduce.txt", "reduced.txt", "gathered.txt"})
    EXPECT_THAT(problems_of(text, name), HasSubstr("nothing tells which operation this is")) << name;
}

TEST(NcclTestsText, readsSeveralRuns) {
  const Measurements all = read("# all_reduce_perf\n" + start(2) + row(8, 2, "sum", -1, 5) + end + start(8) +
                                row(8, 2, "sum", -1, 6) + end + "# reduce_scatter_perf\n" + start(4) +
                                row(64, 4, "sum", -1, 7) + end);
  ASSERT_EQ(all.collectives.size(), 3U);
  EXPECT_EQ(all.collectives[0].members, 2);
  EXPECT_EQ(all.collectives[1].members, 8);
  EXPECT_EQ(all.collectives[2].members, 4);
  EXPECT_EQ(all.collectives[2].op, CollectiveOp::reduce_scatter);
}

TEST(NcclTestsText, readsOlderColumns) {
  const std::string older =
      "# all_gather_perf\n# nThread 1\n#   Rank  0 Pid 1 on h device 0 [0x07] A100\n"
      "#   Rank  1 Pid 1 on h device 1 [0x0f] A100\n"
      "#       size         count      type     time   algbw   busbw  error     time   algbw   busbw  error\n"
      "          64            8      float    9.10    0.00    0.00  0e+00    8.90    0.00    0.00  0e+00\n";
  EXPECT_EQ(read(older).collectives.at(0).time, microseconds(9.1));
}

TEST(NcclTestsText, leavesOutWhatNoLawAnswers) {
  EXPECT_THAT(read("# broadcast_perf\n" + start(4) + row(64, 16, "none", 0, 7)).left_out,
              ElementsAre(Pair("the collective \"broadcast\", which no law answers", 1)));
  EXPECT_THAT(read("# all_reduce_perf\n" + start(1) + row(64, 16, "sum", -1, 7)).left_out,
              ElementsAre(Pair("a collective of one GPU", 1)));
  EXPECT_THAT(read("# all_reduce_perf\n" + start(4, 2) + row(64, 16, "sum", -1, 7)).left_out,
              ElementsAre(Pair(HasSubstr("over several hosts"), 1)));
  EXPECT_THAT(read("# all_reduce_perf\n" + start(4) + row(0, 0, "sum", -1, 7)).left_out,
              ElementsAre(Pair("a collective of nothing", 1)));
}

TEST(NcclTestsText, resultsThatWereNotCheckedAreGoodEnough) {
  EXPECT_EQ(read("# all_reduce_perf\n" + start(4) + row(64, 16, "sum", -1, 7, "N/A")).collectives.size(), 1U);
}

TEST(NcclTestsText, tellsBrokenRowsWithTheirLines) {
  const std::string named = "# all_reduce_perf\n" + start(4);
  EXPECT_EQ(problems_of(named + row(64, 16, "sum", -1, 7, "3")),
            "log.txt:13: 3 elements of the result were wrong: the time is worth nothing\n");
  EXPECT_EQ(problems_of(named + row(64, 16, "sum", -1, 7) + "128 32 float sum\n"),
            "log.txt:14: has 4 fields, expected 13 as its header\n");
  EXPECT_EQ(problems_of(named), "log.txt: is output of nccl-tests without any row of times\n");
  std::string soon = row(64, 16, "sum", -1, 7);
  soon.replace(soon.find("7.00"), 4, "soon");
  EXPECT_THAT(problems_of(named + soon), HasSubstr("log.txt:13: time: \"soon\" is no time in us"));
  EXPECT_THAT(problems_of("# nThread 1\n64 16\n"), HasSubstr("log.txt:2: a row before the line"));
  EXPECT_THAT(problems_of(start(0) + row(64, 16, "sum", -1, 7)),
              HasSubstr("a row before any line \"# Rank\""));
  std::string many = named;
  for (int i = 0; i < 25; ++i) many += "1 2 3\n";
  EXPECT_THAT(problems_of(many), HasSubstr("and 5 more problems"));
}

}  // namespace
}  // namespace trainyard
