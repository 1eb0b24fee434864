#include "models/estimate/scenario_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "hardware_profiles/reading.h"
#include "models/estimate/uncertain_inputs.h"
#include "models/pipeline/schedules/schedule.h"

namespace trainyard {
namespace {

constexpr int most_gpus = 10'000'000;
constexpr int most_sequences = 100'000'000;
constexpr int most_sequence_length = 100'000'000;

constexpr std::array recomputes{Recompute::none, Recompute::selective, Recompute::full, Recompute::deepseek};
constexpr std::array context_exchanges{ContextExchange::ring, ContextExchange::all_to_all,
                                       ContextExchange::all_gather};
constexpr double least_share = 1e-6;  // above zero, as far as a bound can say it

int whole(JsonReader& reader, std::string_view key, int least, int most) {
  return static_cast<int>(reader.integer(key, least, most));
}
int whole(JsonReader& reader, std::string_view key, int least, int most, int fallback) {
  return static_cast<int>(reader.integer(key, least, most, fallback));
}

/// One of `values` by its name; the first when nothing is said.
template <class Values>
typename Values::value_type choice_of(JsonReader& reader, std::string_view key, const Values& values) {
  std::vector<std::string> names;
  for (const auto one : values) names.emplace_back(to_text(one));
  const std::string name = reader.choice(key, names, names.front());
  const auto found = std::find(names.begin(), names.end(), name);
  return values.at(static_cast<std::size_t>(found - names.begin()));
}

RecomputeModules read_modules(JsonReader& reader) {
  std::vector<std::string> names;
  for (const RecomputeModule one : recompute_modules()) names.emplace_back(to_text(one));
  RecomputeModules modules;
  for (const std::string& name : reader.texts("modules")) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      reader.report("modules", fmt::format("there is no module {}", in_quotes(name)), name_hint(name, names));
      continue;
    }
    const auto module = static_cast<RecomputeModule>(found - names.begin());
    if (modules.has(module)) reader.report("modules", fmt::format("{} is listed twice", in_quotes(name)));
    modules.add(module);
  }
  return modules;
}

/// "full", {"modules": ["layernorm"]} or {"full_layers_share": 0.25}.
void read_recompute(JsonReader& plan_reader, Plan& plan) {
  if (!plan_reader.has("recompute") || plan_reader.is_text("recompute")) {
    plan.recompute = choice_of(plan_reader, "recompute", recomputes);
    return;
  }
  JsonReader reader = plan_reader.object("recompute");
  if (reader.has("full_layers_share")) {
    plan.recompute = Recompute::full;
    plan.recompute_share = reader.number("full_layers_share", least_share, 1.0);
    if (reader.has("modules")) {
      reader.ignore("modules");
      reader.report("modules", "layers are recomputed whole already", "give modules or full_layers_share");
    }
    return;
  }
  plan.recompute = Recompute::modules;
  plan.recompute_modules = read_modules(reader);
}

void read_plan(JsonReader reader, ScenarioDocument& scenario) {
  Plan& plan = scenario.plan;
  plan.tp = whole(reader, "tp", 1, most_gpus, 1);
  plan.sequence_parallel = reader.boolean("sequence_parallel", false);
  plan.pp = whole(reader, "pp", 1, most_gpus, 1);
  plan.vp = whole(reader, "vp", 1, most_gpus, 1);
  plan.cp = whole(reader, "cp", 1, most_gpus, 1);
  plan.cp_comm = choice_of(reader, "cp_comm", context_exchanges);
  plan.cp_balanced = reader.boolean("cp_balanced", true);
  plan.ep = whole(reader, "ep", 1, most_gpus, 1);
  plan.etp = whole(reader, "etp", 1, most_gpus, 0);
  plan.micro_batch = whole(reader, "micro_batch", 1, most_sequences, 1);
  plan.zero = whole(reader, "zero", 0, 3, 1);
  plan.shard_group = whole(reader, "shard_group", 1, most_gpus, 0);
  plan.reshard = reader.boolean("reshard", true);
  plan.schedule = reader.choice("schedule", schedule_names(), plan.pp == 1 ? "gpipe" : "1f1b");
  read_recompute(reader, plan);
  scenario.stages = reader.text("stages", "auto");
}

Sourced<double> sourced_in(JsonReader& reader, std::string_view key, double least, double most,
                           Sourced<double> fallback) {
  Sourced<double> found = reader.sourced<double>(key, std::move(fallback));
  if (!(found.value >= least && found.value <= most)) {
    reader.report(key, fmt::format("the value {} is out of range, expected a number from {} to {}",
                                   found.value, least, most));
  }
  return found;
}

ContextPhase read_phase(JsonReader& reader) {
  ContextPhase phase;
  phase.name = reading::filled_text(reader, "name");
  phase.sequence = whole(reader, "sequence", 1, most_sequence_length);
  phase.global_batch = whole(reader, "global_batch", 1, most_sequences);
  phase.steps = reader.count("steps", 1.0);
  return phase;
}

void read_recipe(JsonReader reader, Recipe& recipe) {
  recipe.tokens = reader.count("tokens", 1.0);
  const bool tokens_read = recipe.tokens > 1.0;  // a wrong one reads as 1
  recipe.sequence = whole(reader, "sequence", 1, most_sequence_length);
  recipe.global_batch = whole(reader, "global_batch", 1, most_sequences);
  if (std::optional<JsonReader> ramp = reader.optional_object("batch_ramp")) {
    recipe.ramp.from = whole(*ramp, "from", 1, most_sequences);
    recipe.ramp.tokens = ramp->count("tokens", 1.0);
    if (recipe.ramp.from > recipe.global_batch) {
      ramp->report("from", fmt::format("starts at {} sequences, above the global batch of {}",
                                       recipe.ramp.from, recipe.global_batch));
    }
    if (tokens_read && recipe.ramp.tokens > recipe.tokens) {
      ramp->report("tokens", fmt::format("lasts {} tokens, longer than the whole of {}",
                                         count_text(recipe.ramp.tokens), count_text(recipe.tokens)));
    }
  }
  if (reader.has("phases")) {
    for (JsonReader& phase : reader.objects("phases")) recipe.phases.push_back(read_phase(phase));
  }
  recipe.goodput = sourced_in(reader, "goodput", 0.01, 1.0,
                              {1.0, "no failure, restart or checkpoint is counted", Evidence::assumed, 0.0});
}

void read_spread(std::optional<JsonReader> reader, Spread& spread) {
  spread.load_cv = {0.0, "not given: rows are spread evenly", Evidence::assumed, 0.0};
  spread.gpu_speed_cv = {0.0, "not given: all GPUs are equally fast", Evidence::assumed, 0.0};
  spread.clock_factor = {1.0, "not given: kernels run as measured", Evidence::assumed, 0.0};
  if (!reader) return;
  spread.load_cv = sourced_in(*reader, "load_cv", 0.0, 1.0, spread.load_cv);
  spread.gpu_speed_cv = sourced_in(*reader, "gpu_speed_cv", 0.0, 0.5, spread.gpu_speed_cv);
  spread.clock_factor = sourced_in(*reader, "clock_factor", 0.5, 2.0, spread.clock_factor);
  if (reader->has("capacity_factor")) spread.capacity_factor = reader->number("capacity_factor", 0.1, 100.0);
}

template <class Rate>
PriceChoice<Rate> read_price(JsonReader& reader, const std::string& key) {
  PriceChoice<Rate> choice;
  choice.level = reader.choice(key + "_level", {"low", "mid", "high"}, "mid");
  if (reader.has(key)) choice.amount = reading::positive<Rate>(reader, key);
  return choice;
}

std::vector<Uncertainty> read_uncertain(JsonReader& scenario) {
  std::vector<Uncertainty> found;
  if (!scenario.has("uncertain")) return found;
  for (JsonReader& reader : scenario.objects("uncertain")) {
    Uncertainty one;
    one.input = reader.choice("input", uncertain_input_names());
    one.source = reading::filled_text(reader, "source");
    const auto inputs = uncertain_inputs();
    const auto kind = std::find_if(inputs.begin(), inputs.end(),
                                   [&](const UncertainInput& input) { return input.name == one.input; });
    if (kind->numeric) {
      one.sigma = reader.number("sigma", 0.0, 2.0);
    } else {
      one.choices = reader.texts("choices");
      if (reader.has("choices") && one.choices.size() < 2)
        reader.report("choices", "has fewer than two choices: nothing is uncertain");
      for (const std::string& choice : one.choices) {
        const std::string expected = wrong_choice(one.input, choice);
        if (!expected.empty()) {
          reader.report("choices", fmt::format("{} is no choice of {}, expected {}", in_quotes(choice),
                                               one.input, expected));
        }
      }
    }
    const bool twice = std::any_of(found.begin(), found.end(),
                                   [&](const Uncertainty& other) { return other.input == one.input; });
    if (twice) reader.report("input", fmt::format("{} is listed twice", in_quotes(one.input)));
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace

ScenarioDocument read_scenario_fields(JsonReader& reader) {
  ScenarioDocument scenario;
  reader.ignore("$schema");
  scenario.name = reading::profile_name(reader, "name");
  scenario.description = reading::filled_text(reader, "description");
  scenario.model = reading::filled_text(reader, "model");
  scenario.cluster = reading::filled_text(reader, "cluster");
  scenario.software = reading::filled_text(reader, "software");
  scenario.gpus = whole(reader, "gpus", 1, most_gpus);
  read_plan(reader.object("plan"), scenario);
  read_recipe(reader.object("recipe"), scenario.recipe);
  scenario.plan.global_batch = scenario.recipe.global_batch;
  if (std::optional<JsonReader> reliability = reader.optional_object("reliability")) {
    if (reader.object("recipe").has("goodput")) {
      reader.report("reliability", "goodput is computed from it, but recipe.goodput is given as well",
                    "give one of them; --set recipe.goodput=null or reliability=null takes one away");
    }
    scenario.reliability = read_reliability(*reliability);
  }
  read_spread(reader.optional_object("spread"), scenario.spread);
  JsonReader prices = reader.object("prices");
  scenario.price_list = reading::filled_text(prices, "list");
  scenario.gpu_price = read_price<DollarsPerSecond>(prices, "gpu");
  scenario.electricity = read_price<DollarsPerJoule>(prices, "electricity");
  scenario.uncertain = read_uncertain(reader);
  if (reader.has("assumptions")) scenario.assumptions = reader.texts("assumptions");
  return scenario;
}

}  // namespace trainyard
