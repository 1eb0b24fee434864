// Causal flash attention as blocks of (query rows x key rows) spread over the free SMs.
//
// A causal head of length s has s (s+1)/2 score elements, computed in whole blocks along the diagonal: a
// query tile of bm rows needs on average (s + bm)/2 of s keys. One score element costs
//   forward   2 (d + v) FLOP         scores (d) and weighted values (v)
//   backward  2 (3 d + 2 v) FLOP     scores again (d), dV and dP (v each), dQ and dK (d each): five GEMMs
// with d the q.k width and v the value width, so for d == v the backward does 2.5 times the forward's work.
//   t_element = FLOP / (peak * eff / SMs)       eff holds for a class of widths and contains the softmax
//   tile      = elements of the tile * t_element + t_pro
//   w         = sequences * heads * ceil(s / bm) / free SMs
//   load      = w * mean tile                    longest: the last query tile, which sees all keys
//   t_sm      = (load^pw + longest^pw)^(1/pw) + tail longest min(1, max(0, w - 1))
//               tail: how much of the bound of list scheduling, load + longest, is reached; nothing is added
//               while every tile has an SM of its own
//   t         = (t_sm^p + t_mem^p)^(1/p)
//   T         = t max(1 + g t / (t + tau), sustained) + t0
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "models/compute/laws/law.h"

namespace trainyard {
namespace {

class Attention final : public KernelLaw {
 public:
  Attention(const KernelConstants& constants, const LawContext& context)
      : rate_(context.gpu.peak.at(Format::bf16).value.base() * parameter_or(constants, "eff", 1.0) /
              context.gpu.sms.value),
        block_m_(parameter_or(constants, "block_m", 128.0)),
        block_n_(parameter_or(constants, "block_n", 128.0)),
        t_pro_(parameter_or(constants, "t_pro", 0.0)),
        tail_(parameter_or(constants, "tail", 0.0)),
        pw_(parameter_or(constants, "pw", std::numeric_limits<double>::infinity())),
        p_(parameter_or(constants, "p", 3.0)),
        t0_(parameter_or(constants, "t0", 0.0)),
        g_(parameter_or(constants, "g", 0.0)),
        tau_(parameter_or(constants, "tau", 0.0)),
        sustained_(parameter_or(constants, "sustained", 1.0)),
        contention_(parameter_or(constants, "contention", 1.0)),
        bandwidth_(context.gpu.memory_bandwidth.value.base() * parameter_or(constants, "hbm", 1.0)) {}

  LawTime time(const Operator& op, double free_sms, bool contended) const override {
    const AttentionShape& shape = op.attention;
    assert(shape.sequences >= 0.0 && shape.length >= 0.0 && shape.heads >= 0.0 && free_sms > 0.0);
    if (shape.sequences <= 0.0 || shape.length <= 0.0 || shape.heads <= 0.0) {
      return {};
    }
    const double d = shape.head_dim;
    const double v = shape.value_dim;
    const double flop = shape.backward ? 2.0 * (3.0 * d + 2.0 * v) : 2.0 * (d + v);
    const double element = flop / rate_;
    // Key blocks end on block_n, so the last tile of a head, the longest, sees all keys rounded up to it.
    const double query_tiles = std::ceil(shape.length / block_m_);
    const double keys = std::ceil(shape.length / block_n_) * block_n_;
    const double mean_keys = std::min(keys, (keys + std::max(block_m_, block_n_)) / 2.0);
    const double mean_tile = block_m_ * mean_keys * element + t_pro_;
    const double longest_tile = block_m_ * keys * element + t_pro_;
    const double waves = shape.sequences * shape.heads * query_tiles / free_sms;
    const double load = waves * mean_tile;
    const double math =
        smooth_max(load, longest_tile, pw_) + tail_ * longest_tile * std::clamp(waves - 1.0, 0.0, 1.0);
    const double memory = traffic(shape) / (contended ? bandwidth_ / contention_ : bandwidth_);
    const double total = smooth_max(math, memory, p_);
    // As in tile_wave.cpp: without a slowdown inside its bursts the sustained factor stands alone.
    const double slowdown = g_ > 0.0 ? std::max(1.0 + g_ * total / (total + tau_), sustained_) : sustained_;
    return {.total = total * slowdown + t0_,
            .math = math * slowdown,
            .memory = memory * slowdown,
            .overhead = t0_};
  }

 private:
  /// bf16 tensors that cross HBM: q, k, v, o forward; the same read, dO read and dQ, dK, dV written backward.
  static double traffic(const AttentionShape& shape) {
    const double queries = shape.heads * (shape.head_dim + shape.value_dim);
    const double keys = shape.kv_heads * (shape.head_dim + shape.value_dim);
    const double once = 2.0 * shape.sequences * shape.length * (queries + keys);
    return shape.backward ? 2.0 * once : once;
  }

  double rate_;  // FLOP/s of one SM
  double block_m_, block_n_;
  double t_pro_, tail_, pw_, p_, t0_, g_, tau_, sustained_;
  double contention_;
  double bandwidth_;
};

Result<std::shared_ptr<const KernelLaw>> make_attention(const KernelConstants& constants,
                                                        const LawContext& context) {
  for (const char* name : {"eff", "hbm", "block_m", "block_n"}) {
    if (parameter_or(constants, name, 1.0) <= 0.0) {
      return problem(std::string("parameter \"") + name + "\" must be above 0");
    }
  }
  if (parameter_or(constants, "tail", 0.0) > 1.0) {
    return problem("parameter \"tail\" is a share and must lie between 0 and 1");
  }
  for (const char* name : {"p", "pw", "contention"}) {
    if (parameter_or(constants, name, 3.0) < 1.0)
      return problem(std::string("parameter \"") + name + "\" must be at least 1");
  }
  if (parameter_or(constants, "g", 0.0) > 0.0 && parameter_or(constants, "tau", 0.0) <= 0.0) {
    return problem("parameter \"g\" needs a \"tau\" above 0");
  }
  if (context.gpu.peak.count(Format::bf16) == 0) {
    return problem("the GPU profile gives no bf16 peak, which attention is counted against");
  }
  return std::shared_ptr<const KernelLaw>(std::make_shared<Attention>(constants, context));
}

constexpr std::array<std::string_view, 4> required = {"eff", "t0", "block_m", "block_n"};
constexpr std::array<std::string_view, 9> optional = {"sustained", "t_pro", "tail", "pw",        "p",
                                                      "g",         "tau",   "hbm",  "contention"};

}  // namespace

const LawEntry& attention_law() {
  static const LawEntry entry{.name = "attention",
                              .sentence =
                                  "Causal flash attention as query tiles over the free SMs: five GEMMs "
                                  "backward for two forward, whole diagonal blocks.",
                              .answers = "attention",
                              .required = required,
                              .optional = optional,
                              .prefixes = {},
                              .lists = {},
                              .optional_lists = {},
                              .make = make_attention};
  return entry;
}

}  // namespace trainyard
