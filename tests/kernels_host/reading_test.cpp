// What the microbenchmarks write, the calibration reads: every point of every family, none lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "kernels/harness/document.h"
#include "kernels/harness/point_sets.h"
#include "models/calibration/measurements.h"

namespace trainyard {
namespace {

using kernels::Point;

/// The library as the family's measurement names it.
std::string library_of(const Point& point) {
  if (point.family == "attention") return "cuDNN";
  if (point.family == "collective") return "NCCL";
  if (point.choice("kernel") == "grouped") return "cublas, one grouped kernel";
  return "cublasLt";
}

kernels::Document document_of(const std::vector<Point>& points) {
  kernels::Document document;
  kernels::Environment& e = document.environment;
  e.date = "2026-01-02T03:04:05Z";
  e.command = "trainyard_kernels";
  e.gpu = "NVIDIA H100 80GB HBM3";
  e.compute_capability = "9.0";
  e.sms = 132;
  e.gpus = 8;
  e.cuda_driver = e.cuda_runtime = "13.0";
  e.cache = "flushed";
  e.rule = {10, 60, 0.004, 0.3};
  for (const Point& point : points) {
    kernels::Record record;
    record.point = point;
    if (point.family != "overlap")
      record.work = kernels::work_of(point);
    else
      record.work = kernels::work_of(kernels::compute_part(point));
    record.library = library_of(point.family == "overlap" ? kernels::compute_part(point) : point);
    record.microseconds = kernels::summarise({10, 11, 12});
    document.records.push_back(record);
  }
  return document;
}

std::vector<Point> all_points() {
  using namespace kernels;
  std::vector<Point> all;
  for (const bool full : {false, true}) {
    const PointSetOptions options{full, 132, true, 8};
    for (const auto& points : {gemm_points(options), grouped_gemm_points(options), attention_points(options),
                               head_points(options), memory_bound_points(options), launch_points(options),
                               transfer_points(options), overlap_points(options), sustained_points(options),
                               peer_points(options), collective_points(options)})
      all.insert(all.end(), points.begin(), points.end());
  }
  return all;
}

TEST(WhatIsWritten, isReadWithoutLosingAPoint) {
  const std::vector<Point> points = all_points();
  const Result<Measurements> read =
      parse_measurements(kernels::document_json(document_of(points)), "measured.json");
  ASSERT_TRUE(read.has_value()) << to_text(read.error());
  const Measurements& all = read.value();
  std::size_t left_out = 0;
  for (const auto& [reason, count] : all.left_out) left_out += static_cast<std::size_t>(count);
  EXPECT_EQ(all.kernels.size() + all.collectives.size() + left_out, points.size());

  std::size_t without_law = 0;
  for (const Point& point : points) {
    const std::string family = point.family == "overlap" ? kernels::compute_part(point).family : point.family;
    without_law += std::set<std::string>{"launch", "transfer", "peer", "head"}.count(family);
  }
  EXPECT_EQ(left_out, without_law) << ::testing::PrintToString(all.left_out);
}

TEST(WhatIsWritten, keepsItsWork) {
  const std::vector<Point> points = all_points();
  const Measurements all =
      parse_measurements(kernels::document_json(document_of(points)), "measured.json").value();
  std::map<std::string, int> roles;
  std::size_t at = 0;
  for (const Point& outer : points) {
    const Point point = outer.family == "overlap" ? kernels::compute_part(outer) : outer;
    if (std::set<std::string>{"launch", "transfer", "peer", "head", "collective"}.count(point.family) == 1)
      continue;
    ASSERT_LT(at, all.kernels.size());
    const MeasuredKernel& row = all.kernels[at++];
    ASSERT_EQ(row.work.size(), 1U);
    const kernels::Work work = kernels::work_of(point);
    // One causal attention counts the masked half exactly and without the sums that its backward keeps.
    EXPECT_NEAR(row.work[0].flops.base(), work.flops, 1e-3 * work.flops) << outer.name();
    EXPECT_NEAR(row.work[0].bytes.base(), work.bytes, 0.02 * work.bytes) << outer.name();
    EXPECT_EQ(row.sms > 0.0, outer.sms > 0 || outer.family == "overlap") << outer.name();
    EXPECT_EQ(row.sustained, outer.sustained) << outer.name();
    EXPECT_EQ(row.contended, outer.choice("companion") == "copy") << outer.name();
    EXPECT_EQ(row.balanced, point.choice("loads") != "skewed") << outer.name();
    ++roles[row.role.substr(0, row.role.find('/'))];
  }
  EXPECT_EQ(at, all.kernels.size());
  for (const char* role : {"gemm", "gemm_wgrad", "grouped", "grouped_wgrad", "attention_forward",
                           "attention_backward", "memory"})
    EXPECT_GT(roles[role], 0) << role;
}

}  // namespace
}  // namespace trainyard
