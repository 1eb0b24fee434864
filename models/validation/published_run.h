#pragma once
// One row of a collection of measured training runs, as its schema has it. Nothing is filled in here: what a
// source did not print stays empty.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/json_reader.h"
#include "sim/base/result.h"

namespace trainyard {

struct PublishedMoe {
  int experts = 0;
  int top_k = 0;
  int expert_ffn = 0;
  int shared_experts = 0;
  int shared_ffn = 0;  // total width of the shared experts
  int first_dense_layers = 0;
  int mtp_layers = 0;
};

struct PublishedLatent {  // MLA
  int q_lora_rank = 0, kv_lora_rank = 0, qk_nope_dim = 0, qk_rope_dim = 0, v_dim = 0;
};

struct PublishedModel {
  std::string name{};
  std::string arch{};  // "dense", "moe", "moe-hybrid"; empty when not told
  std::optional<int> layers{}, hidden{}, heads{}, kv_heads{}, head_dim{}, ffn{}, vocab{}, sequence{};
  std::optional<bool> gated_mlp{};
  bool tied_embeddings = false;
  std::string position{}, activation{};
  std::optional<double> parameters_b{}, active_parameters_b{};  // 1e9 parameters
  std::optional<PublishedMoe> moe{};
  std::optional<PublishedLatent> latent{};
};

struct PublishedHardware {
  std::string gpu{};  // the collection's own name, e.g. "H100-SXM"
  std::optional<double> memory_gb{};
  std::optional<int> gpus{}, gpus_per_node{};
  std::string inside{}, between{};  // the networks, in the source's words
};

struct PublishedPlan {
  std::optional<int> tp{}, pp{}, vp{}, cp{}, ep{}, etp{}, dp{};
  std::optional<int> zero{};  // empty also where the source has words instead: see fields "parallel.zero"
  std::optional<bool> sequence_parallel{}, async_tp{};
  std::string fsdp{};
  std::optional<int> fsdp_group{};  // GPUs one copy of the parameters is sharded over (HSDP)
  std::string layout{}, cp_comm{};
};

struct PublishedBatch {
  std::optional<int> sequences{};        // gbs
  std::optional<double> micro_batch{};   // mbs
  std::optional<double> accumulation{};  // ga
  std::optional<double> tokens_per_step{};
};

struct PublishedMeasurement {
  std::optional<double> step_time_s{}, step_time_p10{}, step_time_p90{};
  std::optional<double> tokens_per_s_per_gpu{}, tokens_per_s{}, samples_per_s_per_gpu{};
  std::optional<double> tflops_per_gpu{}, mfu{}, hfu{};
  std::optional<double> memory_gb{};
  std::string memory_kind{};
  std::string tflops_convention{}, mfu_convention{};
};

struct PublishedRun {
  std::string id{};
  std::string where{};   // "FILE:LINE:COLUMN" of the row
  std::string source{};  // the id up to its first '-'
  std::string tier{};    // "A" to "D"
  std::string primary_metric{}, dtype{}, recompute{}, schedule{}, software{}, quality{}, notes{};
  bool best40 = false;
  std::vector<std::string> unknown{};
  PublishedModel model{};
  PublishedHardware hardware{};
  PublishedPlan plan{};
  PublishedBatch batch{};
  PublishedMeasurement measured{};
  std::optional<double> derived_step_s{};            // the collection's own arithmetic
  std::optional<double> derived_tokens_per_s_gpu{};  // the same
  std::optional<double> peer_step_s{};               // what another simulator predicts
  std::string peer{};
  /// Values that no source can mean, with where they stand; such a row is told, not simulated. Empty: none.
  std::string unreadable{};
  /// Every scalar of the row by its path ("parallel.tp" -> "8", "overlap" -> "..."), texts as they are,
  /// numbers as shortest text, true/false; null and absent alike have no entry. What rules match on.
  std::map<std::string, std::string> fields{};
};

/// "bf16" (fp16 and mixed 16-bit formats too), "fp8" (every scaling; also rows that leave open whether it was
/// fp8 or nvfp4, and mixes with bf16) or "nvfp4"; any other in small letters, as it is.
[[nodiscard]] std::string normal_dtype(std::string_view dtype);

/// Reads a collection: an array of rows. Unknown fields are kept in `fields` and otherwise ignored, since
/// sources differ. Errors, all of them with line and column: not an array, a row without id, model or
/// hardware, an id that stands twice. A value of the wrong type makes its own row unreadable and no other.
[[nodiscard]] Result<std::vector<PublishedRun>> read_published_runs(const JsonDocument& document);
/// Reads several collections as one; an id may stand only once in all of them. All problems of all files.
[[nodiscard]] Result<std::vector<PublishedRun>> load_published_runs(
    const std::vector<std::filesystem::path>& files);
/// The collections in a folder, sorted by name. Errors: it cannot be read, it holds none.
[[nodiscard]] Result<std::vector<std::filesystem::path>> published_run_files(
    const std::filesystem::path& folder);

}  // namespace trainyard
