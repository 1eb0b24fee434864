#include "models/validation/published_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "models/validation/published_row.h"

namespace trainyard {
namespace {

/// Beyond, a count of a row is a slip; 2^30 leaves room for products in the arithmetic behind.
constexpr int most_count = 1 << 30;

std::optional<PublishedMoe> read_moe(PublishedRow model) {
  const std::optional<PublishedRow> moe = model.inner("moe");
  if (!moe) return std::nullopt;
  PublishedMoe out;
  out.experts = moe->whole("experts", most_count).value_or(0);
  out.top_k = moe->whole("topk", most_count).value_or(0);
  out.expert_ffn = moe->whole("expert_ffn", most_count).value_or(0);
  out.shared_experts = moe->whole("shared_experts", most_count).value_or(0);
  out.shared_ffn = moe->whole("shared_ffn", most_count).value_or(0);
  out.first_dense_layers = moe->whole("first_dense_layers", most_count).value_or(0);
  out.mtp_layers = moe->whole("mtp_layers", most_count).value_or(0);
  return out;
}

std::optional<PublishedLatent> read_latent(PublishedRow model) {
  const std::optional<PublishedRow> mla = model.inner("mla");
  if (!mla) return std::nullopt;
  PublishedLatent out;
  out.q_lora_rank = mla->whole("q_lora_rank", most_count).value_or(0);
  out.kv_lora_rank = mla->whole("kv_lora_rank", most_count).value_or(0);
  out.qk_nope_dim = mla->whole("qk_nope_dim", most_count).value_or(0);
  out.qk_rope_dim = mla->whole("qk_rope_dim", most_count).value_or(0);
  out.v_dim = mla->whole("v_dim", most_count).value_or(0);
  return out;
}

PublishedModel read_model(const PublishedRow& model) {
  PublishedModel out;
  out.name = model.text("name");
  out.arch = model.text("arch");
  out.layers = model.whole("layers", most_count);
  out.hidden = model.whole("hidden", most_count);
  out.heads = model.whole("heads", most_count);
  out.kv_heads = model.whole("kv_heads", most_count);
  out.head_dim = model.whole("head_dim", most_count);
  out.ffn = model.whole("ffn", most_count);
  out.vocab = model.whole("vocab", most_count);
  out.sequence = model.whole("seq", most_count);
  out.gated_mlp = model.truth("gated_mlp");
  out.tied_embeddings = model.truth("tied_embeddings").value_or(false);
  out.position = model.text("position");
  out.activation = model.text("activation");
  out.parameters_b = model.number("params_b");
  out.active_parameters_b = model.number("active_params_b");
  out.moe = read_moe(model);
  out.latent = read_latent(model);
  return out;
}

PublishedHardware read_hardware(const PublishedRow& hardware) {
  PublishedHardware out;
  out.gpu = hardware.text("gpu");
  out.memory_gb = hardware.number("gpu_mem_gb");
  out.gpus = hardware.whole("n_gpus", most_count);
  out.gpus_per_node = hardware.whole("gpus_per_node", most_count);
  out.inside = hardware.text("intra");
  out.between = hardware.text("inter");
  return out;
}

PublishedPlan read_plan(const PublishedRow& parallel) {
  PublishedPlan out;
  out.tp = parallel.whole("tp", most_count);
  out.pp = parallel.whole("pp", most_count);
  out.vp = parallel.whole("vp", most_count);
  out.cp = parallel.whole("cp", most_count);
  out.ep = parallel.whole("ep", most_count);
  out.etp = parallel.whole("etp", most_count);
  out.dp = parallel.whole("dp", most_count);
  constexpr int highest_zero_stage = 3;
  out.zero = parallel.whole("zero", highest_zero_stage);
  out.sequence_parallel = parallel.truth("sp");
  out.async_tp = parallel.truth("async_tp");
  out.fsdp = parallel.text("fsdp");
  if (out.fsdp == "false") out.fsdp.clear();  // a source that says no says no mode
  out.fsdp_group = parallel.whole("fsdp_group", most_count);
  out.layout = parallel.text("pp_layout");
  out.cp_comm = parallel.text("cp_comm");
  return out;
}

PublishedBatch read_batch(const PublishedRow& batch) {
  PublishedBatch out;
  out.sequences = batch.whole("gbs", most_count);
  out.micro_batch = batch.number("mbs");
  out.accumulation = batch.number("ga");
  out.tokens_per_step = batch.number("tokens_per_step");
  return out;
}

PublishedMeasurement read_measurement(const PublishedRow& measured) {
  PublishedMeasurement out;
  out.step_time_s = measured.positive("step_time_s");
  out.step_time_p10 = measured.positive("step_time_p10");
  out.step_time_p90 = measured.positive("step_time_p90");
  out.tokens_per_s_per_gpu = measured.positive("tokens_per_s_per_gpu");
  out.tokens_per_s = measured.positive("tokens_per_s");
  out.samples_per_s_per_gpu = measured.positive("samples_per_s_per_gpu");
  out.tflops_per_gpu = measured.positive("tflops_per_gpu");
  out.mfu = measured.positive("mfu");
  out.hfu = measured.positive("hfu");
  out.memory_gb = measured.positive("memory_gb");
  out.memory_kind = measured.text("memory_kind");
  out.tflops_convention = measured.text("tflops_convention");
  out.mfu_convention = measured.text("mfu_convention");
  return out;
}

PublishedRun read_run(const PublishedRow& row) {
  PublishedRun out;
  out.id = row.needed_text("id");
  out.where = row.where();
  out.source = out.id.substr(0, out.id.find('-'));
  out.tier = row.text("tier");
  out.primary_metric = row.text("primary_metric");
  out.dtype = row.text("dtype");
  out.recompute = row.text("recompute");
  out.schedule = row.text("schedule");
  out.software = row.text("software");
  out.quality = row.text("quality");
  out.notes = row.text("notes");
  out.best40 = row.truth("best40").value_or(false);
  out.unknown = row.texts("unknown");
  out.model = read_model(row.needed("model"));
  out.hardware = read_hardware(row.needed("hardware"));
  if (const auto parallel = row.inner("parallel")) out.plan = read_plan(*parallel);
  if (const auto batch = row.inner("batch")) out.batch = read_batch(*batch);
  if (const auto measured = row.inner("measured")) out.measured = read_measurement(*measured);
  if (const auto derived = row.inner("derived")) {
    out.derived_step_s = derived->positive("step_time_s");
    out.derived_tokens_per_s_gpu = derived->positive("tokens_per_s_per_gpu");
  }
  if (const auto peer = row.inner("peer_prediction")) {
    out.peer = peer->text("tool");
    out.peer_step_s = peer->positive("step_time_s");
  }
  out.fields = row.scalars();
  return out;
}

/// Whether a collection is broken rather than one value of one row: "/3/id", "/3/model", "/3/hardware".
bool is_structural(const Diagnostic& problem) {
  const std::size_t inner = problem.pointer.find('/', 1);
  if (inner == std::string::npos) return true;
  const std::string_view field = std::string_view(problem.pointer).substr(inner);
  return field == "/id" || field == "/model" || field == "/hardware";
}

/// What was read, and what was wrong with it.
struct Collection {
  std::vector<PublishedRun> runs{};
  std::map<std::string, std::string> seen{};  // where each id stands
  Diagnostics problems{};
  Diagnostics wrong_values{};  // of single rows; told with the problems when there are any

  Result<std::vector<PublishedRun>> take() {
    if (problems.empty()) return std::move(runs);
    append(problems, wrong_values);
    return problems;
  }
};

/// Problems from `before` on that are of a value only become the row's own.
void set_wrong_values_aside(PublishedRun& run, std::size_t before, Collection& into) {
  Diagnostics& problems = into.problems;
  const auto first = problems.begin() + static_cast<std::ptrdiff_t>(before);
  const auto kept = std::stable_partition(first, problems.end(), is_structural);
  for (auto one = kept; one != problems.end(); ++one) {
    run.unreadable += fmt::format("{}{}:{}: {} {}", run.unreadable.empty() ? "" : "; ", one->line,
                                  one->column, one->pointer, one->message);
  }
  into.wrong_values.insert(into.wrong_values.end(), kept, problems.end());
  problems.erase(kept, problems.end());
}

void read_document(const JsonDocument& document, Collection& into) {
  for (const PublishedRow& row : published_rows(document, into.problems)) {
    const std::size_t before = into.problems.size();
    PublishedRun run = read_run(row);
    set_wrong_values_aside(run, before, into);
    const auto [first, is_new] = into.seen.emplace(run.id, run.where);
    if (!is_new && !run.id.empty())
      row.report("id", fmt::format("{} stands twice, first at {}", in_quotes(run.id), first->second));
    into.runs.push_back(std::move(run));
  }
}

}  // namespace

std::string normal_dtype(std::string_view dtype) {
  std::string lower(dtype);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto holds = [&](std::string_view part) { return lower.find(part) != std::string::npos; };
  // A row that leaves open which of two formats ran ("fp8 or nvfp4") counts as the wider one, and so does a
  // mix with a 16-bit format ("mxfp8/bf16 mix"): its large products ran in 8 bits.
  if (holds("fp8")) return "fp8";
  if (holds("fp4")) return "nvfp4";
  if (holds("bf16") || holds("fp16") || holds("bfloat16") || holds("amp")) return "bf16";
  return lower;
}

Result<std::vector<PublishedRun>> read_published_runs(const JsonDocument& document) {
  Collection collection;
  read_document(document, collection);
  return collection.take();
}

Result<std::vector<PublishedRun>> load_published_runs(const std::vector<std::filesystem::path>& files) {
  Collection collection;
  for (const std::filesystem::path& file : files) {
    const Result<JsonDocument> document = JsonDocument::load(file);
    if (document) {
      read_document(document.value(), collection);
    } else {
      Diagnostics& problems = collection.problems;
      append(problems, document.error());
    }
  }
  return collection.take();
}

Result<std::vector<std::filesystem::path>> published_run_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".json") files.push_back(it->path());
  if (error)
    return problem(fmt::format("the folder {} cannot be read: {}", folder.string(), error.message()));
  if (files.empty()) return problem(fmt::format("the folder {} holds no collection", folder.string()));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace trainyard
