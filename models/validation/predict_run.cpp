#include "models/validation/predict_run.h"

#include <algorithm>
#include <cmath>

#include "models/memory/estimate_memory.h"

namespace trainyard {
namespace {

/// Rounds of `pp` micro-batches that are simulated before the rest is taken as repetition.
constexpr int first_rounds = 3;

std::vector<RunTerm> terms_of(const StepResult& step) {
  struct Sum {
    const char* name;
    Seconds time{};
  };
  Sum gemm{"GEMM"}, attention{"attention"}, memory{"memory-bound kernels"}, loss{"loss"},
      tensor{"tensor-parallel traffic"}, context{"context-parallel traffic"}, expert{"expert exchange"},
      shard{"sharded parameters"}, host{"host"}, transfer{"pipeline transfer"}, bubble{"bubble"},
      sync{"gradients and optimizer"}, overhead{"step overhead"};
  const double n = static_cast<double>(step.ranks.size());
  for (const RankStep& rank : step.ranks) {
    for (std::size_t c = 0; c < op_class_count; ++c) {
      const auto op_class = static_cast<OpClass>(c);
      Sum& to = op_class == OpClass::gemm || op_class == OpClass::grouped_gemm ? gemm
                : op_class == OpClass::attention                               ? attention
                : op_class == OpClass::loss                                    ? loss
                                                                               : memory;
      to.time += rank.by_class[c] / n;
    }
    tensor.time += rank.exposed.tensor / n;
    context.time += rank.exposed.context / n;
    for (const Seconds t : rank.exposed.transfer) expert.time += t / n;
    expert.time += (rank.exposed.barrier + rank.exposed.gradient_cast) / n;
    shard.time += rank.exposed.shard / n;
    host.time += rank.exposed.host / n;
    transfer.time += rank.sending / n;
    bubble.time += (rank.bubble + rank.skew) / n;
    sync.time += rank.synchronisation / n;
    overhead.time += rank.overhead / n;
  }
  std::vector<RunTerm> terms;
  for (const Sum& sum : {gemm, attention, memory, loss, tensor, context, expert, shard, host, transfer,
                         bubble, sync, overhead}) {
    terms.push_back({sum.name, sum.time});
  }
  return terms;
}

/// a + (b - a) * factor, term by term.
std::vector<RunTerm> extended(const std::vector<RunTerm>& a, const std::vector<RunTerm>& b, double factor) {
  std::vector<RunTerm> out = a;
  for (std::size_t i = 0; i < out.size(); ++i) out[i].time += (b[i].time - a[i].time) * factor;
  return out;
}

}  // namespace

Result<RunPrediction> RunPredictor::predict(const StepInput& input) {
  const Plan& plan = input.plan;
  StepSwitches switches;
  switches.skew = false;
  TRAINYARD_TRY(kernels, KernelModel::make(input.machine.gpu, input.software));
  TRAINYARD_TRY(model, StepModel::make(input, kernels, switches, 1, cache_));
  const double wanted = static_cast<double>(plan.global_batch) / (plan.dp * plan.micro_batch);
  const int whole = std::max(1, static_cast<int>(wanted + 1e-9));
  const double uneven = std::max(1.0, wanted / whole);
  const int least = first_rounds * plan.pp + whole % plan.pp;
  if (input.without_bubble && plan.pp > 1) {
    // What each further round takes, and what comes once a step.
    const int round = 2 * first_rounds * plan.pp;
    TRAINYARD_TRY(first, model.step(round));
    TRAINYARD_TRY(second, model.step(round + plan.pp));
    const Seconds each = (second.time - first.time) / static_cast<double>(plan.pp);
    const Seconds once = first.time - first.pipeline;
    return RunPrediction{each * (whole * uneven) + once, {}};
  }
  if (whole <= least + plan.pp) {
    TRAINYARD_TRY(step, model.step(whole));
    RunPrediction out{step.time, terms_of(step)};
    const double more = whole * uneven - step.micro_batches;  // a part of a micro-batch
    if (more > 1e-9) {
      TRAINYARD_TRY(further, model.step(whole + plan.pp));
      out.step += (further.time - step.time) * (more / plan.pp);
      out.terms = extended(out.terms, terms_of(further), more / plan.pp);
    }
    return out;
  }
  TRAINYARD_TRY(first, model.step(least));
  TRAINYARD_TRY(second, model.step(least + plan.pp));
  const double factor = (whole * uneven - least) / plan.pp;
  return RunPrediction{first.time + (second.time - first.time) * factor,
                       extended(terms_of(first), terms_of(second), factor)};
}

Result<Bytes> predict_memory(const StepInput& input, bool with_framework) {
  StepSwitches switches;
  switches.skew = false;
  TRAINYARD_TRY(model, StepModel::make(input, switches));
  const Plan& plan = input.plan;
  const int micro_batches = std::max(1, plan.global_batch / (plan.dp * plan.micro_batch));
  // No schedule holds more than 2 p v chunks: more micro-batches do not change the peak.
  const int enough = 4 * plan.pp + micro_batches % plan.pp;
  TRAINYARD_TRY(count, model.legal_micro_batches(std::min(micro_batches, enough)));
  TRAINYARD_TRY(program, model.program(count));
  TRAINYARD_TRY(memory, estimate_footprint(input, program, model.costs().exchanges));
  Bytes most{};
  for (const StageMemory& stage : memory.stages)
    most = std::max(most, with_framework ? stage.total() : stage.total() - stage.framework);
  return most;
}

}  // namespace trainyard
