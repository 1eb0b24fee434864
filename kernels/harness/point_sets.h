#pragma once

#include <cstdint>
#include <vector>

#include "kernels/harness/point.h"

namespace trainyard::kernels {

/// What the choice of points depends on.
struct PointSetOptions {
  bool full = false;       ///< more points in every family
  std::int64_t sms = 132;  ///< of the device
  bool fp8 = true;         ///< the device has fp8 matrix units
  int gpus = 1;            ///< that can be used together
};

/// Of a GPU's SMs, those that DeepSeek-V3 gives to communication (technical report, section 3.2.2).
inline constexpr std::int64_t communication_sms = 20;

/// The point again, confined to `sms` less those for communication.
Point confined(Point point, std::int64_t sms);

/// `count` shapes {m, n, k}: m from 1k to 32k in octaves, every fifth one row more; n and k spread evenly in
/// the logarithm over 1k to 16k in steps of `step`; the eight corners first. The same for every call.
std::vector<std::vector<std::int64_t>> spread_gemm_shapes(int count, std::int64_t step, bool odd_rows);

/// Dense products: the spread shapes, then those of DeepSeek-V2 and V3 blocks at 4096 rows; forward, input
/// gradient, weight gradient with fp32 accumulation; bf16, fp8, fp8 with block scales; some also on 20 SMs
/// less.
std::vector<Point> gemm_points(const PointSetOptions& options);

/// Products of 4 to 20 experts, balanced and skewed: one product per expert, and for bf16 one grouped kernel.
std::vector<Point> grouped_gemm_points(const PointSetOptions& options);

/// Causal attention, forward and backward, of heads of 64, 128, 192 with values of 128, 256; some confined.
std::vector<Point> attention_points(const PointSetOptions& options);

/// The bf16 output head with its loss, forward and backward.
std::vector<Point> head_points(const PointSetOptions& options);

/// Streaming copies, normalisation, activations, casts, permutations, loss, optimizer.
std::vector<Point> memory_bound_points(const PointSetOptions& options);

/// Gap between kernels: launched one by one, and within a graph.
std::vector<Point> launch_points(const PointSetOptions& options);

/// Copies between host and device.
std::vector<Point> transfer_points(const PointSetOptions& options);

/// Points of the compute families beside a kernel that holds SMs; the companion's share is in
/// `companion_sms`, what it does in the choice `companion` (hold: nothing, copy: streams through device
/// memory).
std::vector<Point> overlap_points(const PointSetOptions& options);

/// The point that runs beside the companion of an overlap point, or alone.
Point compute_part(const Point& overlap);

/// A few points of the other families, held for seconds.
std::vector<Point> sustained_points(const PointSetOptions& options);

/// Copies between the memories of two GPUs, one way and both ways. None on one GPU.
std::vector<Point> peer_points(const PointSetOptions& options);

/// Collectives over all GPUs, then over half of them, down to 2. None on one GPU.
std::vector<Point> collective_points(const PointSetOptions& options);

}  // namespace trainyard::kernels
