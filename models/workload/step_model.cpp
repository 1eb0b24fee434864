#include "models/workload/step_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/network/collectives/collective.h"

namespace trainyard {

namespace {

/// Lone chunks hide little behind compute, so their waits depend less on the draw than those of overlapped
/// pairs.
constexpr int most_lone_draws = 2;

/// Stages that hold the same get the same number: the first such stage's.
std::vector<int> stage_classes(const StepInput& input) {
  const auto dense = [&](const StageSpec& stage) {
    return std::count_if(stage.layers.begin(), stage.layers.end(),
                         [&](int layer) { return !input.model.is_moe_layer(layer); });
  };
  const std::vector<StageSpec>& stages = input.plan.stages;
  std::vector<int> classes;
  for (const StageSpec& stage : stages) {
    const auto same = std::find_if(stages.begin(), stages.end(), [&](const StageSpec& other) {
      return other.layers.size() == stage.layers.size() && dense(other) == dense(stage) &&
             other.embedding == stage.embedding && other.head == stage.head &&
             other.mtp_modules == stage.mtp_modules;
    });
    classes.push_back(static_cast<int>(same - stages.begin()));
  }
  return classes;
}

Diagnostics in_context(Diagnostics problems, std::string_view what) {
  for (Diagnostic& d : problems) d.message = fmt::format("{}: {}", what, d.message);
  return problems;
}

}  // namespace

GroupRun group_run(const StepInput& input, const ChunkTemplate& chunk, ChunkKind kind,
                   const StepSwitches& switches, std::uint64_t seed) {
  GroupRun run;
  run.spread = {.load_cv = input.model.moe ? input.spread.load_cv.value : 0.0,
                .speed_cv = input.spread.gpu_speed_cv.value,
                .most_load = input.spread.capacity_factor.value_or(std::numeric_limits<double>::infinity()),
                .members_per_rank = input.plan.tp,
                .seed = seed};
  if (!switches.skew) run.spread.load_cv = run.spread.speed_cv = 0.0;
  const bool uneven = (run.spread.load_cv > 0.0 || run.spread.speed_cv > 0.0) && chunk.barriers > 0;
  const int draws =
      kind == ChunkKind::forward_backward ? switches.draws : std::min(switches.draws, most_lone_draws);
  run.ranks = uneven ? input.plan.ep : 1;
  run.repeats = uneven ? 1 + draws : 1;
  return run;
}

StepModel::StepModel(std::shared_ptr<const StepInput> input, KernelModel kernels, StepSwitches switches,
                     std::uint64_t seed)
    : input_(std::move(input)), kernels_(std::move(kernels)), switches_(switches), seed_(seed) {}

Result<StepModel> StepModel::make(const StepInput& input, const StepSwitches& switches, std::uint64_t seed) {
  auto kernels = KernelModel::make(input.machine.gpu, input.software);
  if (!kernels)
    return in_context(kernels.error(),
                      fmt::format("{} with {}", input.machine.gpu.name, input.software.name));
  return make(input, kernels.value(), switches, seed);
}

Result<StepModel> StepModel::make(const StepInput& input, const KernelModel& kernels,
                                  const StepSwitches& switches, std::uint64_t seed,
                                  std::shared_ptr<StepCache> cache, std::shared_ptr<PricedChunks> priced) {
  TRAINYARD_TRY(schedule, find_schedule(input.plan.schedule));
  (void)schedule;
  StepModel model(std::make_shared<const StepInput>(input), kernels, switches, seed);
  model.cache_ = cache ? std::move(cache) : std::make_shared<StepCache>();
  model.stage_class_ = stage_classes(input);
  model.priced_ = std::move(priced);
  if (!model.priced_) {
    TRAINYARD_TRY(costs, price_step(*model.input_, kernels));
    model.priced_ = std::make_shared<PricedChunks>(costs);
  }
  TRAINYARD_TRY(sync, estimate_gradient_sync(*model.input_, kernels));
  model.sync_ = sync;
  for (const RankSync& one : model.sync_) {
    const auto same = std::find_if(model.sync_.begin(), model.sync_.end(), [&](const RankSync& other) {
      return other.reduce_per_micro_batch == one.reduce_per_micro_batch;
    });
    model.sync_class_.push_back(static_cast<int>(same - model.sync_.begin()));
  }
  model.transfer_ = switches.transfers
                        ? pipeline_message_time(*model.input_) * input.software.effects.pipeline_exposed.value
                        : Seconds{};
  if (input.plan.zero == 3 && !input.plan.gathers_once()) {
    for (const StageSpec& stage : input.plan.stages) {
      TRAINYARD_TRY(traffic, estimate_shard_traffic(*model.input_, stage));
      model.shard_traffic_.push_back(traffic);
    }
  }
  return model;
}

TransferMode StepModel::transfer_mode() const {
  if (!switches_.transfers) return TransferMode::free;
  return input_->software.pipeline_transfer == "blocking" ? TransferMode::blocking
                                                          : TransferMode::asynchronous;
}

int StepModel::signature(const ChunkOp& op) const {
  const int classes = static_cast<int>(stage_class_.size()) + 1;
  const auto of = [&](const Chunk& chunk) {
    return chunk.present() ? stage_class_[static_cast<std::size_t>(chunk.stage)] + 1 : 0;
  };
  const int chunk = (static_cast<int>(op.kind) * classes + of(op.forward)) * classes + of(op.backward);
  if (input_->plan.zero != 2) return chunk;
  // What is scattered behind a backward depends on all its rank holds.
  const int pp = input_->plan.pp;
  const int scattered =
      op.backward.present() ? sync_class_[static_cast<std::size_t>(op.backward.stage % pp)] : 0;
  return chunk * pp + scattered;
}

ChunkTemplate StepModel::chunk_template(const ChunkOp& op) const {
  ChunkParts parts;
  if (op.forward.present()) parts.forward = &input_->plan.stages[static_cast<std::size_t>(op.forward.stage)];
  if (op.backward.present())
    parts.backward = &input_->plan.stages[static_cast<std::size_t>(op.backward.stage)];
  parts.input_gradient = op.kind != ChunkKind::weight_backward;
  parts.weight_gradient = op.kind != ChunkKind::input_backward;
  return make_chunk(*input_, priced_->costs(), parts);
}

ChunkStages StepModel::stages_of(const ChunkOp& op) const {
  const auto stage = [&](const Chunk& chunk) {
    return chunk.present() ? &input_->plan.stages[static_cast<std::size_t>(chunk.stage)] : nullptr;
  };
  return {.kind = op.kind, .forward = stage(op.forward), .backward = stage(op.backward)};
}

void StepModel::add_waits_to(const ChunkOp& op, ChunkOutcome& outcome) const {
  const ChunkStages stages = stages_of(op);
  Seconds scattered{};
  if (input_->plan.zero == 2 && op.backward.present()) {
    // Gradients of all of a rank's stages, scattered as each of them ends.
    const auto rank = static_cast<std::size_t>(op.backward.stage % input_->plan.pp);
    const int stages_held = input_->plan.vp * parameter_copies(input_->plan);
    scattered = sync_[rank].reduce_per_micro_batch / static_cast<double>(stages_held);
  }
  const auto traffic = [&](const Chunk& chunk) {
    return chunk.present() && !shard_traffic_.empty() ? &shard_traffic_[static_cast<std::size_t>(chunk.stage)]
                                                      : nullptr;
  };
  const WaitedTime waited =
      add_waits(outcome.duration, shard_time(stages, scattered, traffic(op.forward), traffic(op.backward)),
                host_time(*input_, stages), input_->software);
  outcome.exposed.shard += waited.sharded - outcome.duration;
  outcome.exposed.host += waited.launched - waited.sharded;
  outcome.duration = waited.launched;
}

const ChunkOutcome& StepModel::outcome(const ChunkOp& op) {
  const int key = signature(op);
  const auto found = outcomes_.find(key);
  if (found != outcomes_.end()) return found->second;
  const std::uint64_t content = content_key(input_->model, stages_of(op));
  if (const ChunkOutcome* known = priced_->find(content)) {
    ChunkOutcome with_waits = *known;
    add_waits_to(op, with_waits);
    return outcomes_.emplace(key, std::move(with_waits)).first->second;
  }
  const ChunkTemplate chunk = chunk_template(op);
  const GroupRun run = group_run(*input_, chunk, op.kind, switches_, seed_);
  ChunkSimulator& simulator = cache_->simulators.get(chunk, run.ranks, run.repeats);
  chunk_tasks_ += simulator.task_count();
  ChunkOutcome found_now = priced_->put(content, simulator.outcome(chunk, run.spread));
  add_waits_to(op, found_now);
  return outcomes_.emplace(key, std::move(found_now)).first->second;
}

std::vector<StageTimes> StepModel::stage_times() {
  std::vector<StageTimes> times;
  for (int s = 0; s < static_cast<int>(input_->plan.stages.size()); ++s) {
    const Chunk chunk{.stage = s, .micro_batch = 0, .direction = 0};
    times.push_back({.forward = outcome({ChunkKind::forward, chunk, {}}).duration,
                     .input_backward = outcome({ChunkKind::input_backward, {}, chunk}).duration,
                     .weight_backward = outcome({ChunkKind::weight_backward, {}, chunk}).duration});
  }
  return times;
}

Result<int> StepModel::legal_micro_batches(int wanted) {
  TRAINYARD_TRY(schedule, find_schedule(input_->plan.schedule));
  ScheduleInput input{
      .pipeline_ranks = input_->plan.pp, .virtual_stages = input_->plan.vp, .micro_batches = wanted};
  // Schedules ask for a multiple of p or for at least 2p: some count below wanted + 4p is legal if any is.
  for (int m = std::max(1, wanted); m <= wanted + 4 * input_->plan.pp; ++m) {
    input.micro_batches = m;
    if (schedule->check(input).empty()) return m;
  }
  input.micro_batches = wanted;
  return schedule->check(input);
}

Result<ScheduleProgram> StepModel::program(int micro_batches) {
  ScheduleInput input{
      .pipeline_ranks = input_->plan.pp, .virtual_stages = input_->plan.vp, .micro_batches = micro_batches};
  TRAINYARD_TRY(schedule, find_schedule(input_->plan.schedule));
  if (schedule->uses_stage_times) {
    input.kept_for_weights = input_->kept_for_weights;
    input.stage_times = stage_times();
    input.transfer = transfer_;
  }
  return make_schedule_program(input_->plan.schedule, input);
}

Result<std::shared_ptr<const PipelineGraph>> StepModel::pipeline(int micro_batches) {
  const Plan& plan = input_->plan;
  // zb-h1 orders its chunks by their times. Variations of a scenario keep the order of the first: a team
  // fixes it once.
  std::string key = fmt::format("{} {} {} {} {}", plan.schedule, plan.pp, plan.vp, micro_batches,
                                static_cast<int>(transfer_mode()));
  TRAINYARD_TRY(schedule, find_schedule(plan.schedule));
  if (schedule->uses_stage_times) key += fmt::format(" {}", fmt::join(stage_class_, ","));
  const auto known = cache_->pipelines.find(key);
  if (known != cache_->pipelines.end()) return known->second;
  TRAINYARD_TRY(made, program(micro_batches));
  TRAINYARD_TRY(graph, PipelineGraph::build(std::move(made), transfer_mode()));
  return cache_->pipelines.emplace(key, std::make_shared<const PipelineGraph>(std::move(graph)))
      .first->second;
}

Result<StepResult> StepModel::step(int micro_batches) {
  TRAINYARD_TRY(count, legal_micro_batches(micro_batches));
  TRAINYARD_TRY(graph, pipeline(count));
  const PipelineGraph& pipeline = *graph;
  const Picoseconds transfer = to_picoseconds(transfer_);
  const PipelineTimes times = pipeline.make_times(
      [&](int, const ChunkOp& op) { return to_picoseconds(outcome(op).duration); }, transfer, transfer);
  StepResult result;
  pipeline.retime(times, result.timeline);
  result.micro_batches = count;
  result.pipeline = to_seconds(result.timeline.makespan);
  TRAINYARD_TRY(schedule, find_schedule(input_->plan.schedule));
  result.tasks = chunk_tasks_ + pipeline.graph().task_count();

  // Gradients are reduced when a rank's last backward ends, or bucket by bucket behind it; clipping needs all
  // of them before anyone updates; parameters are gathered afterwards, or behind the first forward of the
  // next step.
  const auto& ops = pipeline.program().ranks;
  Seconds reduced{}, updated{}, longest{};
  std::vector<Seconds> reduce_exposed, gather_exposed;
  for (int r = 0; r < input_->plan.pp; ++r) {
    const auto rank = static_cast<std::size_t>(r);
    const RankSync& sync = sync_[rank];
    const std::size_t last = pipeline.op_index(r, ops[rank].size() - 1), first = pipeline.op_index(r, 0);
    // Where steps join, the rank began its first chunk that much before the end of the one before.
    const Seconds finish = to_seconds(result.timeline.finish[last]) -
                           (schedule->steps_join ? to_seconds(result.timeline.start[first]) : Seconds{});
    longest = std::max(longest, finish);
    const StageSpec& stage =
        input_->plan.stages[static_cast<std::size_t>(stages_of_rank(input_->plan, r).front())];
    const int buckets = std::max<int>(1, static_cast<int>(stage.layers.size()));
    const Seconds last_op = to_seconds(result.timeline.finish[last] - result.timeline.start[last]);
    const Seconds first_op = to_seconds(result.timeline.finish[first] - result.timeline.start[first]);
    const double least = input_->software.effects.gradient_exposed.value;
    reduce_exposed.push_back(input_->software.overlap_gradient_reduction
                                 ? std::max(exposed_after(last_op, sync.reduce, buckets), sync.reduce * least)
                                 : sync.reduce);
    // The gather of a layer must be done when its forward starts: the mirror image of the reduction.
    gather_exposed.push_back(
        input_->software.overlap_parameter_gather
            ? std::max(exposed_after(first_op, sync.gather, buckets), sync.gather * least)
            : sync.gather);
    reduced = std::max(reduced, finish + reduce_exposed.back());
    updated = std::max(updated, sync.optimizer + gather_exposed.back());
  }
  if (schedule->steps_join) result.pipeline = longest;
  reduced = std::max(reduced, result.pipeline);
  result.time = reduced + updated;
  const StackEffects& effects = input_->software.effects;
  const double nodes = std::max(1.0, static_cast<double>(input_->plan.gpus()) / input_->machine.node.gpus);
  const Seconds overhead =
      effects.step_overhead.value + result.time * (effects.straggler.value * std::log2(nodes));
  result.time += overhead;
  result.end = {.reduction = reduce_exposed,
                .optimizer = {},
                .gather = gather_exposed,
                .reduced = reduced,
                .updated = updated,
                .overhead = overhead,
                .joined = schedule->steps_join};
  for (const RankSync& sync : sync_) result.end.optimizer.push_back(sync.optimizer);

  for (int r = 0; r < input_->plan.pp; ++r) {
    const auto rank = static_cast<std::size_t>(r);
    RankStep out;
    const RankPhases& phases = result.timeline.ranks[rank];
    out.forward = to_seconds(phases.forward);
    out.backward = to_seconds(phases.backward);
    out.weight = to_seconds(phases.weight);
    out.pair = to_seconds(phases.pair);
    out.sending = to_seconds(phases.sending);
    out.overhead = overhead;
    out.synchronisation = reduce_exposed[rank] + sync_[rank].optimizer + gather_exposed[rank];
    std::map<int, int> counts;
    std::map<int, const ChunkOp*> example;
    for (const ChunkOp& op : ops[rank]) {
      const int key = signature(op);
      ++counts[key];
      example.emplace(key, &op);
    }
    for (const auto& [key, number] : counts) {
      const ChunkOutcome& chunk = outcome(*example.at(key));
      for (std::size_t i = 0; i < out.by_class.size(); ++i) out.by_class[i] += chunk.by_class[i] * number;
      ExposedTime exposed = chunk.exposed;
      exposed *= number;
      out.exposed += exposed;
      out.skew += chunk.skew * number;
    }
    out.bubble = result.time - overhead - out.forward - out.backward - out.weight - out.pair - out.sending -
                 out.synchronisation;
    result.ranks.push_back(out);
  }
  return result;
}

}  // namespace trainyard
