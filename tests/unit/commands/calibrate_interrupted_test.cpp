// trainyard calibrate that is told to end: benchmarks end with it, files stay as they were.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/unit/commands/calibrate_fixture.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::chrono::seconds patience{60};  // a limit for a machine that is busy, not a target

bool waited_for(const auto& true_one) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    if (true_one()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Gone, or ended and not yet waited for by whoever inherited it.
bool has_ended(pid_t process) {
  const Result<std::string> status = read_file("/proc/" + std::to_string(process) + "/stat");
  return !status || status.value().find(") Z ") != std::string::npos;
}

class CalibrateInterrupted : public CalibrateFixture {
 protected:
  /// A benchmark program that writes its process id, and that of one it started, and then goes on for long.
  std::string endless() {
    return program("endless", "sleep 600 &\necho $! $$ > " + file("pids.new") + "; mv " + file("pids.new") +
                                  " " + file("pids") + "\nwait; sleep 600");
  }
  std::pair<pid_t, pid_t> started() const {
    EXPECT_TRUE(waited_for([&] { return std::filesystem::exists(file("pids")); }));
    std::ifstream in(file("pids"));
    pid_t child = 0, benchmarks = 0;
    in >> child >> benchmarks;
    EXPECT_GT(child, 0);
    EXPECT_GT(benchmarks, 0);
    return {child, benchmarks};
  }
};

TEST_F(CalibrateInterrupted, EndsTheBenchmarksAndKeepsNothing) {
  const std::string kept = write("kept.json", "of an earlier day"), mine = file("mine.json");
  made("pids");
  const std::string slow = endless();
  for (const int signal : {SIGTERM, SIGINT}) {
    SCOPED_TRACE(signal);
    std::filesystem::remove(file("pids"));
    std::pair<pid_t, pid_t> processes;
    std::thread sender([&] {
      processes = started();
      ::kill(::getpid(), signal);
    });
    const Outcome told =
        run_words({"calibrate", "--gpu", "0", "--kernels", slow, "--keep", kept, "--update", mine});
    sender.join();
    EXPECT_EQ(told.code, ExitCode::interrupted);
    EXPECT_THAT(told.err, HasSubstr("interrupted; the benchmarks were ended, nothing is kept"));
    EXPECT_THAT(told.out, IsEmpty());
    EXPECT_TRUE(waited_for([&] { return has_ended(processes.first) && has_ended(processes.second); }));
    EXPECT_EQ(read_file(kept).value(), "of an earlier day");
    EXPECT_FALSE(std::filesystem::exists(mine));
  }
}

TEST_F(CalibrateInterrupted, BenchmarksDoNotOutliveAProgramThatIsKilled) {
  made("pids");
  const std::string slow = program("slow", "echo 1 $$ > " + file("pids.new") + "; mv " + file("pids.new") +
                                               " " + file("pids") + "\nexec sleep 600");
  const pid_t command = ::fork();
  ASSERT_GE(command, 0);
  if (command == 0) {
    ::execl(TRAINYARD_PROGRAM, "trainyard", "calibrate", "--gpu", "0", "--kernels", slow.c_str(), nullptr);
    ::_exit(127);
  }
  const auto [one, benchmarks] = started();
  ::kill(command, SIGKILL);  // nothing can be tidied up
  int status = 0;
  ASSERT_EQ(::waitpid(command, &status, 0), command);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(waited_for([&, process = benchmarks] { return has_ended(process); }));
  for (const auto& left : std::filesystem::directory_iterator(file("tmp"))) std::filesystem::remove_all(left);
}

TEST_F(CalibrateInterrupted, AFitLeavesTheProfileAsItWas) {
  const std::string mine = made("mine.json");
  ASSERT_EQ(run_words({"calibrate", "--from", file("t.csv"), "--base", "h100-sxm", "--update", mine}).code,
            ExitCode::done);
  const std::string before = read_file(mine).value();
  // The measurements come through a pipe: when they end, the signal has been heard and the fit begins.
  const std::string pipe = made("pipe.csv");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] {
    std::ofstream out(pipe);
    out << made_up::gemm_table();
    out.flush();
    ::kill(::getpid(), SIGTERM);
  });
  const Outcome told = run_words({"calibrate", "--from", pipe, "--update", mine});
  writer.join();
  EXPECT_EQ(told.code, ExitCode::interrupted);
  EXPECT_THAT(told.err, AllOf(HasSubstr("interrupted; nothing was written"), Not(HasSubstr("wrote "))));
  EXPECT_THAT(told.out, IsEmpty());
  EXPECT_EQ(read_file(mine).value(), before);
}

}  // namespace
}  // namespace trainyard::cli
