#include "models/run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

/// Batch sizes at which a ramp's steps are timed; between them the time is taken as linear in the batch.
constexpr int ramp_points = 6;

struct Walked {
  double steps = 0;
  Seconds time{};
};

void add_problem(Diagnostics& problems, const char* pointer, std::string message, std::string hint = {}) {
  problems.push_back({.file = {},
                      .pointer = pointer,
                      .line = 0,
                      .column = 0,
                      .message = std::move(message),
                      .hint = std::move(hint)});
}

/// Negated so that a NaN is refused as well.
bool positive(double value) {
  return value > 0 && std::isfinite(value);
}

Diagnostics check_ramp(const Recipe& recipe) {
  Diagnostics problems;
  const BatchRamp& ramp = recipe.ramp;
  if (ramp.from == 0) return problems;
  if (ramp.from < 0 || ramp.from > recipe.global_batch) {
    add_problem(
        problems, "/recipe/batch_ramp/from",
        fmt::format("the batch ramps from {} to {} sequences, so it does not grow", ramp.from,
                    recipe.global_batch),
        fmt::format("a ramp starts between 1 and the full batch of {} sequences", recipe.global_batch));
  }
  if (!(ramp.tokens >= 0) || ramp.tokens > recipe.tokens) {
    add_problem(problems, "/recipe/batch_ramp/tokens",
                fmt::format("the ramp takes {} tokens of a run of {}", count_text(ramp.tokens),
                            count_text(recipe.tokens)),
                fmt::format("at most {}, or no batch_ramp", count_text(recipe.tokens)));
  }
  return problems;
}

Diagnostics check(const Recipe& recipe, int gpus, int batch_quantum) {
  Diagnostics problems;
  if (!positive(recipe.tokens)) {
    add_problem(problems, "/recipe/tokens", fmt::format("{} tokens to train on", recipe.tokens),
                "more than 0, e.g. \"14.8T\"");
  }
  if (recipe.sequence <= 0)
    add_problem(problems, "/recipe/sequence", fmt::format("a sequence of {} tokens", recipe.sequence));
  if (recipe.global_batch <= 0)
    add_problem(problems, "/recipe/global_batch",
                fmt::format("a batch of {} sequences", recipe.global_batch));
  if (gpus <= 0) add_problem(problems, "/gpus", fmt::format("{} GPUs", gpus));
  if (!(recipe.goodput.value > 0 && recipe.goodput.value <= 1)) {
    add_problem(problems, "/recipe/goodput",
                fmt::format("a goodput of {}: useful time over elapsed time", recipe.goodput.value),
                "more than 0, at most 1");
  }
  if (batch_quantum <= 0) {
    add_problem(problems, "/plan",
                fmt::format("{} sequences per micro-batch of all replicas", batch_quantum));
  } else if (recipe.global_batch > 0 && recipe.global_batch % batch_quantum != 0) {
    const int below = recipe.global_batch / batch_quantum * batch_quantum;
    add_problem(problems, "/recipe/global_batch",
                fmt::format("{} sequences are no multiple of the {} that all replicas take at once",
                            recipe.global_batch, batch_quantum),
                below > 0 ? fmt::format("nearest: {}, {}", below, below + batch_quantum)
                          : fmt::format("nearest: {}", batch_quantum));
  }
  for (const ContextPhase& phase : recipe.phases) {
    if (phase.sequence <= 0 || phase.global_batch <= 0 || !positive(phase.steps)) {
      add_problem(problems, "/recipe/phases",
                  fmt::format("phase {}: {} steps of {} sequences of {} tokens", in_quotes(phase.name),
                              phase.steps, phase.global_batch, phase.sequence),
                  "all three more than 0");
    }
  }
  const Diagnostics ramp = check_ramp(recipe);
  append(problems, ramp);
  return problems;
}

/// The nearest batch all replicas can share evenly, at least one micro-batch each.
int nearest_batch(double sequences, int quantum) {
  return quantum * std::max(1, static_cast<int>(std::lround(sequences / quantum)));
}

/// Batch sizes the ramp is timed at, from both ends evenly, ascending and distinct.
std::vector<int> ramp_batches(int from, int full, int quantum) {
  std::vector<int> batches;
  for (int i = 0; i < ramp_points; ++i) {
    const double at = from + static_cast<double>(full - from) * i / (ramp_points - 1);
    const int batch = std::min(full, nearest_batch(at, quantum));
    if (batches.empty() || batch > batches.back()) batches.push_back(batch);
  }
  return batches;
}

/// The ramp's tokens T with a batch b(T) that grows linearly from `from` to `full`. Between two timed batches
/// b0 < b1 the step takes t = A + B b. Steps n = integral of dT / (s b) = k ln(b1 / b0) and sequences
/// integral of dT / s = k (b1 - b0) with k = tokens / (s (full - from)); time A n + B k (b1 - b0).
Result<Walked> walk_ramp(const Recipe& recipe, int from, int quantum, const StepTime& step_time) {
  const int full = recipe.global_batch;
  const std::vector<int> batches = ramp_batches(from, full, quantum);
  std::vector<double> times;
  for (const int batch : batches) {
    TRAINYARD_TRY(time, step_time(recipe.sequence, batch));
    times.push_back(time.base());
  }
  const double k = recipe.ramp.tokens / (static_cast<double>(recipe.sequence) * (full - from));
  Walked walked;
  double time = 0;
  for (std::size_t i = 0; i + 1 < batches.size(); ++i) {
    const double low = batches[i], high = batches[i + 1];
    const double slope = (times[i + 1] - times[i]) / (high - low), offset = times[i] - slope * low;
    const double steps = k * std::log(high / low);
    walked.steps += steps;
    time += offset * steps + slope * k * (high - low);
  }
  walked.time = seconds(time);
  return walked;
}

Result<Walked> walk_main(const Recipe& recipe, int quantum, const StepTime& step_time) {
  Walked walked;
  double rest = recipe.tokens;
  const int from = recipe.ramp.from > 0 ? nearest_batch(recipe.ramp.from, quantum) : recipe.global_batch;
  if (from < recipe.global_batch && recipe.ramp.tokens > 0) {
    TRAINYARD_TRY(ramp, walk_ramp(recipe, from, quantum, step_time));
    walked = ramp;
    rest -= recipe.ramp.tokens;
  }
  TRAINYARD_TRY(full, step_time(recipe.sequence, recipe.global_batch));
  const double steps = rest / recipe.tokens_per_step();
  walked.steps += steps;
  walked.time += full * steps;
  return walked;
}

/// Replicas that cannot share a batch evenly wait for the ones that got one micro-batch more.
int filled_batch(int sequences, int quantum) {
  return (sequences + quantum - 1) / quantum * quantum;
}

Result<PhaseRun> walk_phase(const ContextPhase& phase, int quantum, const StepTime& step_time) {
  auto step = step_time(phase.sequence, filled_batch(phase.global_batch, quantum));
  if (!step) {
    Diagnostics problems = step.error();
    for (Diagnostic& one : problems)
      one.message = fmt::format("phase {}: {}", in_quotes(phase.name), one.message);
    return problems;
  }
  return PhaseRun{.name = phase.name,
                  .tokens = static_cast<double>(phase.sequence) * phase.global_batch * phase.steps,
                  .steps = phase.steps,
                  .time = step.value() * phase.steps};
}

}  // namespace

Result<RunEstimate> estimate_run(const Recipe& recipe, int gpus, int batch_quantum, Watts power_per_gpu,
                                 double pue, const StepTime& step_time) {
  if (Diagnostics problems = check(recipe, gpus, batch_quantum); !problems.empty()) return problems;
  TRAINYARD_TRY(main, walk_main(recipe, batch_quantum, step_time));
  RunEstimate run;
  run.gpus = gpus;
  run.tokens = recipe.tokens;
  run.goodput = recipe.goodput.value;
  run.elapsed = main.time / run.goodput;
  run.days = run.elapsed.in(days);
  run.gpu_hours = run.elapsed.in(hours)*gpus;
  run.gpu_hours_per_trillion_tokens = run.gpu_hours / (recipe.tokens / 1e12);
  run.energy = power_per_gpu * run.elapsed * (static_cast<double>(gpus) * pue);
  run.phases.push_back({.name = "main", .tokens = recipe.tokens, .steps = main.steps, .time = main.time});
  run.total_gpu_hours = run.gpu_hours;
  for (const ContextPhase& phase : recipe.phases) {
    TRAINYARD_TRY(later, walk_phase(phase, batch_quantum, step_time));
    run.total_gpu_hours += later.time.in(hours) / run.goodput * gpus;
    run.phases.push_back(later);
  }
  return run;
}

}  // namespace trainyard
