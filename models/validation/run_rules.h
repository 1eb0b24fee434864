#pragma once
// Rules for what a source does not print: which software it ran, which cluster stands for its own, which
// values its recipes set. Data (data/published/run_rules.json), each with where it was read.
#include <map>
#include <string>
#include <vector>

#include "models/validation/published_run.h"

namespace trainyard {

/// A pattern a field of a row must meet: "A100*|H100*" (a star matches anything, '|' parts alternatives,
/// upper and lower case are the same), "absent", or a bound such as ">1" or "<=8".
[[nodiscard]] bool matches_pattern(std::string_view pattern, const std::string* value);

struct RunRule {
  std::string name{};
  std::string source{};                     // where the values were read, or why they are taken
  std::map<std::string, std::string> when;  // field of the row -> pattern; all must hold
  std::map<std::string, std::string> set;   // knob -> value
  bool over_row = false;                    // also replaces what the row prints
};

struct RunRules {
  std::vector<RunRule> rules{};
};

/// The knobs a rule may set, with what each means.
struct RunKnob {
  std::string_view name;
  std::string_view sentence;
};
[[nodiscard]] const std::vector<RunKnob>& run_knobs();

/// Errors: rules without name, source or effect, names that stand twice, unknown knobs.
[[nodiscard]] Result<RunRules> read_run_rules(const JsonDocument& document);

/// What rules say of one row; of several that set one knob the last counts.
struct RunSettings {
  struct Value {
    std::string value{};
    const RunRule* rule = nullptr;
  };
  std::map<std::string, Value> values{};

  [[nodiscard]] const Value* find(const std::string& knob) const {
    const auto found = values.find(knob);
    return found == values.end() ? nullptr : &found->second;
  }
};
[[nodiscard]] RunSettings settings_of(const PublishedRun& run, const RunRules& rules);

}  // namespace trainyard
