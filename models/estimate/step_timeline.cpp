#include "models/estimate/step_timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "models/estimate/step_input_of.h"
#include "models/workload/chunk_timeline.h"
#include "models/workload/step_model.h"
#include "sim/engine/critical_path.h"

namespace trainyard {

namespace {

constexpr std::string_view streams[] = {"compute", "expert exchange", "tensor parallel"};
static_assert(lanes_per_rank == 1 + chunk_stream_count + 2);

std::string chunk_text(const Chunk& chunk) {
  return fmt::format("stage {} micro-batch {}", chunk.stage, chunk.micro_batch);
}

std::string op_name(const ChunkOp& op) {
  std::string name;
  if (op.forward.present()) name = "F " + chunk_text(op.forward);
  if (op.backward.present()) {
    const char* what = op.kind == ChunkKind::input_backward    ? "B "
                       : op.kind == ChunkKind::weight_backward ? "W "
                                                               : "B+W ";
    if (!name.empty()) name += " | ";
    name += what + chunk_text(op.backward);
  }
  return name;
}

/// A table of texts, each once.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string>& texts) : texts_(texts) {}
  std::uint32_t number_of(const std::string& text) {
    const auto [found, added] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return found->second;
  }

 private:
  std::vector<std::string>& texts_;
  std::map<std::string, std::uint32_t> numbers_;
};

/// A task of a chunk, from the chunk's start.
struct InnerSpan {
  Picoseconds start = 0, finish = 0;
  std::uint32_t lane = 0, name = 0, kind = 0;  // lane: from the rank's first
  std::uint32_t share = 0;
};
struct InnerLayout {
  std::vector<InnerSpan> spans{};
  std::vector<std::uint32_t> critical{};  // indices into spans
  double own_share = 1.0;
};

/// What time on the critical path is counted as, in this order.
enum Share : std::uint32_t {
  waiting,
  compute,
  exchange,
  handshake,
  cast,
  tensor,
  context,
  sending,
  reduction,
  optimizer,
  gather,
  overhead
};
const std::vector<std::string>& share_names() {
  static const std::vector<std::string> names{"waiting for slower ranks, host, shards",
                                              "compute",
                                              "exposed expert exchange",
                                              "exchange handshake",
                                              "gradient cast",
                                              "exposed tensor parallel",
                                              "exposed context parallel",
                                              "pipeline transfer",
                                              "gradient reduction",
                                              "optimizer",
                                              "parameter gather",
                                              "step overhead"};
  return names;
}

Share share_of(const ChunkTask& task) {
  switch (task.kind) {
    case ChunkTaskKind::compute:
    case ChunkTaskKind::finish:
      return compute;
    case ChunkTaskKind::arrive:
    case ChunkTaskKind::barrier:
      return handshake;
    case ChunkTaskKind::transfer:
      return exchange;
    case ChunkTaskKind::gradient_cast:
      return cast;
    case ChunkTaskKind::tensor_collective:
      return tensor;
    case ChunkTaskKind::context_exchange:
      return context;
  }
  return compute;
}

class StepSpans {
 public:
  StepSpans(StepModel& model, const StepResult& step, const PipelineGraph& pipeline)
      : model_(model),
        step_(step),
        pipeline_(pipeline),
        names_(made_.names),
        kinds_(made_.kinds),
        span_of_task_(pipeline.graph().task_count(), no_span),
        inside_of_task_(pipeline.graph().task_count(), nullptr) {}

  SpanTimeline make() {
    const std::size_t ranks = pipeline_.program().ranks.size();
    std::vector<std::vector<TaskId>> tasks(ranks);  // in the order of their starts on each stream
    for (std::size_t i = 0; i < pipeline_.graph().task_count(); ++i)
      tasks[static_cast<std::size_t>(pipeline_.rank_of_op(pipeline_.origin(task_at(i)).op))].push_back(
          task_at(i));
    for (std::size_t r = 0; r < ranks; ++r) {
      const auto process = static_cast<std::uint32_t>(r);
      made_.processes.push_back(fmt::format("pipeline rank {}", r));
      made_.lanes.push_back({process, "schedule"});
      for (const std::string_view stream : streams) made_.lanes.push_back({process, std::string(stream)});
      made_.lanes.push_back({process, "send to next rank"});
      made_.lanes.push_back({process, "send to previous rank"});
      for (const TaskId task : tasks[r]) add_task(task, r);
      add_end(r);
    }
    make_critical_path();
    return std::move(made_);
  }

 private:
  static constexpr std::uint32_t no_span = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t add(Picoseconds start, Picoseconds finish, std::uint32_t lane, const std::string& name,
                    std::string_view kind) {
    made_.spans.push_back({start, finish, lane, names_.number_of(name), kinds_.number_of(std::string(kind))});
    made_.makespan = std::max(made_.makespan, finish);
    return static_cast<std::uint32_t>(made_.spans.size() - 1);
  }

  void add_task(TaskId task, std::size_t rank) {
    const PipelineGraph::TaskOrigin origin = pipeline_.origin(task);
    const Picoseconds finish = step_.timeline.task_finish[index_of(task)];
    const Picoseconds start = finish - step_.timeline.task_durations[index_of(task)];
    const ChunkOp& op = pipeline_.op(origin.op);
    const std::uint32_t first_lane = static_cast<std::uint32_t>(rank) * lanes_per_rank;
    if (origin.transfer) {
      if (finish == start) return;
      // Streams of the graph: chunks by rank, then sends to the next ranks, then to the ones before.
      const std::size_t group = index_of(pipeline_.graph().stream(task)) / pipeline_.program().ranks.size();
      const std::uint32_t lane =
          group == 0 ? first_lane : first_lane + chunk_stream_count + static_cast<std::uint32_t>(group);
      span_of_task_[index_of(task)] = add(start, finish, lane,
                                          origin.gradient ? "gradient of " + chunk_text(op.backward)
                                                          : "activation of " + chunk_text(op.forward),
                                          transfer_kind);
      return;
    }
    span_of_task_[index_of(task)] = add(start, finish, first_lane, op_name(op), to_text(op.kind));
    const InnerLayout& inner = inside_of(op);
    inside_of_task_[index_of(task)] = &inner;
    for (const InnerSpan& span : inner.spans)
      made_.spans.push_back(
          {start + span.start, start + span.finish, first_lane + span.lane, span.name, span.kind});
  }

  const InnerLayout& inside_of(const ChunkOp& op) {
    const auto [found, added] =
        inside_.try_emplace(std::make_tuple(op.kind, op.forward.stage, op.backward.stage));
    InnerLayout& inner = found->second;
    if (!added) return inner;
    const ChunkTemplate chunk = model_.chunk_template(op);
    ChunkLayout layout = chunk_layout(chunk, model_.outcome(op).duration);
    for (const ChunkSpan& span : layout.spans) {
      const auto stream = static_cast<std::uint32_t>(span.task->stream);
      inner.spans.push_back({span.start, span.finish, 1 + stream, names_.number_of(task_name(*span.task)),
                             kinds_.number_of(std::string(streams[stream])), share_of(*span.task)});
    }
    inner.critical = std::move(layout.critical);
    inner.own_share = layout.own_share;
    return inner;
  }

  /// Where the step of `rank` begins.
  [[nodiscard]] Picoseconds begin_of(std::size_t rank) const {
    return step_.end.joined ? step_.timeline.start[pipeline_.op_index(static_cast<int>(rank), 0)] : 0;
  }
  [[nodiscard]] Picoseconds last_chunk_end(std::size_t rank) const {
    return step_.timeline.finish[last_op(rank)];
  }
  [[nodiscard]] std::size_t last_op(std::size_t rank) const {
    return pipeline_.op_index(static_cast<int>(rank), pipeline_.program().ranks[rank].size() - 1);
  }

  void add_end(std::size_t rank) {
    const StepEnd& end = step_.end;
    const std::uint32_t lane = static_cast<std::uint32_t>(rank) * lanes_per_rank;
    const Picoseconds begin = begin_of(rank), reduced = begin + to_picoseconds(end.reduced);
    const Picoseconds optimized = begin + to_picoseconds(end.reduced + end.optimizer[rank]);
    const Picoseconds gathered = begin + to_picoseconds(end.reduced + end.optimizer[rank] + end.gather[rank]);
    const Picoseconds updated = begin + to_picoseconds(end.reduced + end.updated);
    const Picoseconds last = last_chunk_end(rank);
    end_spans_.emplace_back();
    const auto put = [&](Picoseconds from, Picoseconds to, const char* name) {
      return to > from ? add(from, to, lane, name, end_kind) : no_span;
    };
    end_spans_.back() = {
        put(last, std::min(reduced, last + to_picoseconds(end.reduction[rank])), "gradient reduction"),
        put(reduced, optimized, "optimizer"), put(optimized, gathered, "parameter gather"),
        put(updated, begin + to_picoseconds(step_.time), "step overhead")};
  }

  /// The rank whose gradients are reduced last, and the one that updates longest; the lower of equal ones.
  [[nodiscard]] std::size_t last_reduced() const {
    std::size_t found = 0;
    Seconds latest{};
    for (std::size_t r = 0; r < end_spans_.size(); ++r) {
      const Seconds at = to_seconds(last_chunk_end(r) - begin_of(r)) + step_.end.reduction[r];
      if (r > 0 && at <= latest) continue;
      found = r;
      latest = at;
    }
    return found;
  }
  [[nodiscard]] std::size_t longest_update() const {
    std::size_t found = 0;
    for (std::size_t r = 1; r < end_spans_.size(); ++r)
      if (step_.end.optimizer[r] + step_.end.gather[r] > step_.end.optimizer[found] + step_.end.gather[found])
        found = r;
    return found;
  }

  /// Appends [where the path ends, `to`).
  void link(std::uint32_t span, std::uint32_t around, Share share, Picoseconds to, double own_share = 1.0) {
    const Picoseconds from = reached_;
    if (to <= from || span == no_span) return;
    const auto own = static_cast<Picoseconds>(std::llround(own_share * static_cast<double>(to - from)));
    made_.critical_path.links.push_back({span, around, share, from, to, to - from - own});
    reached_ = to;
  }

  void make_critical_path() {
    made_.critical_path.shares = share_names();
    const std::size_t rank = last_reduced(), updater = longest_update();
    const Picoseconds begin = begin_of(rank);
    Timeline timeline;
    timeline.finish = step_.timeline.task_finish;
    fill_starts(pipeline_.graph(), step_.timeline.task_durations, timeline);
    TaskId last = no_task;
    for (std::size_t i = 0; i < pipeline_.graph().task_count(); ++i) {
      const PipelineGraph::TaskOrigin origin = pipeline_.origin(task_at(i));
      if (!origin.transfer && origin.op == last_op(rank)) last = task_at(i);
    }
    reached_ = begin;  // where steps join, what the path holds of the step before is left out
    for (const CriticalStep& one : critical_path_to(pipeline_.graph(), timeline, last)) {
      const std::size_t task = index_of(one.task);
      const Picoseconds start = timeline.start[task], finish = timeline.finish[task];
      const std::uint32_t span = span_of_task_[task];
      if (pipeline_.origin(one.task).transfer) {
        link(span, span, sending, finish);
        continue;
      }
      const InnerLayout& inner = *inside_of_task_[task];
      if (inner.critical.empty()) link(span, span, compute, finish);
      for (const std::uint32_t i : inner.critical) {
        // The last takes the picoseconds lost to rounding.
        const Picoseconds to = i == inner.critical.back() ? finish : start + inner.spans[i].finish;
        link(span + 1 + i, span, static_cast<Share>(inner.spans[i].share), to, inner.own_share);
      }
    }
    const std::array<std::uint32_t, 4>&reduced = end_spans_[rank], &updated = end_spans_[updater];
    const StepEnd& end = step_.end;
    link(reduced[0], reduced[0], reduction, begin + to_picoseconds(end.reduced));
    link(updated[1], updated[1], optimizer, begin + to_picoseconds(end.reduced + end.optimizer[updater]));
    link(updated[2], updated[2], gather, begin + to_picoseconds(end.reduced + end.updated));
    link(updated[3], updated[3], overhead, begin + to_picoseconds(step_.time));
  }

  StepModel& model_;
  const StepResult& step_;
  const PipelineGraph& pipeline_;
  SpanTimeline made_;
  TextTable names_, kinds_;
  std::vector<std::uint32_t> span_of_task_;  // tasks inside a chunk follow its span
  std::vector<const InnerLayout*> inside_of_task_;
  std::map<std::tuple<ChunkKind, int, int>, InnerLayout> inside_;
  std::vector<std::array<std::uint32_t, 4>> end_spans_;  // by rank; no_span: of no length
  Picoseconds reached_ = 0;
};

}  // namespace

Result<SpanTimeline> step_timeline(const Scenario& scenario) {
  TRAINYARD_TRY(model, StepModel::make(step_input_of(scenario)));
  TRAINYARD_TRY(step, model.step(scenario.plan.micro_batches()));
  TRAINYARD_TRY(pipeline, model.pipeline(step.micro_batches));
  return StepSpans(model, step, *pipeline).make();
}

}  // namespace trainyard
