// What trainyard sweep answers to its options; that points and knees are right is tested with the library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "models/chart/png.h"
#include "tests/support/command_line.h"
#include "tests/support/golden.h"
#include "tests/support/json_schema.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {
namespace {

using golden_test::content_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Sweep : public OwnFolder {
 protected:
  /// Of a dense model on two nodes.
  static Outcome run(const std::vector<std::string>& more) {
    std::vector<std::string> words{
        "sweep", "llama-3-70b-h100",       "--set", "gpus=16",   "--set", "model.num_hidden_layers=8",
        "--set", "recipe.global_batch=32", "--set", "plan.pp=1", "--set", "plan.vp=1",
        "--set", "plan.schedule=1f1b"};
    words.insert(words.end(), more.begin(), more.end());
    return run_words(words);
  }
};

TEST_F(Sweep, PrintsPointsBestAndKnees) {
  const Outcome told = run({"--vary", "nic=100,200,400"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("llama-3-70b-h100 over nic (node.nic"), HasSubstr("200 Gb/s"),
                              HasSubstr("Best"), HasSubstr("Knees"), Not(HasSubstr("nan"))));
  std::istringstream lines(told.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120U) << line;
}

TEST_F(Sweep, TellsAllWrongWordsAtOnce) {
  const Outcome told = run({"--vary", "nvlnk=1,2", "--vary", "gpus=8..64*1", "--goal", "day<=60", "--column",
                            "stepp", "--chart", "x.gif", "--chart", "plain", "--threads", "-1", "--json",
                            "--csv", "--replan", "--fix-plan"});
  EXPECT_EQ(told.code, ExitCode::usage);
  EXPECT_THAT(told.out, IsEmpty());
  EXPECT_THAT(told.err, AllOf(HasSubstr("there is no such knob"), HasSubstr("nvlink"),
                              HasSubstr("it never reaches its end"), HasSubstr("no column \"day\""),
                              HasSubstr("no column \"stepp\""), HasSubstr("\".gif\" is no kind of chart"),
                              HasSubstr(".svg, .png or .html"), HasSubstr("a name without ending")));
  EXPECT_THAT(told.err, AllOf(HasSubstr("--threads \"-1\""), HasSubstr("--json and --csv exclude each other"),
                              HasSubstr("--fix-plan and --replan exclude each other")));
}

TEST_F(Sweep, RefusesWhatCannotBeSwept) {
  EXPECT_THAT(run({}).err, AllOf(HasSubstr("--vary is missing"), HasSubstr("--knobs")));
  EXPECT_THAT(run({"--vary", "nic=1", "--vary", "node.nic=2"}).err, HasSubstr("node.nic is varied twice"));
  EXPECT_THAT(run({"--vary", "nic=1", "--vary", "tp=2", "--vary", "pp=1", "--vary", "ep=1"}).err,
              HasSubstr("4 knobs, at most 3"));
  const Outcome many = run({"--vary", "nic=1..400", "--vary", "nvlink=1..400"});
  EXPECT_EQ(many.code, ExitCode::bad_input);
  EXPECT_THAT(many.err, HasSubstr("more than 100,000 combinations"));
  const Outcome unknown = run({"--vary", "node.nicc=1 GB/s"});
  EXPECT_EQ(unknown.code, ExitCode::bad_input);
  EXPECT_THAT(unknown.err, HasSubstr("node.nicc"));
  const Outcome three =
      run({"--vary", "nic=1,2", "--vary", "price=1,2", "--vary", "hbm=1,2", "--chart", "x.svg"});
  EXPECT_EQ(three.code, ExitCode::usage);
  EXPECT_THAT(three.err, AllOf(HasSubstr("three knobs make several pictures"), HasSubstr(".html")));
  EXPECT_EQ(run_words({"sweep", "--vary", "nic=1,2"}).code, ExitCode::usage);
}

TEST_F(Sweep, JsonKeepsToItsSchemaWhateverTheSweep) {
  schema_test::SchemaFolder schemas(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  const std::vector<std::vector<std::string>> sweeps{
      {"--vary", "nic=25..400*2"},
      {"--vary", "nic=100,400", "--interval"},
      {"--vary", "gpus=8,16,24,32", "--vary", "price=2,3", "--goal", "days<=1"},
      {"--vary", "plan.pp=1,3"},
      {"--vary", "recompute=none,full", "--column", "memory"},
      {"--vary", "gpus=8,16", "--replan", "--set", "plan.pp=3"}};
  for (const auto& words : sweeps) {
    std::vector<std::string> all = words;
    all.emplace_back("--json");
    const Outcome told = run(all);
    ASSERT_TRUE(told.code == ExitCode::done || told.code == ExitCode::does_not_fit) << told.err;
    const auto document = nlohmann::json::parse(told.out);
    EXPECT_THAT(schemas.findings("sweep-report", document), IsEmpty()) << words[1];
    for (const auto& point : document["points"]) {
      if (!point["simulated"]) continue;
      double sum = 0;
      for (const auto& [name, time] : point["parts_s"].items()) sum += time.get<double>();
      EXPECT_NEAR(sum, point["step_s"].get<double>(), 1e-9 * sum);
    }
  }
}

TEST_F(Sweep, CsvHasARowForEveryPointAndAsManyFieldsAsItsHead) {
  const Outcome told = run({"--vary", "plan.pp=1,2,3", "--vary", "price=1,2", "--csv"});
  ASSERT_EQ(told.code, ExitCode::done) << told.err;
  std::istringstream lines(told.out);
  std::string line;
  std::vector<std::size_t> fields;
  while (std::getline(lines, line)) {
    std::size_t commas = 0;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) ++commas;
    }
    fields.push_back(commas);
  }
  ASSERT_EQ(fields.size(), 7U);
  EXPECT_THAT(fields, ::testing::Each(fields.front()));
  EXPECT_THAT(told.out, HasSubstr("not simulated,"));
}

TEST_F(Sweep, AGoalThatNothingKeepsIsNoSuccess) {
  const Outcome told = run({"--vary", "gpus=16,32", "--goal", "days<=0.001"});
  EXPECT_EQ(told.code, ExitCode::does_not_fit);
  EXPECT_THAT(told.out, HasSubstr("none of the 2 points keeps days<=0.001; gpus 32 comes nearest"));
}

TEST_F(Sweep, DrawsEveryKindOfChart) {
  const Outcome told =
      run({"--vary", "nic=100,200,400", "--chart", file("a.svg"), "--chart", file("a.html")});
  ASSERT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(content_of(file("a.svg")), HasSubstr("<svg"));
  EXPECT_THAT(content_of(file("a.html")), HasSubstr("<!DOCTYPE html>"));
  const Outcome png = run({"--vary", "nic=100,200,400", "--chart", file("a.png")});
  if (chart::can_write_png()) {
    EXPECT_EQ(png.code, ExitCode::done) << png.err;
    EXPECT_THAT(content_of(file("a.png")), HasSubstr("PNG"));
  } else {
    EXPECT_EQ(png.code, ExitCode::usage);
    EXPECT_THAT(png.err, HasSubstr("librsvg2-dev"));
    EXPECT_FALSE(std::filesystem::exists(file("a.png")));
  }
}

TEST_F(Sweep, LeavesNoHalfWrittenFile) {
  const Outcome told = run({"--vary", "nic=100,400", "--chart", file("missing/a.svg")});
  EXPECT_EQ(told.code, ExitCode::bad_input);
  EXPECT_THAT(told.err, HasSubstr("missing/a.svg"));
  EXPECT_FALSE(std::filesystem::exists(file("missing")));
  EXPECT_EQ(run({"--vary", "nic=100,400", "--output", file("missing/a.txt")}).code, ExitCode::bad_input);
}

TEST_F(Sweep, AFailedOneLeavesNothingInTheStore) {
  const std::string store = file("runs.sqlite");
  EXPECT_EQ(run({"--vary", "node.nicc=1 GB/s", "--store", store}).code, ExitCode::bad_input);
  EXPECT_THAT(run_words({"runs", "--store", store}).out, Not(HasSubstr("sweep")));
  EXPECT_EQ(run({"--vary", "nic=100,400", "--store", store}).code, ExitCode::done);
  EXPECT_THAT(run_words({"runs", "--store", store}).out, AllOf(HasSubstr("sweep"), HasSubstr("done")));
}

TEST_F(Sweep, ListsItsKnobs) {
  const Outcome told = run_words({"sweep", "--knobs"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("nvlink"), HasSubstr("node.fast"), HasSubstr("load_skew")));
}

/// The program as a process of its own; its standard output and error go to files.
pid_t start(const std::vector<std::string>& words, const std::string& out, const std::string& err) {
  std::vector<std::string> all = words;
  all.insert(all.begin(), TRAINYARD_PROGRAM);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
  ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
  std::vector<char*> pointers;
  for (std::string& one : all) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  ::execv(TRAINYARD_PROGRAM, pointers.data());
  ::_exit(127);
}

int code_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Ctrl-C is told; a kill leaves no time for that. Either way nothing that was computed is lost or damaged.
class StoppedSweep : public Sweep, public ::testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(Signals, StoppedSweep, ::testing::Values(SIGINT, SIGKILL),
                         [](const auto& param) { return param.param == SIGINT ? "CtrlC" : "Kill"; });

TEST_P(StoppedSweep, GoesOnFromThere) {
  if (!std::filesystem::exists(TRAINYARD_PROGRAM)) GTEST_SKIP() << "the program itself was not built";
  // Some seconds of work: plans are searched at every point.
  const std::vector<std::string> words{"sweep",   "llama-3-70b-h100",  "--set",     "gpus=64",
                                       "--vary",  "nic=20..400*1.2",   "--replan",  "--json",
                                       "--store", file("runs.sqlite"), "--threads", "1"};
  const pid_t child = start(words, file("first.json"), file("first.err"));
  using namespace std::chrono_literals;
  for (int i = 0; i < 600 && content_of(file("first.err")).find("sweeping") == std::string::npos; ++i)
    std::this_thread::sleep_for(50ms);
  std::this_thread::sleep_for(700ms);
  ::kill(child, GetParam());
  ASSERT_EQ(code_of(child), GetParam() == SIGINT ? 130 : -SIGKILL) << content_of(file("first.err"));
  EXPECT_THAT(content_of(file("first.json")), IsEmpty());
  if (GetParam() == SIGINT) {
    EXPECT_THAT(content_of(file("first.err")),
                AllOf(HasSubstr("interrupted after"), HasSubstr("the same command goes on from there")));
  }
  ASSERT_EQ(code_of(start(words, file("second.json"), file("second.err"))), 0)
      << content_of(file("second.err"));
  std::vector<std::string> afresh = words;
  afresh[9] = file("other.sqlite");
  afresh.back() = "2";
  ASSERT_EQ(code_of(start(afresh, file("whole.json"), file("whole.err"))), 0)
      << content_of(file("whole.err"));
  EXPECT_EQ(content_of(file("second.json")), content_of(file("whole.json")));
}

}  // namespace
}  // namespace trainyard::cli
