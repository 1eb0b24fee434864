#include "models/workload/expanded_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "sim/base/random.h"
#include "sim/engine/ordered_graph_builder.h"
#include "sim/engine/simulate.h"

namespace trainyard {

namespace {

/// Emits the tasks of every chunk for every replica of its pipeline rank ("lane"), in an order they can run
/// in.
class Expansion {
 public:
  Expansion(StepModel& model, const PipelineGraph& pipeline, std::uint64_t seed)
      : model_(model),
        pipeline_(pipeline),
        seed_(seed),
        lanes_(static_cast<std::size_t>(model.input().plan.dp)),
        group_(std::min(lanes_, static_cast<std::size_t>(model.input().plan.ep))),
        ranks_(static_cast<std::size_t>(model.input().plan.pp)),
        pipeline_streams_(pipeline.graph().stream_count()),
        builder_((pipeline_streams_ + 2 * ranks_) * lanes_ + ranks_ * (lanes_ / group_)),
        done_(pipeline.graph().task_count() * lanes_, no_task),
        previous_(ranks_ * lanes_, no_task),
        first_(ranks_ * lanes_, no_task),
        speed_(ranks_ * lanes_, 1.0) {
    draw_speeds({.load_cv = 0.0,
                 .speed_cv = model.input().spread.gpu_speed_cv.value,
                 .most_load = std::numeric_limits<double>::infinity(),
                 .members_per_rank = model.input().plan.tp,
                 .seed = seed},
                speed_.size(), speed_);
  }

  /// Exact counts first, so that nothing grows while 20 million tasks are emitted.
  Result<void> reserve() {
    std::size_t tasks = 0;
    for (std::size_t i = 0; i < pipeline_.graph().task_count(); ++i) {
      const auto origin = pipeline_.origin(task_at(i));
      if (origin.transfer) {
        tasks += lanes_;
      } else {
        const ChunkTemplate& chunk = template_of(pipeline_.op(origin.op));
        tasks += chunk.tasks.size() * lanes_ + static_cast<std::size_t>(chunk.barriers) * (lanes_ / group_);
      }
    }
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max() / 4;
    if (tasks > most) {
      return problem(fmt::format("every rank expanded takes {} tasks, more than the {} the engine can number",
                                 tasks, most),
                     "fold equal replicas, or take fewer GPUs");
    }
    builder_.reserve(tasks, 2 * tasks);
    return outcome::success();
  }

  TimedGraph emit() {
    for (std::size_t i = 0; i < pipeline_.graph().task_count(); ++i) {
      const auto origin = pipeline_.origin(task_at(i));
      if (origin.transfer) {
        emit_transfer(i);
      } else {
        emit_chunk(i, origin.op);
      }
    }
    return std::move(builder_).build();
  }

  [[nodiscard]] std::size_t lanes() const { return lanes_; }
  /// The first task of a pipeline rank's first chunk.
  [[nodiscard]] TaskId first_task(std::size_t rank, std::size_t lane) const {
    return first_[rank * lanes_ + lane];
  }
  [[nodiscard]] TaskId done(std::size_t pipeline_task, std::size_t lane) const {
    return done_[pipeline_task * lanes_ + lane];
  }

 private:
  const ChunkTemplate& template_of(const ChunkOp& op) {
    // Chunks of equal stages are equal; ops are few kinds, so a short list is searched.
    const auto same_stage = [&](const Chunk& a, const Chunk& b) { return a.stage == b.stage; };
    for (const auto& [known, chunk] : templates_) {
      if (known.kind == op.kind && same_stage(known.forward, op.forward) &&
          same_stage(known.backward, op.backward)) {
        return *chunk;
      }
    }
    templates_.emplace_back(op, std::make_unique<ChunkTemplate>(model_.chunk_template(op)));
    return *templates_.back().second;
  }

  void emit_transfer(std::size_t task) {
    const TaskGraph& graph = pipeline_.graph();
    const std::size_t stream = index_of(graph.stream(task_at(task)));
    const Picoseconds duration = to_picoseconds(model_.transfer());
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      wait_.clear();
      for (const TaskId p : graph.predecessors(task_at(task)))
        wait_.push_back(done_[index_of(p) * lanes_ + lane]);
      const TaskId sent = builder_.add(stream_at(stream * lanes_ + lane), 0, duration, wait_);
      done_[task * lanes_ + lane] = sent;
      // A blocking send holds up all streams of its rank, not only the one its chunks run on.
      if (stream < ranks_) previous_[stream * lanes_ + lane] = sent;
    }
  }

  void emit_chunk(std::size_t task, std::size_t op_index) {
    const ChunkTemplate& chunk = template_of(pipeline_.op(op_index));
    const auto rank = static_cast<std::size_t>(pipeline_.rank_of_op(op_index));
    const std::size_t groups = lanes_ / group_;
    const auto slots = static_cast<std::size_t>(chunk.load_slots);
    loads_.assign(std::max<std::size_t>(1, slots) * lanes_, 1.0);
    for (std::size_t slot = 0; slot < slots; ++slot) {
      for (std::size_t g = 0; g < groups; ++g) {
        draw_loads(model_.input().spread.load_cv.value, seed_, ((op_index * 4096) + slot) * groups + g,
                   group_, loads_.data() + slot * lanes_ + g * group_,
                   model_.input().spread.capacity_factor.value_or(std::numeric_limits<double>::infinity()));
      }
    }
    ids_.resize(chunk.tasks.size() * lanes_);
    synced_.resize(groups);
    for (std::size_t t = 0; t < chunk.tasks.size(); ++t) {
      const ChunkTask& one = chunk.tasks[t];
      if (one.kind == ChunkTaskKind::barrier) emit_sync(rank, static_cast<std::size_t>(one.predecessors[0]));
      for (std::size_t lane = 0; lane < lanes_; ++lane)
        ids_[t * lanes_ + lane] = emit_task(task, rank, lane, chunk, t);
    }
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      if (first_[rank * lanes_ + lane] == no_task) first_[rank * lanes_ + lane] = ids_[lane];
    }
    const std::size_t last = (chunk.tasks.size() - 1) * lanes_;
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      done_[task * lanes_ + lane] = previous_[rank * lanes_ + lane] = ids_[last + lane];
    }
  }

  /// One task per expert-parallel group that all its ranks' arrivals lead to.
  void emit_sync(std::size_t rank, std::size_t arrive) {
    const std::size_t groups = lanes_ / group_, first = (pipeline_streams_ + 2 * ranks_) * lanes_;
    for (std::size_t g = 0; g < groups; ++g) {
      synced_[g] = builder_.add(stream_at(first + rank * groups + g), 0, 0,
                                std::span<const TaskId>(ids_.data() + arrive * lanes_ + g * group_, group_));
    }
  }

  TaskId emit_task(std::size_t task, std::size_t rank, std::size_t lane, const ChunkTemplate& chunk,
                   std::size_t t) {
    const ChunkTask& one = chunk.tasks[t];
    wait_.clear();
    bool at_start = true;
    if (one.kind == ChunkTaskKind::barrier) {
      wait_.push_back(synced_[lane / group_]);
      at_start = false;
    } else {
      for (const std::int16_t p : one.predecessors) {
        if (p < 0) continue;
        wait_.push_back(ids_[static_cast<std::size_t>(p) * lanes_ + lane]);
        at_start = false;
      }
    }
    if (at_start) {
      for (const TaskId p : pipeline_.graph().predecessors(task_at(task)))
        wait_.push_back(done_[index_of(p) * lanes_ + lane]);
      const TaskId before = previous_[rank * lanes_ + lane];
      if (one.stream != ChunkStream::compute && before != no_task) wait_.push_back(before);
    }
    double time = one.fixed;
    if (one.load_slot >= 0)
      time += one.variable * loads_[static_cast<std::size_t>(one.load_slot) * lanes_ + lane];
    if (one.kind == ChunkTaskKind::compute) time *= speed_[rank * lanes_ + lane];
    const std::size_t own = index_of(pipeline_.graph().stream(task_at(task)));
    const std::size_t stream = one.stream == ChunkStream::compute    ? own
                               : one.stream == ChunkStream::exchange ? pipeline_streams_ + rank
                                                                     : pipeline_streams_ + ranks_ + rank;
    return builder_.add(stream_at(stream * lanes_ + lane), static_cast<Tag>(t),
                        static_cast<Picoseconds>(time * 1e12 + 0.5), wait_);
  }

  StepModel& model_;
  const PipelineGraph& pipeline_;
  std::uint64_t seed_;
  std::size_t lanes_, group_, ranks_, pipeline_streams_;
  OrderedGraphBuilder builder_;
  std::vector<TaskId> done_;  // by pipeline task and lane: what others wait for
  std::vector<TaskId>
      previous_;               // by rank and lane: what the next chunk follows, a finish or a blocking send
  std::vector<TaskId> first_;  // by rank and lane
  std::vector<double> speed_, loads_;
  std::vector<TaskId> ids_, synced_, wait_;
  std::vector<std::pair<ChunkOp, std::unique_ptr<ChunkTemplate>>> templates_;
};

}  // namespace

Result<ExpandedStep> expand_step(StepModel& model, int micro_batches, std::uint64_t seed) {
  const Plan& plan = model.input().plan;
  if (model.input().model.moe && plan.dp % std::min(plan.dp, plan.ep) != 0) {
    return problem(fmt::format("DP {} is no multiple of EP {}: replicas cannot be told apart by group",
                               plan.dp, plan.ep));
  }
  TRAINYARD_TRY(made, model.program(micro_batches));
  TRAINYARD_TRY(pipeline, PipelineGraph::build(std::move(made), model.transfer_mode()));
  Expansion expansion(model, pipeline, seed);
  TRAINYARD_TRY(expansion.reserve());
  const TimedGraph timed = expansion.emit();
  const Timeline timeline = simulate(timed.graph, timed.durations);
  ExpandedStep out;
  TRAINYARD_TRY(schedule, find_schedule(plan.schedule));
  out.pipeline = schedule->steps_join ? Seconds{} : to_seconds(timeline.makespan);
  out.ranks =
      static_cast<std::size_t>(plan.pp) * expansion.lanes() * static_cast<std::size_t>(plan.tp * plan.cp);
  out.tasks = timed.graph.task_count();
  out.edges = timed.graph.edge_count();
  out.rank_finish.assign(static_cast<std::size_t>(plan.pp), Seconds{});
  for (std::size_t i = 0; i < pipeline.graph().task_count(); ++i) {
    const auto origin = pipeline.origin(task_at(i));
    if (origin.transfer) continue;
    Seconds& finish = out.rank_finish[static_cast<std::size_t>(pipeline.rank_of_op(origin.op))];
    for (std::size_t lane = 0; lane < expansion.lanes(); ++lane) {
      const Seconds done = to_seconds(timeline.finish_of(expansion.done(i, lane)));
      finish = std::max(finish, done);
      if (!schedule->steps_join) continue;
      // The rank began its first chunk that much before the end of the step before.
      const auto rank = static_cast<std::size_t>(pipeline.rank_of_op(origin.op));
      const Seconds begun = to_seconds(timeline.start_of(expansion.first_task(rank, lane)));
      out.pipeline = std::max(out.pipeline, done - begun);
    }
  }
  return out;
}

}  // namespace trainyard
