#include "models/estimate/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/estimate/estimate.h"
#include "models/estimate/step_input_of.h"
#include "models/estimate/step_timeline.h"
#include "models/estimate/total_intervals.h"
#include "models/memory/estimate_memory.h"
#include "models/parallel/layout.h"
#include "models/workload/chunk_timeline.h"
#include "models/workload/step_model.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

double ms(Seconds t) {
  return t.in(milliseconds);
}

void operator_rows(std::string& out, const char* part, const std::vector<Operator>& operators,
                   const StepModel& model, double free_sms) {
  const StepInput& input = model.input();
  const double all = input.machine.gpu.sms.value, factor = input.spread.clock_factor.value;
  for (const Operator& op : operators) {
    const KernelTime alone = model.kernels().time(op, all);
    const KernelTime overlapped = model.kernels().time(op, free_sms, true);
    out +=
        fmt::format("{:<10} {:<30} {:<12} {:<15} {:>9.1f} {:>9.1f} {:>10.1f} {:>10.1f}  {}\n", part, op.name,
                    to_text(op.op_class), to_text(op.pass), op.flops.in(gigaflop), op.bytes.in(megabytes),
                    alone.total.in(microseconds)*factor, overlapped.total.in(microseconds)*factor, alone.law);
  }
}

std::string explain_operators(const StepModel& model) {
  const StepInput& input = model.input();
  const RankWork work = rank_work(input, model.costs().exchanges);
  const double partition = input.machine.gpu.sms.value - input.software.transport.sms;
  std::string out = fmt::format(
      "Operators of one layer, one micro-batch of {:.0f} tokens on one rank; times at {:.0f} free SMs and at "
      "{:.0f} "
      "beside an exchange\n\n",
      work.tokens(), input.machine.gpu.sms.value, partition);
  const auto layer_table = [&](const char* title, bool moe) {
    const LayerOperators layer = layer_operators(work, moe);
    out += fmt::format("{}\n{:<10} {:<30} {:<12} {:<15} {:>9} {:>9} {:>10} {:>10}  law\n", title, "part",
                       "operator", "class", "pass", "GFLOP", "MB", "alone us", "beside us");
    operator_rows(out, "attn(F)", layer.attention_forward, model, partition);
    operator_rows(out, "mlp(F)", layer.ffn_forward, model, partition);
    operator_rows(out, "mlp(B)", layer.ffn_backward, model, partition);
    operator_rows(out, "mlp(W)", layer.ffn_weight, model, partition);
    operator_rows(out, "attn(B)", layer.attention_backward, model, partition);
    operator_rows(out, "attn(W)", layer.attention_weight, model, partition);
    out += '\n';
  };
  if (!input.model.moe || input.model.moe->first_dense_layers > 0) layer_table("Dense layer", false);
  if (input.model.moe) layer_table("MoE layer", true);
  const EdgeOperators head = head_operators(work);
  out += "Output head\n";
  operator_rows(out, "head(F)", head.forward, model, partition);
  operator_rows(out, "head(B)", head.backward, model, partition);
  operator_rows(out, "head(W)", head.weight, model, partition);
  if (input.model.moe && input.plan.ep > 1) {
    out += "\nExpert-parallel exchanges (ms)          alone  beside compute   handshake   NIC MB  fast MB\n";
    for (int k = 0; k < exchange_kind_count; ++k) {
      const auto kind = static_cast<ExchangeKind>(k);
      const ExchangeTime &alone = model.costs().exchanges.at(kind, false),
                         &beside = model.costs().exchanges.at(kind, true);
      out += fmt::format("{:<36} {:>8.3f} {:>15.3f} {:>11.3f} {:>8.1f} {:>8.1f}\n", to_text(kind),
                         ms(alone.transfer), ms(beside.transfer), ms(beside.barrier),
                         alone.terms.nic_bytes.in(megabytes), alone.terms.fast_bytes.in(megabytes));
    }
  }
  return out;
}

std::string explain_graph(StepModel& model, const StepResult& step, const ScheduleProgram& program) {
  const StepInput& input = model.input();
  std::string out =
      fmt::format("Schedule {} on {} pipeline ranks, {} micro-batches; stages {}\n", input.plan.schedule,
                  input.plan.pp, step.micro_batches, to_text(input.plan.stages));
  out += fmt::format("Tasks replayed: {}. Transfer between stages: {:.3f} ms ({})\n\n", step.tasks,
                     ms(model.transfer()), input.software.pipeline_transfer);
  out +=
      "Chunk                        stage F  stage B      ms  compute  exposed   uneven  tasks  per step\n";
  // Chunks of equal stages share one outcome; the first stage that has it stands for all.
  struct Row {
    const ChunkOutcome* chunk;
    const ChunkOp* first;
    int count;
  };
  std::vector<Row> rows;
  for (const auto& rank : program.ranks) {
    for (const ChunkOp& op : rank) {
      const ChunkOutcome* chunk = &model.outcome(op);
      const auto same =
          std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.chunk == chunk; });
      if (same != rows.end()) {
        ++same->count;
      } else {
        rows.push_back({chunk, &op, 1});
      }
    }
  }
  for (const auto& [chunk, op, count] : rows) {
    const ChunkTemplate tasks = model.chunk_template(*op);
    const auto stage = [](const Chunk& c) {
      return c.present() ? fmt::format("{}", c.stage) : std::string("-");
    };
    out +=
        fmt::format("{:<28} {:>7} {:>8} {:>7.2f} {:>8.2f} {:>8.2f} {:>8.2f} {:>6} {:>9}\n", to_text(op->kind),
                    stage(op->forward), stage(op->backward), ms(chunk->duration), ms(tasks.compute_total()),
                    ms(chunk->exposed.sum()), ms(chunk->skew), tasks.tasks.size(), count);
  }
  out += "per step: on all pipeline ranks together; equal stages are told by the first of them\n";
  return out;
}

std::string explain_timeline(const StepModel& model, const StepResult& step) {
  std::string out =
      "Seconds by pipeline rank\nrank      1F      1B      1W    1F1B  sending  bubble  optimizer    step\n";
  for (std::size_t r = 0; r < step.ranks.size(); ++r) {
    const RankStep& k = step.ranks[r];
    out += fmt::format("{:>4} {:>7.3f} {:>7.3f} {:>7.3f} {:>7.3f} {:>8.3f} {:>7.3f} {:>10.3f} {:>7.3f}\n", r,
                       k.forward.base(), k.backward.base(), k.weight.base(), k.pair.base(), k.sending.base(),
                       k.bubble.base(), k.synchronisation.base(), step.time.base());
  }
  out += "\nGradient and parameter traffic, optimizer (ms)\nrank  reduce   gather  optimizer\n";
  for (std::size_t r = 0; r < model.synchronisation().size(); ++r) {
    const RankSync& s = model.synchronisation()[r];
    out += fmt::format("{:>4} {:>7.1f} {:>8.1f} {:>10.1f}\n", r, ms(s.reduce), ms(s.gather), ms(s.optimizer));
  }
  return out;
}

/// The chain of tasks and transfers that decides the step, by what it spends time on.
std::string explain_critical_path(const SpanTimeline& timeline) {
  const CriticalPath& path = timeline.critical_path;
  if (path.empty()) return {};
  const std::vector<Picoseconds> times = critical_shares(path);
  const Picoseconds all = path.links.back().to - path.links.front().from;
  std::string out =
      "\nCritical path of the step\nwhat                                            s  of step\n";
  const auto line = [&](const std::string& name, Picoseconds time) {
    out += fmt::format("{:<40} {:>8.3f} {:>7.1f} %\n", name, to_seconds(time).base(),
                       100 * static_cast<double>(time) / static_cast<double>(all));
  };
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i] > 0) line(path.shares[i], times[i]);
  line("together", all);
  return out;
}

/// What the bubble is made of: the step again with one cause switched off at a time.
Result<std::string> explain_bubble(const Scenario& scenario, const StepResult& step) {
  std::string out =
      "\nWhat the waiting is made of (seconds; each line switches one more cause off)\n"
      "                                    step   bubble, mean of ranks\n";
  const auto line = [&](const char* what, const StepResult& result) {
    Seconds bubble{};
    for (const RankStep& r : result.ranks)
      bubble += (r.bubble + r.sending) / static_cast<double>(result.ranks.size());
    out += fmt::format("{:<34} {:>7.3f} {:>9.3f}\n", what, result.time.base(), bubble.base());
  };
  line("as simulated", step);
  StepInput input = step_input_of(scenario);
  StepSwitches switches;
  switches.skew = false;
  TRAINYARD_TRY(even, StepModel::make(input, switches));
  TRAINYARD_TRY(even_step, even.step(step.micro_batches));
  line("even loads and speeds", even_step);
  switches.transfers = false;
  TRAINYARD_TRY(free, StepModel::make(input, switches));
  TRAINYARD_TRY(free_step, free.step(step.micro_batches));
  line("and free pipeline transfers", free_step);
  // Equal stages: the commonest stage everywhere, no head, no MTP, no embedding.
  const StageSpec middle = input.plan.stages[input.plan.stages.size() / 2];
  for (StageSpec& stage : input.plan.stages)
    stage = StageSpec{.layers = middle.layers, .embedding = false, .head = false, .mtp_modules = 0};
  TRAINYARD_TRY(equal, StepModel::make(input, switches));
  TRAINYARD_TRY(equal_step, equal.step(step.micro_batches));
  line("and equal stages (other work)", equal_step);
  TRAINYARD_TRY(schedule, find_schedule(input.plan.schedule));
  const Chunk any{.stage = input.plan.pp / 2, .micro_batch = 0, .direction = 0};
  ChunkTimes times{.forward = equal.outcome({ChunkKind::forward, any, {}}).duration,
                   .backward = equal.outcome({ChunkKind::backward, {}, any}).duration,
                   .weight = equal.outcome({ChunkKind::weight_backward, {}, any}).duration,
                   .pair = equal.outcome({ChunkKind::forward_backward, any, any}).duration};
  const ScheduleInput shape{.pipeline_ranks = input.plan.pp,
                            .virtual_stages = input.plan.vp,
                            .micro_batches = step.micro_batches,
                            .stage_times = {},
                            .transfer = {}};
  out +=
      fmt::format("published formula on equal stages  {:>17.3f}   {} ({})\n",
                  schedule->bubble(shape, times).base(), schedule->bubble_formula, schedule->bubble_source);
  return out;
}

std::string explain_memory(const MemoryEstimate& memory) {
  std::string out =
      "GB per GPU by pipeline rank\nrank  weights  gradients  optimizer  activations  buffers  framework   "
      "total  chunks  stages\n";
  for (const StageMemory& s : memory.stages) {
    out += fmt::format("{:>4} {:>8.2f} {:>10.2f} {:>10.2f} {:>12.2f} {:>8.2f} {:>10.2f} {:>7.2f} {:>7}  {}\n",
                       s.rank, s.weights.in(gigabytes), s.gradients.in(gigabytes), s.optimizer.in(gigabytes),
                       s.activations.in(gigabytes), s.buffers.in(gigabytes), s.framework.in(gigabytes),
                       s.total().in(gigabytes), s.in_flight, s.stages);
  }
  out += fmt::format("\nusable {:.2f} GB: {}; owner of the peak: {}\n", memory.capacity.in(gigabytes),
                     memory.fits ? "fits" : "does not fit", memory.owner);
  if (!memory.stages.empty()) {
    out += "\nActivations of the fullest rank by owner (GB)\n";
    for (const MemoryOwner& owner :
         memory.stages[static_cast<std::size_t>(memory.peak_rank)].activation_owners) {
      out += fmt::format("  {:<28} {:>7.2f}\n", owner.name, owner.bytes.in(gigabytes));
    }
  }
  for (const std::string& suggestion : memory.suggestions) out += "  would fit: " + suggestion + "\n";
  return out;
}

template <class Q>
void sourced_row(std::string& out, const char* what, const Sourced<Q>& value) {
  out += fmt::format("  {:<30} {:>10}  [{}] {}\n", what, to_text(value.value), to_text(value.evidence),
                     value.source);
}

std::string explain_goodput(const GoodputEstimate& goodput, const Scenario& scenario) {
  const Reliability& reliability = *scenario.reliability;
  std::string out = fmt::format("{:<20} {:>9}  because\n", "not useful", "of time");
  double sum = 0;
  for (const GoodputTerm& one : goodput.terms) {
    out += fmt::format("{:<20} {:>7.3f} %  {}\n", one.name, 100 * one.share, one.detail);
    sum += one.share;
  }
  out += fmt::format("{:<20} {:>7.3f} %\n\n", "together", 100 * sum);
  if (goodput.interval) {
    out += fmt::format("work between checkpoints {}{}", to_text(*goodput.interval),
                       goodput.interval_is_best ? ", the best" : ", given");
    if (goodput.young && goodput.daly)
      out += fmt::format("; Young {}, Daly {}", to_text(*goodput.young), to_text(*goodput.daly));
    out += '\n';
  }
  const GoodputInput input = goodput_input_of(scenario, {});
  out += fmt::format(
      "a checkpoint stops the job for {} and is written for {} more beside it; {} spare nodes\n\n",
      to_text(input.checkpoint_stall), to_text(input.checkpoint_write), goodput.spares);
  out +=
      fmt::format("{:<36} {:<9} {:>12} {:>10} {:>6}\n", "cause", "domain", "one every", "restart", "nodes");
  for (const JobFailure& one : input.failures) {
    const std::string every = one.rate.base() > 0 ? to_text(seconds(1 / one.rate.base())) : "never";
    out += fmt::format("{:<36} {:<9} {:>12} {:>10} {:>6}\n", one.cause, one.domain, every,
                       to_text(one.restart), one.nodes);
  }
  out += fmt::format("{:<36} {:<9} {:>12}   counts of {}: {}\n\n", "all", "",
                     goodput.mtbf ? to_text(*goodput.mtbf) : "never", reliability.rates.name,
                     reliability.rates.observed.source);
  sourced_row(out, "detecting a failure", reliability.restart.detect);
  sourced_row(out, "putting spare nodes in", reliability.restart.replace);
  sourced_row(out, "starting the job", reliability.restart.initialise);
  sourced_row(out, "repair of a node", reliability.repair);
  sourced_row(out, "storage write per node", reliability.checkpoint.write);
  sourced_row(out, "storage read per node", reliability.checkpoint.read);
  if (reliability.checkpoint.asynchronous) {
    sourced_row(out, "copy to host, start", reliability.checkpoint.copy_start);
    sourced_row(out, "copy to host, per GPU", reliability.checkpoint.copy);
  }
  out += fmt::format("  {:<30} {:>10.2f}  [{}] {}\n", "spread of rates, ln", rate_sigma(reliability),
                     to_text(reliability.rates.spread.evidence), reliability.rates.spread.source);
  return out;
}

std::string explain_run(const RunEstimate& run, const Scenario& scenario) {
  std::string out = "phase                              tokens       steps       days   GPU-hours\n";
  for (const PhaseRun& phase : run.phases) {
    out += fmt::format("{:<28} {:>12} {:>11.0f} {:>10.2f} {:>11}\n", phase.name, count_text(phase.tokens),
                       phase.steps, phase.time.in(days), count_text(phase.time.in(hours)*run.gpus));
  }
  out += fmt::format("goodput {:.3f}; main phase {:.2f} days elapsed, {} GPU-hours, {} per trillion tokens\n",
                     run.goodput, run.days, count_text(run.gpu_hours),
                     count_text(run.gpu_hours_per_trillion_tokens));
  if (run.reliability) out += '\n' + explain_goodput(*run.reliability, scenario);
  return out;
}

}  // namespace

Result<std::string> explain(const Scenario& scenario, std::string_view stage) {
  static const std::vector<std::string> stages = {"memory", "operators", "graph", "timeline", "run"};
  if (std::find(stages.begin(), stages.end(), stage) == stages.end()) {
    return problem(fmt::format("explain has no stage \"{}\"", stage), name_hint(stage, stages));
  }
  if (stage == "run" || stage == "memory") {
    EstimateOptions options;
    options.interval = false;
    TRAINYARD_TRY(answer, estimate(scenario, options));
    return stage == "run" ? explain_run(answer.run, scenario) : explain_memory(answer.memory);
  }
  TRAINYARD_TRY(model, StepModel::make(step_input_of(scenario)));
  if (stage == "operators") return explain_operators(model);
  TRAINYARD_TRY(step, model.step(scenario.plan.micro_batches()));
  if (stage == "timeline") {
    TRAINYARD_TRY(bubble, explain_bubble(scenario, step));
    TRAINYARD_TRY(spans, step_timeline(scenario));
    return explain_timeline(model, step) + explain_critical_path(spans) + bubble;
  }
  TRAINYARD_TRY(program, model.program(step.micro_batches));
  return explain_graph(model, step, program);
}

}  // namespace trainyard
