#include "models/report/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hardware_profiles/reading.h"
#include "models/architecture/model_library.h"
#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"

namespace trainyard {
namespace {

/// Elements that one token leaves in the cache of one sequence: latent and rotary key (MLA), or keys and
/// values of every group.
double cached_elements_per_token(const ModelSpec& model) {
  const AttentionSpec& a = model.attention;
  const double per_layer = a.kind == AttentionKind::latent
                               ? a.kv_lora_rank + a.qk_rope_head_dim
                               : static_cast<double>(a.kv_heads) * (a.head_dim + a.value_head_dim);
  return per_layer * model.layers;
}

std::optional<ModelSpec> model_of(JsonReader& reader, std::string_view key, const ProfileLibrary& library) {
  const std::string name = reading::filled_text(reader, key);
  Result<ModelSpec> model = load_model(name, library.root() / "models" / "configs");
  if (model) return std::move(model.value());
  for (const Diagnostic& one : model.error()) reader.report(key, one.message, one.hint);
  return std::nullopt;
}

std::vector<ComputedFigure> cache_cuts(JsonReader& reader, const ProfileLibrary& library) {
  const std::optional<ModelSpec> model = model_of(reader, "model", library);
  const std::optional<ModelSpec> against = model_of(reader, "against", library);
  const std::vector<std::int64_t> widths = reader.integers("bits", 1, 64);
  const auto against_bits = static_cast<double>(reader.integer("against_bits", 1, 64));
  std::vector<ComputedFigure> found;
  if (!model || !against) return found;
  const double ours = cached_elements_per_token(*model), theirs = cached_elements_per_token(*against);
  for (const std::int64_t bits : widths) {
    const double cut = 1.0 - ours * static_cast<double>(bits) / (theirs * against_bits);
    found.push_back({fmt::format("cut of the cache of {} at {} bits against {} at {:.0f}", model->name, bits,
                                 against->name, against_bits),
                     cut, "share",
                     fmt::format("1 - {:.0f} x {} / ({:.0f} x {:.0f}) elements per token x bits", ours, bits,
                                 theirs, against_bits)});
  }
  return found;
}

std::vector<ComputedFigure> hours(JsonReader& reader) {
  const std::string what = reading::filled_text(reader, "what");
  const double tokens = reader.count("tokens", 1.0);
  const double rate = reader.count("gpu_hours_per_trillion", 1.0);
  const double total = tokens / 1e12 * rate;
  const std::string arithmetic =
      fmt::format("{} tokens x {} GPU-hours per trillion", count_text(tokens), count_text(rate, 4));
  if (!reader.has("price")) return {{what, total, "GPU-hours", arithmetic}};
  const auto price = reader.quantity<DollarsPerSecond>("price");
  return {
      {what, total * price.in(dollars_per_hour), "$", fmt::format("{} x {}", arithmetic, to_text(price))}};
}

Claim read_claim(JsonReader& reader, const ProfileLibrary& library) {
  Claim claim;
  claim.name = reading::profile_name(reader, "name");
  claim.said = reading::filled_text(reader, "said");
  claim.where = reading::filled_text(reader, "where");
  for (JsonReader& figure : reader.objects("sources")) {
    claim.sources.push_back({reading::filled_text(figure, "what"), reading::filled_text(figure, "value"),
                             reading::filled_text(figure, "source")});
  }
  if (std::optional<JsonReader> computed = reader.optional_object("computed")) {
    const std::string kind = computed->choice("kind", {"gpu_hours", "kv_cache"});
    claim.computed = kind == "kv_cache" ? cache_cuts(*computed, library) : hours(*computed);
  }
  claim.verdict = reading::filled_text(reader, "verdict");
  claim.finding = reading::filled_text(reader, "finding");
  return claim;
}

ClaimSimulation read_simulation(JsonReader& reader) {
  ClaimSimulation simulation;
  simulation.scenario = reading::profile_name(reader, "scenario");
  simulation.note = reading::filled_text(reader, "note");
  if (reader.has("published_gpu_hours")) {
    simulation.published_gpu_hours = reader.count("published_gpu_hours", 1.0);
    if (reader.has("published_total_gpu_hours")) {
      simulation.published_total_gpu_hours = reader.count("published_total_gpu_hours", 1.0);
    }
    simulation.source = reading::filled_text(reader, "source");
  }
  return simulation;
}

}  // namespace

Result<Claims> load_claims(const ProfileLibrary& library) {
  TRAINYARD_TRY(document, JsonDocument::load(library.root() / "data" / "published" / "claims.json"));
  return parse_claims(document, library);
}

Result<Claims> parse_claims(const JsonDocument& document, const ProfileLibrary& library) {
  Diagnostics problems;
  JsonReader reader = reading::open(document, problems);
  (void)reading::filled_text(reader, "description");
  Claims claims;
  for (JsonReader& one : reader.objects("claims")) claims.claims.push_back(read_claim(one, library));
  claims.question = reading::filled_text(reader, "question");
  claims.figure = reader.count("figure", 1.0);
  for (JsonReader& one : reader.objects("simulations")) claims.simulations.push_back(read_simulation(one));
  reader.finish();
  if (!problems.empty()) return problems;
  return claims;
}

Result<void> simulate_claims(const ProfileLibrary& library, Claims& claims) {
  for (ClaimSimulation& one : claims.simulations) {
    TRAINYARD_TRY(scenario, load_scenario(library, one.scenario));
    TRAINYARD_TRY(answer, estimate(scenario));
    one.gpu = scenario.machine.gpu.name;
    one.gpus = scenario.machine.gpus;
    one.tokens = scenario.recipe.tokens;
    one.gpu_hours = answer.run.gpu_hours;
    one.gpu_hours_p5 = answer.run.gpu_hours * (answer.interval.p5 / answer.step.time);
    one.gpu_hours_p95 = answer.run.gpu_hours * (answer.interval.p95 / answer.step.time);
    one.days = answer.run.days;
    one.dollars = answer.cost.total.base();
    one.dollars_per_gpu_hour = scenario.prices.gpu.value.in(dollars_per_hour);
    one.fits = answer.memory.fits;
  }
  return outcome::success();
}

std::vector<std::string> find_figure(const Claims& claims) {
  std::vector<std::string> found;
  const auto add = [&](double value, const std::string& shown, const std::string& where) {
    const double off = value / claims.figure - 1.0;
    if (std::abs(off) <= about) found.push_back(fmt::format("{} ({:+.1f} %): {}", shown, 100.0 * off, where));
  };
  for (const ClaimSimulation& one : claims.simulations) {
    add(one.published_gpu_hours, count_text(one.published_gpu_hours, 4) + " GPU-hours",
        fmt::format("published for {}, {}", one.scenario, one.source));
    add(one.published_total_gpu_hours, count_text(one.published_total_gpu_hours, 4) + " GPU-hours",
        fmt::format("published for {} with all later phases, {}", one.scenario, one.source));
  }
  for (const Claim& claim : claims.claims) {
    for (const ComputedFigure& one : claim.computed) {
      if (one.unit == "share") continue;
      add(one.value,
          one.unit == "$" ? to_text(dollars(one.value)) : count_text(one.value, 4) + " " + one.unit,
          fmt::format("{}, {}", one.what, one.arithmetic));
    }
  }
  for (const ClaimSimulation& one : claims.simulations) {
    const std::string what =
        fmt::format("{}, {} tokens on {} {}", one.scenario, count_text(one.tokens), one.gpus, one.gpu);
    add(one.gpu_hours, count_text(one.gpu_hours) + " GPU-hours", "simulated for " + what);
    add(one.dollars, to_text(dollars(one.dollars)),
        fmt::format("simulated for {}, at ${:.2f} per GPU-hour", what, one.dollars_per_gpu_hour));
  }
  return found;
}

}  // namespace trainyard
