#pragma once
// A small GPU with round numbers for the tests of kernel laws: 10 SMs, 1 TFLOPS bf16 per SM, 1 TB/s.
#include "models/compute/kernel_time.h"
#include "models/compute/laws/law.h"

namespace trainyard::kernel_fixtures {

inline GpuProfile round_gpu() {
  GpuProfile gpu;
  gpu.name = "round";
  gpu.sms.value = 10;
  gpu.peak[Format::bf16].value = teraflops(10);
  gpu.peak[Format::fp8].value = teraflops(20);
  gpu.memory_bandwidth.value = terabytes_per_second(1);
  return gpu;
}

inline KernelConstants constants(std::string law,
                                 std::initializer_list<std::pair<const char*, double>> parameters) {
  KernelConstants made;
  made.law = std::move(law);
  for (const auto& [name, value] : parameters) {
    made.parameters[name] = Sourced<double>{.value = value, .source = "test"};
  }
  return made;
}

/// 100 x 100 tiles, whole waves, nothing but tensor cores (HBM share 1).
inline KernelConstants plain_tiles() {
  KernelConstants made = constants("tile_wave", {{"eff", 0.5}, {"t_pro", 0.0}, {"tail", 0.0}, {"hbm", 1.0}});
  made.lists["tiles"] = {100, 100};
  return made;
}

inline KernelConstants plain_attention() {
  return constants("attention", {{"eff", 0.5}, {"t0", 0.0}, {"block_m", 100}, {"block_n", 100}});
}

inline KernelConstants plain_bandwidth() {
  return constants("bandwidth", {{"share", 0.5}, {"alpha", 1.0}, {"contention", 1.25}});
}

/// `round_gpu` with one family "all" that has every role.
inline GpuProfile complete_gpu() {
  GpuProfile gpu = round_gpu();
  auto& all = gpu.kernels["all"];
  for (const char* role : {"gemm", "gemm_wgrad", "grouped", "grouped_wgrad"}) {
    all[role] = plain_tiles();
  }
  all["attention_forward"] = plain_attention();
  all["attention_backward"] = plain_attention();
  all["memory"] = plain_bandwidth();
  return gpu;
}

inline SoftwareProfile plain_software() {
  SoftwareProfile software;
  software.name = "stack";
  software.gemm_family = software.bf16_gemm_family = software.grouped_gemm_family = "all";
  software.attention_family = software.memory_family = "all";
  return software;
}

inline Operator gemm(double m, double n, double k, Pass pass = Pass::forward) {
  Operator op;
  op.op_class = OpClass::gemm;
  op.pass = pass;
  op.gemm = {.m = m, .n = n, .k = k};
  return op;
}

inline Operator grouped(double m, double n, double k, int groups, bool split_m = true) {
  Operator op = gemm(m, n, k, split_m ? Pass::forward : Pass::weight_gradient);
  op.op_class = OpClass::grouped_gemm;
  op.gemm.groups = groups;
  op.gemm.groups_split_m = split_m;
  return op;
}

inline Operator attention(double heads, double length, bool backward = false, double head_dim = 100,
                          double value_dim = 100) {
  Operator op;
  op.op_class = OpClass::attention;
  op.attention = {.sequences = 1,
                  .length = length,
                  .heads = heads,
                  .kv_heads = heads,
                  .head_dim = head_dim,
                  .value_dim = value_dim,
                  .backward = backward};
  return op;
}

inline Operator traffic(double bytes_moved, OpClass op_class = OpClass::norm, std::string rate = {}) {
  Operator op;
  op.op_class = op_class;
  op.bytes = bytes(bytes_moved);
  op.rate = std::move(rate);
  return op;
}

/// The law of `constants` on `round_gpu`, which must be valid.
inline std::shared_ptr<const KernelLaw> law(const KernelConstants& constants, std::string_view kind,
                                            double small_kernel = 0.0) {
  static const GpuProfile gpu = round_gpu();
  return make_kernel_law(constants, {gpu, small_kernel}, kind, "test").value();
}

}  // namespace trainyard::kernel_fixtures
