// Constants put in come out again, through noise; the same rows give the same fit.
#include "models/calibration/fit_collectives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "hardware_profiles/links.h"
#include "hardware_profiles/profile_library.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/collective_predictor.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

/// A node of eight GPUs on 400 GB/s that knows nothing yet.
NodeProfile blank_node() {
  NodeProfile node = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_node("dgx-h100").value();
  node.fast.value = gigabytes_per_second(400);
  node.collectives.clear();
  return node;
}

FastDomain true_domain(CollectiveOp op) {
  FastDomain domain;
  domain.rate = gigabytes_per_second(400);
  domain.law(op).protocols = {{microseconds(5), microseconds(1.2), 0.04, 0.8, 0.0},
                              {microseconds(7), microseconds(1.4), 0.4, 0.9, 0.0},
                              {microseconds(20), microseconds(2.5), 0.85, 0.5, 0.2}};
  return domain;
}

struct Made {
  double noise = 0.02;  // standard deviation of ln(time)
  std::string dtype = "half";
  std::vector<int> members{2, 4, 8};
  std::uint64_t seed = 1;
};

/// Every octave from 512 B to 512 MiB, three versions of the library.
std::vector<MeasuredCollective> rows_of(CollectiveOp op, const FastDomain& domain, const Made& made) {
  const CollectivePredictor predictor(domain);
  RandomStream random(made.seed, stream_id("measured"));
  std::vector<MeasuredCollective> rows;
  for (const int members : made.members) {
    for (int octave = 9; octave <= 29; ++octave) {
      for (const char* version : {"2.1", "2.2", "2.3"}) {
        MeasuredCollective row{.op = op,
                               .members = members,
                               .bytes = bytes(std::exp2(octave)),
                               .dtype = made.dtype,
                               .version = version};
        row.time = predictor.time(row) * std::exp(made.noise * random.normal());
        rows.push_back(row);
      }
    }
  }
  return rows;
}

FitOptions options() {
  FitOptions wanted;
  wanted.source = "made up";
  return wanted;
}

CollectiveFit only_fit(const NodeProfile& node, const std::vector<MeasuredCollective>& rows) {
  std::map<std::string, int> left_out;
  const std::vector<CollectiveFit> fits = fit_collectives(node, rows, options(), left_out);
  EXPECT_EQ(fits.size(), 1U);
  return fits.empty() ? CollectiveFit{} : fits.front();
}

TEST(FitCollectives, RecoversWhatTheRowsWereMadeOf) {
  const CollectiveOp op = CollectiveOp::all_gather;
  const CollectiveFit fit = only_fit(blank_node(), rows_of(op, true_domain(op), {}));
  const DomainCollective& found = fit.constants;
  EXPECT_NEAR(found.share.value, 0.85 * (1 - 0.5 / 8), 0.01);
  EXPECT_NEAR(found.small_group_loss.value, 0.5, 0.05);
  EXPECT_NEAR(found.latency.value.in(microseconds), 20, 4);
  EXPECT_NEAR(found.per_peer.value.in(microseconds), 2.5, 1.0);
  EXPECT_NEAR(found.fill.value, 0.2, 0.1);
  ASSERT_EQ(found.small_messages.size(), 2U);
  EXPECT_NEAR(found.small_messages[0].latency.value.in(microseconds), 5, 0.2);
  EXPECT_NEAR(found.small_messages[0].per_peer.value.in(microseconds), 1.2, 0.06);
  EXPECT_NEAR(found.small_messages[1].latency.value.in(microseconds), 7, 0.4);
  EXPECT_NEAR(found.small_messages[1].share.value, 0.4 * (1 - 0.9 / 8), 0.05);
  EXPECT_EQ(found.in_switch_members, 0);
  EXPECT_LT(fit.fitted.median, 0.02);
  EXPECT_LT(fit.held_out.median, 0.02);
  EXPECT_LT(fit.held_out.p90, 0.05);
  EXPECT_EQ(fit.held_out.count, fit.fitted.count);
  EXPECT_GT(fit.beyond.count, 0U);
}

// The law has kinks and flat directions, so single numbers may lie three sigmas off; half of them lie within
// one or so.
TEST(FitCollectives, SigmasAreAsLargeAsTheErrorsAndEveryNumberHasASource) {
  const CollectiveOp op = CollectiveOp::all_gather;
  std::vector<double> off;
  const auto add = [&](const auto& number, double value, double truth) {
    EXPECT_EQ(number.evidence, Evidence::fitted);
    EXPECT_THAT(number.source, HasSubstr("made up: 189 rows, 2, 4, 8 GPUs, NCCL 2.1, 2.2, 2.3; held out"));
    ASSERT_GT(number.relative_sigma, 0.0);
    off.push_back(std::abs(std::log(value / truth)) / number.relative_sigma);
  };
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const DomainCollective found =
        only_fit(blank_node(), rows_of(op, true_domain(op), {.noise = 0.05, .seed = seed})).constants;
    add(found.latency, found.latency.value.in(microseconds), 20);
    add(found.per_peer, found.per_peer.value.in(microseconds), 2.5);
    add(found.share, found.share.value, 0.85 * (1 - 0.5 / 8));
    add(found.small_group_loss, found.small_group_loss.value, 0.5);
    add(found.fill, found.fill.value, 0.2);
  }
  std::sort(off.begin(), off.end());
  EXPECT_LT(off[off.size() / 2], 1.5);
  EXPECT_GT(off[off.size() / 2], 0.2);
}

TEST(FitCollectives, TwoFitsAreEqual) {
  const CollectiveOp op = CollectiveOp::reduce_scatter;
  const std::vector<MeasuredCollective> rows = rows_of(op, true_domain(op), {.noise = 0.08});
  const CollectiveFit one = only_fit(blank_node(), rows), two = only_fit(blank_node(), rows);
  EXPECT_EQ(one.constants.latency.value, two.constants.latency.value);
  EXPECT_EQ(one.constants.share.value, two.constants.share.value);
  EXPECT_EQ(one.constants.fill.relative_sigma, two.constants.fill.relative_sigma);
  EXPECT_EQ(one.held_out.p90, two.held_out.p90);
  EXPECT_EQ(one.constants.latency.source, two.constants.latency.source);
}

TEST(FitCollectives, FindsWhereTheBulkWayBecomesCompulsory) {
  const CollectiveOp op = CollectiveOp::all_gather;
  FastDomain domain = true_domain(op);
  domain.law(op).protocols[2].latency = microseconds(40);
  domain.law(op).bulk_from = kibibytes(512);
  const CollectiveFit fit = only_fit(blank_node(), rows_of(op, domain, {}));
  EXPECT_GT(fit.constants.bulk_from.value, kibibytes(250));
  EXPECT_LT(fit.constants.bulk_from.value, kibibytes(1000));
  EXPECT_LT(fit.held_out.p90, 0.08);
}

TEST(FitCollectives, FindsAReducingSwitchOnlyWhereItReduces) {
  const CollectiveOp op = CollectiveOp::all_reduce;
  FastDomain domain = true_domain(op);
  const NodeProfile node = blank_node();
  EXPECT_EQ(only_fit(node, rows_of(op, domain, {})).constants.in_switch_members, 0);
  domain.in_switch = {1.6, 8};
  const CollectiveFit with = only_fit(node, rows_of(op, domain, {}));
  EXPECT_EQ(with.constants.in_switch_members, 8);
  EXPECT_NEAR(with.constants.in_switch_wire_factor.value, 1.6, 0.05);
  // Integers of one byte are not added by the switch: rows of them alone cannot show it.
  EXPECT_EQ(only_fit(node, rows_of(op, domain, {.dtype = "int8"})).constants.in_switch_members, 0);
  NodeProfile pcie = node;
  pcie.interconnect = "pcie";
  EXPECT_EQ(only_fit(pcie, rows_of(op, domain, {})).constants.in_switch_members, 0);
}

TEST(FitCollectives, OneGroupSizeLeavesTheOthersAsTheNodeHasThem) {
  const CollectiveOp op = CollectiveOp::all_gather;
  NodeProfile node = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_node("dgx-h100").value();
  const DomainCollective& shipped = node.collectives.at("all_gather");
  const FastDomain domain = fast_domain(node);
  const CollectiveFit fit = only_fit(node, rows_of(op, domain, {.noise = 0.01, .members = {8}}));
  NodeProfile after = node;
  after.collectives["all_gather"] = fit.constants;
  for (const MeasuredCollective& row : rows_of(op, domain, {.noise = 0.0, .members = {2, 4}})) {
    EXPECT_NEAR(CollectivePredictor(fast_domain(after)).time(row) / row.time, 1.0, 0.15)
        << row.members << " GPUs, " << row.bytes.base();
  }
  EXPECT_NEAR(fit.constants.share.value, shipped.share.value, 0.02);
}

TEST(FitCollectives, TellsTheRowsThatItLeavesOut) {
  const CollectiveOp op = CollectiveOp::all_gather;
  std::vector<MeasuredCollective> rows = rows_of(op, true_domain(op), {.members = {4}});
  rows.resize(11);
  rows.push_back(rows.front());
  rows.back().members = 16;
  std::map<std::string, int> left_out;
  EXPECT_TRUE(fit_collectives(blank_node(), rows, options(), left_out).empty());
  EXPECT_EQ(left_out["all_gather: too few to fit"], 11);
  EXPECT_EQ(left_out["all_gather among more GPUs than dgx-h100 has"], 1);
}

TEST(Calibrate, CollectivesAloneAreEnough) {
  const CollectiveOp op = CollectiveOp::all_to_all;
  const GpuProfile gpu = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_gpu("h100-sxm").value();
  const NodeProfile node = blank_node();
  Measurements file;
  file.collectives = rows_of(op, true_domain(op), {});
  const auto fitted = calibrate(gpu, &node, std::vector{file}, options());
  ASSERT_TRUE(fitted) << to_text(fitted.error());
  EXPECT_EQ(fitted.value().collectives.size(), 1U);
  EXPECT_THAT(calibration_text(fitted.value()), HasSubstr("all_to_all in dgx-h100"));
  const auto without = calibrate(gpu, nullptr, std::vector{file}, options());
  ASSERT_FALSE(without);
  EXPECT_THAT(to_text(without.error()), HasSubstr("no node profile has this GPU"));
}

}  // namespace
}  // namespace trainyard
