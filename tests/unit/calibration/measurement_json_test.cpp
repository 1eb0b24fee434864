// Our own JSON: which family and role a record becomes, and what is told of a wrong one.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/calibration/measurements.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

struct RecordText {
  std::string family = "gemm";
  std::string op = "forward";
  std::string dtype = "bf16";
  std::string shape = R"("m": 4096, "n": 7168, "k": 2048)";
  std::string choices = R"("layout": "TN", "output": "bf16")";
  std::string library = "cublasLt";
  std::string sms = "null";
  std::string regime = "burst";
  std::string median = "100.5";
  std::string bytes = "1000000";
  std::string check = "null";
  std::string more{};
};

std::string text_of(const RecordText& r) {
  return fmt::format(
      R"({{"family": "{}", "op": "{}", "dtype": "{}", "regime": "{}", "shape": {{{}}}, "choices": {{{}}}, "sms": {},
 "library": "{}", "library_version": "1.2", "time_us": {{"median": {}, "p10": 1, "p90": 1, "mean": 1, "relative_error": 0}},
 "samples": 10, "discarded": 0, "bytes": {}, "flops": 0, "clock_mhz": null, "power_watts": null,
 "throttle_reasons": [], "check": {}{}}})",
      r.family, r.op, r.dtype, r.regime, r.shape, r.choices, r.sms, r.library, r.median, r.bytes, r.check,
      r.more);
}

std::string document(const std::string& records) {
  return R"({"schema": "trainyard-measurement/1", "date": "2026-01-02T03:04:05Z", "command": "trainyard_kernels",
"device": {"name": "NVIDIA H100 80GB HBM3", "compute_capability": "9.0", "sms": 132, "memory_bytes": 1, "l2_bytes": 1,
           "most_clock_mhz": 1980, "memory_clock_mhz": null, "power_limit_watts": 700, "gpus_visible": 1},
"software": {"driver": "550.54", "cuda_driver": "12.4", "cuda_runtime": "12.4", "libraries": {"cublasLt": "12.4"}},
"protocol": {"cache": "flushed", "data": "normal", "least_samples": 10, "most_samples": 60, "relative_error": 0.004,
             "most_seconds_per_point": 0.3, "event_floor_us": 2.1},
"skipped": [{"point": "peer", "reason": "one GPU"}],
"records": [
)" + records +
         "]}\n";
}

Measurements read(const RecordText& record) {
  const Result<Measurements> found = parse_measurements(document(text_of(record)), "m.json");
  EXPECT_TRUE(found.has_value()) << (found ? "" : to_text(found.error()));
  return found ? found.value() : Measurements{};
}

MeasuredKernel kernel_of(const RecordText& record) {
  const Measurements all = read(record);
  EXPECT_THAT(all.left_out, IsEmpty());
  EXPECT_EQ(all.kernels.size(), 1U);
  return all.kernels.empty() ? MeasuredKernel{} : all.kernels.front();
}

std::string problems_of(const RecordText& record) {
  const Result<Measurements> found = parse_measurements(document(text_of(record)), "m.json");
  return found ? "none" : to_text(found.error());
}

TEST(MeasurementJson, saysWhereItWasMeasured) {
  const Measurements all = read({});
  EXPECT_EQ(all.device, "NVIDIA H100 80GB HBM3");
  EXPECT_EQ(all.description,
            "trainyard-measurement/1, NVIDIA H100 80GB HBM3, driver 550.54, CUDA 12.4, 2026-01-02T03:04:05Z");
  EXPECT_EQ(all.kernels.at(0).line, 9);
}

TEST(MeasurementJson, productsByDataTypeAndPass) {
  const MeasuredKernel forward = kernel_of({});
  EXPECT_EQ(forward.family, "cublas-bf16");
  EXPECT_EQ(forward.role, "gemm");
  EXPECT_EQ(forward.time, microseconds(100.5));
  EXPECT_EQ(forward.work.at(0).gemm.k, 2048);
  EXPECT_EQ(forward.sms, 0);
  EXPECT_THAT(forward.extra, IsEmpty()) << "our products are measured without casts";
  const MeasuredKernel wgrad = kernel_of(
      {.op = "weight_gradient", .dtype = "fp8", .choices = R"("output": "fp32_accumulate")", .sms = "112"});
  EXPECT_EQ(wgrad.family, "cublas-fp8");
  EXPECT_EQ(wgrad.role, "gemm_wgrad");
  EXPECT_TRUE(wgrad.work.at(0).gemm.fp32_accumulate);
  EXPECT_EQ(wgrad.work.at(0).gemm.format, Format::fp8);
  EXPECT_EQ(wgrad.sms, 112);
  EXPECT_EQ(kernel_of({.op = "input_gradient"}).role, "gemm");
  EXPECT_EQ(kernel_of({.dtype = "fp8_block"}).family, "cublas-fp8-block");
  EXPECT_TRUE(kernel_of({.regime = "sustained", .more = R"(, "duration_s": 3.0)"}).sustained);
}

TEST(MeasurementJson, groupedProducts) {
  RecordText grouped{.family = "grouped_gemm",
                     .shape = R"("experts": 20, "rows": 24580, "n": 3072, "k": 5120)",
                     .choices = R"("loads": "balanced", "output": "bf16", "streams": "4")",
                     .library = "cublasLt, 4 streams"};
  const MeasuredKernel forward = kernel_of(grouped);
  EXPECT_EQ(forward.role, "grouped");
  EXPECT_TRUE(forward.balanced && forward.work.at(0).gemm.groups_split_m);
  EXPECT_EQ(forward.work.at(0).gemm.groups, 20);
  EXPECT_EQ(forward.work.at(0).gemm.m, 24580);
  grouped.dtype = "fp8";
  EXPECT_EQ(kernel_of(grouped).work.at(0).gemm.m, 24576) << "multiples of 16";
  EXPECT_EQ(kernel_of(grouped).family, "cublas-fp8");
  grouped.library = "cublas, one grouped kernel";
  EXPECT_EQ(kernel_of(grouped).family, "cublas-grouped-fp8");
  grouped.op = "weight_gradient";
  grouped.choices = R"("loads": "skewed", "output": "fp32_accumulate")";
  const MeasuredKernel wgrad = kernel_of(grouped);
  EXPECT_EQ(wgrad.role, "grouped_wgrad");
  EXPECT_FALSE(wgrad.balanced || wgrad.work.at(0).gemm.groups_split_m);
  EXPECT_EQ(wgrad.work.at(0).gemm.m, 3072);
  EXPECT_EQ(wgrad.work.at(0).gemm.n, 5120);
  EXPECT_EQ(wgrad.work.at(0).gemm.k, 24576);
}

TEST(MeasurementJson, memoryBoundKernelsByRate) {
  for (const auto& [op, rate] :
       std::vector<std::pair<std::string, std::string>>{{"copy", "copy"},
                                                        {"rms_norm_forward", "norm"},
                                                        {"rms_norm_backward", "norm_backward"},
                                                        {"swiglu_forward", "activation"},
                                                        {"swiglu_backward", "activation_backward"},
                                                        {"rotary", "rotary"},
                                                        {"cast_fp8", "cast"},
                                                        {"cast_transpose_fp8", "transpose"},
                                                        {"permute", "permute"},
                                                        {"unpermute", "unpermute"},
                                                        {"softmax_cross_entropy", "loss"},
                                                        {"adamw", "optimizer"}}) {
    const MeasuredKernel row = kernel_of({.family = "memory_bound",
                                          .op = op,
                                          .shape = R"("rows": 4096, "columns": 7168)",
                                          .library = "own kernel"});
    EXPECT_EQ(row.family, "trainyard-kernels");
    EXPECT_EQ(row.role, "memory");
    EXPECT_EQ(row.work.at(0).rate, rate);
    EXPECT_EQ(row.work.at(0).bytes, bytes(1e6));
    EXPECT_TRUE(row.training_size);
  }
}

TEST(MeasurementJson, attentionByBackend) {
  RecordText text{
      .family = "attention",
      .shape =
          R"("batch": 1, "sequence": 4096, "heads": 128, "kv_heads": 128, "head_size": 192, "value_size": 128)",
      .choices = R"("mask": "causal", "backend": "torch_cudnn")",
      .library = "cuDNN through PyTorch 2.6"};
  const MeasuredKernel forward = kernel_of(text);
  EXPECT_EQ(forward.family, "cudnn-attention");
  EXPECT_EQ(forward.role, "attention_forward/192");
  EXPECT_EQ(forward.work.at(0).attention.value_dim, 128);
  text.op = "backward";
  text.choices = R"("backend": "flash_attn_3")";
  const MeasuredKernel backward = kernel_of(text);
  EXPECT_EQ(backward.family, "flash-attention-3");
  EXPECT_EQ(backward.role, "attention_backward/192");
  EXPECT_TRUE(backward.work.at(0).attention.backward);
  text.choices = R"("backend": "cudnn")";
  EXPECT_EQ(kernel_of(text).family, "cudnn-attention");
  for (const char* backend : {"torch_flash", "flash_attn_2"}) {
    text.choices = fmt::format(R"("backend": "{}")", backend);
    EXPECT_EQ(kernel_of(text).family, "flash-attention-2");
  }
  text.choices = R"("backend": "own")";
  EXPECT_THAT(read(text).left_out,
              ElementsAre(Pair(HasSubstr("\"backward\" of the family \"attention\""), 1)));
}

TEST(MeasurementJson, kernelsBesideACompanionAreConfined) {
  RecordText text{.family = "overlap",
                  .op = "gemm/forward",
                  .shape = R"("m": 4096, "n": 7168, "k": 2048, "companion_sms": 20)",
                  .choices = R"("output": "bf16", "companion": "copy")",
                  .more = R"(, "extras": {"slowdown": 1.3})"};
  const MeasuredKernel beside = kernel_of(text);
  EXPECT_EQ(beside.role, "gemm");
  EXPECT_EQ(beside.sms, 112);
  EXPECT_TRUE(beside.contended);
  text.choices = R"("companion": "hold")";
  EXPECT_FALSE(kernel_of(text).contended);
  EXPECT_EQ(kernel_of(text).sms, 112);
  text.shape = R"("m": 4096, "n": 7168, "k": 2048, "companion_sms": 132)";
  EXPECT_THAT(problems_of(text),
              HasSubstr("/records/0/shape/companion_sms: is 132, expected fewer than the 132 SMs"));
}

TEST(MeasurementJson, collectives) {
  const Measurements all = read({.family = "collective",
                                 .op = "reduce_scatter",
                                 .shape = R"("bytes": 1048576, "gpus": 8)",
                                 .choices = "",
                                 .library = "NCCL"});
  ASSERT_EQ(all.collectives.size(), 1U);
  EXPECT_EQ(all.collectives[0].op, CollectiveOp::reduce_scatter);
  EXPECT_EQ(all.collectives[0].members, 8);
  EXPECT_EQ(all.collectives[0].bytes, bytes(1048576));
  EXPECT_EQ(all.collectives[0].version, "1.2");
}

TEST(MeasurementJson, leavesOutWhatNoLawAnswers) {
  const auto reason = [](const RecordText& text) {
    const Measurements all = read(text);
    EXPECT_TRUE(all.kernels.empty() && all.collectives.empty());
    EXPECT_EQ(all.left_out.size(), 1U);
    return all.left_out.empty() ? std::string() : all.left_out.begin()->first;
  };
  EXPECT_THAT(reason({.family = "launch", .op = "stream_gap", .dtype = "none", .shape = R"("kernels": 256)"}),
              HasSubstr("cost of launches"));
  EXPECT_THAT(reason({.family = "transfer", .op = "host_to_device", .dtype = "bytes"}), HasSubstr("copies"));
  EXPECT_THAT(reason({.family = "head"}), HasSubstr("output head"));
  EXPECT_THAT(reason({.library = "other"}), HasSubstr("the library \"other\""));
  EXPECT_THAT(reason({.family = "weather"}), HasSubstr("\"forward\" of the family \"weather\""));
  EXPECT_THAT(reason({.median = "0"}), HasSubstr("a time of nothing"));
  EXPECT_THAT(reason({.check = R"({"passed": false, "error": null, "limit": 0.01, "against": "reference"})"}),
              HasSubstr("output was wrong"));
}

TEST(MeasurementJson, tellsWhatIsWrongWithPlaces) {
  EXPECT_THAT(problems_of({.shape = R"("m": 4096, "n": 7168)"}),
              HasSubstr("m.json:9:82: /records/0/shape/k: is missing, expected a whole number from 1"));
  EXPECT_THAT(problems_of({.dtype = "bf61"}),
              HasSubstr("/records/0/dtype: \"bf61\" is not known here (did you mean "));
  EXPECT_THAT(problems_of({.more = R"(, "comment": "x")"}), HasSubstr("/records/0/comment"));
  EXPECT_THAT(problems_of({.median = "\"fast\""}),
              HasSubstr("/records/0/time_us/median: is the text \"fast\""));
  EXPECT_THAT(problems_of({.shape = R"("m": 4096, "n": 0, "k": 3)"}),
              HasSubstr("/records/0/shape/n: is the number 0"));
  std::string many;
  for (int i = 0; i < 30; ++i) many += (i > 0 ? "," : "") + text_of({.dtype = "x"});
  const Result<Measurements> found = parse_measurements(document(many), "m.json");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().size(), 21U);
  EXPECT_EQ(found.error().back().message, "and 10 more problems");
}

}  // namespace
}  // namespace trainyard
