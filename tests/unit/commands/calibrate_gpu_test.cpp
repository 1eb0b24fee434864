// trainyard calibrate --gpu with small programs that stand in for the benchmarks.
#include <gmock/gmock.h>

#include "tests/unit/commands/calibrate_fixture.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CalibrateGpu : public CalibrateFixture {};

TEST_F(CalibrateGpu, RunsTheBenchmarksAndKeepsWhatTheyMeasured) {
  const std::string asked = made("asked.txt"), kept = made("kept.json"), mine = made("mine.json");
  const std::string good = program("good", "echo \"$@\" > " + asked + "\n" + copies + file("m.json") + " $2");
  const Outcome told =
      run_words({"calibrate", "--gpu", "3", "--full", "--kernels", good, "--keep", kept, "--update", mine});
  ASSERT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(read_file(asked).value(), AllOf(HasSubstr("--device 3 --out "), HasSubstr(" --full")));
  EXPECT_EQ(read_file(kept).value(), read_file(file("m.json")).value());
  EXPECT_THAT(read_file(mine).value(), HasSubstr("fitted by trainyard calibrate to kept.json"));
}

TEST_F(CalibrateGpu, TellsHowTheBenchmarksFailed) {
  const std::string kept = write("kept.json", "of an earlier day");
  const std::string plain = write("plain", "no program");
  struct Case {
    std::string program, told;
  };
  for (const Case& one : std::vector<Case>{
           {file("nothing"), "\" is no program (cmake -S kernels"},
           {plain, "\" is no program"},
           {program("no_gpu", "exit 77"), "there is no GPU to measure on"},
           {program("broken", "exit 1"), "the benchmarks ended with code 1"},
           {program("killed", "kill -9 $$"), "the benchmarks were stopped by signal 9"},
           {program("interrupted", "kill -2 $$"), "the benchmarks were stopped by signal 2"},
           {program("silent", "exit 0"), "the benchmarks ended well and wrote no measurements"},
           {program("half", std::string(copies) + plain + " $2; exit 1"), "the benchmarks ended with code 1"},
           {program("wrong", std::string(copies) + plain + " $2"),
            "is neither JSON, nor output of nccl-tests, nor a table"},
       }) {
    SCOPED_TRACE(one.program);
    const Outcome told = run_words({"calibrate", "--gpu", "0", "--kernels", one.program, "--keep", kept});
    EXPECT_EQ(told.code, ExitCode::bad_input);
    EXPECT_THAT(told.err, HasSubstr(one.told));
    EXPECT_THAT(told.out, IsEmpty());
    EXPECT_EQ(read_file(kept).value(), "of an earlier day");
  }
}

TEST_F(CalibrateGpu, MeasuresNothingForAFileThatCannotBeWritten) {
  const std::string never = program("never", "touch " + file("ran"));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--update", file("no/mine.json")},
                                                {"--keep", file("no/kept.json")},
                                                {"--update", "nonsense"},
                                                {"--base", "nonsense"}}) {
    std::vector<std::string> all{"calibrate", "--gpu", "0", "--kernels", never};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(run_words(all).code, ExitCode::bad_input);
  }
  EXPECT_FALSE(std::filesystem::exists(file("ran")));
}

TEST_F(CalibrateGpu, MeasurementsAreNotLostWhenTheFitFails) {
  const std::string strange = write("strange.json", made_up::gemm_json("A Calculator"));
  const std::string good = program("good", copies + strange + " $2");
  const Outcome told = run_words({"calibrate", "--gpu", "0", "--kernels", good});
  EXPECT_EQ(told.code, ExitCode::bad_input);
  EXPECT_THAT(told.err,
              AllOf(HasSubstr("no GPU profile has the device name"), HasSubstr("calibrate --from ")));
  ASSERT_EQ(files_in("tmp"), 1);
  for (const auto& left : std::filesystem::directory_iterator(file("tmp"))) {
    EXPECT_EQ(
        run_words({"calibrate", "--from", (left.path() / "measured.json").string(), "--base", "h100-sxm"})
            .code,
        ExitCode::done);
    std::filesystem::remove_all(left.path());
    break;
  }
}

}  // namespace
}  // namespace trainyard::cli
