#include "models/calibration/law_fits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/calibration/kernel_predictor.h"

namespace trainyard {
namespace {

constexpr double us = 1e-6;  // s
constexpr auto positive = FitScale::positive;
constexpr auto share = FitScale::share;
constexpr auto exponent = FitScale::exponent;
constexpr auto number = FittedUnit::number;
constexpr auto time_unit = FittedUnit::time;
constexpr auto rate_unit = FittedUnit::data_rate;

/// What is measured with a kernel: constants of measured_extras().
FittedParameter extra(std::string name, double prior, double sigma) {
  const auto known = measured_extras();
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const MeasuredExtra& e) { return e.name == name; });
  if (found->bytes) return {name, number, positive, prior, sigma, 1e-3, 50.0, found->sentence, true};
  return {name, time_unit, positive, prior * us, sigma, 1e-6 * us, 500 * us, found->sentence, true};
}

/// Slow-down of long kernels within a benchmark. Its priors are tight: rows of small shapes say nothing of
/// it, and wide ones led fits of them astray at large shapes.
FittedParameter slowdown(double prior, double sigma) {
  return {"g", number, positive, prior, sigma, 1e-3, 0.6, "slow-down of long kernels in the benchmark"};
}
FittedParameter slowdown_time(double prior, double sigma) {
  return {"tau", time_unit, positive, prior * us,
          sigma, 100 * us,  1.0,      "kernel time at which half of g is reached"};
}

/// Weight of the priors of products against a table. Chosen on tables of A100, H100 and H200 (bf16, fp8):
/// against 1.8, the error on whole families of shapes left out is the same (2.2/7.3 % for 2.2/7.4 on H100,
/// 2.4/7.3 for 2.3/7.2 on A100), and that on shapes larger than those fitted falls in fp8 from 2.6/8.7 to
/// 1.7/6.4 (H100) and from 3.6/9.2 to 2.2/6.8 (H200). At 5 the A100 loses within its table; a fit to 200 rows
/// loses already at 3.
constexpr double firm_priors = 3.0;

/// Priors of tiled products: they keep parameters that the rows cannot tell apart from drifting. Those of eff
/// and epi are firm, because small shapes alone take one for the other and then miss large ones. Centres
/// after fits to tables of A100, H100, H200 and B200.
LawFit tile_wave_fit() {
  return {
      "tile_wave",
      "",
      {{"eff", number, positive, 0.85, 0.03, 0.2, 1.1, "share of the tensor peak inside a tile"},
       {"bsm", rate_unit, positive, 250e9, 0.7, 1e9, 1e13, "operand feed of one SM, L2 to registers"},
       {"t_pro", time_unit, positive, 0.3 * us, 0.7, 1e-9, 50 * us, "fixed time of one tile"},
       {"edge", number, share, 0.5, 1.5, 0.01, 0.99, "how much of a partly filled tile is paid"},
       {"tail", number, share, 0.2, 1.0, 0.01, 0.99, "how far partly filled waves run faster"},
       {"t0", time_unit, positive, 2.5 * us, 0.5, 0.1 * us, 50 * us,
        "fixed time of one launch on the device"},
       {"hbm", number, positive, 0.8, 0.1, 0.2, 1.0,
        "achieved share of HBM against traffic that reads every operand once"},
       {"p", number, exponent, 3.0, 0.5, 1.5, 12.0, "exponent of the smooth maximum"},
       slowdown(0.15, 0.3),
       slowdown_time(10e3, 0.4),
       {"epi", time_unit, positive, 0.5 * us, 0.25, 1e-8, 20 * us, "epilogue of a 256 x 128 tile"},
       extra("fixed", 2.0, 0.7),
       extra("cast", 1.5, 0.5)},
      {{{{{"m", {1024, 1448, 2048, 2896, 4096, 8192, 16384, 32768}, 2.0},
          {"n", {1024, 2048, 4096, 8192, 16384}, 2.0},
          {"k", {1024, 2048, 4096, 6144, 8192, 10240, 16384}, 2.0}},
         3.0,
         true},  // the smooth part alone: choices of the library at one width say nothing of the next
        {{{"m", {1024, 1280, 1536, 1792, 2048, 2560, 3072, 4096, 8192, 32768}, 0.1},
          {"n", {1024, 1536, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192, 10240, 12288, 16384}, 0.1},
          {"whole_rows", {1, 2}, 0.0}},
         2.0}},
       {{{{"m", {1024, 4096, 16384}, 2.0}, {"n", {1024, 4096, 16384}, 2.0}, {"k", {1024, 4096, 16384}, 2.0}},
         3.0}}},
      firm_priors};
}

/// Grouped products as they are measured: two of them, with what a layer of experts does around them. One
/// tile size, no operand feed and no epilogue: with the parts around them fitted, those explain nothing more.
/// The share of the peak is bounded, because the parts around the products can take their time over.
LawFit grouped_fit() {
  return {"tile_wave",
          "grouped",
          {{"eff", number, positive, 0.75, 0.1, 0.2, 0.92, "share of the tensor peak inside a tile"},
           {"t_pro", time_unit, positive, 1.0 * us, 1.0, 1e-9, 50 * us, "fixed time of one tile"},
           {"tail", number, share, 0.5, 1.5, 0.01, 0.99, "how far partly filled waves run faster"},
           {"hbm", number, positive, 0.85, 0.05, 0.2, 0.95, "achieved share of HBM, every operand read once"},
           {"p", number, exponent, 3.0, 0.7, 1.5, 12.0, "exponent of the smooth maximum"},
           slowdown(0.15, 0.5),
           slowdown_time(5e3, 1.0),
           extra("fixed", 20, 1.0),
           extra("per_expert", 0.05, 1.5),
           extra("per_token", 0.001, 1.5),
           extra("permute", 1.5, 1.0),
           extra("activation", 1.5, 1.0),
           extra("combine", 1.5, 1.0),
           extra("quantise", 4.0, 1.0)},
          {{{{{"m", {16, 32, 64, 128, 256, 512, 1024, 4096}, 0.1},
              {"groups", {2, 8, 32, 128, 512}, 0.1},
              {"n", {256, 1024, 4096, 16384}, 0.1},
              {"k", {2048, 4096, 7168}, 0.1}},
             0.1}}}};
}

LawFit attention_fit() {
  return {
      "attention",
      "",
      {{"eff", number, positive, 0.65, 0.5, 0.05, 2.0, "share of the tensor peak, softmax included"},
       {"t_pro", time_unit, positive, 0.5 * us, 1.0, 1e-9, 60 * us, "fixed time of one query tile"},
       {"tail", number, share, 0.2, 1.0, 0.01, 0.99, "how much of the bound of list scheduling is reached"},
       {"pw", number, exponent, 5.0, 1.0, 1.2, 30.0, "exponent between load and longest tile"},
       slowdown(0.15, 1.0),
       slowdown_time(3e3, 1.5),
       extra("fixed", 5.0, 1.0),
       extra("cache_write", 1.2, 0.5),
       extra("per_token", 0.004, 1.0)},
      {{{{{"length", {1024, 2048, 4096, 8192, 16384}, 0.1},
          {"heads", {4, 8, 12, 16, 24, 32, 48, 64, 96}, 0.1},
          {"sequences", {1, 4, 16, 128}, 0.1},
          {"sharing", {1, 4, 16}, 0.1}},
         0.03}},
       {{{{"length", {1024, 2048, 4096, 8192, 16384, 32768}, 0.1},
          {"sequence_heads", {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096}, 0.1}},
         0.1}}}};
}

LawFit bandwidth_fit() {
  return {
      "bandwidth",
      "",
      {{"share_*", number, positive, 0.6, 0.6, 1e-4, 1.0, "achieved share of HBM by kernels of this rate"},
       extra("fixed", 3.0, 0.7)},
      {}};
}

const std::array<LawFit, 4>& fits() {
  static const std::array<LawFit, 4> table{grouped_fit(), tile_wave_fit(), attention_fit(), bandwidth_fit()};
  return table;
}

}  // namespace

std::vector<FittedParameter> LawFit::parameters_for(const std::vector<std::string>& rates) const {
  std::vector<FittedParameter> all;
  for (const FittedParameter& parameter : parameters) {
    if (!parameter.name.ends_with('*')) {
      all.push_back(parameter);
      continue;
    }
    for (const std::string& rate : rates) {
      all.push_back(parameter);
      all.back().name.replace(parameter.name.size() - 1, 1, rate);
    }
  }
  return all;
}

Result<const LawFit*> find_law_fit(std::string_view law, std::string_view role) {
  std::vector<std::string> names;
  for (const LawFit& fit : fits()) {
    if (fit.law == law && (fit.role.empty() || fit.role == role)) return &fit;
    names.emplace_back(fit.law);
  }
  return problem(fmt::format("law {} cannot be fitted", in_quotes(law)), name_hint(law, names));
}

KernelConstants default_constants(std::string_view role) {
  const std::string kind = kind_of_role(role);
  KernelConstants constants;
  if (role == "grouped") {
    constants.law = "tile_wave";
    constants.lists["tiles"] = {128, 128};
  } else if (kind == "gemm") {
    constants.law = "tile_wave";
    constants.lists["tiles"] = {256, 128, 128, 256, 128, 128, 256, 64, 64, 256, 128, 64, 64, 128, 64, 64};
    constants.lists["splits"] = {1, 2, 3, 4};
  } else if (kind == "attention") {
    constants.law = "attention";
    const std::string source = "rows of a tile as flash-attention kernels commonly have them";
    for (const char* name : {"block_m", "block_n"})
      constants.parameters[name] = {128.0, source, Evidence::assumed, 0.0};
    constants.parameters["t0"] = {0.0, "in `fixed`, which the measurement has once", Evidence::assumed, 0.0};
  } else {
    constants.law = "bandwidth";
    constants.parameters["share"] = {0.6, "streaming kernels commonly reach 0.45 to 0.75", Evidence::assumed,
                                     0.2};
  }
  return constants;
}

}  // namespace trainyard
