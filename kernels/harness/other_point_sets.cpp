#include <algorithm>
#include <cassert>

#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {
namespace {

constexpr std::int64_t mib = 1 << 20;

Point make_point(const std::string& family, const std::string& op, const std::string& dtype,
                 std::vector<std::pair<std::string, std::int64_t>> shape) {
  Point point;
  point.family = family;
  point.op = op;
  point.dtype = dtype;
  point.shape = std::move(shape);
  return point;
}

Point make_memory_bound(const std::string& op, std::int64_t rows, std::int64_t columns) {
  return make_point("memory_bound", op, op == "adamw" ? "fp32" : "bf16",
                    {{"rows", rows}, {"columns", columns}});
}

Point make_dense(const std::string& op, const std::string& dtype, std::int64_t m, std::int64_t n,
                 std::int64_t k) {
  Point point = make_point("gemm", op, dtype, {{"m", m}, {"n", n}, {"k", k}});
  const bool accumulates = op == "weight_gradient";
  point.choices = {{"layout", dtype == "bf16" && accumulates ? "NT" : "TN"},
                   {"output", accumulates ? "fp32_accumulate" : "bf16"}};
  return point;
}

/// The first of these points with this operation that runs on all SMs and has the choice.
Point first_of(const std::vector<Point>& points, const std::string& op, const std::string& choice) {
  for (const Point& point : points) {
    if (point.op == op && point.sms == 0 && !point.choice(choice).empty()) return point;
  }
  assert(false && "no such point");
  return {};
}

/// DeepSeek-V3's, one sequence of 4096.
Point latent_attention(const std::string& op) {
  Point point = make_point("attention", op, "bf16",
                           {{"batch", 1},
                            {"sequence", 4096},
                            {"heads", 128},
                            {"kv_heads", 128},
                            {"head_size", 192},
                            {"value_size", 128}});
  point.choices = {{"mask", "causal"}, {"backend", "cudnn"}};
  return point;
}

}  // namespace

std::vector<Point> memory_bound_points(const PointSetOptions& options) {
  std::vector<Point> points;
  // From what stays in the L2 cache to what does not.
  for (const std::int64_t rows : {64, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144})
    points.push_back(make_memory_bound("copy", rows, 4096));

  std::vector<std::int64_t> row_counts{4096, 16384};
  std::vector<std::int64_t> widths{2048, 5120, 7168};
  if (options.full) {
    row_counts.insert(row_counts.begin(), {512, 1024, 2048});
    widths.insert(widths.end(), {4096, 8192, 16384});
  }
  std::vector<std::string> ops{"rms_norm_forward", "rms_norm_backward", "swiglu_forward", "swiglu_backward"};
  if (options.fp8) ops.insert(ops.end(), {"cast_fp8", "cast_transpose_fp8"});
  for (const std::string& op : ops) {
    for (const std::int64_t rows : row_counts) {
      for (const std::int64_t width : widths) points.push_back(make_memory_bound(op, rows, width));
    }
  }
  for (const std::int64_t rows : row_counts) {
    Point rotary = make_memory_bound("rotary", rows, 128 * 64);  // 128 heads, the 64 turned elements of each
    rotary.shape.push_back({"head_size", 64});
    points.push_back(rotary);
    for (const char* op : {"permute", "unpermute"}) {
      for (const std::int64_t top_k : {2, 8}) {
        Point point = make_memory_bound(op, rows, 7168);
        point.shape.push_back({"top_k", top_k});
        points.push_back(point);
      }
    }
    points.push_back(make_memory_bound("softmax_cross_entropy", rows / 2, 129280));
    points.push_back(make_memory_bound("softmax_cross_entropy", rows / 2, 32000));
  }
  for (const std::int64_t parameters : {16 * mib, 64 * mib, 256 * mib})
    points.push_back(make_memory_bound("adamw", 1, parameters));
  return points;
}

std::vector<Point> launch_points(const PointSetOptions&) {
  std::vector<Point> points;
  for (const char* op : {"event_pair", "stream_gap", "graph_gap", "host_cost"})
    points.push_back(
        make_point("launch", op, "none", {{"kernels", op == std::string("event_pair") ? 0 : 256}}));
  return points;
}

std::vector<Point> transfer_points(const PointSetOptions& options) {
  std::vector<Point> points;
  for (const char* op : {"host_to_device", "device_to_host"}) {
    for (std::int64_t bytes = 4096; bytes <= (options.full ? 1024 : 256) * mib; bytes *= 4)
      points.push_back(make_point("transfer", op, "bytes", {{"bytes", bytes}}));
  }
  return points;
}

std::vector<Point> overlap_points(const PointSetOptions& options) {
  std::vector<Point> inner{make_dense("forward", "bf16", 8192, 8192, 8192),
                           make_dense("forward", "bf16", 4096, 7168, 2048),
                           make_dense("weight_gradient", "bf16", 4096, 7168, 4096),
                           make_memory_bound("copy", 32768, 4096),
                           make_memory_bound("rms_norm_forward", 16384, 7168),
                           make_memory_bound("swiglu_backward", 16384, 2048)};
  if (options.fp8) {
    inner.push_back(make_dense("forward", "fp8", 8192, 8192, 8192));
    inner.push_back(make_memory_bound("cast_fp8", 16384, 7168));
  }
  // The first of a family: products by expert, and in one kernel; latent attention, both ways; the head.
  const std::vector<Point> grouped = grouped_gemm_points(options);
  inner.push_back(first_of(grouped, "forward", "streams"));
  inner.push_back(first_of(grouped, "forward", "kernel"));
  inner.push_back(latent_attention("forward"));
  inner.push_back(latent_attention("backward"));
  inner.push_back(head_points(options).front());

  std::vector<Point> points;
  for (const Point& point : inner) {
    std::vector<std::int64_t> held{8, 20, 32};
    if (options.full) held = {4, 8, 12, 16, 20, 24, 32, 48, 66};
    if (point.family == "head" && !options.full) held = {communication_sms};  // a sample takes 40 ms
    for (const char* companion : {"hold", "copy"}) {
      for (const std::int64_t sms : held) {
        if (sms >= options.sms) continue;
        Point beside = point;
        beside.family = "overlap";
        beside.op = point.family + '/' + point.op;
        beside.shape.push_back({"companion_sms", sms});
        beside.choices.push_back({"companion", companion});
        points.push_back(beside);
      }
    }
  }
  return points;
}

Point compute_part(const Point& overlap) {
  const std::size_t slash = overlap.op.find('/');
  assert(overlap.family == "overlap" && slash != std::string::npos);
  Point point = overlap;
  point.family = overlap.op.substr(0, slash);
  point.op = overlap.op.substr(slash + 1);
  const auto drop = [](auto& list, const std::string& key) {
    list.erase(std::remove_if(list.begin(), list.end(), [&](const auto& one) { return one.first == key; }),
               list.end());
  };
  drop(point.shape, "companion_sms");
  drop(point.choices, "companion");
  return point;
}

std::vector<Point> sustained_points(const PointSetOptions& options) {
  std::vector<Point> points{
      make_dense("forward", "bf16", 8192, 8192, 8192), make_dense("forward", "bf16", 4096, 7168, 2048),
      make_dense("weight_gradient", "bf16", 4096, 7168, 4096), make_memory_bound("copy", 131072, 4096)};
  if (options.fp8) points.push_back(make_dense("forward", "fp8", 8192, 8192, 8192));
  for (const char* op : {"forward", "backward"}) points.push_back(latent_attention(op));
  if (options.full) {
    points.push_back(make_dense("forward", "bf16", 32768, 16384, 16384));
    points.push_back(make_dense("forward", "bf16", 4096, 4096, 4096));
    points.push_back(make_dense("forward", "bf16", 4096, 36864, 7168));
    if (options.fp8) points.push_back(make_dense("forward", "fp8", 4096, 36864, 7168));
  }
  for (Point& point : points) point.sustained = true;
  return points;
}

std::vector<Point> peer_points(const PointSetOptions& options) {
  std::vector<Point> points;
  if (options.gpus < 2) return points;
  for (const char* op : {"one_way", "both_ways"}) {
    for (std::int64_t bytes = 16384; bytes <= (options.full ? 1024 : 256) * mib; bytes *= 4)
      points.push_back(make_point("peer", op, "bytes", {{"bytes", bytes}, {"gpus", 2}}));
  }
  return points;
}

std::vector<Point> collective_points(const PointSetOptions& options) {
  std::vector<Point> points;
  int most = 1;
  while (2 * most <= options.gpus) most *= 2;
  // The most GPUs first: what a time limit leaves out is the least.
  for (int gpus = most; gpus > 1; gpus /= 2) {
    for (const char* op : {"all_reduce", "all_gather", "reduce_scatter", "all_to_all"}) {
      for (std::int64_t bytes = 4096; bytes <= 1024 * mib; bytes *= 4)
        points.push_back(make_point("collective", op, "bf16", {{"bytes", bytes}, {"gpus", gpus}}));
    }
  }
  return points;
}

}  // namespace trainyard::kernels
