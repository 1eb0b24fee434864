#include "models/workload/priced_chunks.h"

#include <algorithm>

namespace trainyard {

const ChunkOutcome* PricedChunks::find(std::uint64_t key) const {
  const std::lock_guard lock(mutex_);
  const auto found = outcomes_.find(key);
  return found == outcomes_.end() ? nullptr : &found->second;
}

const ChunkOutcome& PricedChunks::put(std::uint64_t key, ChunkOutcome outcome) {
  const std::lock_guard lock(mutex_);
  return outcomes_.emplace(key, std::move(outcome)).first->second;  // two threads found the same
}

std::uint64_t content_key(const ModelSpec& model, const StageSpec& stage) {
  // 1 bit each for presence, embedding and head, 3 for MTP modules, 11 each for the layers of two kinds.
  const auto moe = static_cast<std::uint64_t>(std::count_if(
      stage.layers.begin(), stage.layers.end(), [&](int layer) { return model.is_moe_layer(layer); }));
  const std::uint64_t dense = stage.layers.size() - moe;
  return 1U | (stage.embedding ? 2U : 0U) | (stage.head ? 4U : 0U) |
         (static_cast<std::uint64_t>(stage.mtp_modules) & 7U) << 3U | (dense & 2047U) << 6U |
         (moe & 2047U) << 17U;
}

std::uint64_t content_key(const ModelSpec& model, const ChunkStages& chunk) {
  const std::uint64_t forward = chunk.forward == nullptr ? 0 : content_key(model, *chunk.forward);
  const std::uint64_t backward = chunk.backward == nullptr ? 0 : content_key(model, *chunk.backward);
  return static_cast<std::uint64_t>(chunk.kind) << 56U | forward << 28U | backward;
}

}  // namespace trainyard
