// Products of several experts: the experts that one GPU holds of DeepSeek-V2 and V3, and others with --full.
#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {
namespace {

/// Experts of one GPU with their map from `in` to `out`; `rows` of all of them together.
struct Group {
  std::int64_t experts;
  std::int64_t rows;
  std::int64_t out;
  std::int64_t in;
};

// 20 x 1229: DeepSeek-V2, 160 routed experts over 8 GPUs, 6 per row, 4096 rows. 4 x 8192: DeepSeek-V3, 256
// experts over 64 GPUs, 8 per row, 4096 rows on each.
const std::vector<Group> model_groups{{20, 20 * 1229, 3072, 5120},
                                      {20, 20 * 1229, 5120, 1536},
                                      {4, 4 * 8192, 4096, 7168},
                                      {4, 4 * 8192, 7168, 2048}};

std::vector<Group> other_groups() {
  std::vector<Group> groups;
  for (const std::int64_t experts : {2, 8, 16, 32}) {
    for (const std::int64_t load : {128, 512, 2048}) {
      groups.push_back({experts, experts * load, 4096, 7168});
      groups.push_back({experts, experts * load, 7168, 2048});
      groups.push_back({experts, experts * load, 3072, 2048});
    }
  }
  return groups;
}

Point make_point(const Group& group, const std::string& op, const std::string& dtype,
                 const std::string& loads) {
  Point point;
  point.family = "grouped_gemm";
  point.op = op;
  point.dtype = dtype;
  const bool flipped = op == "input_gradient";
  point.shape = {{"experts", group.experts},
                 {"rows", group.rows},
                 {"n", flipped ? group.in : group.out},
                 {"k", flipped ? group.out : group.in}};
  point.choices = {{"loads", loads}, {"output", op == "weight_gradient" ? "fp32_accumulate" : "bf16"}};
  return point;
}

Point with_choice(Point point, const char* name, const char* value) {
  point.choices.emplace_back(name, value);
  return point;
}

void add_group(std::vector<Point>& points, const Group& group, const PointSetOptions& options,
               bool also_confined) {
  const auto add = [&](const Point& point, const char* name, const char* value, const char* value_confined) {
    points.push_back(with_choice(point, name, value));
    if (also_confined) points.push_back(confined(with_choice(point, name, value_confined), options.sms));
  };
  for (const char* loads : {"balanced", "skewed"}) {
    for (const char* op : {"forward", "input_gradient", "weight_gradient"}) {
      Point point = make_point(group, op, "bf16", loads);
      // One product per expert: four streams side by side, as TransformerEngine's grouped linear map does;
      // confined, one stream, for the limit holds for each product.
      add(point, "streams", "4", "1");
      if (options.fp8) add(make_point(group, op, "fp8", loads), "streams", "4", "1");
      add(point, "kernel", "grouped", "grouped");
      if (point.op != "weight_gradient") continue;
      // cuBLAS's grouped kernel may not add to fp32; this is what it does instead.
      point.choices = {{"loads", loads}, {"output", "bf16"}};
      add(point, "kernel", "grouped", "grouped");
    }
  }
}

}  // namespace

std::vector<Point> grouped_gemm_points(const PointSetOptions& options) {
  std::vector<Point> points;
  // Many experts leave the most to gain or lose by fewer SMs.
  for (const Group& group : model_groups) add_group(points, group, options, group.experts == 20);
  if (options.full) {
    for (const Group& group : other_groups()) add_group(points, group, options, false);
  }
  return points;
}

}  // namespace trainyard::kernels
