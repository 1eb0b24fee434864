// From rows to a report, on parts of the shipped collections.
#include "models/validation/validate_runs.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

using made_up::plain_row;
using made_up::shipped_library;
using made_up::shipped_runs;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

/// A folder of this test's own, gone with it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("trainyard-validate-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string write(const std::string& name, const nlohmann::json& rows) const {
    std::ofstream(path_ / name) << rows.dump(1);
    return file(name);
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(path_)) out.push_back(entry.path().filename().string());
    return out;
  }

 private:
  fs::path path_;
};

ValidationReport report_of(std::vector<PublishedRun> runs, const ValidationOptions& options = {}) {
  auto report = validate_runs(shipped_library(), std::move(runs), options, {});
  if (!report) throw std::runtime_error(to_text(report.error()));
  return std::move(report.value());
}

std::string problems_of(std::vector<PublishedRun> runs, const ValidationOptions& options) {
  const auto report = validate_runs(shipped_library(), std::move(runs), options, {});
  return report ? std::string() : to_text(report.error());
}

/// Ten rows of NeMo on H100 with others beside them.
std::vector<PublishedRun> some_rows() {
  return shipped_runs("source=nemo|zerobubble");
}

/// A row of one's own whose step is `factor` times what the shipped constants predict.
nlohmann::json own_row(double factor, const std::string& changes = "{}") {
  nlohmann::json row = plain_row(changes);
  const ValidationReport report = report_of(made_up::read_rows({row}));
  if (!report.rows.front().covered) throw std::runtime_error(report.rows.front().reason);
  row["measured"]["step_time_s"] = factor * report.rows.front().predicted.in(seconds);
  return row;
}

TEST(ValidatedRuns, EveryRowHasAResultInOrder) {
  const std::vector<PublishedRun> runs = some_rows();
  double last = 0;
  std::string said;
  const auto report = validate_runs(shipped_library(), runs, {}, [&](std::string_view what, double done) {
    said = what;
    EXPECT_GE(done, 0.0);
    EXPECT_LE(done, 1.0);
    last = done;
  });
  ASSERT_TRUE(report) << to_text(report.error());
  ASSERT_EQ(report.value().rows.size(), runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_EQ(report.value().rows[i].run->id, runs[i].id);
    EXPECT_EQ(report.value().rows[i].run, &(*report.value().runs)[i]) << "rows point into the report's own";
    EXPECT_EQ(report.value().rows[i].covered, report.value().rows[i].reason.empty());
  }
  EXPECT_TRUE(report.value().anchor.empty());
  EXPECT_TRUE(report.value().honest.empty());
}

TEST(ValidatedRuns, NoRowsGiveAnEmptyReport) {
  ValidationOptions options;
  options.honest = true;
  options.without = {"host"};
  const ValidationReport report = report_of({}, options);
  EXPECT_TRUE(report.rows.empty());
  EXPECT_EQ(report.totals.all.rows, 0);
}

TEST(ValidatedRuns, AnAnchorPullsItsOwnErrorDown) {
  const Folder folder;
  ValidationOptions options;
  options.threads = 2;
  for (const double factor : {1.2, 0.85}) {
    const nlohmann::json own = own_row(factor);
    options.anchor_file = folder.write("own.json", nlohmann::json::array({own}));
    std::vector<PublishedRun> runs = some_rows();
    for (PublishedRun& run : made_up::read_rows({own})) runs.push_back(std::move(run));
    const ValidationReport before = report_of(runs), after = report_of(runs, options);
    const double error = before.rows.back().error(), anchored = after.rows.back().error();
    EXPECT_NEAR(error, 1.0 / factor - 1.0, 1e-6);
    EXPECT_LT(std::abs(anchored), 0.35 * std::abs(error));
    EXPECT_GT(anchored * error, -0.001) << "not past it";
    EXPECT_THAT(after.anchor,
                AllOf(HasSubstr("own-1: "), HasSubstr("% before"), HasSubstr("% after"),
                      ContainsRegex("  (software|gpu|node|host)/.* -> "), HasSubstr("constants changed")));
    bool other_moved = false;
    for (std::size_t i = 0; i < before.rows.size(); ++i) {
      const bool same = before.rows[i].predicted.base() == after.rows[i].predicted.base();
      if (before.rows[i].run->source == "zerobubble") {
        EXPECT_TRUE(same) << before.rows[i].run->id << " shares no constant with it";
      }
      other_moved = other_moved || (!same && before.rows[i].run->source == "nemo");
    }
    EXPECT_TRUE(other_moved) << "rows of the same stack follow";
  }
}

TEST(ValidatedRuns, AnAnchorThatIsRightChangesNothing) {
  const Folder folder;
  ValidationOptions options;
  options.anchor_file = folder.write("own.json", nlohmann::json::array({own_row(1.0)}));
  const ValidationReport before = report_of(some_rows()), after = report_of(some_rows(), options);
  EXPECT_THAT(after.anchor, HasSubstr("0 constants changed"));
  for (std::size_t i = 0; i < before.rows.size(); ++i) {
    if (!before.rows[i].covered) continue;
    EXPECT_NEAR(after.rows[i].predicted / before.rows[i].predicted, 1.0, 1e-3);
  }
}

TEST(ValidatedRuns, AnAnchorMustBeARowThatCanBeSimulated) {
  const Folder folder;
  const auto refusal = [&](const nlohmann::json& rows) {
    ValidationOptions options;
    options.anchor_file = folder.write("own.json", rows);
    return problems_of(shipped_runs("source=nemo"), options);
  };
  const auto of_row = [&](const std::string& changes) {
    return refusal(nlohmann::json::array({plain_row(changes)}));
  };
  EXPECT_THAT(
      of_row(R"({"hardware": {"gpu": "TPU v5p"}})"),
      AllOf(HasSubstr("own.json"), HasSubstr("own-1 cannot be simulated"), HasSubstr("no rule names")));
  EXPECT_THAT(of_row(R"({"measured": {"step_time_s": null, "memory_gb": 40}})"), HasSubstr("no step time"));
  EXPECT_THAT(of_row(R"({"parallel": {"tp": 6}})"), HasSubstr("no multiple of TP 6"));
  // Rows that only the simulation refuses.
  EXPECT_THAT(of_row(R"({"schedule": "DualPipe", "parallel": {"tp": 1, "pp": 3},
                         "hardware": {"n_gpus": 24}})"),
              AllOf(HasSubstr("own-1 cannot be simulated"), HasSubstr("even number of ranks")));
  EXPECT_THAT(of_row(R"({"parallel": {"tp": 1, "ep": 3}, "model": {"arch": "moe",
                         "moe": {"experts": 16, "topk": 2, "expert_ffn": 1024}}})"),
              AllOf(HasSubstr("own-1 cannot be simulated"), HasSubstr("do not divide")));
  EXPECT_THAT(refusal(nlohmann::json::object()), HasSubstr("own.json"));
  ValidationOptions options;
  options.anchor_file = folder.file("none.json");
  EXPECT_THAT(problems_of(some_rows(), options), HasSubstr("none.json"));
}

TEST(ValidatedRuns, UnknownEffectsAreToldBeforeAnythingIsSimulated) {
  ValidationOptions options;
  options.without = {"host", "hosts"};
  EXPECT_THAT(problems_of(some_rows(), options), HasSubstr("\"host\""));
}

TEST(ValidatedRuns, LeavingOutTellsTheRowsItMoves) {
  ValidationOptions options;
  options.without = {"pipeline_bubble", "expert_exchange"};
  const ValidationReport report = report_of(shipped_runs("source=zerobubble"), options);
  ASSERT_EQ(report.ablation.size(), 2u);
  EXPECT_EQ(report.ablation[0].name, "pipeline_bubble");
  EXPECT_GT(report.ablation[0].moved, 5);
  EXPECT_EQ(report.ablation[0].with.covered, report.ablation[0].moved);
  EXPECT_EQ(report.ablation[0].without.covered, report.ablation[0].moved);
  EXPECT_GT(report.ablation[0].without.median, report.ablation[0].with.median) << "the bubble is worth it";
  EXPECT_EQ(report.ablation[1].moved, 0) << "dense models exchange nothing";
  EXPECT_EQ(report.without, options.without);
}

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    out[entry.path().string()] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

TEST(ValidatedRuns, AFitWritesItsFileAndNothingElse) {
  const Folder folder;
  const fs::path profiles = fs::path(TRAINYARD_SOURCE_DIR) / "hardware_profiles";
  const auto before = contents(profiles);
  ValidationOptions options;
  options.fit_file = folder.file("constants.json");
  options.threads = 2;
  const ValidationReport report = report_of(shipped_runs("source=zerobubble", 2), options);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"constants.json"});
  EXPECT_EQ(contents(profiles), before);
  const nlohmann::json fit = nlohmann::json::parse(std::ifstream(options.fit_file));
  EXPECT_EQ(fit.at("format"), "trainyard-run-constants");
  EXPECT_EQ(fit.at("version"), 1);
  EXPECT_GT(fit.at("constants").size(), 3u);
  int told = 0;
  for (const nlohmann::json& one : fit.at("constants")) {
    EXPECT_GT(one.at("value").get<double>(), 0.0) << one;
    EXPECT_GT(one.at("sigma").get<double>(), 0.0) << one;
    EXPECT_LE(one.at("rows").get<int>(), static_cast<int>(report.rows.size())) << one;
    told += one.at("rows").get<int>() > 0 ? 1 : 0;
  }
  EXPECT_GT(told, 1);
  // The report is that of the fitted constants: no worse than the shipped ones, which other rows decide too.
  EXPECT_LT(report.totals.all.median,
            report_of(shipped_runs("source=zerobubble", 2)).totals.all.median + 0.01);
}

TEST(ValidatedRuns, AFitThatCannotBeWrittenIsToldSo) {
  const Folder folder;
  ValidationOptions options;
  options.fit_file = folder.file("no/such/folder/constants.json");
  EXPECT_THAT(problems_of(shipped_runs("source=zerobubble", 6), options), HasSubstr("constants.json"));
  EXPECT_TRUE(folder.names().empty());
}

TEST(ValidatedRuns, HonestTablesDoNotDependOnThreads) {
  const auto text = [](int threads) {
    ValidationOptions options;
    options.honest = true;
    options.threads = threads;
    return write_json_validation(report_of(shipped_runs("source=zerobubble|nemo|moezoo", 2), options));
  };
  const std::string one = text(1);
  EXPECT_EQ(one, text(3));
  const nlohmann::json report = nlohmann::json::parse(one);
  ASSERT_EQ(report.at("honest").size(), 2u);
  EXPECT_FALSE(report.at("honest")[1].at("groups").empty());
}

TEST(ValidatedRuns, ReportsDoNotDependOnThreads) {
  const auto text = [](int threads) {
    ValidationOptions options;
    options.threads = threads;
    options.without = {"host"};
    return write_json_validation(report_of(shipped_runs("", 23), options));
  };
  EXPECT_EQ(text(1), text(3));
}

TEST(ValidatedRuns, HonestErrorsAreNoBetterThanFittedOnes) {
  ValidationOptions options;
  options.honest = true;
  options.threads = 2;
  const ValidationReport report = report_of(shipped_runs("source=zerobubble"), options);
  ASSERT_EQ(report.honest.size(), 2u);
  ASSERT_EQ(report.honest[1].groups.size(), 1u);
  EXPECT_EQ(report.honest[1].groups.front().name, "zerobubble");
  EXPECT_GT(report.honest[1].groups.front().median, report.totals.held.median)
      << "a stack nobody has measured is predicted worse than one that was";
}

}  // namespace
}  // namespace trainyard
