#include "kernels/harness/duration.h"

#include <algorithm>
#include <string>

#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {
namespace {

// All of these are assumptions about an H100 SXM and its host, on the slow side.
constexpr double bf16_flops = 600e12;
constexpr double fp8_flops = 1000e12;
constexpr double attention_forward_flops = 450e12;
constexpr double attention_backward_flops = 350e12;
constexpr double memory_bytes = 2.5e12;
constexpr double host_link_bytes = 40e9;
constexpr double gpu_link_bytes = 150e9;
constexpr double confined_share = 112.0 / 132.0;

constexpr double launch_seconds = 5e-6;
constexpr double around_sample_seconds = 0.15e-3;  // cache flush, gate, events, the host
constexpr double usual_samples = 20;
constexpr double launches_outside_samples = 4;  // check and warm-ups

constexpr double setup_seconds = 0.025;  // operands, heuristic, a kernel loaded for the first time, the check
constexpr double expert_seconds = 0.002;    // the same for each expert
constexpr double plan_seconds = 0.5;        // cuDNN compiles a kernel: 0.5 s of one core with 9.19
constexpr double reference_seconds = 0.15;  // attention in double precision
constexpr double companion_seconds = 0.03;
constexpr double host_bytes = 0.5e9;   // filling and comparing host memory
constexpr double group_seconds = 0.1;  // memory on all GPUs; a communicator's share

double flops_per_second(const Point& point) {
  if (point.family == "attention")
    return point.op == "backward" ? attention_backward_flops : attention_forward_flops;
  return point.dtype.rfind("fp8", 0) == 0 ? fp8_flops : bf16_flops;
}

double bytes_per_second(const Point& point) {
  if (point.family == "transfer") return host_link_bytes;
  if (point.family == "peer" || point.family == "collective") return gpu_link_bytes;
  return memory_bytes;
}

double kernel_seconds(const Point& point) {
  const Work work = work_of(point);
  const double busy = std::max(work.flops / flops_per_second(point), work.bytes / bytes_per_second(point));
  return launch_seconds + busy / (point.sms > 0 ? confined_share : 1.0);
}

double sampling_seconds(double kernel, const StoppingRule& rule) {
  const double sample = kernel + around_sample_seconds;
  const double samples =
      std::clamp(std::min(usual_samples, rule.most_seconds / sample), static_cast<double>(rule.least_samples),
                 static_cast<double>(rule.most_samples));
  return samples * sample;
}

double preparing_seconds(const Point& point, double kernel) {
  const double launches = launches_outside_samples * kernel;
  if (point.family == "grouped_gemm")
    return setup_seconds + expert_seconds * static_cast<double>(point.size("experts")) + 2 * launches;
  if (point.family == "attention") {
    const double confining = point.sms > 0 ? companion_seconds - plan_seconds : 0.0;  // the plan is there
    return setup_seconds + plan_seconds + reference_seconds + confining + launches;
  }
  if (point.family == "transfer")
    return setup_seconds + static_cast<double>(point.size("bytes")) / host_bytes;
  if (point.family == "peer" || point.family == "collective") return group_seconds;
  return setup_seconds + launches;
}

}  // namespace

double estimated_seconds(const Point& point, const StoppingRule& rule, double sustained_seconds) {
  if (point.family == "overlap") {
    // The inner kernel is prepared and timed alone once for its companions, half a dozen of them.
    const Point inner = compute_part(point);
    const double kernel = kernel_seconds(inner);
    const double sampling = sampling_seconds(kernel, rule);
    return companion_seconds + sampling + (preparing_seconds(inner, kernel) + sampling) / 6;
  }
  const double kernel = kernel_seconds(point);
  const double preparing = preparing_seconds(point, kernel);
  if (point.sustained) return preparing + 2 * sampling_seconds(kernel, rule) + sustained_seconds;
  return preparing + sampling_seconds(kernel, rule);
}

}  // namespace trainyard::kernels
