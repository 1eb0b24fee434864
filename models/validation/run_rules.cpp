#include "models/validation/run_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// One alternative with stars against the whole of `text`.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && lower(pattern[p]) == lower(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// ">1", "<=8": whether `pattern` is a bound, and whether `text` keeps it.
bool bound_holds(std::string_view pattern, std::string_view text, bool& is_bound) {
  is_bound = !pattern.empty() && (pattern[0] == '>' || pattern[0] == '<');
  if (!is_bound) return false;
  const bool equal = pattern.size() > 1 && pattern[1] == '=';
  const std::optional<double> bound = number_of<double>(pattern.substr(equal ? 2 : 1));
  const std::optional<double> value = number_of<double>(text);
  if (!bound || !value) return false;
  if (equal && *value == *bound) return true;
  return pattern[0] == '>' ? *value > *bound : *value < *bound;
}

/// A text, or a number as text.
std::string scalar(JsonReader& reader, const std::string& key) {
  if (reader.is_text(key)) return reader.text(key);
  const double number = reader.number(key, -1e15, 1e15);
  return fmt::format("{}", number);
}

}  // namespace

bool matches_pattern(std::string_view pattern, const std::string* value) {
  if (value == nullptr || value->empty()) {
    // "absent" may be one of several alternatives.
    while (true) {
      const std::size_t bar = pattern.find('|');
      if (pattern.substr(0, bar) == "absent") return true;
      if (bar == std::string_view::npos) return false;
      pattern.remove_prefix(bar + 1);
    }
  }
  while (true) {
    const std::size_t bar = pattern.find('|');
    const std::string_view one = pattern.substr(0, bar);
    bool is_bound = false;
    if (bound_holds(one, *value, is_bound) || (!is_bound && glob(one, *value))) return true;
    if (bar == std::string_view::npos) return false;
    pattern.remove_prefix(bar + 1);
  }
}

const std::vector<RunKnob>& run_knobs() {
  static const std::vector<RunKnob> knobs = {
      {"stack", "software profile"},
      {"stack_fp8", "software profile of rows in fp8"},
      {"stack_nvfp4", "software profile of rows in nvfp4"},
      {"cluster", "cluster profile"},
      {"micro_batch", "sequences of a micro-batch"},
      {"global_batch", "sequences of a step"},
      {"vp", "virtual stages per rank"},
      {"vp_layers", "layers of one virtual stage, where sources give those"},
      {"tp", "tensor parallelism"},
      {"pp", "pipeline parallelism"},
      {"cp", "context parallelism"},
      {"ep", "expert parallelism"},
      {"etp", "ranks one expert is cut over"},
      {"zero", "ZeRO stage"},
      {"shard_group", "GPUs one copy is sharded over"},
      {"reshard", "parameters are dropped after the forward: yes or no"},
      {"sequence_parallel", "yes or no"},
      {"schedule", "pipeline schedule"},
      {"stages", "layout of the layers over stages, as a scenario writes it"},
      {"recompute",
       "none, selective, full, full SHARE, 'from hfu' (the share that HFU over MFU tells), or modules joined "
       "by '+'"},
      {"cp_comm", "ring, all_to_all or all_gather"},
      {"cp_balanced", "yes or no"},
      {"load", "rows of the busiest expert-parallel rank over the mean"},
      {"layers", "layers of the model"},
      {"heads", "attention heads"},
      {"kv_heads", "key-value heads"},
      {"head_dim", "width of a head"},
      {"ffn", "width of the feed-forward block"},
      {"vocab", "vocabulary"},
      {"flops", "how the source counts FLOPs: causal, full, hardware-2021"},
      {"peak", "TFLOPS an MFU refers to"},
      {"dtype", "bf16, fp8 or nvfp4, where the row is ambiguous"},
      {"production", "yes: reported, never fitted"},
      {"weight", "weight of the row in fits, 0 to 1"},
      {"skip", "why rows cannot be simulated"}};
  return knobs;
}

Result<RunRules> read_run_rules(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader(document, diagnostics);
  reader.ignore("$schema");
  reader.ignore("description");
  RunRules out;
  std::set<std::string> names;
  std::vector<std::string> known;
  for (const RunKnob& knob : run_knobs()) known.emplace_back(knob.name);
  for (JsonReader& one : reader.objects("rules")) {
    RunRule rule;
    rule.name = one.text("name");
    rule.source = one.text("source");
    rule.over_row = one.boolean("over_row", false);
    if (!names.insert(rule.name).second) one.report("name", fmt::format("\"{}\" stands twice", rule.name));
    if (rule.source.empty()) one.report("source", "is empty, expected where the rule was read");
    JsonReader when = one.object("when");
    for (const std::string& key : when.keys()) rule.when[key] = scalar(when, key);
    JsonReader set = one.object("set");
    for (const std::string& key : set.keys()) {
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        set.report(key, "is no knob", name_hint(key, known));
      }
      rule.set[key] = scalar(set, key);
    }
    if (rule.set.empty()) one.report("set", "sets nothing");
    out.rules.push_back(std::move(rule));
  }
  reader.finish();
  if (!diagnostics.empty()) return diagnostics;
  return out;
}

RunSettings settings_of(const PublishedRun& run, const RunRules& rules) {
  RunSettings out;
  for (const RunRule& rule : rules.rules) {
    const bool meets = std::all_of(rule.when.begin(), rule.when.end(), [&](const auto& condition) {
      const auto found = run.fields.find(condition.first);
      return matches_pattern(condition.second, found == run.fields.end() ? nullptr : &found->second);
    });
    if (!meets) continue;
    for (const auto& [knob, value] : rule.set) out.values[knob] = {value, &rule};
  }
  return out;
}

}  // namespace trainyard
