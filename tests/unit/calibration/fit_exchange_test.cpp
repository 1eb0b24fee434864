#include "models/calibration/fit_exchange.h"

#include <gmock/gmock.h>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/exchange_predictor.h"
#include "models/calibration/score.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

const ProfileLibrary& library() {
  static const ProfileLibrary shipped(TRAINYARD_SOURCE_DIR);
  return shipped;
}

NodeProfile h100_node() {
  return library().load_node("dgx-h100").value();
}

/// The shipped constants, with a network fault on 8 nodes.
LoneTransport truth() {
  LoneTransport transport = library().load_software("deepseek-fp8-2024q4").value().transport.alone.value();
  transport.slow_nodes = 8;
  transport.slow_nic = 0.5;
  return transport;
}

/// Exchanges of many sizes whose times are those of truth().
std::vector<MeasuredExchange> synthetic_rows(std::vector<int> nodes) {
  std::vector<MeasuredExchange> rows;
  const NodeProfile node = h100_node();
  for (const bool combine : {false, true})
    for (const int n : nodes)
      for (const double hidden : {2048.0, 7168.0})
        for (const double tokens : {1.0, 32.0, 256.0, 2048.0, 16384.0, 131072.0})
          for (const int chosen : {2, 8})
            for (const int sms : {4, 12, 24}) {
              MeasuredExchange row;
              row.combine = combine;
              row.nodes = n;
              row.members = 8 * n;
              row.tokens = tokens;
              row.hidden = hidden;
              row.chosen = chosen;
              row.experts = 256;
              row.sms = sms;
              row.time = predicted_exchange(truth(), node, row).value();
              rows.push_back(row);
            }
  return rows;
}

FitOptions options() {
  FitOptions wanted;
  wanted.starts = 2;
  return wanted;
}

TEST(FitExchange, FindsTheConstantsThatMadeTheRows) {
  const std::vector<MeasuredExchange> rows = synthetic_rows({1, 2, 4, 8});
  for (const bool combine : {false, true}) {
    const Result<ExchangeFit> fit = fit_exchange(rows, combine, h100_node(), 8, options());
    ASSERT_TRUE(fit) << to_text(fit.error());
    const LoneExchangeLaw &found = fit.value().law, expected = combine ? truth().combine : truth().dispatch;
    const auto near = [](auto one, auto other, double tolerance) {
      EXPECT_NEAR(one.base() / other.base(), 1.0, tolerance);
    };
    near(found.row_rate, expected.row_rate, 0.02);
    near(found.copy_rate, expected.copy_rate, 0.02);
    near(found.hop_row_rate, expected.hop_row_rate, 0.05);
    near(found.hop_copy_rate, expected.hop_copy_rate, 0.05);
    near(found.latency, expected.latency, 0.02);
    near(found.latency_per_doubling, expected.latency_per_doubling, 0.02);
    near(found.fill, expected.fill, 0.05);
    near(found.fill_per_doubling, expected.fill_per_doubling, 0.05);
    EXPECT_NEAR(found.sms_exponent, expected.sms_exponent, 0.005);
    EXPECT_NEAR(found.fast_share, expected.fast_share, 0.01);
    EXPECT_NEAR(found.nic_share, expected.nic_share, 0.01);
    EXPECT_NEAR(fit.value().slow_nic, 0.5, 0.01);
    EXPECT_LT(fit.value().held_out.p90, 0.01);
    EXPECT_LT(fit.value().held_out_training.p90, 0.01);
    EXPECT_EQ(fit.value().held_out.count, rows.size() / 2);
  }
}

TEST(FitExchange, OfOneNodeKeepsWhatBelongsToSeveral) {
  const Result<ExchangeFit> fit = fit_exchange(synthetic_rows({1}), false, h100_node(), 8, options());
  ASSERT_TRUE(fit) << to_text(fit.error());
  EXPECT_EQ(fit.value().slow_nic, 1.0);
  EXPECT_LT(fit.value().held_out.p90, 0.01);
  ASSERT_FALSE(fit.value().notes.empty());
  EXPECT_THAT(fit.value().notes.back(), HasSubstr("several nodes"));
  for (const auto& [name, sigma] : fit.value().sigmas) EXPECT_EQ(name.find("hop"), std::string::npos) << name;
}

TEST(FitExchange, RefusesWhatCannotBeFitted) {
  std::vector<MeasuredExchange> rows = synthetic_rows({1});
  const std::vector<MeasuredExchange> few(rows.begin(), rows.begin() + 5);
  EXPECT_THAT(to_text(fit_exchange(few, false, h100_node(), 0, options()).error()), HasSubstr("too few"));
  rows.front().experts = 250;
  EXPECT_FALSE(fit_exchange(rows, false, h100_node(), 0, options()));
}

TEST(PredictedExchange, CountsBytesAndCopiesAsTheyWereMeasured) {
  MeasuredExchange row;
  row.nodes = 8;
  row.members = 64;
  row.tokens = 4096;
  row.hidden = 7168;
  row.chosen = 8;
  row.experts = 256;
  row.sms = 24;
  const LoneExchange dispatch = lone_exchange_of(row, h100_node()).value();
  EXPECT_DOUBLE_EQ(dispatch.payload.base(), 7168 + 224);
  EXPECT_NEAR(dispatch.copies.nic, 3.983 * 7 / 8, 1e-3);
  EXPECT_NEAR(dispatch.copies.fast, 7.471 * 7 / 8, 1e-3);
  row.combine = true;
  EXPECT_DOUBLE_EQ(lone_exchange_of(row, h100_node()).value().payload.base(), 2 * 7168);
}

TEST(Score, AsksTheLawOfATransportAboutExchanges) {
  Measurements file;
  file.exchanges = synthetic_rows({1, 8});
  const GpuProfile gpu = library().load_gpu("h100-sxm").value();
  const NodeProfile node = h100_node();
  const LoneTransport law = truth();
  const Score scored = score(gpu, &node, {&file, 1}, &law).value();
  ASSERT_EQ(scored.lines.size(), 2U);
  EXPECT_EQ(scored.lines[0].group, "expert combine");
  EXPECT_EQ(scored.lines[1].group, "expert dispatch");
  for (const ScoreLine& line : scored.lines) {
    EXPECT_EQ(line.status, "transferred");
    EXPECT_EQ(line.all.count, file.exchanges.size() / 2);
    EXPECT_EQ(line.training.count, line.all.count / 2);  // three of six sizes have 1,024 tokens or more
    EXPECT_NEAR(line.all.p90, 0.0, 1e-9);
  }
  EXPECT_TRUE(scored.unanswered.empty());
  EXPECT_EQ(score(gpu, &node, {&file, 1}).value().unanswered.size(), 1U);
}

TEST(Score, FindsTheLawAmongTheShippedStacks) {
  const auto found = shipped_lone_transport(library());
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_TRUE(found.value().has_value());
}

}  // namespace
}  // namespace trainyard
