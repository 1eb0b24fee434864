// The shipped law of expert exchanges that run alone: on DeepEP's published H800 figures, which nothing is
// fitted to, and on the H100 tables that it was fitted to.
#include "hardware_profiles/profile_library.h"
#include "models/calibration/exchange_predictor.h"
#include "models/calibration/fit_exchange.h"
#include "tests/validation/compute/measured_tables.h"

namespace trainyard {
namespace {

const ProfileLibrary& library() {
  static const ProfileLibrary shipped(TRAINYARD_SOURCE_DIR);
  return shipped;
}

LoneTransport shipped_law() {
  return library().load_software("deepseek-fp8-2024q4").value().transport.alone.value();
}

/// deepseek-ai/DeepEP@dd758ca docs/legacy.md, "normal kernels": H800 (NVLink 160 GB/s reached, ConnectX-7
/// 400 Gb/s), 4,096 tokens a rank, hidden 7,168, best 4 groups, best 8 experts, fp8 dispatch, bf16 combine,
/// 24 SMs. GB/s of the bottleneck: NVLink in one node, the NIC in several, the own rank or node counted; the
/// time is that of the transfer, without the handshake before it.
struct PublishedRate {
  int nodes;
  double dispatch, combine;
};
constexpr PublishedRate published[] = {{1, 153, 158}, {2, 43, 43}, {4, 58, 57}, {8, 51, 50}};

TEST(ExpertExchange, ReachesThePublishedRatesOnH800) {
  const NodeProfile node = library().load_node("h800-8").value();
  std::printf("%5s %-9s %9s %9s %7s   %s\n", "ranks", "", "published", "ours", "error",
              "us: latency, fill, handling, fast, NIC");
  for (const PublishedRate& row : published) {
    for (const bool combine : {false, true}) {
      MeasuredExchange measured;
      measured.combine = combine;
      measured.nodes = row.nodes;
      measured.members = 8 * row.nodes;
      measured.tokens = 4096;
      measured.hidden = 7168;
      measured.chosen = 8;
      measured.experts = 256;
      measured.sms = 24;
      const LoneExchange exchange = lone_exchange_of(measured, node).value();
      const LoneTransport law = shipped_law();
      const LoneExchangeTime t = estimate_lone_exchange(exchange, combine ? law.combine : law.dispatch);
      const double copies = row.nodes == 1 ? exchange.copies.ranks : exchange.copies.nodes;
      const BytesPerSecond rate = exchange.rows * copies * exchange.payload / (t.total - t.latency);
      const double expected = combine ? row.combine : row.dispatch;
      const double error = rate.in(gigabytes_per_second) / expected - 1.0;
      std::printf("%5d %-9s %9.0f %9.1f %+6.1f%%   %.0f, %.0f, %.0f, %.0f, %.0f\n", measured.members,
                  combine ? "combine" : "dispatch", expected, rate.in(gigabytes_per_second), 100 * error,
                  t.latency.in(microseconds), t.fill.in(microseconds), t.handling.in(microseconds),
                  t.fast.in(microseconds), t.nic.in(microseconds));
      EXPECT_LT(std::abs(error), 0.08) << measured.members << (combine ? " combine" : " dispatch");
    }
  }
}

std::filesystem::path h100_table() {
  return measured::folder() / "kernels" / "deepep_normal_h100.csv.gz";
}

TEST(ExpertExchange, MeetsTheTableItWasFittedTo) {
  TRAINYARD_NEEDS_TABLE(h100_table());
  const Result<Measurements> table = read_measurements(h100_table());
  ASSERT_TRUE(table) << to_text(table.error());
  const NodeProfile node = library().load_node("dgx-h100").value();
  const LoneTransport law = shipped_law();
  for (const bool combine : {false, true}) {
    measured::Errors all, training, nodes[9];
    for (const MeasuredExchange& row : table.value().exchanges) {
      if (row.combine != combine) continue;
      const double time = predicted_exchange(law, node, row).value().base();
      all.add(time, row.time.base());
      if (row.tokens < least_training_tokens) continue;
      training.add(time, row.time.base());
      nodes[row.nodes].add(time, row.time.base());
    }
    const std::string name = combine ? "combine" : "dispatch";
    all.print(name + ", all sizes");
    training.print(name + ", from 1,024 tokens");
    for (const int n : {1, 2, 4, 8}) nodes[n].print(name + ", the same on " + std::to_string(n) + " nodes");
    EXPECT_LT(training.quantile_of_error(0.5), 0.05) << name;
    EXPECT_LT(training.quantile_of_error(0.9), 0.12) << name;
  }
}

TEST(ExpertExchange, IsWhatAFitOfTheTableGives) {
  TRAINYARD_NEEDS_TABLE(h100_table());
  const Result<Measurements> table = read_measurements(h100_table());
  ASSERT_TRUE(table) << to_text(table.error());
  const NodeProfile node = library().load_node("dgx-h100").value();
  const LoneTransport shipped = shipped_law();
  FitOptions options;
  options.starts = 4;
  for (const bool combine : {false, true}) {
    const Result<ExchangeFit> fit =
        fit_exchange(table.value().exchanges, combine, node, shipped.slow_nodes, options);
    ASSERT_TRUE(fit) << to_text(fit.error());
    const ErrorSummary& held_out = fit.value().held_out_training;
    std::printf("%s, points left out of the fit, from 1,024 tokens: %zu rows, median %.2f %%, p90 %.2f %%\n",
                combine ? "combine" : "dispatch", held_out.count, 100 * held_out.median, 100 * held_out.p90);
    EXPECT_LT(held_out.median, 0.04);
    EXPECT_LT(held_out.p90, 0.10);
    EXPECT_NEAR(fit.value().slow_nic, shipped.slow_nic, 0.01);
    measured::Errors difference;
    for (const MeasuredExchange& row : table.value().exchanges) {
      if (row.combine != combine) continue;
      LoneTransport fitted = shipped;
      (combine ? fitted.combine : fitted.dispatch) = fit.value().law;
      difference.add(predicted_exchange(fitted, node, row).value().base(),
                     predicted_exchange(shipped, node, row).value().base());
    }
    EXPECT_LT(difference.quantile_of_error(1.0), 0.01) << "the shipped constants are not those of the fit";
  }
}

}  // namespace
}  // namespace trainyard
