#include "models/workload/chunk_template.h"

#include <algorithm>

namespace trainyard {

namespace {

/// What a stage is made of, in forward order.
enum class ItemKind { embedding, dense, moe, head, mtp };
struct Item {
  ItemKind kind;
  int layer;  // -1 outside the layers
};

std::vector<Item> stage_items(const ModelSpec& model, const StageSpec& stage) {
  std::vector<Item> items;
  if (stage.embedding) items.push_back({ItemKind::embedding, -1});
  for (const int layer : stage.layers) {
    items.push_back({model.is_moe_layer(layer) ? ItemKind::moe : ItemKind::dense, layer});
  }
  if (stage.head) items.push_back({ItemKind::head, -1});
  for (int i = 0; i < stage.mtp_modules; ++i) {
    items.push_back({ItemKind::mtp, -1});
    items.push_back({model.moe ? ItemKind::moe : ItemKind::dense, model.layers + i});
    items.push_back({ItemKind::head, -1});
  }
  return items;
}

/// Compute and exchange time of one item, as it would run with everything exposed.
struct ItemTime {
  double compute = 0, exchange = 0;
};

double exchange_time(const ExchangeTimes& times, ExchangeKind kind, bool overlapped) {
  const ExchangeTime& time = times.at(kind, overlapped);
  return time.transfer.base() + time.barrier.base();
}

ItemTime forward_time(const Item& item, const CostTable& table, const ExchangeTimes& exchanges,
                      bool overlapped) {
  switch (item.kind) {
    case ItemKind::embedding:
      return {table.embedding_forward.mean().base(), 0.0};
    case ItemKind::head:
      return {table.head_forward.mean().base(), 0.0};
    case ItemKind::mtp:
      return {table.mtp_forward.mean().base(), 0.0};
    case ItemKind::dense:
      return {(table.dense.attention_forward.mean() + table.dense.ffn_forward.mean()).base(), 0.0};
    case ItemKind::moe:
      break;
  }
  return {
      (table.moe.attention_forward.mean() + table.moe.ffn_forward.mean() + table.moe.shared_forward.mean())
          .base(),
      exchange_time(exchanges, ExchangeKind::dispatch, overlapped) +
          exchange_time(exchanges, ExchangeKind::combine, overlapped)};
}

ItemTime backward_time(const Item& item, const CostTable& table, const ExchangeTimes& exchanges,
                       bool overlapped) {
  const auto block = [](const BlockCost& b) {
    return (b.ffn_backward.mean() + b.shared_backward.mean() + b.ffn_weight.mean() +
            b.attention_backward.mean() + b.attention_weight.mean())
        .base();
  };
  switch (item.kind) {
    case ItemKind::embedding:
      return {table.embedding_weight.mean().base(), 0.0};
    case ItemKind::head:
      return {(table.head_backward.mean() + table.head_weight.mean()).base(), 0.0};
    case ItemKind::mtp:
      return {(table.mtp_backward.mean() + table.mtp_weight.mean()).base(), 0.0};
    case ItemKind::dense:
      return {block(table.dense), 0.0};
    case ItemKind::moe:
      break;
  }
  return {block(table.moe), exchange_time(exchanges, ExchangeKind::gradient_dispatch, overlapped) +
                                exchange_time(exchanges, ExchangeKind::gradient_combine, overlapped)};
}

/// Items that run side by side; one of them may be missing.
struct Slot {
  const Item* forward = nullptr;
  const Item* backward = nullptr;
};

/// Which forward item runs beside which backward item: both keep their order, and the sum over slots of
/// max(compute of both, exchanges of both) is least, an item by itself costing both of its times. Stages of
/// equal layers pair one to one; a stage with a head and few layers is matched so that every exchange finds
/// compute to hide behind.
std::vector<Slot> align(const std::vector<Item>& forward, const std::vector<Item>& backward,
                        const std::vector<ItemTime>& f, const std::vector<ItemTime>& b) {
  const std::size_t rows = forward.size() + 1, columns = backward.size() + 1;
  enum Move : std::uint8_t { both, only_forward, only_backward };
  std::vector<double> cost(rows * columns, 0.0);
  std::vector<Move> move(rows * columns, both);
  const auto at = [&](std::size_t i, std::size_t j) { return i * columns + j; };
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      double least = i == 0 && j == 0 ? 0.0 : 1e300;
      if (i > 0 && j > 0) {
        const ItemTime &x = f[i - 1], &y = b[j - 1];
        least = cost[at(i - 1, j - 1)] + std::max(x.compute + y.compute, x.exchange + y.exchange);
      }
      if (i > 0 && cost[at(i - 1, j)] + f[i - 1].compute + f[i - 1].exchange < least - 1e-12) {
        least = cost[at(i - 1, j)] + f[i - 1].compute + f[i - 1].exchange;
        move[at(i, j)] = only_forward;
      }
      if (j > 0 && cost[at(i, j - 1)] + b[j - 1].compute + b[j - 1].exchange < least - 1e-12) {
        least = cost[at(i, j - 1)] + b[j - 1].compute + b[j - 1].exchange;
        move[at(i, j)] = only_backward;
      }
      cost[at(i, j)] = least;
    }
  }
  std::vector<Slot> slots;
  for (std::size_t i = forward.size(), j = backward.size(); i > 0 || j > 0;) {
    const Move m = move[at(i, j)];
    slots.push_back(
        {m == only_backward ? nullptr : &forward[i - 1], m == only_forward ? nullptr : &backward[j - 1]});
    if (m != only_backward) --i;
    if (m != only_forward) --j;
  }
  std::reverse(slots.begin(), slots.end());
  return slots;
}

class ChunkBuilder {
 public:
  ChunkBuilder(const StepInput& input, const StepCosts& costs, bool overlapped)
      : input_(input),
        costs_(costs),
        table_(overlapped ? costs.overlapped : costs.alone),
        overlapped_(overlapped) {
    chunk_.tasks.reserve(160);
  }

  void forward_first(const Item& item) {
    switch (item.kind) {
      case ItemKind::embedding:
        compute(table_.embedding_forward, ChunkPart::embedding, item, forward_);
        break;
      case ItemKind::head:
        compute(table_.head_forward, ChunkPart::head_forward, item, forward_);
        break;
      case ItemKind::mtp:
        compute(table_.mtp_forward, ChunkPart::mtp_forward, item, forward_);
        break;
      case ItemKind::dense:
      case ItemKind::moe:
        tensor_collective(table_.tp_gather, item, forward_);
        context_exchange(table_.context_forward, item, forward_);
        compute(block(item).attention_forward, ChunkPart::attention_forward, item, forward_);
        tensor_collective(table_.tp_gather, item, forward_);
        if (item.kind == ItemKind::moe) {
          const std::int16_t ready = forward_;
          exchange(ExchangeKind::dispatch, item, forward_);
          if (splits_shared()) {
            // The shared experts need nothing that travels: they run while the rows do.
            std::int16_t after = ready;
            compute(block(item).shared_forward, ChunkPart::shared_forward, item, after);
          }
        }
        break;
    }
  }

  void forward_second(const Item& item) {
    if (item.kind != ItemKind::dense && item.kind != ItemKind::moe) return;
    tensor_collective(ffn_rows(item), item, forward_);
    compute(block(item).ffn_forward, ChunkPart::ffn_forward, item, forward_, next_slot(item));
    tensor_collective(ffn_rows(item), item, forward_);
    if (item.kind == ItemKind::moe) exchange(ExchangeKind::combine, item, forward_);
  }

  void backward_exchange(const Item& item) {
    if (item.kind != ItemKind::moe || input_.plan.ep == 1) return;
    if (table_.gradient_cast > Seconds{}) {
      ChunkTask task;
      task.kind = ChunkTaskKind::gradient_cast;
      task.stream = ChunkStream::exchange;
      task.layer = static_cast<std::int16_t>(item.layer);
      task.fixed = table_.gradient_cast.base();
      task.predecessors[0] = backward_;
      backward_ = append(task);
    }
    exchange(ExchangeKind::gradient_dispatch, item, backward_);
  }

  void backward_first(const Item& item, bool input_gradient, bool weight_gradient) {
    std::int16_t done = backward_;
    switch (item.kind) {
      case ItemKind::embedding:
        break;
      case ItemKind::head:
        // Its weight gradient is taken at once even where weight gradients wait: the gradient of the logits
        // is too large to keep.
        if (input_gradient) {
          compute(table_.head_backward, ChunkPart::head_backward, item, backward_);
          done = backward_;
          compute(table_.head_weight, ChunkPart::head_weight, item, done);
        }
        break;
      case ItemKind::mtp:
        if (input_gradient) compute(table_.mtp_backward, ChunkPart::mtp_backward, item, backward_);
        if (weight_gradient) compute(table_.mtp_weight, ChunkPart::mtp_weight, item, done);
        break;
      case ItemKind::dense:
      case ItemKind::moe: {
        const std::int16_t slot = next_slot(item);
        if (input_gradient) {
          tensor_collective(ffn_rows(item) * backward_gathers(), item, backward_);
          compute(block(item).ffn_backward, ChunkPart::ffn_backward, item, backward_, slot);
          done = backward_;
          tensor_collective(ffn_rows(item), item, backward_);
          if (item.kind == ItemKind::moe) {
            exchange(ExchangeKind::gradient_combine, item, backward_);
            if (splits_shared()) {
              std::int16_t after = done;
              compute(block(item).shared_backward, ChunkPart::shared_backward, item, after);
            }
          }
        }
        if (weight_gradient) compute(block(item).ffn_weight, ChunkPart::ffn_weight, item, done, slot);
        break;
      }
    }
  }

  void backward_second(const Item& item, bool input_gradient, bool weight_gradient) {
    std::int16_t done = backward_;
    if (item.kind == ItemKind::embedding && weight_gradient) {
      compute(table_.embedding_weight, ChunkPart::embedding, item, done);
    }
    if (item.kind != ItemKind::dense && item.kind != ItemKind::moe) return;
    if (input_gradient) {
      tensor_collective(table_.tp_gather * backward_gathers(), item, backward_);
      context_exchange(table_.context_backward, item, backward_);
      compute(block(item).attention_backward, ChunkPart::attention_backward, item, backward_);
      done = backward_;
      tensor_collective(table_.tp_gather, item, backward_);
    }
    if (weight_gradient) compute(block(item).attention_weight, ChunkPart::attention_weight, item, done);
  }

  /// Full recompute: the layer's forward again, exchanges included, before its backward.
  void recompute(const Item& item) {
    if (item.kind != ItemKind::dense && item.kind != ItemKind::moe) return;
    std::swap(forward_, backward_);
    forward_first(item);
    forward_second(item);
    std::swap(forward_, backward_);
  }

  /// Experts that are computed again need their rows once more, and send them back.
  void exchange_again(const Item& item) {
    const bool again = input_.plan.recompute == Recompute::modules &&
                       input_.plan.recompute_modules.has(RecomputeModule::moe);
    if (item.kind != ItemKind::moe || !again) return;
    exchange(ExchangeKind::dispatch, item, backward_);
    tensor_collective(ffn_rows(item) * 2.0, item, backward_);
    exchange(ExchangeKind::combine, item, backward_);
  }

  /// What follows of the backward waits for all that was appended of the forward.
  void backward_after_forward() { backward_ = forward_; }

  ChunkTemplate finish() {
    ChunkTask task;
    task.kind = ChunkTaskKind::finish;
    task.predecessors[0] = last_[static_cast<std::size_t>(ChunkStream::exchange)];
    task.predecessors[1] = last_[static_cast<std::size_t>(ChunkStream::tensor)];
    append(task);
    return std::move(chunk_);
  }

 private:
  [[nodiscard]] const BlockCost& block(const Item& item) const {
    return item.kind == ItemKind::moe ? table_.moe : table_.dense;
  }
  [[nodiscard]] bool splits_shared() const {
    return input_.software.overlap_shared_expert && input_.model.moe->shared_ffn > 0;
  }

  std::int16_t next_slot(const Item& item) {
    return item.kind == ItemKind::moe ? static_cast<std::int16_t>(chunk_.load_slots++) : std::int16_t{-1};
  }

  std::int16_t append(const ChunkTask& task) {
    chunk_.tasks.push_back(task);
    const auto index = static_cast<std::int16_t>(chunk_.tasks.size() - 1);
    last_[static_cast<std::size_t>(task.stream)] = index;
    return index;
  }

  /// Appends a compute task after `chain` and moves `chain` to it.
  void compute(const SegmentCost& cost, ChunkPart part, const Item& item, std::int16_t& chain,
               std::int16_t slot = -1) {
    ChunkTask task;
    task.part = part;
    task.layer = static_cast<std::int16_t>(item.layer);
    task.load_slot = slot;
    task.fixed = slot >= 0 ? cost.fixed.base() : cost.mean().base();
    task.variable = slot >= 0 ? cost.variable.base() : 0.0;
    task.cost = &cost;
    task.predecessors[0] = chain;
    chain = append(task);
  }

  void exchange(ExchangeKind kind, const Item& item, std::int16_t& chain) {
    if (input_.plan.ep == 1) return;
    const ExchangeTime& time = costs_.exchanges.at(kind, overlapped_);
    ChunkTask task;
    task.stream = ChunkStream::exchange;
    task.exchange = kind;
    task.layer = static_cast<std::int16_t>(item.layer);
    task.kind = ChunkTaskKind::arrive;
    task.predecessors[0] = chain;
    chain = append(task);
    task.kind = ChunkTaskKind::barrier;
    task.fixed = time.barrier.base();
    task.predecessors[0] = chain;
    chain = append(task);
    task.kind = ChunkTaskKind::transfer;
    task.fixed = time.transfer.base();
    task.predecessors[0] = chain;
    chain = append(task);
    ++chunk_.barriers;
  }

  /// A gather or scatter of what the feed-forward of `item` works on.
  [[nodiscard]] Seconds ffn_rows(const Item& item) const {
    return item.kind == ItemKind::moe ? table_.tp_expert_gather : table_.tp_gather;
  }

  /// With sequence parallelism the inputs of the products are gathered once more for their weight gradients
  /// (arXiv 2205.05198, section 4.2.2).
  [[nodiscard]] double backward_gathers() const { return input_.plan.sequence_parallel ? 2.0 : 1.0; }

  void tensor_collective(Seconds time, const Item& item, std::int16_t& chain) {
    if (input_.plan.tp > 1) transfer(ChunkTaskKind::tensor_collective, time, item, chain);
  }

  void context_exchange(Seconds time, const Item& item, std::int16_t& chain) {
    if (input_.plan.cp > 1) transfer(ChunkTaskKind::context_exchange, time, item, chain);
  }

  /// A transfer of the layer's group, behind `chain`, of which it is the new end.
  void transfer(ChunkTaskKind kind, Seconds time, const Item& item, std::int16_t& chain) {
    ChunkTask task;
    task.kind = kind;
    task.stream = ChunkStream::tensor;
    task.layer = static_cast<std::int16_t>(item.layer);
    task.fixed = time.base();
    task.predecessors[0] = chain;
    chain = append(task);
  }

  const StepInput& input_;
  const StepCosts& costs_;
  const CostTable& table_;
  bool overlapped_;
  ChunkTemplate chunk_;
  std::int16_t forward_ = at_chunk_start, backward_ = at_chunk_start;
  std::int16_t last_[chunk_stream_count] = {at_chunk_start, at_chunk_start, at_chunk_start};
};

}  // namespace

std::string_view to_text(ChunkPart part) {
  static constexpr std::string_view names[] = {
      "attn(F)",   "shared(F)", "mlp(F)",  "mlp(B)",  "shared(B)", "mlp(W)", "attn(B)", "attn(W)",
      "embedding", "head(F)",   "head(B)", "head(W)", "mtp(F)",    "mtp(B)", "mtp(W)",  ""};
  return names[static_cast<std::size_t>(part)];
}

std::array<Seconds, op_class_count> ChunkTemplate::compute_by_class() const {
  std::array<Seconds, op_class_count> sums{};
  for (const ChunkTask& task : tasks) {
    if (task.cost == nullptr) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += task.cost->by_class[i];
  }
  return sums;
}

Seconds ChunkTemplate::compute_total() const {
  Seconds sum{};
  for (const ChunkTask& task : tasks) {
    if (task.cost != nullptr) sum += task.cost->mean();
  }
  return sum;
}

ChunkTemplate make_chunk(const StepInput& input, const StepCosts& costs, const ChunkParts& parts) {
  const bool pair = parts.forward != nullptr && parts.backward != nullptr;
  const bool exchanges = input.model.moe.has_value() && input.plan.ep > 1;
  const bool overlapped = pair && exchanges && input.software.overlap_expert_pairs;
  ChunkBuilder builder(input, costs, overlapped);
  std::vector<Item> forward, backward;
  if (parts.forward != nullptr) forward = stage_items(input.model, *parts.forward);
  if (parts.backward != nullptr) {
    backward = stage_items(input.model, *parts.backward);
    std::reverse(backward.begin(), backward.end());
  }
  const bool full = input.plan.recompute == Recompute::full;
  // Layers at the front of a stage are recomputed first; MTP blocks as the whole is.
  const auto recomputed = [&](const Item& item) {
    const std::vector<int>& layers = parts.backward->layers;
    const auto found = std::find(layers.begin(), layers.end(), item.layer);
    if (found == layers.end()) return true;
    return recomputes_layer(input.plan, static_cast<int>(found - layers.begin()),
                            static_cast<int>(layers.size()));
  };
  const auto append = [&](const Slot& slot) {
    const Item *f = slot.forward, *b = slot.backward;
    if (b != nullptr && full && parts.input_gradient && recomputed(*b)) builder.recompute(*b);
    if (b != nullptr && parts.input_gradient) {
      builder.exchange_again(*b);
      builder.backward_exchange(*b);
    }
    if (f != nullptr) builder.forward_first(*f);
    if (b != nullptr) builder.backward_first(*b, parts.input_gradient, parts.weight_gradient);
    if (f != nullptr) builder.forward_second(*f);
    if (b != nullptr) builder.backward_second(*b, parts.input_gradient, parts.weight_gradient);
  };
  if (pair && !input.software.overlap_expert_pairs) {
    // One after the other: nothing of the one hides what the other waits for.
    for (const Item& item : forward) append({.forward = &item, .backward = nullptr});
    builder.backward_after_forward();
    for (const Item& item : backward) append({.forward = nullptr, .backward = &item});
    return builder.finish();
  }
  const CostTable& table = overlapped ? costs.overlapped : costs.alone;
  std::vector<ItemTime> forward_times, backward_times;
  for (const Item& item : forward)
    forward_times.push_back(forward_time(item, table, costs.exchanges, overlapped));
  for (const Item& item : backward)
    backward_times.push_back(backward_time(item, table, costs.exchanges, overlapped));
  for (const Slot& slot : align(forward, backward, forward_times, backward_times)) append(slot);
  return builder.finish();
}

}  // namespace trainyard
