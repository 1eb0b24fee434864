// Any bytes as a config.json: parse_model gives problems, or a model whose numbers hold together and which
// can be laid over stages.
#include <cstdint>
#include <string>

#include "models/architecture/model_library.h"
#include "models/parallel/layout.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

void require_sound(const ModelSpec& model) {
  const AttentionSpec& attention = model.attention;
  require(model.layers > 0 && model.hidden > 0 && model.vocab > 0 && model.ffn > 0);
  require(attention.heads > 0 && attention.kv_heads > 0 && attention.heads % attention.kv_heads == 0);
  require(attention.head_dim > 0 && attention.value_head_dim > 0);
  require((attention.kind == AttentionKind::latent) == (attention.kv_lora_rank > 0));
  if (model.moe) {
    require(model.moe->top_k > 0 && model.moe->top_k <= model.moe->routed_experts);
    require(model.moe->routed_experts % model.moe->groups == 0);
    require(model.moe->limited_groups <= model.moe->groups && model.moe->layer_frequency > 0);
  }
  const ParameterCount count = count_parameters(model);
  require(count.total > 0 && count.active > 0 && count.active <= count.total * (1.0 + 1e-12));
  require(training_flops_per_token(model, 4096, true) < training_flops_per_token(model, 4096, false));
}

void require_layout(const ModelSpec& model) {
  if (model.layers > 64) return;  // larger ones take too long for a fuzzer and show nothing new
  LayoutRequest request;
  request.stages = model.layers % 7 + 1;
  request.weights = {.dense = 0.5, .moe = 1.0, .embedding = 0.1, .head = 1.5, .mtp = 2.5};
  if (request.stages % 2 == 0) request.pairing = StagePairing::mirrored;
  const Result<std::vector<StageSpec>> stages = make_stages(model, request);
  require(stages.has_value());
  require(check_stages(stages.value(), model).empty());
  const Result<std::vector<StageSpec>> read_back = parse_stages(to_text(stages.value()), model);
  require(read_back.has_value() && read_back.value() == stages.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<JsonDocument> document = JsonDocument::parse(text, "config.json");
  if (!document) return 0;
  const Result<ModelSpec> model = parse_model(document.value(), "fuzz");
  if (!model) {
    require(!model.error().empty());
    for (const Diagnostic& one : model.error()) require(!one.message.empty() && one.file == "config.json");
    return 0;
  }
  require_sound(model.value());
  require_layout(model.value());
  return 0;
}
