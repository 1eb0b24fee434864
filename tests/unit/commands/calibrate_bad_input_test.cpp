// What trainyard calibrate says to bad files, profiles and words.
#include <gmock/gmock.h>

#include "tests/unit/commands/calibrate_fixture.h"

namespace trainyard::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CalibrateBadInput : public CalibrateFixture {};

TEST_F(CalibrateBadInput, TellsWhatIsWrongWithAFile) {
  const std::string gz = made_up::stored_gzip(made_up::gemm_table());
  std::filesystem::create_directory(made("folder"));
  struct Case {
    std::string from, told;
  };
  for (const Case& one : std::vector<Case>{
           {file("nothing.csv"), "nothing.csv: there is no such file"},
           {file("folder"), "folder: is a folder, expected a file"},
           {write("empty.csv", ""), "empty.csv: is empty, expected a line of column names"},
           {write("cut.csv.gz", gz.substr(0, 2000)), "its gzip data ends too early"},
           {write("columns.csv", made_up::gemm_table("time")), "columns.csv"},
           {write("other.csv", "a,latency_us\n1,2\n"), "is no table of a known kind"},
           {write("negative.csv", made_up::gemm_table("latency_us", "cublas_linear", -1)),
            "negative.csv:2:35: column latency_us: \"-6.06"},
           {write("kernel.csv", made_up::gemm_table("latency_us", "magic")),
            "kernel.csv:2:21: column kernel: \"magic\" is not known (valid: cublas_linear"},
           {write("cut.json", made_up::gemm_json("NVIDIA H100 80GB HBM3").substr(0, 4000)), "cut.json:1:"},
           {write("few.csv", made_up::gemm_table().substr(0, made_up::gemm_table().find("bf16,1024,2048"))),
            "there is nothing to fit"},
       }) {
    SCOPED_TRACE(one.from);
    const Outcome told =
        run_words({"calibrate", "--from", one.from, "--base", "h100-sxm", "--update", file("never.json")});
    EXPECT_EQ(told.code, ExitCode::bad_input);
    EXPECT_THAT(told.err, HasSubstr(one.told));
    EXPECT_THAT(told.out, IsEmpty());
    const Outcome scored = run_words({"calibrate", "--check", "h100-sxm", "--against", one.from});
    EXPECT_EQ(scored.code, one.told == "there is nothing to fit" ? ExitCode::done : ExitCode::bad_input);
  }
}

TEST_F(CalibrateBadInput, TellsWhatIsWrongWithAProfileBeforeItFits) {
  std::filesystem::create_directory(made("folder"));
  struct Case {
    std::vector<std::string> words;
    std::string told;
  };
  const std::string gpu_file = file("shipped/hardware_profiles/gpus/h100-sxm.json");
  for (const Case& one : std::vector<Case>{
           {{"--base", "h100-smx"}, "there is no GPU, node or file \"h100-smx\" (did you mean \"h100-sxm\""},
           {{"--base", "deepseek-v3"}, "there is no GPU, node or file \"deepseek-v3\""},
           {{"--update", "mine"}, "the name of a file holds a \"/\" or ends in .json"},
           {{"--update", file("t.csv")}, "t.csv:1:1: found \"dtype\", expected a value"},
           {{"--update", file("m.json")}, "is neither a kernel document (\"families\") nor a node"},
           {{"--update", gpu_file}, "is neither a kernel document (\"families\") nor a node"},
           {{"--update", file("folder")}, "is a folder, expected a file"},
           {{"--base", "h100-sxm", "--update", file("no/mine.json")},
            "cannot be written: there is no folder"},
           {{"--base", "h100-sxm", "--update", "/proc/mine.json"}, "/proc/mine.json: cannot be written"},
           {{"--update", "a100-sxm-80"},
            "m.json: was measured on \"NVIDIA H100 80GB HBM3\", which is h100-sxm, and the constants are for "
            "a100-sxm-80"},
           {{"--base", "a100-sxm-80"}, "which is h100-sxm"},
           {{"--update", "dgx-h100"}, "\"dgx-h100\" is a node, and only kernels were measured"},
           {{"--base", "dgx-h100", "--update", file("new.json")}, "was to become a node, and only kernels"},
       }) {
    SCOPED_TRACE(one.told);
    std::vector<std::string> words{"calibrate", "--from", file("m.json")};
    words.insert(words.end(), one.words.begin(), one.words.end());
    const Outcome told = run_words(words);
    EXPECT_EQ(told.code, ExitCode::bad_input);
    EXPECT_THAT(told.err, HasSubstr(one.told));
    const bool before = one.told.find("a node, and") == std::string::npos && !one.told.starts_with("/proc");
    if (before) {
      EXPECT_THAT(told.out, IsEmpty());
    }
  }
  const Outcome nameless = run_words({"calibrate", "--from", file("t.csv")});
  EXPECT_EQ(nameless.code, ExitCode::bad_input);
  EXPECT_THAT(nameless.err,
              HasSubstr("the measurements do not name their GPU (give --base GPU; valid: a100"));
  const std::string strange = write("strange.json", made_up::gemm_json("A Calculator"));
  EXPECT_THAT(run_words({"calibrate", "--from", strange}).err,
              HasSubstr("no GPU profile has the device name \"A Calculator\""));
  EXPECT_EQ(run_words({"calibrate", "--from", strange, "--base", "h100-sxm"}).code, ExitCode::done);
  EXPECT_THAT(
      run_words({"calibrate", "--from", file("n.txt"), "--base", "h100-sxm", "--update", file("x.json")}).err,
      HasSubstr("only collectives were measured (they belong to a node: --update dgx-h100, or --base "
                "dgx-h100 to make"));
}

TEST_F(CalibrateBadInput, CallsWordsThatDoNotGoTogetherUsage) {
  struct Case {
    std::vector<std::string> words;
    std::string told;
  };
  const std::string t = file("t.csv");
  for (const Case& one : std::vector<Case>{
           {{}, "one of --from, --gpu and --check is needed"},
           {{"--from"}, "--from needs a value (write --from FILE)"},
           {{"--from", ""}, "--from needs a value (write --from FILE)"},
           {{"--from", t, ""}, "--from needs a value (write --from FILE)"},
           {{"--from", t, "--base", ""}, "--base needs a value (write --base NAME)"},
           {{"--from", t, "--base="}, "--base needs a value (write --base NAME)"},
           {{"--from", t, "--gpu", "0"}, "one of --from, --gpu and --check is needed"},
           {{"--from", t, "--full"}, "--full goes with --gpu"},
           {{"--from", t, "--keep", "x"}, "--keep goes with --gpu"},
           {{"--from", t, "--kernels", "x"}, "--kernels goes with --gpu"},
           {{"--check", "h100-sxm"}, "--check and --against go together"},
           {{"--from", t, "--against", t}, "--check and --against go together"},
           {{"--check", "h100-sxm", "--against", t, "--base", "x"}, "--base does not go with --check"},
           {{"--check", "h100-sxm", "--against", t, "--update", "x"}, "--update does not go with --check"},
           {{"--gpu", "x"}, "--gpu \"x\" is no whole number from 0 to 999"},
           {{"--gpu", "-1"}, "--gpu \"-1\" is no whole number from 0 to 999"},
           {{"--gpu", "4294967296"}, "--gpu \"4294967296\" is no whole number from 0 to 999"},
           {{"--from", t, "--seed", "x"}, "--seed \"x\" is no whole number from 0 on"},
       }) {
    SCOPED_TRACE(::testing::PrintToString(one.words));
    std::vector<std::string> words{"calibrate"};
    words.insert(words.end(), one.words.begin(), one.words.end());
    const Outcome told = run_words(words);
    EXPECT_EQ(told.code, ExitCode::usage);
    EXPECT_THAT(told.err, HasSubstr(one.told));
    EXPECT_THAT(told.out, IsEmpty());
  }
}

}  // namespace
}  // namespace trainyard::cli
