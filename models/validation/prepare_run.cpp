#include "models/validation/prepare_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "models/estimate/resolve_plan.h"
#include "models/memory/weight_share.h"
#include "models/parallel/layout.h"
#include "models/pipeline/schedules/schedule.h"
#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Whether a row's model is within the bounds of model files (models/architecture), so that no sum or product
/// of its numbers leaves an int.
bool is_plausible(const PublishedModel& m) {
  constexpr int most_layers = 100'000, most_width = 1 << 24, most_heads = 1 << 16, most_experts = 1 << 16;
  const PublishedMoe moe = m.moe.value_or(PublishedMoe{});
  const PublishedLatent latent = m.latent.value_or(PublishedLatent{});
  const int width =
      std::max({m.hidden.value_or(0), m.head_dim.value_or(0), m.ffn.value_or(0), m.vocab.value_or(0),
                m.sequence.value_or(0), moe.expert_ffn, moe.shared_ffn, latent.q_lora_rank,
                latent.kv_lora_rank, latent.qk_nope_dim, latent.qk_rope_dim, latent.v_dim});
  const int layers = std::max({m.layers.value_or(0), moe.first_dense_layers, moe.mtp_layers});
  const int experts = std::max({moe.experts, moe.top_k, moe.shared_experts});
  return width <= most_width && layers <= most_layers && experts <= most_experts &&
         std::max(m.heads.value_or(0), m.kv_heads.value_or(0)) <= most_heads;
}

/// A count that a source tells in pieces; empty when it is none that a batch can have.
std::optional<int> rounded(double count) {
  constexpr double most = 1 << 30;  // no batch is larger; also fits an int
  if (!(count > 0.0 && count <= most)) return std::nullopt;
  return std::max(1, static_cast<int>(std::lround(count)));
}

/// Reads knobs of one row: what the row prints, else what a rule says, and keeps the list of what was filled.
class Knobs {
 public:
  Knobs(const PublishedRun& run, const RunSettings& settings, std::vector<std::string>& filled)
      : run_(run), settings_(settings), filled_(filled) {}

  std::optional<int> whole(const std::string& knob, const std::optional<int>& printed) {
    const RunSettings::Value* const rule = settings_.find(knob);
    if (printed && (rule == nullptr || !rule->rule->over_row)) return printed;
    if (rule == nullptr) return std::nullopt;
    const std::optional<int> number = number_of<int>(rule->value);
    if (!number) {
      problem_ =
          fmt::format("rule {} gives {} = \"{}\", no whole number", rule->rule->name, knob, rule->value);
      return std::nullopt;
    }
    note(knob, *rule);
    return number;
  }

  /// Empty when no rule sets it.
  std::string text(const std::string& knob, bool tell = true) {
    const RunSettings::Value* const rule = settings_.find(knob);
    if (rule == nullptr) return {};
    if (tell) note(knob, *rule);
    return rule->value;
  }

  std::optional<bool> flag(const std::string& knob, const std::optional<bool>& printed) {
    const RunSettings::Value* const rule = settings_.find(knob);
    if (printed && (rule == nullptr || !rule->rule->over_row)) return printed;
    if (rule == nullptr) return std::nullopt;
    note(knob, *rule);
    return rule->value == "yes";
  }

  double number(const std::string& knob, double fallback) {
    const RunSettings::Value* const rule = settings_.find(knob);
    if (rule == nullptr) return fallback;
    return number_of<double>(rule->value).value_or(fallback);
  }

  void assume(const std::string& what) { filled_.push_back(what); }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const PublishedRun& run() const { return run_; }

 private:
  void note(const std::string& knob, const RunSettings::Value& rule) {
    filled_.push_back(fmt::format("{} {} (rule {})", knob, rule.value, rule.rule->name));
  }

  const PublishedRun& run_;
  const RunSettings& settings_;
  std::vector<std::string>& filled_;
  std::string problem_;
};

AttentionSpec attention_of(const PublishedModel& m, Knobs& knobs, int hidden) {
  AttentionSpec a;
  a.heads = knobs.whole("heads", m.heads).value_or(0);
  a.kv_heads = knobs.whole("kv_heads", m.kv_heads).value_or(a.heads);
  const int plain = a.heads > 0 ? hidden / a.heads : 0;
  a.head_dim = knobs.whole("head_dim", m.head_dim).value_or(plain);
  a.value_head_dim = a.head_dim;
  a.kind = a.kv_heads < a.heads ? AttentionKind::grouped_query : AttentionKind::multi_head;
  a.rotary = m.gated_mlp.value_or(false);
  if (m.latent) {
    a.kind = AttentionKind::latent;
    a.q_lora_rank = m.latent->q_lora_rank;
    a.kv_lora_rank = m.latent->kv_lora_rank;
    a.qk_nope_head_dim = m.latent->qk_nope_dim;
    a.qk_rope_head_dim = m.latent->qk_rope_dim;
    a.head_dim = a.qk_nope_head_dim + a.qk_rope_head_dim;
    a.value_head_dim = m.latent->v_dim;
    a.kv_heads = a.heads;
  }
  return a;
}

/// What stands of the model in the row, or why that is too little.
std::string read_model(const PublishedRun& run, Knobs& knobs, ModelSpec& model) {
  const PublishedModel& m = run.model;
  if (!is_plausible(m)) return "no model has this shape (layers, widths, heads, experts or sequence)";
  model.name = m.name;
  model.layers = knobs.whole("layers", m.layers).value_or(0);
  model.hidden = m.hidden.value_or(0);
  model.vocab = knobs.whole("vocab", m.vocab).value_or(0);
  model.max_positions = m.sequence.value_or(0);
  model.ffn_kind = m.gated_mlp.value_or(false) ? FfnKind::swiglu : FfnKind::gelu;
  model.norm = m.gated_mlp.value_or(false) ? NormKind::rms_norm : NormKind::layer_norm;
  model.tied_embeddings = m.tied_embeddings;
  model.attention = attention_of(m, knobs, model.hidden);
  if (m.arch == "moe-hybrid") return "hybrid models (state-space layers) are not modelled";
  if (model.layers <= 0 || model.hidden <= 0 || model.attention.heads <= 0 || model.vocab <= 0 ||
      model.max_positions <= 0) {
    return "the shape of the model is not told (layers, width, heads, vocabulary or sequence)";
  }
  if (m.moe && m.moe->experts > 0) {
    MoeSpec moe;
    moe.routed_experts = m.moe->experts;
    moe.shared_experts = m.moe->shared_experts;
    moe.top_k = m.moe->top_k;
    moe.expert_ffn = m.moe->expert_ffn;
    moe.shared_ffn = m.moe->shared_ffn;
    if (moe.shared_ffn > 0 && moe.shared_experts == 0) moe.shared_experts = 1;
    moe.first_dense_layers = m.moe->first_dense_layers;
    if (moe.top_k <= 0 || moe.expert_ffn <= 0)
      return "the experts' width or the choices per token are not told";
    model.moe = moe;
    model.mtp_modules = m.moe->mtp_layers;
  } else if (m.arch == "moe") {
    return "the experts are not told";
  }
  // A plain block is four times as wide as the model unless told.
  const int usual = 4 * model.hidden;
  model.ffn = knobs.whole("ffn", m.ffn).value_or(model.moe && model.moe->first_dense_layers == 0 ? 0 : usual);
  if (model.ffn == 0) model.ffn = usual;  // of no layer
  return {};
}

std::string schedule_of(const PublishedRun& run, const Plan& plan) {
  const std::string& told = run.schedule;
  if (holds(told, "DualPipe")) return "dualpipe";
  if (holds(told, "ZB-1p")) return "zb-1p";
  if (holds(told, "ZB-2p")) return "zb-2p";
  if (holds(told, "zero-bubble")) return "zb-h1";
  return plan.vp > 1 ? "interleaved-1f1b" : "1f1b";
}

/// "none", "full", "full 0.25", "selective", or modules joined by '+'.
bool read_recompute(const std::string& text, Plan& plan) {
  if (text == "none")
    plan.recompute = Recompute::none;
  else if (text == "selective")
    plan.recompute = Recompute::selective;
  else if (text == "deepseek")
    plan.recompute = Recompute::deepseek;
  else if (text.rfind("full", 0) == 0) {
    plan.recompute = Recompute::full;
    if (text.size() > 5) plan.recompute_share = std::strtod(text.c_str() + 5, nullptr);
  } else {
    plan.recompute = Recompute::modules;
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t end = std::min(text.find('+', at), text.size());
      const std::string name = text.substr(at, end - at);
      bool known = false;
      for (std::size_t i = 0; i < recompute_module_count; ++i) {
        const auto module = static_cast<RecomputeModule>(i);
        if (to_text(module) == name) {
          plan.recompute_modules.add(module);
          known = true;
        }
      }
      if (!known) return false;
      at = end + 1;
    }
  }
  return true;
}

/// What the row's own words say of recompute; empty: nothing.
std::string told_recompute(const PublishedRun& run) {
  const std::string& r = run.recompute;
  if (r.rfind("none", 0) == 0) return "none";
  if (r.rfind("full", 0) == 0) return "full";
  if (r.rfind("selective", 0) == 0 || r == "seqsel") return "selective";
  return {};
}

/// As even as it goes; layers that are missing for even stages are taken from the last stage, then the first.
std::vector<int> even_counts(int layers, int stages) {
  if (stages > layers) {  // embedding and head stand alone on the first and the last
    std::vector<int> single(static_cast<std::size_t>(stages), 1);
    single.back() = 0;
    if (stages == layers + 2) single.front() = 0;
    return single;
  }
  const int most = (layers + stages - 1) / stages;
  std::vector<int> counts(static_cast<std::size_t>(stages), most);
  int missing = most * stages - layers;
  if (missing > 0) --counts.back(), --missing;
  if (missing > 0) --counts.front(), --missing;
  for (std::size_t i = counts.size(); missing > 0 && i-- > 0;) {
    if (counts[i] > 1 && counts[i] == most) --counts[i], --missing;
  }
  return counts;
}

std::string read_plan(const PublishedRun& run, Knobs& knobs, PreparedRun& out) {
  Plan& plan = out.input.plan;
  const int gpus = out.input.machine.gpus;
  const PublishedPlan& p = run.plan;
  plan.tp = knobs.whole("tp", p.tp).value_or(1);
  plan.pp = knobs.whole("pp", p.pp).value_or(1);
  plan.cp = knobs.whole("cp", p.cp).value_or(1);
  plan.ep = out.input.model.moe ? knobs.whole("ep", p.ep).value_or(1) : 1;
  plan.vp = plan.pp > 1 ? knobs.whole("vp", p.vp).value_or(1) : 1;
  if (const auto each = knobs.whole("vp_layers", std::nullopt); each && *each > 0 && plan.pp > 1) {
    const std::int64_t layers = out.input.model.layers;
    plan.vp = static_cast<int>(std::max<std::int64_t>(1, layers / (std::int64_t{plan.pp} * *each)));
  }
  if (out.input.model.moe) plan.etp = knobs.whole("etp", p.etp).value_or(plan.tp == 1 ? 1 : 0);
  plan.sequence_parallel =
      plan.tp > 1 && knobs.flag("sequence_parallel", p.sequence_parallel).value_or(false);
  for (const int degree : {plan.tp, plan.pp, plan.cp, plan.ep, plan.vp}) {
    if (degree <= 0) return "a degree of parallelism is 0";
  }
  // Step by step: the product of the three may leave an int.
  if (gpus % plan.tp != 0 || gpus / plan.tp % plan.pp != 0 || gpus / plan.tp / plan.pp % plan.cp != 0)
    return fmt::format("{} GPUs are no multiple of TP {} x PP {} x CP {}", gpus, plan.tp, plan.pp, plan.cp);
  plan.dp = gpus / plan.tp / plan.pp / plan.cp;
  const int one_copy = gpus / plan.pp;
  if (plan.etp < 0 || plan.ep > one_copy || plan.expert_tp() > one_copy / plan.ep)
    return fmt::format("experts over EP {} x {} ranks do not fit the {} GPUs of a pipeline rank", plan.ep,
                       plan.expert_tp(), one_copy);
  plan.zero = knobs.whole("zero", p.zero).value_or(p.fsdp.empty() ? 1 : 3);
  if (plan.dp * plan.cp == 1) plan.zero = 0;
  plan.shard_group = knobs.whole("shard_group", p.fsdp_group).value_or(0);
  plan.reshard = knobs.flag("reshard", std::nullopt).value_or(true);
  plan.cp_balanced = knobs.flag("cp_balanced", std::nullopt).value_or(true);
  const std::string exchange = knobs.text("cp_comm", plan.cp > 1);
  const std::string& told = exchange.empty() ? p.cp_comm : exchange;
  if (told == "a2a" || told == "all_to_all") plan.cp_comm = ContextExchange::all_to_all;
  if (told == "all_gather" || told == "allgather") plan.cp_comm = ContextExchange::all_gather;

  int batch = knobs.whole("global_batch", run.batch.sequences).value_or(0);
  if (batch == 0 && run.batch.tokens_per_step)
    batch = rounded(*run.batch.tokens_per_step / out.input.sequence).value_or(0);
  std::optional<int> printed;
  if (run.batch.micro_batch) printed = rounded(*run.batch.micro_batch);
  if (batch == 0 && printed && run.batch.accumulation)
    batch = rounded(*printed * *run.batch.accumulation * plan.dp).value_or(0);
  if (batch <= 0) return "the batch is not told";
  if (batch < plan.dp) return fmt::format("{} sequences are too few for {} replicas", batch, plan.dp);
  plan.global_batch = batch;
  std::optional<int> micro = knobs.whole("micro_batch", printed);
  if (!micro && run.batch.accumulation) micro = rounded(batch / (*run.batch.accumulation * plan.dp));
  if (!micro || *micro <= 0) return "the micro-batch is not told";
  if (std::int64_t{*micro} * plan.dp > std::int64_t{1} << 30)
    return fmt::format("micro-batches of {} on {} replicas are no batch", *micro, plan.dp);
  plan.micro_batch = *micro;

  std::string recompute = knobs.text("recompute");
  if (recompute == "from hfu") {
    // Hardware FLOPs over model FLOPs: a whole forward again adds a third.
    const double extra =
        run.measured.mfu && run.measured.hfu ? 3.0 * (*run.measured.hfu / *run.measured.mfu - 1.0) : 0.0;
    recompute = fmt::format("full {:.3f}", std::clamp(extra, 0.0, 1.0));
  }
  if (recompute.empty()) recompute = told_recompute(run);
  if (recompute.empty()) {
    knobs.assume("recompute none (not told, no rule)");
    recompute = "none";
  }
  if (!read_recompute(recompute, plan)) return fmt::format("recompute \"{}\" is unknown", recompute);
  const std::string schedule = knobs.text("schedule");
  plan.schedule = plan.pp == 1 ? "1f1b" : schedule.empty() ? schedule_of(run, plan) : schedule;
  return {};
}

std::string lay_out(Knobs& knobs, PreparedRun& out) {
  Plan& plan = out.input.plan;
  const ModelSpec& model = out.input.model;
  const std::string told = plan.pp > 1 ? knobs.text("stages") : std::string();
  if (std::int64_t{plan.pp} * plan.vp > model.layers + 2)
    return fmt::format("{} stages for {} layers", std::int64_t{plan.pp} * plan.vp, model.layers);
  const int stages = plan.pp * plan.vp;
  if (!told.empty()) {
    const Result<std::vector<StageSpec>> read = parse_stages(told, model);
    if (read && static_cast<int>(read.value().size()) == stages) {
      plan.stages = read.value();
      return {};
    }
  }
  plan.stages = stages_of_counts(model, even_counts(model.layers, stages));
  return {};
}

std::string memory_reading(const PublishedRun& run) {
  const std::string& kind = run.measured.memory_kind;
  if (run.source == "korthikanti22") return "formula";
  if (holds(kind, "allocated")) return "allocated";
  if (holds(kind, "nvidia-smi")) return "nvidia-smi";
  if (holds(kind, "reserved")) return "reserved";
  return kind.empty() ? "" : "peak";
}

}  // namespace

PreparedRun RunPreparer::prepare(const PublishedRun& run) {
  PreparedRun out;
  out.run = &run;
  const RunSettings settings = settings_of(run, rules_);
  Knobs knobs(run, settings, out.filled);
  const auto refuse = [&](std::string reason) {
    out.reason = std::move(reason);
    return out;
  };
  out.dtype = normal_dtype(run.dtype);
  if (!run.unreadable.empty()) return refuse("a value cannot be read: " + run.unreadable);
  if (const std::string told = knobs.text("dtype"); !told.empty()) out.dtype = told;
  out.production = knobs.text("production", false) == "yes";
  out.weight = knobs.number("weight", 1.0);
  out.load = knobs.number("load", 1.0);
  if (const std::string skip = knobs.text("skip", false); !skip.empty()) return refuse(skip);

  out.stack = knobs.text("stack", false);
  if (out.dtype != "bf16") {
    const std::string stack = knobs.text("stack_" + out.dtype, false);
    if (stack.empty()) return refuse(fmt::format("no rule names a software stack of {} for it", out.dtype));
    out.stack = stack;
  }
  if (out.stack.empty()) return refuse("no rule names its software stack");
  out.cluster = knobs.text("cluster", false);
  if (out.cluster.empty()) return refuse(fmt::format("no cluster stands for {}", run.hardware.gpu));
  if (!run.hardware.gpus || *run.hardware.gpus <= 0) return refuse("the number of GPUs is not told");

  ModelSpec& model = out.input.model;
  if (std::string reason = read_model(run, knobs, model); !reason.empty()) return refuse(reason);
  out.input.sequence = model.max_positions;

  auto machine = machines_.find(out.cluster);
  if (machine == machines_.end()) {
    const auto load = [&]() -> Result<Machine> {
      Machine made;
      TRAINYARD_TRY(cluster, library_.load_cluster(out.cluster));
      TRAINYARD_TRY(node, library_.load_node(cluster.node));
      TRAINYARD_TRY(fabric, library_.load_fabric(cluster.fabric));
      TRAINYARD_TRY(gpu, library_.load_gpu(node.gpu));
      made.cluster = std::move(cluster);
      made.node = std::move(node);
      made.fabric = std::move(fabric);
      made.gpu = std::move(gpu);
      return made;
    };
    machine = machines_.emplace(out.cluster, load()).first;
  }
  if (!machine->second) return refuse(machine->second.error().front().message);
  out.input.machine = machine->second.value();
  out.input.machine.gpus = *run.hardware.gpus;
  auto stack = stacks_.find(out.stack);
  if (stack == stacks_.end()) stack = stacks_.emplace(out.stack, library_.load_software(out.stack)).first;
  if (!stack->second) return refuse(stack->second.error().front().message);
  out.input.software = stack->second.value();

  if (std::string reason = read_plan(run, knobs, out); !reason.empty()) return refuse(reason);
  if (std::string reason = lay_out(knobs, out); !reason.empty()) return refuse(reason);
  if (!knobs.problem().empty()) return refuse(knobs.problem());
  out.input.spread.load_cv.value = 0.0;
  out.input.spread.gpu_speed_cv.value = 0.0;
  out.input.spread.hottest = out.load;
  if (const Result<double> share = weight_share(out.input)) out.input.kept_for_weights = share.value();
  const std::string flops = knobs.text("flops", false);
  const double tokens = static_cast<double>(out.input.plan.global_batch) * out.input.sequence;
  const MeasuredStep measured =
      measured_step(run, model, tokens, flops.empty() ? "causal" : flops, knobs.number("peak", 0.0));
  out.measured = measured.time;
  out.measured_from = measured.from;
  out.memory_reading = memory_reading(run);
  if (run.measured.memory_gb && *run.measured.memory_gb > 0 && !out.memory_reading.empty())
    out.measured_memory = holds(run.measured.memory_kind, "GiB") ? gibibytes(*run.measured.memory_gb)
                                                                 : gigabytes(*run.measured.memory_gb);
  if (!out.measured) return refuse("no step time, throughput or FLOPS rate is told");
  return out;
}

}  // namespace trainyard
