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

void read_plain_attention(JsonReader& reader, Fields& fields, int hidden, AttentionSpec& attention) {
  const bool sound = fields.sound({"num_attention_heads", "n_head", "num_key_value_heads"});
  if (sound && attention.heads % attention.kv_heads != 0) {
    reader.report("num_key_value_heads", fmt::format("is {}, expected a divisor of the {} attention heads",
                                                     attention.kv_heads, attention.heads));
  }
  attention.kind =
      attention.kv_heads == attention.heads ? AttentionKind::multi_head : AttentionKind::grouped_query;
  attention.head_dim = fields.optional({"head_dim"}, 1, most_width, 0);
  if (attention.head_dim == 0) {
    if (sound && fields.sound({"hidden_size", "n_embd"}) && hidden % attention.heads != 0) {
      reader.report(fields.spelling({"num_attention_heads", "n_head"}),
                    fmt::format("is {}, expected a divisor of the hidden size {} (or a \"head_dim\")",
                                attention.heads, hidden));
    }
    attention.head_dim = std::max(1, hidden / attention.heads);
  }
  attention.value_head_dim = attention.head_dim;
  if (reader.has("sliding_window") && fields.flag("use_sliding_window", true)) {
    reader.report("sliding_window", "attention over a sliding window is not modelled",
                  "use null for full attention");
  }
}

AttentionSpec read_attention(JsonReader& reader, Fields& fields, const ModelFamily& family, int hidden) {
  AttentionSpec attention;
  attention.heads = fields.required({"num_attention_heads", "n_head"}, 1, most_heads);
  attention.kv_heads = fields.optional({"num_key_value_heads"}, 1, most_heads, attention.heads);
  const bool bias = fields.flag("attention_bias", false);
  attention.qkv_bias = family.attention_bias != BiasRule::by_field || bias;
  attention.output_bias =
      family.attention_bias == BiasRule::always || (family.attention_bias == BiasRule::by_field && bias);
  attention.rotary = !family.learned_positions;
  if (family.latent_attention) {
    read_latent_attention(reader, fields, attention);
  } else {
    read_plain_attention(reader, fields, hidden, attention);
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
  const std::string_view experts_key =
      family.moe == MoeFields::mixtral ? "num_local_experts" : "n_routed_experts";
  if (family.moe == MoeFields::none) return std::nullopt;
  if (family.moe == MoeFields::deepseek && !reader.has(experts_key))
    return std::nullopt;  // a dense one of the family

  MoeSpec moe;
  moe.routed_experts = fields.required({experts_key}, 1, most_experts);
  moe.top_k = fields.required({"num_experts_per_tok"}, 1, most_experts);
  if (fields.sound({experts_key, "num_experts_per_tok"}) && moe.top_k > moe.routed_experts) {
    reader.report("num_experts_per_tok",
                  fmt::format("is {}, more than the {} experts there are", moe.top_k, moe.routed_experts));
  }
  if (family.moe == MoeFields::mixtral) {
    moe.expert_ffn = fields.required({"intermediate_size"}, 1, most_width);
    return moe;
  }
  moe.expert_ffn = fields.required({"moe_intermediate_size"}, 1, most_width);
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
      plain{"gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "relu"};
  reader.choice(key, family.ffn_kind == FfnKind::swiglu ? gated : plain);
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
  model.layers = fields.required({"num_hidden_layers", "n_layer"}, 1, most_layers);
  model.hidden = fields.required({"hidden_size", "n_embd"}, 1, most_width);
  model.vocab = fields.required({"vocab_size"}, 1, most_width);
  model.max_positions = fields.required({"max_position_embeddings", "n_positions"}, 1, most_positions);
  model.ffn = family->learned_positions ? fields.optional({"intermediate_size", "n_inner"}, 1, most_width,
                                                          4 * std::min(model.hidden, most_width / 4))
                                        : fields.required({"intermediate_size"}, 1, most_width);
  model.ffn_kind = family->ffn_kind;
  model.norm = family->norm;
  model.ffn_bias = family->ffn_bias || fields.flag("mlp_bias", false);
  model.learned_positions = family->learned_positions;
  model.tied_embeddings = fields.flag("tie_word_embeddings", family->tied_by_default);
  check_activation(reader, fields, *family);
  model.attention = read_attention(reader, fields, *family, model.hidden);
  model.moe = read_moe(reader, fields, *family, model.layers);
  model.mtp_modules = fields.optional({"num_nextn_predict_layers"}, 0, 64, 0);
  reader.finish();

  if (!problems.empty()) return problems;
  return model;
}

}  // namespace trainyard
