#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/commands/catalogue.h"
#include "cli/commands/command.h"
#include "tests/support/command_line.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::filesystem::path scratch(const std::string& name) {
  return std::filesystem::path(::testing::TempDir()) / ("trainyard-commands-" + name);
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

TEST(Program, TeachesWithoutACommandAndCallsItUsage) {
  const Outcome outcome = run_words({});
  EXPECT_EQ(outcome.code, ExitCode::usage);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("trainyard run deepseek-v3-h800"));
}

TEST(Program, HelpOfEveryCommandNamesItsOptionsOnAtMost110Columns) {
  for (const Command& command : commands()) {
    SCOPED_TRACE(command.name);
    const std::string name(command.name);
    const Outcome outcome = run_words({name, "--help"});
    EXPECT_EQ(outcome.code, ExitCode::done);
    EXPECT_EQ(outcome.out, run_words({"help", name}).out);
    EXPECT_THAT(run_words({"--help"}).out, HasSubstr(std::string(command.sentence)));
    for (const Option& option : command.options)
      EXPECT_THAT(outcome.out, HasSubstr("--" + std::string(option.name)));
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 110U) << line;
  }
}

TEST(Program, AnswersWrongWordsWithTheNearest) {
  struct Case {
    std::vector<std::string> words;
    std::string told;
  };
  for (const Case& one : std::vector<Case>{
           {{"rum", "x"}, "did you mean \"run\""},
           {{"help", "rum"}, "did you mean \"run\""},
           {{"--jsn"}, "a command stands first"},
           {{"run", "deepseek-v3-h800", "--jsn"}, "did you mean \"--json\""},
           {{"run", "deepseek-v3-h800", "-json"}, "did you mean \"--json\""},
           {{"run", "deepseek-v3-h800", "--set"}, "write --set PATH=VALUE"},
           {{"run", "deepseek-v3-h800", "--json=yes"}, "--json takes no value"},
           {{"run"}, "SCENARIO is missing"},
           {{"run", "a", "b"}, "\"b\" is one word too many"},
           {{"run", "a", "--output", "x", "--output", "y"}, "--output is given 2 times"},
           {{"run", "a", "--json", "--csv"}, "exclude each other"},
           {{"run", "a", "--seed", "1.5"}, "is no whole number"},
           {{"list", "gpuz"}, "did you mean \"gpus\""},
           {{"list", "gpus", "--names", "--json"}, "exclude each other"},
           {{"show", "h800-sxm", "--kind", "gpuz"}, "did you mean \"gpus\""},
           {{"explain", "a"}, "--stage is missing"},
           {{"explain", "a", "--stage", "memroy"}, "did you mean \"memory\""},
           {{"completion", "fish"}, "valid: bash"},
           {{"version", "now"}, "one word too many"},
       }) {
    SCOPED_TRACE(one.told);
    const Outcome outcome = run_words(one.words);
    EXPECT_EQ(outcome.code, ExitCode::usage);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(one.told));
    EXPECT_THAT(outcome.err, StartsWith("trainyard: "));
  }
}

TEST(Program, BadInputEndsWith1) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"run", "deepseek-v9"},
           {"run", "/no/such/file.json"},
           {"run", "deepseek-v3-h800", "--set", "plan.pp"},
           {"run", "deepseek-v3-h800", "--set", "plan.pp=7"},
           {"run", "deepseek-v3-h800", "--set", "node.nic=fast", "--json"},
           {"run", "deepseek-v3-h800", "--no-interval", "--output", "/no/such/folder/report.txt"},
           {"run", "deepseek-v3-h800", "--no-interval", "--output", scratch("x").string(), "--trace",
            "/no/such/folder/t.json"},
           {"explain", "deepseek-v9", "--stage", "run"},
           {"show", "nothing-like-it"},
       }) {
    const Outcome outcome = run_words(words);
    EXPECT_EQ(outcome.code, ExitCode::bad_input) << words.back();
    EXPECT_THAT(outcome.out, IsEmpty()) << words.back();
    EXPECT_THAT(outcome.err, Not(IsEmpty())) << words.back();
  }
}

TEST(Run, PrintsTheReportAndNothingElse) {
  const Outcome text = run_words({"run", "deepseek-v3-h800", "--no-interval"});
  EXPECT_EQ(text.code, ExitCode::done);
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("\nStep "), HasSubstr("\nMemory "), HasSubstr("\nRun "), HasSubstr("\nCost ")));
  EXPECT_THAT(text.err, IsEmpty());
  const Outcome json = run_words({"run", "deepseek-v3-h800", "--no-interval", "--json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["scenario"]["name"], "deepseek-v3-h800");
  const Outcome csv = run_words({"run", "--csv", "--no-interval", "deepseek-v3-h800"});
  EXPECT_THAT(csv.out, StartsWith("name,value,unit\n"));
}

TEST(Run, SetChangesTheAnswer) {
  const auto step = [](std::vector<std::string> sets) {
    std::vector<std::string> words{"run", "deepseek-v3-h800", "--no-interval", "--json"};
    for (const std::string& one : sets) words.insert(words.end(), {"--set", one});
    return nlohmann::json::parse(run_words(words).out)["step"]["time_s"].get<double>();
  };
  const double base = step({});
  EXPECT_GT(step({"node.nic=200 Gb/s"}), base);
  EXPECT_LT(step({"model.num_nextn_predict_layers=0"}), base);
  EXPECT_EQ(step({"node.nic=200 Gb/s", "node.nic=400 Gb/s"}), base);
}

TEST(Run, EndsWith3WhenThePlanDoesNotFitAndStillReports) {
  const Outcome outcome =
      run_words({"run", "deepseek-v2-h800", "--no-interval", "--set", "plan.recompute=none"});
  EXPECT_EQ(outcome.code, ExitCode::does_not_fit);
  EXPECT_THAT(outcome.out, HasSubstr("DOES NOT FIT"));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("does not fit"), HasSubstr("largest owner"), HasSubstr("would fit")));
}

TEST(Run, WritesReportAndTraceToFiles) {
  const auto report = scratch("report.json"), trace = scratch("trace.json");
  const Outcome outcome = run_words({"run", "deepseek-v3-h800", "--no-interval", "--json", "--output",
                                     report.string(), "--trace", trace.string()});
  EXPECT_EQ(outcome.code, ExitCode::done);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("wrote " + report.string()), HasSubstr("wrote " + trace.string())));
  EXPECT_EQ(nlohmann::json::parse(content_of(report))["format"], "trainyard-report");
  const auto events = nlohmann::json::parse(content_of(trace));
  EXPECT_FALSE((events.is_array() ? events : events.at("traceEvents")).empty());
  std::filesystem::remove(report);
  std::filesystem::remove(trace);
}

TEST(Run, TakesAScenarioFile) {
  const auto file = scratch("scenario.json");
  std::string text = run_words({"show", "deepseek-v3-h800", "--kind", "scenario", "--json"}).out;
  text.replace(text.find("\"deepseek-v3-h800\""), 18, "\"mine\"");
  std::ofstream(file) << text;
  const Outcome outcome = run_words({"run", file.string(), "--no-interval"});
  EXPECT_EQ(outcome.code, ExitCode::done);
  EXPECT_THAT(outcome.out, HasSubstr("mine: deepseek-v3"));
  std::filesystem::remove(file);
}

TEST(Explain, AnswersForEveryStage) {
  std::set<std::string> answers;
  for (const std::string stage : {"memory", "operators", "graph", "timeline", "run"}) {
    const Outcome outcome = run_words({"explain", "deepseek-v3-h800", "--stage", stage});
    EXPECT_EQ(outcome.code, ExitCode::done) << stage << outcome.err;
    EXPECT_THAT(outcome.out, Not(IsEmpty())) << stage;
    answers.insert(outcome.out);
  }
  EXPECT_EQ(answers.size(), 5U);
}

TEST(List, TellsEveryKindAndEveryKindHasEntries) {
  const Outcome kinds = run_words({"list"});
  EXPECT_EQ(kinds.code, ExitCode::done);
  for (const CatalogueKind& kind : catalogue()) {
    SCOPED_TRACE(kind.name);
    EXPECT_THAT(kinds.out, HasSubstr(std::string(kind.name)));
    const Outcome entries = run_words({"list", std::string(kind.name)});
    EXPECT_EQ(entries.code, ExitCode::done) << entries.err;
    EXPECT_THAT(entries.out, Not(IsEmpty()));
    EXPECT_EQ(entries.out, run_words({"list", std::string(kind.singular)}).out);
    const auto json = nlohmann::json::parse(run_words({"list", std::string(kind.name), "--json"}).out);
    std::istringstream names(run_words({"list", std::string(kind.name), "--names"}).out);
    std::size_t count = 0;
    for (std::string name; std::getline(names, name); ++count) {
      EXPECT_EQ(json.at(count).at("name"), name);
      EXPECT_FALSE(json.at(count).at("description").get<std::string>().empty());
    }
    EXPECT_EQ(count, json.size());
  }
}

TEST(Show, ShowsEverythingThatIsListed) {
  for (const CatalogueKind& kind : catalogue()) {
    std::istringstream names(run_words({"list", std::string(kind.name), "--names"}).out);
    for (std::string name; std::getline(names, name);) {
      const Outcome outcome = run_words({"show", name, "--kind", std::string(kind.name)});
      EXPECT_EQ(outcome.code, ExitCode::done) << kind.name << ' ' << name << outcome.err;
      EXPECT_THAT(outcome.out, StartsWith(std::string(kind.singular) + " " + name)) << kind.name;
    }
  }
}

TEST(Show, TellsValuesWithEvidenceAndSource) {
  EXPECT_THAT(run_words({"show", "h800-sxm", "--kind", "gpu"}).out,
              AllOf(HasSubstr("memory_bandwidth: 3.35 TB/s [published]"), HasSubstr("FlashMLA")));
  EXPECT_THAT(run_words({"show", "deepseek-v3"}).out, HasSubstr("671.0B in all"));
  EXPECT_THAT(run_words({"show", "dualpipe"}).out, HasSubstr("bubble: "));
}

TEST(Claims, PutFiguresBesideSourcesAndSimulation) {
  const Outcome text = run_words({"claims"});
  EXPECT_EQ(text.code, ExitCode::done) << text.err;
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("1.40M GPU-hours"), HasSubstr("82.2 %"), HasSubstr("93.3 %"),
                    HasSubstr("deepseek-v2-fireflyer2"), HasSubstr("2.788M GPU-hours"), HasSubstr("$2.80M")));
  const auto json = nlohmann::json::parse(run_words({"claims", "--json"}).out);
  EXPECT_EQ(json["simulations"].size(), 5U);
  for (const auto& one : json["simulations"])
    EXPECT_GT(one["gpu_hours"].get<double>(), 1e6) << one["scenario"];
}

TEST(Completion, KnowsEveryCommandAndOption) {
  const Outcome outcome = run_words({"completion", "bash"});
  EXPECT_EQ(outcome.code, ExitCode::done);
  for (const Command& command : commands()) {
    EXPECT_THAT(outcome.out, HasSubstr("    " + std::string(command.name) + ") words="));
    for (const Option& option : command.options)
      EXPECT_THAT(outcome.out, HasSubstr("--" + std::string(option.name)));
  }
}

TEST(Completion, CompletesWordsFilesAndProfiles) {
  const auto folder = scratch("completion");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "table.csv") << "";
  const auto script = folder / "script";
  std::ofstream(script) << run_words({"completion", "bash"}).out << "cd " << folder << "\n"
                        << "trainyard() { echo h100-sxm; }\n"
                        << "told() { COMP_WORDS=(trainyard \"$@\"); COMP_CWORD=$#; _trainyard; "
                           "echo \"${COMPREPLY[*]}\"; }\n"
                        << "told explain x --stage me\n"
                        << "told calibrate --from ta\n"
                        << "told calibrate --from table.csv ta\n"
                        << "told calibrate --from table.csv --upd\n"
                        << "told calibrate --check x --against y ta\n"
                        << "told calibrate --kernels ta\n"
                        << "told calibrate --keep ta\n"
                        << "told calibrate --update ta\n"
                        << "told calibrate --update h1\n"
                        << "told calibrate --check h1\n";
  const std::string command = "bash " + script.string() + " > " + script.string() + ".out";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(content_of(script.string() + ".out"),
            "memory\ntable.csv\ntable.csv\n--update\ntable.csv\ntable.csv\ntable.csv\ntable.csv\n"
            "h100-sxm h100-sxm\nh100-sxm h100-sxm\n");
  std::filesystem::remove_all(folder);
}

TEST(Version, IsTheProjects) {
  EXPECT_THAT(run_words({"version"}).out, StartsWith("trainyard "));
  EXPECT_EQ(run_words({"--version"}).out, run_words({"version"}).out);
}

}  // namespace
}  // namespace trainyard::cli
