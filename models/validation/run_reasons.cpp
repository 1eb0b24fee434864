#include "models/validation/run_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/validation/run_fields.h"

namespace trainyard {
namespace {

constexpr double telling_spread = 0.05;  // repeats usually agree within 1 to 3 %
constexpr double rounded_digits = 0.02;  // a value of two digits is known no better
constexpr std::size_t most_facts = 3;    // more do not help a reader

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// "recompute, micro_batch" of {"recompute none (rule X)", "micro_batch 1 (rule Y)"}.
std::string filled_knobs(const RunResult& row) {
  std::vector<std::string> names;
  for (const std::string& rule : row.rules) {
    std::string name = rule.substr(0, rule.find(' '));
    std::replace(name.begin(), name.end(), '_', ' ');
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string words;
  for (const std::string& name : names) words += (words.empty() ? "" : ", ") + name;
  return words;
}

/// Width of a head where no kernel is made for it; 0 otherwise.
int odd_head(const PublishedModel& model) {
  if (model.latent || !model.hidden || !model.heads || *model.heads <= 0) return 0;
  const int width = model.head_dim.value_or(*model.hidden / *model.heads);
  constexpr int tile = 32;  // attention kernels exist for multiples of it
  return width % tile == 0 ? 0 : width;
}

bool is_short_of_digits(double value) {
  constexpr double two_digits = 100.0;  // percent
  return value > 0.0 && value < two_digits && value == static_cast<int>(value) &&
         0.5 / value > rounded_digits / 2.0;
}

}  // namespace

std::map<const RunResult*, double> repeat_spreads(const std::vector<RunResult>& rows) {
  std::map<std::string, std::vector<const RunResult*>> alike;
  for (const RunResult& row : rows)
    if (row.measured > Seconds{}) alike[repeated_settings(*row.run)].push_back(&row);
  const auto release = [](const RunResult* row) {
    return std::pair(row->run->software, field_of(*row->run, "source.commit"));
  };
  std::map<const RunResult*, double> spreads;
  for (const auto& [settings, members] : alike) {
    for (const RunResult* row : members) {
      for (const RunResult* other : members) {
        if (release(row) == release(other)) continue;
        const double ratio = row->measured / other->measured;
        double& spread = spreads[row];
        spread = std::max(spread, std::max(ratio, 1.0 / ratio) - 1.0);
      }
    }
  }
  return spreads;
}

std::string likely_reason(const RunResult& row, double spread) {
  const PublishedRun& run = *row.run;
  std::vector<std::string> facts;
  if (!run.quality.empty()) facts.push_back("the collection marks the row: " + run.quality);
  if (holds(run.notes, "regression")) facts.push_back("its source calls it a regression of the software");
  if (row.production) facts.push_back("a production run, its recipe is not public");
  if (spread > telling_spread)
    facts.push_back(
        fmt::format("releases of its software lie {:.0f} % apart at the same settings", 100.0 * spread));
  if (run.measured.step_time_p10 && run.measured.step_time_p90) {
    const double own = *run.measured.step_time_p90 / *run.measured.step_time_p10 - 1.0;
    if (own > telling_spread) facts.push_back(fmt::format("its own steps spread over {:.0f} %", 100.0 * own));
  }
  if (holds(run.notes, "snapshot")) facts.push_back("one step was timed, no mean");
  if (holds(run.notes, "fine-tuning") || holds(run.notes, "LoRA") || holds(run.notes, "lora"))
    facts.push_back("fine-tuning: frozen weights and packed sequences are not simulated");
  if (const int width = odd_head(run.model); width > 0)
    facts.push_back(fmt::format("heads of {}, a width that attention kernels are not made for", width));
  if (run.tier == "C" || run.tier == "D")
    facts.push_back("tier " + run.tier + ": several settings are not told");
  if (const std::string knobs = filled_knobs(row); !knobs.empty())
    facts.push_back("filled by rule: " + knobs);
  if (holds(row.measured_from, "TFLOPS") || holds(row.measured_from, "MFU"))
    facts.push_back("the measured step is reckoned back from " + row.measured_from);
  if (is_short_of_digits(run.measured.tokens_per_s_per_gpu.value_or(0.0)))
    facts.push_back("the source prints two digits");
  if (run.model.arch == "moe" && !holds(run.notes, "balance"))
    facts.push_back("how even its routing was is not told");
  if (facts.empty()) {
    const auto largest = std::max_element(row.terms.begin(), row.terms.end(),
                                          [](const RunTerm& a, const RunTerm& b) { return a.time < b.time; });
    if (largest == row.terms.end() || row.predicted <= Seconds{}) return "no fact of the row explains it";
    return fmt::format("no fact of the row explains it; {} is {:.0f} % of its predicted step", largest->name,
                       100.0 * (largest->time / row.predicted));
  }
  if (facts.size() > most_facts) facts.resize(most_facts);
  std::string words;
  for (const std::string& fact : facts) words += (words.empty() ? "" : "; ") + fact;
  return words;
}

}  // namespace trainyard
