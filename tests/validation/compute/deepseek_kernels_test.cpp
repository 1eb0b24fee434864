// The fp8 and attention constants of the H800 against the speeds DeepSeek publishes of its open kernels
// (data/published/deepseek_kernels.json). Nothing is fitted to them. A table's GEMM is alone, on all SMs, in
// a short benchmark and without casts, which is what a law answers without its sustained factor.
//
// Sizes below 1,024 rows per group are those of decoding and outside every fit: printed, not held. FlashMLA
// on Hopper is decoding and sparse prefill; decoding is outside of what this program simulates.
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "measured_tables.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using namespace measured;

constexpr double least_training_rows = 1024;
constexpr double trace_sms = 112;

struct Published {
  Operator op{};
  double seconds = 0.0;
  double speedup = 0.0;  // over DeepSeek's kernels before; 0 where the table does not tell
  double rows = 0.0;     // that are multiplied, of one group
};

const nlohmann::json& document() {
  static const nlohmann::json read = nlohmann::json::parse(
      std::ifstream(std::string(TRAINYARD_SOURCE_DIR) + "/data/published/deepseek_kernels.json"));
  return read;
}

double rate_of(const nlohmann::json& entry) {
  return parse_quantity<FlopsPerSecond>(entry.at("rate").get<std::string>()).value().base();
}

std::vector<Published> table(const std::string& name) {
  std::vector<Published> rows;
  for (const nlohmann::json& one : document().at("tables")) {
    if (one.at("name") != name) continue;
    const bool weights = name.ends_with("weight gradients");
    for (const nlohmann::json& row : one.at("rows")) {
      const int groups = row.value("groups", 1);
      const double m = row.at("m"), n = row.at("n"), k = row.at("k");
      Operator op;
      op.op_class = groups > 1 ? OpClass::grouped_gemm : OpClass::gemm;
      op.pass = weights ? Pass::weight_gradient : Pass::forward;
      op.gemm = {.m = weights ? m : m * groups,
                 .n = n,
                 .k = weights ? k * groups : k,
                 .groups = groups,
                 .groups_split_m = !weights,
                 .format = Format::fp8,
                 .fp32_accumulate = weights};
      rows.push_back(
          {op, 2.0 * m * n * k * groups / rate_of(row), row.value("speedup", 0.0), weights ? k : m});
    }
  }
  EXPECT_FALSE(rows.empty()) << "no table " << name;
  return rows;
}

/// Errors of one shipped role on a table, of sizes of training or of the others; `against` turns a published
/// row into the time to compare with.
Errors errors_on(
    const std::string& name, const std::string& family, const std::string& role, bool training = true,
    const std::function<double(const Published&)>& against = [](const Published& row) {
      return row.seconds;
    }) {
  const GpuProfile gpu = shipped_gpu("h800-sxm");
  const auto law = burst_law(gpu, family, role, "gemm");
  Errors errors;
  for (const Published& row : table(name)) {
    if ((row.rows >= least_training_rows) != training) continue;
    const double predicted = law->time(row.op, gpu.sms.value, false).total;
    const double expected = against(row);
    std::printf("  %2d x %6.0f %6.0f %6.0f  published %7.1f us  law %7.1f us  %+5.1f %%\n",
                row.op.gemm.groups, row.op.gemm.m, row.op.gemm.n, row.op.gemm.k, 1e6 * expected,
                1e6 * predicted, 100 * (predicted / expected - 1.0));
    errors.add(predicted, expected);
  }
  errors.print(family + ", " + name + (training ? "" : ", < 1,024 rows"));
  return errors;
}

// deepseek-fp8 is fitted to kernels of the training run, which are older than DeepGEMM, on 112 SMs. The first
// release tells its speed-up over DeepSeek's own CUTLASS kernels. The trace's rates, grown to 132 SMs, come
// to lie between the two: slower than the release, faster than the CUTLASS kernels, grouped ones by 12 %. Why
// so much is open: the speed-ups are rounded (5 %), and 112 busy SMs may keep a higher clock than 132 do.
// Hence the CUTLASS side is held as a bracket only. 12 % of a row: two sigma of a shape (4 %), of what shapes
// share (3 %) and of the clock, which sank by 3.5 % in the trace. Releases from April 2025 on are another
// kernel, 15-50 % faster by shape; see below.
TEST(DeepSeekKernels, TraceFamilyLiesBetweenCutlassAndTheFirstDeepGemm) {
  const auto before = [](const Published& row) { return row.seconds * row.speedup; };
  for (const auto& [name, role] :
       {std::pair{"deepgemm-2025-02 dense", "gemm"}, std::pair{"deepgemm-2025-02 grouped", "grouped"}}) {
    const Errors errors = errors_on(name, "deepseek-fp8", role);
    EXPECT_GT(errors.total_error(), 0.0) << name;
    EXPECT_LT(errors.total_error(), 0.10) << name;
    EXPECT_LT(errors.quantile_of_error(1.0), 0.12) << name;
    std::printf("the same against DeepSeek's CUTLASS kernels:\n");
    const Errors cutlass = errors_on(name, "deepseek-fp8", role, true, before);
    EXPECT_LT(cutlass.total_error(), 0.0) << name;
    EXPECT_GT(cutlass.total_error(), -0.15) << name;
  }
  errors_on("deepgemm-2025-02 masked", "deepseek-fp8", "grouped");
  // Groups of a few hundred rows are up to 20 % slower than the law says: reading weights is not what the
  // trace could show.
  errors_on("deepgemm-2025-02 masked", "deepseek-fp8", "grouped", false);
  errors_on("deepgemm-2025-02 dense", "deepseek-fp8", "gemm", false);
}

// deepgemm-fp8 is fitted to DeepGEMM as SGLang 0.5.9 carries it, on H100. The transfer holds on the H800 for
// the library from April 2025 on: 6 % of a total is two sigma of the transfer (3 %), 11 % of a row those of
// transfer and shape (4.6 %).
TEST(DeepSeekKernels, DeepGemmFamilyMeetsTheReleasesOfItsKind) {
  for (const char* name : {"deepgemm-2025-04 dense", "deepgemm-2025-08 dense"}) {
    const Errors errors = errors_on(name, "deepgemm-fp8", "gemm");
    EXPECT_EQ(errors.count(), 5U) << name;
    EXPECT_LT(std::abs(errors.total_error()), 0.06) << name;
    EXPECT_LT(errors.quantile_of_error(1.0), 0.11) << name;
  }
  errors_on("deepgemm-2025-08 dense", "deepgemm-fp8", "gemm", false);
}

// Older releases are other kernels: with tiles of 128 x 128, results padded in shared memory (until pull
// request 86) and wider tiles only from pull request 74 on. The law is ahead of them, 32 % at k = 512, 5 % at
// k = 16,384: presumably the result's way out, which weighs most at small k. Each change narrows the gap. A
// run with kernels of 2024 or early 2025 should take deepseek-fp8.
TEST(DeepSeekKernels, DeepGemmFamilyIsAheadOfOlderReleases) {
  double last = -0.16;  // 14 % ahead of the first release
  for (const char* name : {"deepgemm-2025-02 dense", "deepgemm-2025-04 dense, tiles of 128x160",
                           "deepgemm-2025-04 dense, tiles of 256x128", "deepgemm-2025-04 dense"}) {
    const double total = errors_on(name, "deepgemm-fp8", "gemm").total_error();
    EXPECT_GT(total, last) << name;
    last = total;
  }
  errors_on("deepgemm-2025-03 dense, before", "deepgemm-fp8", "gemm");
  errors_on("deepgemm-2025-03 dense", "deepgemm-fp8", "gemm");
}

// DeepGEMM's weight gradients (the GPU is not named) are "~20 %" faster than DeepSeek's CUTLASS kernels: so
// much slower, the trace's should be. 10 % of a total: the 20 % are rounded (5 %), shapes share 2-3 %, the
// clock 3.5 %; two sigma would be 13 %. With a shape's 4 %, 15 % of a row; but DeepGEMM's tiles are 128 x
// 152, so that its waves end elsewhere: n = 2,112 fills six of its waves and begins an eighth of the law's
// (+16 %).
TEST(DeepSeekKernels, WeightGradientsAreAFifthSlowerThanDeepGemms) {
  const auto before = [](const Published& row) { return 1.2 * row.seconds; };
  for (const auto& [name, role] : {std::pair{"deepgemm-2025-05 weight gradients", "gemm_wgrad"},
                                   std::pair{"deepgemm-2025-05 grouped weight gradients", "grouped_wgrad"}}) {
    const Errors errors = errors_on(name, "deepseek-fp8", role, true, before);
    EXPECT_LT(std::abs(errors.total_error()), 0.10) << name;
    EXPECT_LT(errors.quantile_of_error(0.9), 0.15) << name;
    EXPECT_LT(errors.quantile_of_error(1.0), 0.17) << name;
  }
}

// Which family a run like V3's should take: both as they run in training, on the trace's 112 SMs. DeepGEMM
// has no constants for groups; its dense ones answer all rows as one product.
TEST(DeepSeekKernels, TraceFamilyIsTheOneForTraining) {
  const std::filesystem::path file = folder() / "deepseek_h800_trace" / "train_kernels.csv";
  TRAINYARD_NEEDS_TABLE(file);
  const GpuProfile gpu = shipped_gpu("h800-sxm");
  const std::vector<Row> rows = read_table(file);
  for (const bool grouped : {false, true}) {
    Errors by_family[3];
    const std::string names[] = {"deepseek-fp8", "deepgemm-fp8", "deepgemm-fp8 as a burst"};
    const std::shared_ptr<const KernelLaw> laws[] = {
        shipped_law(gpu, "deepseek-fp8", grouped ? "grouped" : "gemm", "gemm"),
        shipped_law(gpu, "deepgemm-fp8", "gemm", "gemm"), burst_law(gpu, "deepgemm-fp8", "gemm", "gemm")};
    for (const Row& row : rows) {
      if (row.at("class") != (grouped ? "grouped_gemm_fp8" : "dense_gemm_fp8")) continue;
      for (int i = 0; i < 3; ++i) {
        Operator op;
        op.op_class = grouped ? OpClass::grouped_gemm : OpClass::gemm;
        op.gemm = {.m = number(row, "M"),
                   .n = number(row, "N"),
                   .k = number(row, "K"),
                   .groups = grouped && i == 0 ? 4 : 1,
                   .format = Format::fp8};
        by_family[i].add(laws[i]->time(op, trace_sms, true).total, 1e-6 * number(row, "dur_us"));
      }
    }
    for (int i = 0; i < 3; ++i)
      by_family[i].print(names[i] + (grouped ? ", trace, grouped" : ", trace, dense"));
    EXPECT_LT(std::abs(by_family[0].total_error()), std::abs(by_family[1].total_error()));
    EXPECT_LT(by_family[0].quantile_of_error(0.5), by_family[1].quantile_of_error(0.5));
  }
}

// No kernel of FlashMLA on Hopper is the dense causal one of training; nearest is its sparse prefill (widths
// 576 and 512, keys gathered). So only the ceiling is held: bf16 at the clock under load. The rates are those
// of 128 heads of 192/128, causal.
TEST(DeepSeekKernels, AttentionStaysBelowThePeakUnderLoad) {
  double peak = 0.0, prefill = 0.0;
  for (const nlohmann::json& entry : document().at("highest")) {
    const std::string kernel = entry.at("kernel");
    if (kernel.starts_with("bf16 peak")) peak = rate_of(entry);
    if (kernel == "FlashMLA, sparse prefill, forward") prefill = rate_of(entry);
  }
  ASSERT_GT(prefill, 0.0);
  const GpuProfile gpu = shipped_gpu("h800-sxm");
  for (const auto& [family, role] : {std::pair{"deepseek-attention", "attention_forward"},
                                     std::pair{"flash-attention-3", "attention_forward/192"},
                                     std::pair{"trtllm-mla", "attention_forward/192"}}) {
    const auto law = burst_law(gpu, family, role, "attention");
    for (const double length : {4096.0, 32768.0}) {
      Operator op;
      op.op_class = OpClass::attention;
      op.attention = {1, length, 128, 128, 192, 128, false};
      const double flops = length * length * 128 * (192 + 128);
      const double rate = flops / law->time(op, gpu.sms.value, false).total;
      std::printf(
          "%-20s %6.0f tokens  %4.0f TFLOPS, %+5.1f %% against sparse prefill, %2.0f %% of the peak\n",
          family, length, rate / 1e12, 100 * (rate / prefill - 1.0), 100 * rate / peak);
      EXPECT_LT(rate, peak) << family;
    }
  }
}

}  // namespace
}  // namespace trainyard
