#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "models/architecture/model_family.h"
#include "models/architecture/model_library.h"

namespace trainyard {
namespace {

constexpr int most_width = 1 << 24;  // no layer is wider; also keeps every product exact in a double
constexpr int most_layers = 100'000;
constexpr int most_heads = 1 << 16;
constexpr int most_experts = 1 << 16;
constexpr int most_positions = 1 << 30;

using Names = std::initializer_list<std::string_view>;

// Spellings of transformers' usual name, of GPT-2, of BLOOM, of MPT and of OPT.
const Names layers_keys{"num_hidden_layers", "n_layer", "n_layers"};
const Names hidden_keys{"hidden_size", "n_embd", "n_embed", "d_model"};
const Names heads_keys{"num_attention_heads", "n_head", "n_heads"};
const Names positions_keys{"max_position_embeddings", "n_positions", "seq_length", "max_seq_len"};
const Names ffn_keys{"intermediate_size", "n_inner", "ffn_dim"};

/// Reads fields that have more than one spelling ("hidden_size", GPT-2's "n_embd") and remembers which of
/// them went wrong, so that a rule between fields is only held against fields that could be read.
class Fields {
 public:
  Fields(JsonReader& reader, const Diagnostics& problems) : reader_(reader), problems_(problems) {}

  int required(Names names, int least, int most) { return read(spelling(names), least, most); }
  int optional(Names names, int least, int most, int fallback) {
    const std::string_view key = spelling(names);
    return reader_.has(key) ? read(key, least, most) : fallback;
  }
  bool flag(std::string_view key, bool fallback) { return reader_.boolean(key, fallback); }

  /// The spelling the file uses; the first one when it uses none.
  [[nodiscard]] std::string_view spelling(Names names) const {
    const auto* used =
        std::find_if(names.begin(), names.end(), [&](std::string_view key) { return reader_.has(key); });
    return used == names.end() ? *names.begin() : *used;
  }
  [[nodiscard]] bool sound(Names names) const {
    return std::none_of(names.begin(), names.end(), [&](std::string_view key) {
      return std::find(bad_.begin(), bad_.end(), key) != bad_.end();
    });
  }

 private:
  int read(std::string_view key, int least, int most) {
    const std::size_t before = problems_.size();
    const std::int64_t value = reader_.integer(key, least, most);
    if (problems_.size() != before) bad_.emplace_back(key);
    return static_cast<int>(value);
  }

  JsonReader& reader_;
  const Diagnostics& problems_;
  std::vector<std::string> bad_{};
};

void read_latent_attention(JsonReader& reader, Fields& fields, AttentionSpec& attention) {
  attention.kind = AttentionKind::latent;
  attention.q_lora_rank = fields.optional({"q_lora_rank"}, 1, most_width, 0);
  attention.kv_lora_rank = fields.required({"kv_lora_rank"}, 1, most_width);
  attention.qk_nope_head_dim = fields.required({"qk_nope_head_dim"}, 1, most_width);
  attention.qk_rope_head_dim = fields.required({"qk_rope_head_dim"}, 1, most_width);
  attention.value_head_dim = fields.required({"v_head_dim"}, 1, most_width);
  attention.head_dim = attention.qk_nope_head_dim + attention.qk_rope_head_dim;
  if (fields.sound({"num_attention_heads", "num_key_value_heads"}) && attention.kv_heads != attention.heads) {
    reader.report("num_key_value_heads",
                  fmt::format("is {}, but latent attention has one key and value head per query head ({})",
                              attention.kv_heads, attention.heads));
  }
}

void read_plain_attention(JsonReader& reader, Fields& fields, const ModelFamily& family, int hidden,
                          AttentionSpec& attention) {
  const bool sound = fields.sound(heads_keys) && fields.sound({"num_key_value_heads"});
  if (sound && attention.heads % attention.kv_heads != 0) {
    reader.report("num_key_value_heads", fmt::format("is {}, expected a divisor of the {} attention heads",
                                                     attention.kv_heads, attention.heads));
  }
  attention.kind =
      attention.kv_heads == attention.heads ? AttentionKind::multi_head : AttentionKind::grouped_query;
  attention.head_dim = fields.optional({"head_dim"}, 1, most_width, 0);
  if (attention.head_dim == 0) {
    if (sound && fields.sound(hidden_keys) && hidden % attention.heads != 0) {
      reader.report(fields.spelling(heads_keys),
                    fmt::format("is {}, expected a divisor of the hidden size {} (or a \"head_dim\")",
                                attention.heads, hidden));
    }
    attention.head_dim = std::max(1, hidden / attention.heads);
  }
  attention.value_head_dim = attention.head_dim;
  const int window = fields.optional({"sliding_window"}, 1, most_positions, 0);
  if (fields.flag("use_sliding_window", true) && window > 0 && !family.window_is_dropped) {
    reader.report("sliding_window", "attention over a sliding window is not modelled",
                  "use null for full attention");
  }
}

AttentionSpec read_attention(JsonReader& reader, Fields& fields, const ModelFamily& family, int hidden,
                             bool biases) {
  AttentionSpec attention;
  attention.heads = fields.required(heads_keys, 1, most_heads);
  attention.kv_heads = fields.optional({"num_key_value_heads"}, 1, most_heads, attention.heads);
  switch (family.attention_bias) {
    case BiasRule::by_field:
      attention.qkv_bias = attention.output_bias = fields.flag("attention_bias", false);
      break;
    case BiasRule::always:
      attention.qkv_bias = attention.output_bias = true;
      break;
    case BiasRule::inputs_only:
      attention.qkv_bias = true;
      break;
    case BiasRule::by_no_bias:
      attention.qkv_bias = attention.output_bias = biases;
      break;
  }
  attention.rotary = family.rotary;
  attention.query_key_norm = family.query_key_norm;
  if (family.latent_attention) {
    read_latent_attention(reader, fields, attention);
  } else {
    read_plain_attention(reader, fields, family, hidden, attention);
  }
  return attention;
}

/// How many device or node groups the router may choose from, and how many a token may reach.
void read_routing_groups(JsonReader& reader, Fields& fields, MoeSpec& moe) {
  static const std::vector<std::string> methods{"greedy", "group_limited_greedy", "noaux_tc"};
  const bool limited = reader.has("topk_method") && reader.choice("topk_method", methods) != "greedy";
  const int groups = fields.optional({"n_group"}, 1, most_experts, 1);
  const int reached = fields.optional({"topk_group"}, 1, most_experts, groups);
  if (!limited || !fields.sound({"n_group", "topk_group", "n_routed_experts", "num_experts_per_tok"})) return;
  moe.groups = groups;
  moe.limited_groups = reached;
  if (moe.routed_experts % groups != 0) {
    reader.report("n_group", fmt::format("is {}, expected a divisor of the {} routed experts", groups,
                                         moe.routed_experts));
    return;
  }
  if (reached > groups) {
    reader.report("topk_group", fmt::format("is {}, more than the {} groups there are", reached, groups));
  } else if (moe.top_k <= moe.routed_experts && moe.top_k > reached * (moe.routed_experts / groups)) {
    reader.report("num_experts_per_tok",
                  fmt::format("is {}, more than the {} experts in the {} groups a token may reach", moe.top_k,
                              reached * (moe.routed_experts / groups), reached));
  }
}

std::optional<MoeSpec> read_moe(JsonReader& reader, Fields& fields, const ModelFamily& family, int layers) {
  if (family.moe == MoeFields::none) return std::nullopt;
  const std::string_view experts_key = family.moe == MoeFields::mixtral    ? "num_local_experts"
                                       : family.moe == MoeFields::deepseek ? "n_routed_experts"
                                                                           : "num_experts";
  if (family.moe == MoeFields::deepseek && !reader.has(experts_key))
    return std::nullopt;  // a dense one of the family

  MoeSpec moe;
  moe.routed_experts = fields.required({experts_key}, 1, most_experts);
  moe.top_k = fields.required({"num_experts_per_tok"}, 1, most_experts);
  if (fields.sound({experts_key, "num_experts_per_tok"}) && moe.top_k > moe.routed_experts) {
    reader.report("num_experts_per_tok",
                  fmt::format("is {}, more than the {} experts there are", moe.top_k, moe.routed_experts));
  }
  if (family.moe == MoeFields::mixtral || family.moe == MoeFields::grok) {
    moe.expert_ffn = fields.required({"intermediate_size"}, 1, most_width);
    return moe;
  }
  moe.expert_ffn = fields.required({"moe_intermediate_size"}, 1, most_width);
  if (family.moe == MoeFields::qwen) {
    fields.optional({"decoder_sparse_step"}, 1, 1, 1);
    if (reader.has("mlp_only_layers") && !reader.integers("mlp_only_layers", 0, most_layers).empty()) {
      reader.report("mlp_only_layers", "dense layers among those with experts are not modelled",
                    "use an empty list");
    }
    return moe;
  }
  moe.shared_experts = fields.optional({"n_shared_experts"}, 0, 1024, 0);
  const std::int64_t shared_width = std::int64_t{moe.shared_experts} * moe.expert_ffn;
  if (shared_width > most_width) {
    reader.report("n_shared_experts", fmt::format("makes the shared experts {} wide together, more than {}",
                                                  shared_width, most_width));
    return moe;
  }
  moe.shared_ffn = static_cast<int>(shared_width);
  moe.first_dense_layers = fields.optional({"first_k_dense_replace"}, 0, most_layers, 0);
  if (fields.sound({"first_k_dense_replace", "num_hidden_layers"}) && moe.first_dense_layers > layers) {
    reader.report("first_k_dense_replace",
                  fmt::format("is {}, more than the {} layers", moe.first_dense_layers, layers));
  }
  moe.layer_frequency = fields.optional({"moe_layer_freq"}, 1, most_layers, 1);
  read_routing_groups(reader, fields, moe);
  return moe;
}

void check_activation(JsonReader& reader, Fields& fields, const ModelFamily& family) {
  const std::string_view key = fields.spelling({"hidden_act", "activation_function"});
  if (!reader.has(key)) return;  // the family's own
  const std::vector<std::string> gated{"silu", "swish"},
      plain{"gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "relu", "relu2"};
  reader.choice(key, family.ffn_kind == FfnKind::swiglu ? gated : plain);
}

int read_ffn_width(Fields& fields, const ModelFamily& family, int hidden) {
  if (!family.ffn_by_hidden) return fields.required({"intermediate_size"}, 1, most_width);
  constexpr int most_ratio = 1024;
  const int ratio = fields.optional({"expansion_ratio"}, 1, most_ratio, 4);
  return fields.optional(ffn_keys, 1, most_width, ratio * std::min(hidden, most_width / ratio));
}

const ModelFamily* read_family(JsonReader& reader) {
  std::vector<std::string> names;
  for (const ModelFamily& family : model_families()) names.emplace_back(family.model_type);
  return find_model_family(reader.choice("model_type", names));
}

}  // namespace

Result<ModelSpec> parse_model(const JsonDocument& document, std::string name) {
  Diagnostics problems;
  JsonReader reader(document, problems);
  reader.accept_unknown_keys();
  Fields fields(reader, problems);

  const ModelFamily* family = read_family(reader);
  if (family == nullptr || !problems.empty()) return problems;

  ModelSpec model;
  model.name = std::move(name);
  model.layers = fields.required(layers_keys, 1, most_layers);
  model.hidden = fields.required(hidden_keys, 1, most_width);
  model.vocab = fields.required({"vocab_size"}, 1, most_width);
  model.max_positions = fields.required(positions_keys, 1, most_positions);
  model.ffn = read_ffn_width(fields, *family, model.hidden);
  model.ffn_kind = family->ffn_kind;
  model.norm = family->norm;
  const bool biases = family->attention_bias == BiasRule::by_no_bias && !fields.flag("no_bias", true);
  model.ffn_bias = family->ffn_bias || biases || fields.flag("mlp_bias", false);
  model.learned_positions = family->learned_positions;
  model.tied_embeddings = fields.flag("tie_word_embeddings", family->tied_by_default);
  check_activation(reader, fields, *family);
  model.attention = read_attention(reader, fields, *family, model.hidden, biases);
  model.moe = read_moe(reader, fields, *family, model.layers);
  model.mtp_modules = fields.optional({"num_nextn_predict_layers"}, 0, 64, 0);
  reader.finish();

  if (!problems.empty()) return problems;
  return model;
}

}  // namespace trainyard
