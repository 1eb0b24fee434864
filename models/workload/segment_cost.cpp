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
  work.tp = input.plan.tp;
  work.sequence_parallel = input.plan.sequence_parallel;
  work.sequences = input.plan.micro_batch;
  work.sequence = input.sequence;
  work.cp = input.plan.cp;
  if (input.model.moe) {
    work.experts_per_rank = static_cast<double>(input.model.moe->routed_experts) / input.plan.ep;
    work.routed_rows = work.tokens() * exchanges.rows_per_token;
    work.received_rows = work.tokens() * exchanges.received_per_token;
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

/// One all-gather or reduce-scatter of `rows` rows over the tensor-parallel group.
Result<Seconds> tensor_parallel_time(const StepInput& input, double rows) {
  const int tp = input.plan.tp;
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
  TRAINYARD_TRY(tp_time, tensor_parallel_time(input, work.tokens()));
  // Experts are cut over the tensor-parallel group, which gathers the rows its members received; without an
  // exchange those are its tokens.
  Seconds tp_expert_time = tp_time;
  if (input.model.moe && input.plan.ep > 1) {
    TRAINYARD_TRY(rows_time, tensor_parallel_time(input, work.received_rows));
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
  costs.alone.tp_gather = costs.overlapped.tp_gather = tp_time;
  costs.alone.tp_expert_gather = costs.overlapped.tp_expert_gather = tp_expert_time;
  return costs;
}

}  // namespace trainyard
