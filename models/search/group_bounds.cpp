#include "models/search/group_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "models/estimate/step_input_of.h"
#include "models/memory/resident_state.h"
#include "models/workload/gradient_sync.h"

namespace trainyard {

namespace {

constexpr std::size_t chunk_kinds = 5;
constexpr double unknown = -1.0;  // no time is negative
/// Simulated times are whole picoseconds, half a one off at most in each task: never above a part in 10^8 of
/// what they are rounded from, nor a nanosecond of a whole step.
constexpr double rounding = 1e-8;
constexpr double rounding_seconds = 1e-9;

}  // namespace

/// Durations by kind and contents, before waits; host times beside them.
struct GroupBounds::Layer {
  std::shared_ptr<PricedChunks> priced;
  Diagnostics problems;
  struct Chunk {
    double time = unknown;
    HostTime host{};
    double launched = unknown;  // with the host, without parameter traffic
  };
  std::array<std::vector<Chunk>, chunk_kinds> lone;  // by content
  std::map<std::pair<int, int>, Chunk> pairs;
  std::vector<double> held;  // bytes by content
  RankWork work{};
  bool has_work = false;
};

struct GroupBounds::Ends {
  Diagnostics problems;
  std::vector<RankSync> sync;
  std::vector<Bytes> resident;
  std::map<int, ShardTraffic> traffic;  // by content; empty when parameters are whole
};

std::vector<RankCounts> count_program(const ScheduleProgram& program) {
  std::vector<RankCounts> ranks;
  for (std::size_t r = 0; r < program.ranks.size(); ++r) {
    const std::vector<ChunkOp>& ops = program.ranks[r];
    RankCounts rank;
    std::size_t last_backward = 0;
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (ops[i].backward.present() && ops[i].kind != ChunkKind::weight_backward) last_backward = i;
    }
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const ChunkOp& op = ops[i];
      const int f = op.forward.present() ? op.forward.stage : -1;
      const int b = op.backward.present() ? op.backward.stage : -1;
      auto at = std::find_if(rank.entries.begin(), rank.entries.end(), [&](const RankCounts::Entry& e) {
        return e.kind == op.kind && e.forward == f && e.backward == b;
      });
      if (at == rank.entries.end()) at = rank.entries.insert(rank.entries.end(), {op.kind, f, b, 0, 0});
      ++at->count;
      if (i <= last_backward) ++at->before_last_backward;
    }
    if (!ops.empty()) {
      rank.last = ops.back();
      rank.depth = std::max(0, ops.front().forward.stage);
    }
    ranks.push_back(std::move(rank));
  }
  return ranks;
}

GroupBounds::GroupBounds(const PlanSpace& space, std::uint32_t group, const KernelModel& kernels,
                         std::uint64_t seed)
    : space_(space),
      group_(group),
      kernels_(kernels),
      seed_(seed),
      laid_out_(std::numeric_limits<std::uint32_t>::max()) {
  const Scenario& scenario = space.scenario();
  input_.model = scenario.model;
  input_.machine = scenario.machine;
  input_.machine.gpus = space.groups()[group].gpus;
  input_.software = scenario.software;
  input_.spread = scenario.spread;
  input_.sequence = scenario.recipe.sequence;
}

GroupBounds::~GroupBounds() = default;

void GroupBounds::set_plan(const PlanCandidate& candidate) {
  // Stages are long to copy and change rarely.
  std::vector<StageSpec> stages = std::move(input_.plan.stages);
  if (laid_out_ != candidate.layout) {
    stages = space_.layouts()[candidate.layout].stages;
    laid_out_ = candidate.layout;
  }
  input_.plan = space_.plan_without_stages(candidate);
  input_.plan.stages = std::move(stages);
}

Result<GroupBounds::Layer*> GroupBounds::layer_of(const PlanCandidate& candidate) {
  std::unique_ptr<Layer>& known = layers_[{candidate.micro_batch, candidate.recompute}];
  if (!known) {
    known = std::make_unique<Layer>();
    const Result<StepCosts> costs = price_step(input_, kernels_);
    if (costs) {
      known->priced = std::make_shared<PricedChunks>(costs.value());
    } else {
      known->problems = costs.error();
    }
    for (auto& kind : known->lone) kind.resize(space_.contents().size());
    known->held.assign(space_.contents().size(), unknown);
  }
  if (!known->problems.empty()) return known->problems;
  return known.get();
}

std::shared_ptr<PricedChunks> GroupBounds::priced(const PlanCandidate& candidate) {
  const auto found = layers_.find({candidate.micro_batch, candidate.recompute});
  return found == layers_.end() ? nullptr : found->second->priced;
}

Result<const GroupBounds::Ends*> GroupBounds::ends_of(const PlanCandidate& candidate) {
  const int copies = parameter_copies(input_.plan);
  std::unique_ptr<Ends>& known = ends_[{candidate.pp, candidate.layout, copies, candidate.zero}];
  if (!known) {
    known = std::make_unique<Ends>();
    const Result<std::vector<RankSync>> sync = estimate_gradient_sync(input_, kernels_);
    if (!sync) {
      known->problems = sync.error();
    } else {
      known->sync = sync.value();
      const std::vector<RankParameters> held = rank_parameters(input_.model, input_.plan);
      for (int r = 0; r < candidate.pp; ++r) {
        const ResidentState state =
            resident_state(input_, held[static_cast<std::size_t>(r)], stages_of_rank(input_.plan, r));
        known->resident.push_back(state.weights + state.gradients + state.optimizer);
      }
    }
    if (input_.plan.zero == 3 && !input_.plan.gathers_once()) {
      for (const std::uint16_t content : space_.layouts()[candidate.layout].content) {
        if (known->traffic.contains(content)) continue;
        const Result<ShardTraffic> traffic = estimate_shard_traffic(input_, space_.contents()[content]);
        if (traffic) {
          known->traffic[content] = traffic.value();
        } else {
          known->problems = traffic.error();
        }
      }
    }
  }
  if (!known->problems.empty()) return known->problems;
  return static_cast<const Ends*>(known.get());
}

Seconds GroupBounds::duration(Layer& layer, ChunkKind kind, int forward, int backward) {
  ChunkParts parts;
  if (forward >= 0) parts.forward = &space_.contents()[static_cast<std::size_t>(forward)];
  if (backward >= 0) parts.backward = &space_.contents()[static_cast<std::size_t>(backward)];
  parts.input_gradient = kind != ChunkKind::weight_backward;
  parts.weight_gradient = kind != ChunkKind::input_backward;
  const ChunkTemplate chunk = make_chunk(input_, layer.priced->costs(), parts);
  const GroupRun run = group_run(input_, chunk, kind, {}, seed_);
  DrawnWork& work = drawn_.try_emplace(run.ranks, run.spread, run.ranks).first->second;
  return chunk_bound(chunk, work, run.repeats);
}

Seconds GroupBounds::waited(Layer& layer, const PlanCandidate& candidate, const Ends& ends, ChunkKind kind,
                            int forward, int backward, int rank) {
  Layer::Chunk& chunk =
      forward >= 0 && backward >= 0
          ? layer.pairs[{forward, backward}]
          : layer.lone[static_cast<std::size_t>(kind)][static_cast<std::size_t>(std::max(forward, backward))];
  const ChunkStages stages{
      .kind = kind,
      .forward = forward < 0 ? nullptr : &space_.contents()[static_cast<std::size_t>(forward)],
      .backward = backward < 0 ? nullptr : &space_.contents()[static_cast<std::size_t>(backward)]};
  if (chunk.time < 0.0) {
    chunk.time = duration(layer, kind, forward, backward).base();
    chunk.host = host_time(input_, stages);
    chunk.launched =
        add_waits(Seconds::from_base(chunk.time), {}, chunk.host, input_.software).launched.base();
  }
  const bool sharded = candidate.zero == 2 || !ends.traffic.empty();
  if (!sharded) return Seconds::from_base(chunk.launched);
  Seconds scattered{};
  if (candidate.zero == 2 && backward >= 0) {
    const int stages_held = candidate.vp * space_.schedules()[candidate.schedule]->parameter_copies;
    scattered =
        ends.sync[static_cast<std::size_t>(rank)].reduce_per_micro_batch / static_cast<double>(stages_held);
  }
  const auto traffic = [&](int content) {
    const auto found = ends.traffic.find(content);
    return content < 0 || found == ends.traffic.end() ? nullptr : &found->second;
  };
  const Seconds moved = shard_time(stages, scattered, traffic(forward), traffic(backward));
  return add_waits(Seconds::from_base(chunk.time), moved, chunk.host, input_.software).launched;
}

const std::vector<RankCounts>& GroupBounds::dual_pipe_counts(int pp, int micro_batches) {
  std::vector<RankCounts>& known = dual_pipe_[{pp, micro_batches}];
  if (known.empty()) {
    const auto program = make_schedule_program(
        "dualpipe", {.pipeline_ranks = pp, .virtual_stages = 1, .micro_batches = micro_batches});
    if (program) known = count_program(program.value());
  }
  return known;
}

Result<Seconds> GroupBounds::pipelined(Layer& layer, const PlanCandidate& candidate, const Ends& ends) {
  const Schedule& schedule = *space_.schedules()[candidate.schedule];
  const std::vector<std::uint16_t>& content = space_.layouts()[candidate.layout].content;
  const SoftwareProfile& software = input_.software;
  const Seconds transfer = pipeline_message_time(input_) * software.effects.pipeline_exposed.value;
  const bool blocking = software.pipeline_transfer == "blocking";
  const bool split = schedule.splits_backward, mirrored = schedule.parameter_copies == 2;
  const int pp = candidate.pp, stages = static_cast<int>(content.size());
  const double micro_batches = candidate.micro_batches;
  const auto at = [&](int stage) { return static_cast<int>(content[static_cast<std::size_t>(stage)]); };
  const auto lone = [&](ChunkKind kind, int stage, int rank) {
    return kind == ChunkKind::forward ? waited(layer, candidate, ends, kind, at(stage), -1, rank)
                                      : waited(layer, candidate, ends, kind, -1, at(stage), rank);
  };
  // Before the first chunk of the rank that begins with stage s, and after its last backward.
  std::vector<Seconds> ahead(static_cast<std::size_t>(pp)), behind(static_cast<std::size_t>(pp));
  for (int s = 0; s + 1 < pp; ++s) {
    const auto i = static_cast<std::size_t>(s);
    ahead[i + 1] = ahead[i] + lone(ChunkKind::forward, s, s) + transfer;
    Seconds back = lone(split ? ChunkKind::input_backward : ChunkKind::backward, s, s);
    if (mirrored) {
      back =
          std::min({back, lone(ChunkKind::backward, s, s),
                    waited(layer, candidate, ends, ChunkKind::forward_backward, at(pp - 1 - s), at(s), s)});
    }
    behind[i + 1] = behind[i] + back + transfer;
  }
  const double least = software.effects.gradient_exposed.value;
  Seconds makespan{}, reduced{}, updated{};
  for (int r = 0; r < pp; ++r) {
    const auto rank = static_cast<std::size_t>(r);
    Seconds busy{}, until_backward{}, last{};
    std::size_t depth = rank;
    if (mirrored) {
      const RankCounts& counts = dual_pipe_counts(pp, candidate.micro_batches)[rank];
      for (const RankCounts::Entry& e : counts.entries) {
        const Seconds one = waited(layer, candidate, ends, e.kind, e.forward < 0 ? -1 : at(e.forward),
                                   e.backward < 0 ? -1 : at(e.backward), r);
        busy += one * static_cast<double>(e.count);
        until_backward += one * static_cast<double>(e.before_last_backward);
      }
      depth = static_cast<std::size_t>(counts.depth);
      const ChunkOp& op = counts.last;
      last = waited(layer, candidate, ends, op.kind, op.forward.present() ? at(op.forward.stage) : -1,
                    op.backward.present() ? at(op.backward.stage) : -1, r);
    } else {
      for (int s = r; s < stages; s += pp) {
        busy += lone(ChunkKind::forward, s, r);
        if (split) {
          busy += lone(ChunkKind::input_backward, s, r);
          busy += lone(ChunkKind::weight_backward, s, r);
        } else {
          busy += lone(ChunkKind::backward, s, r);
        }
        // What the rank must send itself before it goes on.
        if (blocking && s > 0) busy += transfer;
        if (blocking && s + 1 < stages) busy += transfer;
      }
      busy *= micro_batches;
      last = lone(split ? ChunkKind::weight_backward : ChunkKind::backward, r, r);
      // A transfer after the last chunk holds nothing up any more.
      if (blocking) busy = std::max(Seconds{}, busy - 2.0 * transfer);
      // Nothing says which of the weight halves come after the last backward.
      until_backward = split ? Seconds{} : busy;
    }
    const Seconds before = schedule.steps_join ? Seconds{} : ahead[depth];
    const Seconds after = schedule.steps_join ? Seconds{} : behind[depth];
    makespan = std::max({makespan, before + busy, before + until_backward + after});
    const RankSync& sync = ends.sync[rank];
    const StageSpec& first =
        input_.plan.stages[static_cast<std::size_t>(mirrored ? std::min(r, pp - 1 - r) : r)];
    const int buckets = std::max<int>(1, static_cast<int>(first.layers.size()));
    // The longer the last chunk, the later it all ends: what it hides is less than what it lasts.
    const Seconds exposed = software.overlap_gradient_reduction
                                ? std::max(exposed_after(last, sync.reduce, buckets), sync.reduce * least)
                                : sync.reduce;
    reduced = std::max(reduced, before + busy + exposed);
    // The last bucket is never hidden, whatever the first chunk lasts.
    const Seconds gathered = software.overlap_parameter_gather
                                 ? std::max(sync.gather / static_cast<double>(buckets), sync.gather * least)
                                 : sync.gather;
    updated = std::max(updated, sync.optimizer + gathered);
  }
  return std::max(reduced, makespan) + updated;
}

Bytes GroupBounds::held(Layer& layer, int content) {
  double& known = layer.held[static_cast<std::size_t>(content)];
  if (known < 0.0) {
    if (!layer.has_work) {
      layer.work = rank_work(input_, layer.priced->costs().exchanges);
      layer.has_work = true;
    }
    known =
        total(held_activations(layer.work, input_.plan, space_.contents()[static_cast<std::size_t>(content)]))
            .whole.base();
  }
  return bytes(known);
}

Bytes GroupBounds::memory(Layer& layer, const PlanCandidate& candidate, const Ends& ends) {
  const Schedule& schedule = *space_.schedules()[candidate.schedule];
  const bool mirrored = schedule.parameter_copies == 2;
  const std::vector<std::uint16_t>& content = space_.layouts()[candidate.layout].content;
  const ScheduleInput shape{.pipeline_ranks = candidate.pp,
                            .virtual_stages = candidate.vp,
                            .micro_batches = candidate.micro_batches};
  Bytes most{};
  for (int r = 0; r < candidate.pp; ++r) {
    Bytes chunk{}, largest{};
    const int first = mirrored ? std::min(r, candidate.pp - 1 - r) : r;
    const int next = mirrored ? candidate.pp - 1 - 2 * first : candidate.pp;  // stages further on
    for (int s = first; s < static_cast<int>(content.size()); s += next) {
      const Bytes one = held(layer, content[static_cast<std::size_t>(s)]);
      chunk = largest == Bytes{} ? one : std::min(chunk, one);
      largest = std::max(largest, one);
    }
    // At some moment the rank holds so many chunks, each at least as large as its smallest; and always one of
    // its largest.
    const double chunks = schedule.reaches_activation_bound ? schedule.activation_bound(shape, r) : 1;
    most = std::max(most, ends.resident[static_cast<std::size_t>(r)] + std::max(largest, chunk * chunks));
  }
  return most + input_.software.framework_memory.value;
}

Result<PlanBound> GroupBounds::bound(const PlanCandidate& candidate) {
  set_plan(candidate);
  TRAINYARD_TRY(layer, layer_of(candidate));
  TRAINYARD_TRY(ends, ends_of(candidate));
  TRAINYARD_TRY(pipelined_time, pipelined(*layer, candidate, *ends));
  const StackEffects& effects = input_.software.effects;
  const double nodes = std::max(1.0, static_cast<double>(input_.plan.gpus()) / input_.machine.node.gpus);
  Seconds step = pipelined_time * (1.0 - rounding);
  step += effects.step_overhead.value + step * (effects.straggler.value * std::log2(nodes));
  step = std::max(Seconds{}, step - Seconds::from_base(rounding_seconds));
  return PlanBound{.step = step, .memory = memory(*layer, candidate, *ends)};
}

}  // namespace trainyard
