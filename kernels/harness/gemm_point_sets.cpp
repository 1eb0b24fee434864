#include <algorithm>
#include <cmath>
#include <set>

#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {
namespace {

Point make_gemm(const std::string& op, const std::string& dtype, std::int64_t m, std::int64_t n,
                std::int64_t k) {
  Point point;
  point.family = "gemm";
  point.op = op;
  point.dtype = dtype;
  point.shape = {{"m", m}, {"n", n}, {"k", k}};
  // Matrix units take fp8 operands with the reduced dimension running fastest only, so that is how they are
  // laid.
  const bool narrow = dtype != "bf16";
  const std::string layout = narrow || op == "forward" ? "TN" : op == "input_gradient" ? "NN" : "NT";
  point.choices = {{"layout", layout}, {"output", op == "weight_gradient" ? "fp32_accumulate" : "bf16"}};
  return point;
}

struct Linear {
  std::int64_t out;
  std::int64_t in;
};

// Linear maps of one block, heads not split. DeepSeek-V3 (config.json: hidden 7168, query rank 1536,
// key-value rank 512 + 64, 128 heads of 128 + 64, values 128, dense 18432, expert 2048).
const std::vector<Linear> v3_linears{{1536, 7168},  {24576, 1536}, {576, 7168},  {32768, 512}, {7168, 16384},
                                     {36864, 7168}, {7168, 18432}, {4096, 7168}, {7168, 2048}};
// DeepSeek-V2 (config.json: hidden 5120, dense 12288, two shared experts of 1536).
const std::vector<Linear> v2_linears{{1536, 5120},  {576, 5120},  {5120, 16384}, {24576, 5120},
                                     {5120, 12288}, {6144, 5120}, {5120, 3072}};

void add_linear(std::vector<Point>& points, const Linear& linear, std::int64_t rows,
                const std::string& dtype) {
  points.push_back(make_gemm("forward", dtype, rows, linear.out, linear.in));
  // With block scales only forward: what the gradients' operands are scaled by differs from recipe to recipe.
  if (dtype == "fp8_block") return;
  points.push_back(make_gemm("input_gradient", dtype, rows, linear.in, linear.out));
  points.push_back(make_gemm("weight_gradient", dtype, linear.out, linear.in, rows));
}

}  // namespace

Point confined(Point point, std::int64_t sms) {
  point.sms = std::max<std::int64_t>(sms - communication_sms, 1);
  return point;
}

std::vector<std::vector<std::int64_t>> spread_gemm_shapes(int count, std::int64_t step, bool odd_rows) {
  std::vector<std::vector<std::int64_t>> shapes;
  for (const std::int64_t m : {32768, 1024}) {
    for (const std::int64_t n : {16384, 1024}) {
      for (const std::int64_t k : {16384, 1024}) shapes.push_back({m, n, k});
    }
  }
  // Additive recurrence of the third generalised golden ratio: even cover at every length of the sequence.
  constexpr double golden = 1.2207440846057596;
  const auto spread = [&](double fraction) {
    const double size = 1024 * std::pow(16.0, fraction);
    return std::clamp<std::int64_t>(std::llround(size / static_cast<double>(step)) * step, 1024, 16384);
  };
  for (int i = 1; static_cast<int>(shapes.size()) < count; ++i) {
    double whole = 0;
    const double a = std::modf(0.5 + i / golden, &whole);
    const double b = std::modf(0.5 + i / (golden * golden), &whole);
    const double c = std::modf(0.5 + i / (golden * golden * golden), &whole);
    const std::int64_t m = std::int64_t{1024} << static_cast<int>(a * 6);
    shapes.push_back({odd_rows && i % 5 == 0 ? m + 1 : m, spread(b), spread(c)});
  }
  shapes.resize(static_cast<std::size_t>(std::max(count, 0)));
  return shapes;
}

std::vector<Point> gemm_points(const PointSetOptions& options) {
  std::vector<Point> points;
  for (const auto& s : spread_gemm_shapes(options.full ? 200 : 100, 64, true))
    points.push_back(make_gemm("forward", "bf16", s[0], s[1], s[2]));
  // Gradients: what was m runs as the reduced dimension of the weight gradient.
  for (const auto& s : spread_gemm_shapes(options.full ? 60 : 24, 128, false)) {
    points.push_back(make_gemm("input_gradient", "bf16", s[0], s[1], s[2]));
    points.push_back(make_gemm("weight_gradient", "bf16", s[1], s[2], s[0]));
  }
  if (options.fp8) {
    for (const auto& s : spread_gemm_shapes(options.full ? 200 : 80, 64, false)) {
      points.push_back(make_gemm("forward", "fp8", s[0], s[1], s[2]));
      if (options.full) points.push_back(make_gemm("weight_gradient", "fp8", s[1], s[2], s[0]));
    }
    for (const auto& s : spread_gemm_shapes(options.full ? 100 : 30, 128, false))
      points.push_back(make_gemm("forward", "fp8_block", s[0], s[1], s[2]));
  }

  std::vector<std::string> dtypes{"bf16"};
  if (options.fp8) dtypes.insert(dtypes.end(), {"fp8", "fp8_block"});
  for (const std::string& dtype : dtypes) {
    for (const Linear& linear : v3_linears) add_linear(points, linear, 4096, dtype);
    if (dtype != "fp8_block") {
      for (const Linear& linear : v2_linears) add_linear(points, linear, 4096, dtype);
    }
    for (const Linear& linear : {v3_linears[4], v3_linears[7], v2_linears[2], Linear{8192, 8192}}) {
      std::vector<Point> whole;
      add_linear(whole, linear, 4096, dtype);
      for (const Point& point : whole) points.push_back(confined(point, options.sms));
    }
  }
  const Linear head{129280, 7168};  // DeepSeek-V3's output head stays in bf16
  add_linear(points, head, 4096, "bf16");
  points.push_back(confined(make_gemm("forward", "bf16", 4096, head.out, head.in), options.sms));

  // A shape can stand in the spread and among the models': measure it once.
  std::set<std::string> seen;
  std::vector<Point> once;
  for (Point& point : points) {
    if (seen.insert(point.name()).second) once.push_back(std::move(point));
  }
  return once;
}

std::vector<Point> head_points(const PointSetOptions& options) {
  std::vector<Point> points;
  const auto add = [&](std::int64_t rows, std::int64_t vocabulary, std::int64_t hidden) {
    Point point;
    point.family = "head";
    point.op = "forward_backward";
    point.dtype = "bf16";
    point.shape = {{"rows", rows}, {"vocabulary", vocabulary}, {"hidden", hidden}};
    points.push_back(point);
    points.push_back(confined(point, options.sms));
  };
  add(4096, 129280, 7168);
  add(4096, 102400, 5120);
  if (options.full) {
    add(2048, 129280, 7168);
    add(4096, 128256, 4096);
    add(4096, 128256, 8192);
    add(8192, 32000, 4096);
  }
  return points;
}

}  // namespace trainyard::kernels
