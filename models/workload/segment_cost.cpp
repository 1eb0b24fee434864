#include "models/workload/segment_cost.h"

#include <algorithm>

#include "sim/network/collectives/collective.h"

namespace trainyard {

SegmentCost& SegmentCost::operator+=(const SegmentCost& other) {
  fixed += other.fixed;
  variable += other.variable;
  for (std::size_t i = 0; i < by_class.size(); ++i) by_class[i] += other.by_class[i];
  return *this;
}

SegmentCost segment_cost(const std::vector<Operator>& operators, const ComputeContext& context,
                         Selection selection) {
  SegmentCost cost;
  for (const Operator& op : operators) {
    if (selection == Selection::shared_only && !op.shared_expert) continue;
    if (selection == Selection::without_shared && op.shared_expert) continue;
    const Seconds time =
        context.kernels->time(op, context.free_sms, context.contended).total * context.time_factor;
    (op.load_dependent ? cost.variable : cost.fixed) += time;
    cost.by_class[static_cast<std::size_t>(op.op_class)] += time;
  }
  return cost;
}

RankWork rank_work(const StepInput& input, const ExchangeTimes& exchanges) {
  RankWork work;
  work.model = &input.model;
  work.software = &input.software;
  work.recompute = input.plan.recompute;
  work.recompute_modules = input.plan.recompute_modules;
  work.tp = input.plan.tp;
  work.etp = input.plan.etp;
  work.sequence_parallel = input.plan.sequence_parallel;
  work.sequences = input.plan.micro_batch;
  work.sequence = input.sequence;
  work.cp = input.plan.cp;
  work.cp_balanced = input.plan.cp_balanced;
  if (input.model.moe) {
    work.experts_per_rank = static_cast<double>(input.model.moe->routed_experts) / input.plan.ep;
    const double tokens = work.expert_tokens() * input.spread.hottest;
    work.routed_rows = tokens * exchanges.rows_per_token;
    work.received_rows = tokens * exchanges.received_per_token;
  }
  return work;
}

namespace {

BlockCost block_cost(const LayerOperators& layer, const ComputeContext& context,
                     const ComputeContext& beside_exchange, bool split_shared) {
  const Selection rest = split_shared ? Selection::without_shared : Selection::all;
  BlockCost cost;
  cost.attention_forward = segment_cost(layer.attention_forward, context);
  cost.ffn_forward = segment_cost(layer.ffn_forward, context, rest);
  cost.ffn_backward = segment_cost(layer.ffn_backward, context, rest);
  cost.ffn_weight = segment_cost(layer.ffn_weight, context);
  cost.attention_backward = segment_cost(layer.attention_backward, context);
  cost.attention_weight = segment_cost(layer.attention_weight, context);
  if (split_shared) {
    cost.shared_forward = segment_cost(layer.ffn_forward, beside_exchange, Selection::shared_only);
    cost.shared_backward = segment_cost(layer.ffn_backward, beside_exchange, Selection::shared_only);
  }
  return cost;
}

/// One all-gather or reduce-scatter of `rows` rows over a group of `tp` tensor-parallel ranks.
Result<Seconds> tensor_parallel_time(const StepInput& input, int tp, double rows) {
  if (tp == 1 || rows <= 0) return Seconds{};
  TRAINYARD_TRY(group, make_strided_group(tp, 1, input.machine.node.gpus));
  const Bytes size = bytes(2.0 * rows * input.model.hidden);
  const CollectiveLinks links = collective_links(input.machine);
  if (input.plan.sequence_parallel) {
    TRAINYARD_TRY(gather, estimate_collective(CollectiveOp::all_gather, size, group, links));
    TRAINYARD_TRY(scatter, estimate_collective(CollectiveOp::reduce_scatter, size, group, links));
    return 0.5 * (gather.cost.total + scatter.cost.total);
  }
  // Without sequence parallelism one all-reduce stands where a gather and a scatter would.
  TRAINYARD_TRY(reduce, estimate_collective(CollectiveOp::all_reduce, size, group, links));
  return 0.5 * reduce.cost.total;
}

/// What shows of the context-parallel traffic of one layer and pass. A ring hides behind attention but for a
/// share of the stack's; the others stand between the kernels.
struct ContextTimes {
  Seconds forward{}, backward{};
};

Result<ContextTimes> context_times(const StepInput& input, const RankWork& work, const KernelModel& kernels) {
  const Plan& plan = input.plan;
  if (plan.cp == 1) return ContextTimes{};
  const AttentionSpec& a = input.model.attention;
  TRAINYARD_TRY(group, make_strided_group(plan.cp, plan.tp, input.machine.node.gpus));
  const CollectiveLinks links = collective_links(input.machine);
  const double kv_heads = a.kind == AttentionKind::latent ? a.heads : a.kv_heads;
  const double kv_width = kv_heads * (a.head_dim + a.value_head_dim) / plan.tp;
  const double q_width = a.heads * a.head_dim / static_cast<double>(plan.tp);
  const double shown = input.software.effects.context_exposed.value;
  if (plan.cp_comm == ContextExchange::all_to_all) {
    // Queries, keys and values one way, outputs the other way; the backward pass the same with gradients.
    const double o_width = a.heads * a.value_head_dim / static_cast<double>(plan.tp);
    const Bytes there = bytes(2.0 * work.tokens() * (q_width + kv_width));
    const Bytes back = bytes(2.0 * work.tokens() * o_width);
    TRAINYARD_TRY(inputs, estimate_collective(CollectiveOp::all_to_all, there, group, links));
    TRAINYARD_TRY(outputs, estimate_collective(CollectiveOp::all_to_all, back, group, links));
    const Seconds both = inputs.cost.total + outputs.cost.total;
    return ContextTimes{both, both};
  }
  // Keys and values of all other ranks come by; backward once more, and their gradients go round.
  const Bytes gathered = bytes(2.0 * work.tokens() * kv_width * plan.cp);
  TRAINYARD_TRY(round, estimate_collective(CollectiveOp::all_gather, gathered, group, links));
  if (plan.cp_comm == ContextExchange::all_gather)
    return ContextTimes{round.cost.total, round.cost.total * 2.0};
  const auto attention = [&](const std::vector<Operator>& operators) {
    Seconds sum{};
    for (const Operator& op : operators) {
      if (op.op_class == OpClass::attention) sum += kernels.time(op, input.machine.gpu.sms.value).total;
    }
    return sum;
  };
  const LayerOperators layer = layer_operators(work, false);
  const auto exposed = [&](Seconds traffic, Seconds hiding) {
    return std::max({Seconds{}, traffic * shown, traffic - hiding});
  };
  return ContextTimes{exposed(round.cost.total, attention(layer.attention_forward)),
                      exposed(round.cost.total * 2.0, attention(layer.attention_backward))};
}

CostTable make_table(const StepInput& input, const RankWork& work, const ComputeContext& context,
                     const ComputeContext& beside_exchange, const ComputeContext& on_transport) {
  CostTable table;
  const bool split = input.software.overlap_shared_expert;
  table.dense = block_cost(layer_operators(work, false), context, beside_exchange, false);
  if (input.model.moe) {
    table.moe = block_cost(layer_operators(work, true), context, beside_exchange, split);
    if (input.software.transport.dispatch_format == Format::fp8) {
      Operator cast;
      cast.op_class = OpClass::cast;
      cast.rate = "cast";
      cast.bytes = bytes(3.0 * work.sharded_tokens() * input.model.hidden);
      table.gradient_cast = on_transport.kernels->time(cast, on_transport.free_sms).total;
    }
  }
  const EdgeOperators embedding = embedding_operators(work), head = head_operators(work);
  table.embedding_forward = segment_cost(embedding.forward, context);
  table.embedding_weight = segment_cost(embedding.weight, context);
  table.head_forward = segment_cost(head.forward, context);
  table.head_backward = segment_cost(head.backward, context);
  table.head_weight = segment_cost(head.weight, context);
  const EdgeOperators mtp = mtp_operators(work);
  table.mtp_forward = segment_cost(mtp.forward, context);
  table.mtp_backward = segment_cost(mtp.backward, context);
  table.mtp_weight = segment_cost(mtp.weight, context);
  return table;
}

}  // namespace

Result<StepCosts> price_step(const StepInput& input, const KernelModel& kernels) {
  StepCosts costs;
  TRAINYARD_TRY(exchanges, estimate_exchanges(input));
  costs.exchanges = exchanges;
  const RankWork work = rank_work(input, costs.exchanges);
  TRAINYARD_TRY(tp_time, tensor_parallel_time(input, input.plan.tp, work.tokens()));
  // Experts are cut over the tensor-parallel group, which gathers the rows its members received; without an
  // exchange those are its tokens.
  Seconds tp_expert_time = tp_time;
  if (input.model.moe && (input.plan.ep > 1 || input.plan.expert_tp() != input.plan.tp)) {
    // Whole experts gather nothing: only the shared ones are cut over the tensor-parallel group.
    TRAINYARD_TRY(rows_time, tensor_parallel_time(input, input.plan.expert_tp(), work.received_rows));
    tp_expert_time = input.model.moe->shared_ffn > 0 ? rows_time + tp_time : rows_time;
  }
  const double all = input.machine.gpu.sms.value;
  const double transport = std::min<double>(input.software.transport.sms, all - 1.0);
  const double factor = input.spread.clock_factor.value;
  const ComputeContext whole{.kernels = &kernels, .free_sms = all, .contended = false, .time_factor = factor};
  const ComputeContext partition{
      .kernels = &kernels, .free_sms = all - transport, .contended = true, .time_factor = factor};
  // Without SMs of its own the transport's kernels run like any others.
  const ComputeContext transport_sms{.kernels = &kernels,
                                     .free_sms = transport > 0.0 ? transport : all,
                                     .contended = false,
                                     .time_factor = factor};
  costs.alone = make_table(input, work, whole, partition, whole);
  costs.overlapped = make_table(input, work, input.software.static_sm_partition ? partition : whole,
                                partition, transport_sms);
  const double tensor_shown = input.software.effects.tensor_exposed.value;
  costs.alone.tp_gather = costs.overlapped.tp_gather = tp_time * tensor_shown;
  costs.alone.tp_expert_gather = costs.overlapped.tp_expert_gather = tp_expert_time * tensor_shown;
  TRAINYARD_TRY(context, context_times(input, work, kernels));
  costs.alone.context_forward = costs.overlapped.context_forward = context.forward;
  costs.alone.context_backward = costs.overlapped.context_backward = context.backward;
  const double exchange_shown =
      input.software.effects.exchange_exposed.value * input.software.effects.exchange_time.value;
  if (exchange_shown != 1.0) {
    for (ExchangeTime& one : costs.exchanges.alone) {
      one.transfer *= exchange_shown;
      one.barrier *= exchange_shown;
    }
  }
  return costs;
}

}  // namespace trainyard
