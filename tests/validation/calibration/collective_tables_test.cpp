// The collectives of the shipped nodes against the measured tables they were fitted to, all versions and
// types of elements. Their errors on rows left out of a fit stand in the profiles' sources.
#include <gtest/gtest.h>

#include <cstdio>

#include "hardware_profiles/links.h"
#include "models/calibration/collective_predictor.h"
#include "models/calibration/errors.h"
#include "tests/validation/compute/measured_tables.h"

namespace trainyard {
namespace {

void print(const std::string& name, const ErrorSummary& errors) {
  std::printf("%-28s %6zu rows  median %5.2f %%  p90 %5.2f %%  bias %+5.2f %%\n", name.c_str(), errors.count,
              100 * errors.median, 100 * errors.p90, 100 * errors.bias);
}

/// Errors by operation and of all rows together, printed.
ErrorSummary errors_of(const std::string& node_name, const std::string& gpu,
                       const std::filesystem::path& table) {
  const auto measured = read_measurements(table);
  const auto node = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_node(node_name);
  EXPECT_TRUE(measured) << (measured ? "" : to_text(measured.error()));
  EXPECT_TRUE(node) << (node ? "" : to_text(node.error()));
  if (!measured || !node) return {};
  const CollectivePredictor predictor(fast_domain(node.value()));
  std::map<std::string, std::vector<double>> by_op;
  std::vector<double> all;
  for (const MeasuredCollective& row : measured.value().collectives) {
    EXPECT_TRUE(answers_collective(node.value().gpus, row)) << row.line;
    all.push_back(std::log(predictor.time(row) / row.time));
    by_op[std::string(to_text(row.op))].push_back(all.back());
  }
  for (const auto& [op, ratios] : by_op) print(node_name + " " + op, summarise(ratios));
  const ErrorSummary together = summarise(all);
  print(gpu + ", all", together);
  return together;
}

struct Case {
  const char* gpu;
  const char* node;
};

class CollectiveTables : public testing::TestWithParam<Case> {};

TEST_P(CollectiveTables, AreMetWithinFivePercentInTheMedian) {
  const auto [gpu, node] = GetParam();
  const std::filesystem::path table =
      measured::folder() / "kernels" / (std::string("nccl_") + gpu + ".csv.gz");
  TRAINYARD_NEEDS_TABLE(table);
  const ErrorSummary errors = errors_of(node, gpu, table);
  EXPECT_GT(errors.count, 300U);
  EXPECT_LT(errors.median, 0.05);
  EXPECT_LT(errors.p90, 0.15);
  EXPECT_LT(std::abs(errors.bias), 0.02);
}

INSTANTIATE_TEST_SUITE_P(Gpus, CollectiveTables,
                         testing::Values(Case{"a100", "dgx-a100"}, Case{"h100", "dgx-h100"},
                                         Case{"h200", "dgx-h200"}, Case{"b200", "dgx-b200"}),
                         [](const auto& chosen) { return std::string(chosen.param.gpu); });

// nccl-tests of all 72 GPUs of a GB200 NVL72, all-reduce of float, out of place. Source:
// coreweave/nccl-tests pull request 43.
TEST(CollectivesBeyondEight, MeetAllReducesOf72Gpus) {
  const std::map<double, double> measured{
      {512, 1806.7}, {1024, 3108.8}, {2048, 5589.1}, {4096, 10094.0}, {8192, 20299.0}};  // MiB -> us
  // dgx-b200 knows nothing of more than eight GPUs: what it says is a prediction of how steps grow.
  for (const char* name : {"dgx-b200", "gb200-nvl72"}) {
    const CollectivePredictor predictor(
        fast_domain(ProfileLibrary(TRAINYARD_SOURCE_DIR).load_node(name).value()));
    std::vector<double> ratios;
    for (const auto& [size, time] : measured) {
      const MeasuredCollective row{.op = CollectiveOp::all_reduce,
                                   .members = 72,
                                   .bytes = mebibytes(size),
                                   .dtype = "float",
                                   .version = {},
                                   .time = microseconds(time)};
      ratios.push_back(std::log(predictor.time(row) / row.time));
    }
    const ErrorSummary errors = summarise(ratios);
    print(std::string(name) + ", 72 GPUs", errors);
    EXPECT_LT(errors.median, 0.06) << name;
    EXPECT_LT(errors.p90, 0.10) << name;
  }
}

}  // namespace
}  // namespace trainyard
