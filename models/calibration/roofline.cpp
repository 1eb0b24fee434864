#include "models/calibration/roofline.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/calibration/kernel_predictor.h"
#include "models/compute/operator_list.h"

namespace trainyard {

namespace {

constexpr double least_square = 128, most_square = 16384;  // chosen: from launch-bound to peak-bound
constexpr double least_rows = 16, most_rows = 32768;       // chosen: from memory-bound to peak-bound
constexpr double weights = 8192, expert_weights = 4096, experts = 8;  // chosen: sizes of large models

Format format_of(std::string_view family) {
  if (family.find("fp8") != std::string_view::npos) return Format::fp8;
  return family.find("fp4") != std::string_view::npos ? Format::fp4 : Format::bf16;
}

/// The product m x n x k of a role; of a weight gradient m x n is the output and k the rows.
MeasuredKernel product(const std::string& role, Format format, double rows, double n, double k) {
  MeasuredKernel row;
  row.role = role;
  OperatorList list(row.work, Segment::ffn);
  if (role == "gemm") list.gemm("product", format, rows, n, k);
  if (role == "grouped") list.grouped_gemm("product", format, rows, n, k, experts);
  if (role == "gemm_wgrad") list.pass(Pass::weight_gradient).weight_gemm("product", format, n, k, rows, true);
  if (role == "grouped_wgrad")
    list.pass(Pass::weight_gradient).grouped_weight_gemm("product", format, n, k, rows, experts, true);
  return row;
}

RooflinePoint point_of(const KernelPredictor& law, const MeasuredKernel& row, double rows, double n,
                       double k) {
  const Operator& op = row.work.front();
  return {.shape = fmt::format("{:.0f} x {:.0f} x {:.0f}", rows, n, k),
          .intensity = op.flops / op.bytes,
          .achieved = op.flops / law.time(row)};
}

}  // namespace

FlopsPerSecond Roofline::roof(FlopsPerByte intensity) const {
  return std::min(peak, intensity * bandwidth);
}

bool Roofline::beats_peak() const {
  return std::any_of(sweeps.begin(), sweeps.end(), [&](const RooflineSweep& sweep) {
    return std::any_of(sweep.points.begin(), sweep.points.end(),
                       [&](const RooflinePoint& point) { return point.achieved > peak; });
  });
}

bool has_roofline(std::string_view role) {
  return role == "gemm" || role == "gemm_wgrad" || role == "grouped" || role == "grouped_wgrad";
}

Result<Roofline> estimate_roofline(const GpuProfile& gpu, const std::string& family,
                                   const std::string& role) {
  const std::string name = family + "/" + role;
  const auto roles = gpu.kernels.find(family);
  if (roles == gpu.kernels.end() || !roles->second.contains(role))
    return problem(fmt::format("{} has no constants for {}", gpu.name, name));
  if (!has_roofline(role)) return problem(fmt::format("{} is no matrix product: it has no roofline", name));
  Roofline line;
  line.format = format_of(family);
  const auto peak = gpu.peak.find(line.format);
  if (peak == gpu.peak.end())
    return problem(fmt::format("{} has no peak rate in {}", gpu.name, to_text(line.format)));
  line.peak = peak->second.value;
  line.bandwidth = gpu.memory_bandwidth.value;
  TRAINYARD_TRY(law, KernelPredictor::make(gpu, roles->second.at(role), kind_of_role(role),
                                           fmt::format("gpu \"{}\", {}", gpu.name, name)));
  const bool grouped = role.starts_with("grouped");
  const double width = grouped ? expert_weights : weights;
  if (!grouped) {
    RooflineSweep square{.name = "square", .points = {}};
    for (double size = least_square; size <= most_square; size *= 2)
      square.points.push_back(point_of(law, product(role, line.format, size, size, size), size, size, size));
    line.sweeps.push_back(std::move(square));
  }
  RooflineSweep rows{.name = grouped
                                 ? fmt::format("rows x {0:.0f} x {0:.0f}, {1:.0f} experts", width, experts)
                                 : fmt::format("rows x {0:.0f} x {0:.0f}", width),
                     .points = {}};
  for (double count = least_rows; count <= most_rows; count *= 2)
    rows.points.push_back(
        point_of(law, product(role, line.format, count, width, width), count, width, width));
  line.sweeps.push_back(std::move(rows));
  return line;
}

}  // namespace trainyard
