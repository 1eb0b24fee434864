// trainyard calibrate: fits, updates and scores. All measurements are made from a law.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "models/calibration/exchange_predictor.h"
#include "tests/unit/commands/calibrate_fixture.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::ordered_json;

class Calibrate : public CalibrateFixture {};

TEST_F(Calibrate, FitsTwoHundredRowsTwiceTheSame) {
  const std::string a = made("a.json"), b = made("b.json");
  const Outcome first =
      run_words({"calibrate", "--from", file("t.csv"), "--base", "h100-sxm", "--update", a});
  ASSERT_EQ(first.code, ExitCode::done) << first.err;
  EXPECT_THAT(first.out,
              AllOf(HasSubstr("cublas-bf16/gemm"), HasSubstr(" 200 "), HasSubstr("small to large")));
  EXPECT_THAT(first.err, HasSubstr("wrote " + a));
  const Outcome second =
      run_words({"calibrate", "--from", file("t.csv"), "--base", "h100-sxm", "--update", b});
  EXPECT_EQ(first.out, second.out);
  EXPECT_EQ(read_file(a).value(), read_file(b).value());
  const Json fitted =
      Json::parse(run_words({"calibrate", "--from", file("t.csv"), "--base", "h100-sxm", "--json"}).out);
  EXPECT_LT(fitted["roles"][0]["held_out"]["median"].get<double>(), 0.05);
}

TEST_F(Calibrate, TakesPlainAndCompressedTablesOurJsonAndSeveralFiles) {
  const std::string gz = write("t.csv.gz", made_up::stored_gzip(made_up::gemm_table()));
  const Outcome plain = run_words({"calibrate", "--from", file("t.csv"), "--base", "h100-sxm"});
  EXPECT_EQ(run_words({"calibrate", "--from", gz, "--base", "h100-sxm"}).out, plain.out);
  EXPECT_EQ(run_words({"calibrate", "--from", file("m.json")}).out, plain.out) << "the JSON names its GPU";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"calibrate", "--from", file("m.json"), gz, file("n.txt"), "--json"},
        std::vector<std::string>{"calibrate", "--from", file("m.json"), "--from", gz, "--from", file("n.txt"),
                                 "--json"}}) {
    const Outcome all = run_words(words);
    ASSERT_EQ(all.code, ExitCode::done) << all.err;
    const Json told = Json::parse(all.out);
    EXPECT_EQ(told["gpu"], "h100-sxm");
    EXPECT_EQ(told["node"], "dgx-h100");
    EXPECT_EQ(told["measurements"].size(), 3U);
    EXPECT_EQ(told["roles"][0]["fitted"]["rows"], 400);
    EXPECT_EQ(told["collectives"][0]["op"], "all_reduce");
    EXPECT_EQ(told["collectives"][0]["fitted"]["rows"], 21);
  }
}

TEST_F(Calibrate, ANewFileIsTakenByAScenarioAndAFurtherFitOfTheSameRowsChangesNothing) {
  const std::string mine = made("mine.json");
  const std::vector<std::string> words{"calibrate", "--from", file("m.json"), "--update", mine};
  ASSERT_EQ(run_words(words).code, ExitCode::done);
  const std::string first = read_file(mine).value();
  EXPECT_THAT(first,
              AllOf(HasSubstr("\"transferred_from\""), HasSubstr("fitted by trainyard calibrate to m.json")));
  const Outcome again = run_words(words);
  EXPECT_EQ(again.code, ExitCode::done) << again.err;
  EXPECT_EQ(read_file(mine).value(), first);
  const Outcome scenario = run_words({"run", "llama-3-70b-h100", "--set", "gpu.kernels=" + mine, "--json"});
  ASSERT_EQ(scenario.code, ExitCode::done) << scenario.err;
  EXPECT_NE(scenario.out, run_words({"run", "llama-3-70b-h100", "--json"}).out);
}

TEST_F(Calibrate, ShowTellsWhatWasWritten) {
  const std::string mine = made("mine.json"), node = made("node.json");
  ASSERT_EQ(run_words({"calibrate", "--from", file("m.json"), "--update", mine}).code, ExitCode::done);
  ASSERT_EQ(run_words({"calibrate", "--from", file("n.txt"), "--base", "dgx-h100", "--update", node}).code,
            ExitCode::done);
  const Outcome kernels = run_words({"show", mine});
  EXPECT_EQ(kernels.code, ExitCode::done) << kernels.err;
  EXPECT_THAT(kernels.out, AllOf(HasSubstr("cublas-bf16/gemm  fitted, law tile_wave"),
                                 HasSubstr("fit: 200 rows"), HasSubstr("taken over from h100-sxm")));
  EXPECT_THAT(run_words({"show", node}).out, HasSubstr("fitted by trainyard calibrate to n.txt"));
  EXPECT_THAT(run_words({"show", file("m.json")}).err,
              HasSubstr("does not tell what kind of document it is"));
  EXPECT_THAT(run_words({"show", file("none.json")}).err, HasSubstr("there is no such file"));
}

TEST_F(Calibrate, AGpuAndANodeByNameKeepWhatBelongsToThem) {
  const Outcome gpu = run_words({"calibrate", "--from", file("t.csv"), file("n.txt"), "--update", "h100-sxm",
                                 "--source", "a cupboard"});
  ASSERT_EQ(gpu.code, ExitCode::done) << gpu.err;
  EXPECT_THAT(gpu.err, AllOf(HasSubstr("collectives are not kept: they belong to a node, --update dgx-h100"),
                             HasSubstr("kernels/h100-sxm.json")));
  EXPECT_THAT(shipped("kernels/h100-sxm.json"), HasSubstr("fitted by trainyard calibrate to a cupboard"));
  EXPECT_THAT(shipped("nodes/dgx-h100.json"), Not(HasSubstr("n.txt")));
  const Outcome node =
      run_words({"calibrate", "--from", file("t.csv"), file("n.txt"), "--update", "dgx-h100"});
  ASSERT_EQ(node.code, ExitCode::done) << node.err;
  EXPECT_THAT(node.err,
              HasSubstr("kernel constants are not kept: they belong to the GPU, --update h100-sxm"));
  EXPECT_THAT(shipped("nodes/dgx-h100.json"), HasSubstr("n.txt"));
}

TEST_F(Calibrate, ScoresAGpuANodeAndAFile) {
  const std::string mine = made("mine.json");
  ASSERT_EQ(run_words({"calibrate", "--from", file("m.json"), "--update", mine}).code, ExitCode::done);
  std::map<std::string, double> medians;
  for (const std::string& profile : {std::string("h100-sxm"), std::string("dgx-h100"), mine}) {
    const Outcome text =
        run_words({"calibrate", "--check", profile, "--against", file("t.csv"), file("n.txt")});
    ASSERT_EQ(text.code, ExitCode::done) << text.err;
    EXPECT_THAT(text.err, IsEmpty());
    EXPECT_THAT(text.out, AllOf(HasSubstr("h100-sxm in dgx-h100"), HasSubstr("t.csv: gemm table, 200 rows"),
                                HasSubstr("all_reduce")));
    const Outcome json =
        run_words({"calibrate", "--check", profile, "--against", file("t.csv"), file("n.txt"), "--json"});
    const Json told = Json::parse(json.out);
    EXPECT_EQ(told["gpu"], "h100-sxm");
    for (const Json& group : told["groups"]) {
      if (group["group"] == "cublas-bf16/gemm") medians[profile] = group["training_sizes"]["median"];
    }
  }
  EXPECT_EQ(medians["h100-sxm"], medians["dgx-h100"]);
  EXPECT_LT(medians[mine], medians["h100-sxm"]);
  EXPECT_LT(medians[mine], 0.05);
}

TEST_F(Calibrate, OtherSeedsAreOtherStartsOfTheSameFit) {
  const auto fitted = [&](const char* seed) {
    return run_words({"calibrate", "--from", file("m.json"), "--seed", seed}).out;
  };
  EXPECT_EQ(fitted("7"), fitted("7"));
  EXPECT_THAT(fitted("8"), HasSubstr("cublas-bf16/gemm"));
}

TEST_F(Calibrate, RefusesToKeepAFitThatMissesItsOwnRows) {
  // Milliseconds taken for microseconds, on every other row: no law lies near both.
  std::string table = "dtype,m,n,k,latency_us\n";
  for (int i = 0; i < 40; ++i)
    table +=
        fmt::format("bf16,{},4096,4096,{}\n", 1024 + 128 * i, i % 2 == 0 ? 0.05 * (8 + i) : 5000.0 * (8 + i));
  const std::string odd = write("odd.csv", table), target = file("odd.json");
  const Outcome outcome = run_words({"calibrate", "--from", odd, "--base", "h100-sxm", "--update", target});
  EXPECT_EQ(outcome.code, ExitCode::bad_input) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("misses its own rows"));
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(Calibrate, FitsExpertExchangesAndSaysWhereTheyBelong) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const LoneTransport law = shipped_lone_transport(library).value().value();
  const NodeProfile node = library.load_node("dgx-h100").value();
  std::string table = "op,version,nodes,hidden,tokens,topk,experts,sms,latency_us,notify_us\n";
  for (const int nodes : {1, 2}) {
    for (const int tokens : {64, 256, 1024, 4096, 8192}) {
      for (const int sms : {8, 16, 24}) {
        for (const int hidden : {2048, 7168}) {
          const MeasuredExchange row{.combine = false,
                                     .nodes = nodes,
                                     .members = 8 * nodes,
                                     .tokens = static_cast<double>(tokens),
                                     .hidden = static_cast<double>(hidden),
                                     .chosen = 8,
                                     .experts = 256,
                                     .sms = sms,
                                     .version = "",
                                     .time = {},
                                     .notify = {}};
          const Seconds time = predicted_exchange(law, node, row).value();
          table += fmt::format("dispatch,made-up,{},{},{},8,256,{},{:.6g},0\n", nodes, hidden, tokens, sms,
                               time.in(microseconds));
        }
      }
    }
  }
  const std::string exchanges = write("exchange.csv", table);
  const Outcome told = run_words({"calibrate", "--from", exchanges, "--base", "h100-sxm", "--json"});
  ASSERT_EQ(told.code, ExitCode::done) << told.err;
  const Json fit = Json::parse(told.out)["exchanges"][0];
  EXPECT_EQ(fit["op"], "dispatch");
  EXPECT_EQ(fit["slow_nodes"], 0);
  EXPECT_LT(fit["held_out"]["median"].get<double>(), 0.03);
  EXPECT_NEAR(fit["constants"]["fast_share"]["value"].get<double>(), law.dispatch.fast_share, 0.05);
  const Outcome kept =
      run_words({"calibrate", "--from", exchanges, "--base", "h100-sxm", "--update", file("exchange.json")});
  EXPECT_EQ(kept.code, ExitCode::bad_input);
  EXPECT_THAT(kept.err, HasSubstr("transport.alone"));
}

TEST_F(Calibrate, RefusesToKeepCollectivesThatReachNextToNothing) {
  // Nanoseconds taken for microseconds.
  std::string table = "op,dtype,gpus,bytes,nccl_version,latency_us\n";
  for (int octave = 10; octave <= 28; ++octave)
    table += fmt::format("all_reduce,half,8,{},2.0,{:.6g}\n", 1 << octave,
                         1000 * (20.0 + 1.75 * (1 << octave) / 350e3));
  const std::string slow = write("slow.csv", table), target = file("slow.json");
  const Outcome outcome = run_words({"calibrate", "--from", slow, "--base", "dgx-h100", "--update", target});
  EXPECT_EQ(outcome.code, ExitCode::bad_input) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("of the line rate"));
  EXPECT_FALSE(std::filesystem::exists(target));
}

}  // namespace
}  // namespace trainyard::cli
