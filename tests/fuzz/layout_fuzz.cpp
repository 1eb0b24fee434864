// Any bytes as a stage layout: parse_stages gives problems, or stages that hold every layer and print back to
// themselves.
#include <cstdint>
#include <string_view>

#include "models/parallel/layout.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

/// Shaped like DeepSeek-V3: 61 layers, 3 of them dense, one MTP module.
ModelSpec model_to_lay_out() {
  ModelSpec model;
  model.name = "fuzz";
  model.layers = 61;
  model.moe = MoeSpec{.routed_experts = 256, .top_k = 8, .expert_ffn = 2048, .first_dense_layers = 3};
  model.mtp_modules = 1;
  return model;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ModelSpec model = model_to_lay_out();
  const Result<std::vector<StageSpec>> stages =
      parse_stages(std::string_view(reinterpret_cast<const char*>(data), size), model);
  if (!stages) {
    require(!stages.error().empty());
    return 0;
  }
  require(check_stages(stages.value(), model).empty());
  const Result<std::vector<StageSpec>> read_back = parse_stages(to_text(stages.value()), model);
  require(read_back.has_value() && read_back.value() == stages.value());
  return 0;
}
