// What trainyard plan answers to its options; the arithmetic is tested with the library.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cli/commands/command.h"
#include "models/purchase/offers_reader.h"
#include "models/purchase/plan_record.h"
#include "models/purchase/purchase_report.h"
#include "models/store/run_store.h"
#include "tests/support/command_line.h"
#include "tests/support/golden.h"
#include "tests/support/json_schema.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// Presses Ctrl-C as soon as something is written to it: the first word of progress.
class PressesCtrlC : public std::stringbuf {
 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    press();
    return std::stringbuf::xsputn(text, size);
  }
  int_type overflow(int_type one) override {
    press();
    return std::stringbuf::overflow(one);
  }

 private:
  void press() {
    if (!pressed_) (void)std::raise(SIGINT);
    pressed_ = true;
  }
  bool pressed_ = false;
};

class PlanCommand : public OwnFolder {
 protected:
  static std::string small() {
    return (std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "purchase" / "small.json")
        .string();
  }
  static Outcome run(const std::vector<std::string>& more, const std::string& offers = small()) {
    std::vector<std::string> words{"plan", offers};
    words.insert(words.end(), more.begin(), more.end());
    return run_words(words);
  }
};

TEST_F(PlanCommand, AnswersInTheFirstLines) {
  const Outcome told = run({"--no-store"});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, StartsWith("Which two nodes?\n"));
  const std::size_t answer = told.out.find("\nRent the 8 h100-sxm (offer spot-8) as spot.");
  ASSERT_NE(answer, std::string::npos) << told.out;
  EXPECT_LT(std::count(told.out.begin(), told.out.begin() + static_cast<std::ptrdiff_t>(answer), '\n'), 7);
  EXPECT_THAT(told.out, AllOf(HasSubstr("tokens per dollar"), HasSubstr("per kWh"), HasSubstr(" Why: "),
                              HasSubstr("How sure: "), HasSubstr("What this rests on")));
  EXPECT_THAT(told.out, AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf "))));
}

TEST_F(PlanCommand, JsonKeepsToItsSchemaAndToAnyNumberOfThreads) {
  schema_test::SchemaFolder schemas(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  const Outcome one = run({"--json", "--no-store", "--threads", "1"});
  ASSERT_EQ(one.code, ExitCode::done) << one.err;
  EXPECT_THAT(schemas.findings("plan-report", nlohmann::json::parse(one.out)), IsEmpty());
  const Outcome many = run({"--json", "--no-store", "--threads", "5"});
  EXPECT_EQ(one.out, many.out);
  const Outcome other = run({"--json", "--no-store", "--seed", "2"});
  EXPECT_NE(one.out, other.out);
}

TEST_F(PlanCommand, WritesPageAndWorkbookBesideTheText) {
  const Outcome told = run({"--no-store", "--html", file("report.html"), "--output", file("report.txt")});
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  EXPECT_THAT(told.out, IsEmpty());
  const std::string page = golden_test::content_of(file("report.html"));
  EXPECT_THAT(page, AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("Total cost of ownership"),
                          HasSubstr("Who is best where"), HasSubstr("<svg"), Not(HasSubstr("<script")),
                          Not(HasSubstr("http-equiv"))));
  EXPECT_THAT(golden_test::content_of(file("report.txt")), StartsWith("Which two nodes?"));
}

TEST_F(PlanCommand, TheWorkbookHasTheSameBytesEachTime) {
  if (!can_write_xlsx()) GTEST_SKIP() << "built without libxlsxwriter: install libxlsxwriter-dev";
  ASSERT_EQ(run({"--no-store", "--xlsx", file("one.xlsx")}).code, ExitCode::done);
  std::this_thread::sleep_for(
      std::chrono::milliseconds(2100));  // a zip archive's clock ticks every two seconds
  ASSERT_EQ(run({"--no-store", "--xlsx", file("two.xlsx")}).code, ExitCode::done);
  const std::string one = golden_test::content_of(file("one.xlsx"));
  EXPECT_THAT(one, StartsWith("PK"));
  EXPECT_EQ(one, golden_test::content_of(file("two.xlsx")));
}

TEST_F(PlanCommand, AFileThatCannotBeWrittenIsToldAndLeavesNothing) {
  const Outcome page = run({"--no-store", "--html", file("no/such/report.html")});
  EXPECT_EQ(page.code, ExitCode::bad_input);
  EXPECT_THAT(page.err, HasSubstr("report.html"));
  if (!can_write_xlsx()) return;
  const Outcome book = run({"--no-store", "--xlsx", file("no/such/report.xlsx")});
  EXPECT_EQ(book.code, ExitCode::bad_input);
  EXPECT_THAT(book.err, HasSubstr("report.xlsx"));
  EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PlanCommand, AWorkbookGoesWhereALinkPoints) {
  if (!can_write_xlsx()) GTEST_SKIP() << "built without libxlsxwriter: install libxlsxwriter-dev";
  std::filesystem::create_symlink(write("real.xlsx", "old"), file("link.xlsx"));
  ASSERT_EQ(run({"--no-store", "--xlsx", file("link.xlsx")}).code, ExitCode::done);
  EXPECT_TRUE(std::filesystem::is_symlink(file("link.xlsx")));
  EXPECT_THAT(golden_test::content_of(file("real.xlsx")), StartsWith("PK"));
}

TEST_F(PlanCommand, CapsThatNobodyKeepsEndWithThree) {
  const Outcome told = run({"--no-store", "--set", "caps.budget=$1000"});
  EXPECT_EQ(told.code, ExitCode::does_not_fit);
  EXPECT_THAT(told.out, AllOf(HasSubstr("No offer keeps all caps"), HasSubstr("the budget is $1")));
}

TEST_F(PlanCommand, WrongWordsAreTold) {
  EXPECT_EQ(run({"--threads", "many"}).code, ExitCode::usage);
  EXPECT_EQ(run({"--seed", "-1"}).code, ExitCode::usage);
  EXPECT_EQ(run({"--set", "caps.budget"}).code, ExitCode::bad_input);
  const Outcome name = run({}, "h800-or-a10");
  EXPECT_EQ(name.code, ExitCode::bad_input);
  EXPECT_THAT(name.err, HasSubstr("h800-or-a100"));
  const Outcome field = run({"--no-store", "--set", "goal=fast", "--set", "offers.0.count=15"});
  EXPECT_EQ(field.code, ExitCode::bad_input);
  EXPECT_THAT(field.err, AllOf(HasSubstr("/goal"), HasSubstr("do not fill nodes of 8")));
  EXPECT_THAT(field.out, IsEmpty());
}

TEST_F(PlanCommand, InterruptedAndResumedEqualsUninterrupted) {
  const Outcome whole = run({"--json", "--no-store"});
  ASSERT_EQ(whole.code, ExitCode::done) << whole.err;
  const std::string store = file("runs.sqlite");
  {
    std::ostringstream out;
    PressesCtrlC pressing;
    std::ostream err(&pressing);
    Console console{out, err};
    EXPECT_EQ(run_program({"plan", small(), "--json", "--store", store}, console), ExitCode::interrupted);
    EXPECT_THAT(out.str(), IsEmpty());
    EXPECT_THAT(pressing.str(), HasSubstr("the same command goes on from there"));
  }
  // Three plans, as far as a later Ctrl-C would have come.
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const auto question = load_offers(library, small());
  ASSERT_TRUE(question);
  const PlanFinder finder = searching_finder(library);
  {
    auto runs = RunStore::open(store);
    ASSERT_TRUE(runs);
    const auto kept = runs.value().list();
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept.value().size(), 1U);
    EXPECT_EQ(kept.value().front().status, RunStatus::interrupted);
    int count = 0;
    for (const Offer& offer : question.value().offers) {
      for (const Workload& work : question.value().workloads) {
        if (count++ == 3) break;
        const auto found = finder(offer, work);
        ASSERT_TRUE(found);
        ASSERT_TRUE(runs.value().put_item(kept.value().front().id, offer.name + "/" + work.name,
                                          write_plan_record(found.value())));
      }
    }
  }
  const Outcome resumed = run({"--json", "--store", store});
  EXPECT_EQ(resumed.code, ExitCode::done) << resumed.err;
  EXPECT_EQ(resumed.out, whole.out);
  auto runs = RunStore::open(store);
  ASSERT_TRUE(runs);
  const auto kept = runs.value().list();
  ASSERT_EQ(kept.value().size(), 1U);
  EXPECT_EQ(kept.value().front().status, RunStatus::done);
  EXPECT_THAT(kept.value().front().summary, StartsWith("rent spot-8: 42.1M tokens/$"));
  EXPECT_EQ(runs.value().load(kept.value().front().id).value().report, whole.out);
}

TEST_F(PlanCommand, TakesUpWhatTheStoreHolds) {
  const std::string store = file("runs.sqlite");
  {
    std::ostringstream out;
    PressesCtrlC pressing;
    std::ostream err(&pressing);
    Console console{out, err};
    ASSERT_EQ(run_program({"plan", small(), "--store", store}, console), ExitCode::interrupted);
  }
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const auto question = load_offers(library, small());
  ASSERT_TRUE(question);
  const Offer& offer = question.value().offers.front();
  const Workload& work = question.value().workloads.front();
  auto found = searching_finder(library)(offer, work);
  ASSERT_TRUE(found);
  found.value().software = "a stack from the store";
  {
    auto runs = RunStore::open(store);
    ASSERT_TRUE(runs);
    ASSERT_TRUE(runs.value().put_item(runs.value().list().value().front().id, offer.name + "/" + work.name,
                                      write_plan_record(found.value())));
  }
  EXPECT_THAT(run({"--json", "--store", store}).out, HasSubstr("a stack from the store"));
}

}  // namespace
}  // namespace trainyard::cli
