// From what a source prints to the time of a step.
#include <fmt/format.h>

#include "models/validation/prepare_run.h"

namespace trainyard {
namespace {

/// FLOPs one token of MTP modules takes: a layer, the projection from two hidden states to one, the head.
double mtp_flops(const ModelSpec& model, int sequence, bool causal) {
  if (model.mtp_modules == 0) return 0.0;
  const ParameterCount count = count_parameters(model);
  const double hidden = model.hidden;
  double matrices = count.attention_per_layer + 2.0 * hidden * hidden + hidden * model.vocab;
  if (model.moe) {
    matrices += count.router_per_layer + count.shared_experts_per_layer + model.moe->top_k * count.one_expert;
  } else {
    matrices += count.dense_ffn_per_layer;
  }
  const AttentionSpec& a = model.attention;
  const double scores = 6.0 * sequence * a.heads * (a.head_dim + a.value_head_dim) * (causal ? 0.5 : 1.0);
  return model.mtp_modules * (6.0 * matrices + scores);
}

double flops_per_token(const ModelSpec& model, int sequence, std::string_view flops) {
  if (flops == "hardware-2021") {
    // Equation 3 of arXiv 2104.04473, per token: forward twice, for full recompute.
    const double h = model.hidden, l = model.layers, s = sequence, v = model.vocab;
    return 96.0 * l * h * h * (1.0 + s / (6.0 * h) + v / (16.0 * l * h));
  }
  const bool causal = flops != "full";
  return training_flops_per_token(model, sequence, causal) + mtp_flops(model, sequence, causal);
}

}  // namespace

MeasuredStep measured_step(const PublishedRun& run, const ModelSpec& model, double tokens_per_step,
                           std::string_view flops, double peak_tflops) {
  const PublishedMeasurement& m = run.measured;
  const double gpus = run.hardware.gpus.value_or(0);
  const auto told = [](double time, std::string from) {
    return MeasuredStep{time > 0.0 ? std::optional(seconds(time)) : std::nullopt, std::move(from)};
  };
  if (m.step_time_s) return told(*m.step_time_s, "step time");
  if (tokens_per_step > 0 && gpus > 0) {
    if (m.tokens_per_s_per_gpu)
      return told(tokens_per_step / (*m.tokens_per_s_per_gpu * gpus), "tokens/s/GPU");
    if (m.tokens_per_s) return told(tokens_per_step / *m.tokens_per_s, "tokens/s");
    if (m.samples_per_s_per_gpu)
      return told(tokens_per_step / model.max_positions / (*m.samples_per_s_per_gpu * gpus), "samples/s/GPU");
    const double step = flops_per_token(model, model.max_positions, flops) * tokens_per_step;
    constexpr double tera = 1e12;  // the prefix
    if (m.tflops_per_gpu)
      return told(step / (*m.tflops_per_gpu * tera * gpus), fmt::format("TFLOPS, counted {}", flops));
    if (m.mfu && peak_tflops > 0)
      return told(step / (*m.mfu * peak_tflops * tera * gpus), fmt::format("MFU, counted {}", flops));
  }
  if (run.derived_step_s) return told(*run.derived_step_s, "the collection's arithmetic");
  return {};
}

}  // namespace trainyard
