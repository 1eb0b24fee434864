#include "models/validation/run_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

#include "models/validation/run_fields.h"
#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

using Op = RunFilter::Op;

struct Operator {
  std::string_view sign;
  Op op;
};
// Longer signs before those they begin with.
constexpr std::array<Operator, 7> operators{{{"!=", Op::not_equal},
                                             {"<=", Op::at_most},
                                             {">=", Op::at_least},
                                             {"=", Op::equal},
                                             {"~", Op::contains},
                                             {"<", Op::less},
                                             {">", Op::more}}};

struct ShortName {
  std::string_view name;
  std::string_view path;  // empty: not a field of the row
};
constexpr std::array<ShortName, 25> short_names{{{"id", "id"},
                                                 {"source", ""},
                                                 {"gpu", "hardware.gpu"},
                                                 {"model", "model.name"},
                                                 {"arch", "model.arch"},
                                                 {"dtype", ""},
                                                 {"gpus", "hardware.n_gpus"},
                                                 {"tier", "tier"},
                                                 {"stack", ""},
                                                 {"best40", ""},
                                                 {"layers", "model.layers"},
                                                 {"seq", "model.seq"},
                                                 {"tp", "parallel.tp"},
                                                 {"pp", "parallel.pp"},
                                                 {"vp", "parallel.vp"},
                                                 {"cp", "parallel.cp"},
                                                 {"ep", "parallel.ep"},
                                                 {"zero", "parallel.zero"},
                                                 {"recompute", "recompute"},
                                                 {"schedule", "schedule"},
                                                 {"overlap", "overlap"},
                                                 {"software", "software"},
                                                 {"quality", "quality"},
                                                 {"notes", "notes"},
                                                 {"primary_metric", "primary_metric"}}};
constexpr std::string_view stack_name = "stack";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_ordered(Op op) {
  return op == Op::less || op == Op::at_most || op == Op::more || op == Op::at_least;
}

/// What a row has under `field`; empty when it does not tell.
std::string value_of(const PublishedRun& run, const std::string& field) {
  if (field == "source") return run.source;
  if (field == "dtype") return normal_dtype(run.dtype);
  if (field == "best40") return run.best40 ? "true" : "false";
  for (const ShortName& one : short_names)
    if (one.name == field) return field_of(run, one.path);
  return field_of(run, field);
}

bool equal(const std::string& a, const std::string& b) {
  const std::optional<double> x = number_of<double>(a), y = number_of<double>(b);
  return x && y ? *x == *y : lower(a) == lower(b);
}

bool holds(const RunFilter::Condition& condition, const std::string& value) {
  if (value.empty()) return condition.op == Op::not_equal;
  const auto any = [&](const auto& test) {
    return std::any_of(condition.values.begin(), condition.values.end(), test);
  };
  if (condition.op == Op::contains) {
    const std::string text = lower(value);
    return any([&](const std::string& part) { return text.find(lower(part)) != std::string::npos; });
  }
  if (!is_ordered(condition.op)) {
    const bool found = any([&](const std::string& other) { return equal(value, other); });
    return found == (condition.op == Op::equal);
  }
  const std::optional<double> found = number_of<double>(value);
  const std::optional<double> bound = number_of<double>(condition.values.front());
  if (!found || !bound) return false;
  switch (condition.op) {
    case Op::less:
      return *found < *bound;
    case Op::at_most:
      return *found <= *bound;
    case Op::more:
      return *found > *bound;
    default:
      return *found >= *bound;
  }
}

/// `text` cut at any of `separators` outside of quotes. Nothing when a quote does not end.
std::optional<std::vector<std::string_view>> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || separators.find(text[i]) == std::string_view::npos) continue;
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(text.substr(begin));
  if (quoted) return std::nullopt;
  return parts;
}

std::string unquoted(std::string_view value) {
  value = trimmed(value);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  return std::string(value);
}

/// One condition; problems are added.
RunFilter::Condition read_condition(std::string_view text, Diagnostics& problems) {
  RunFilter::Condition condition;
  const auto complain = [&](std::string message, std::string hint = {}) {
    problems.push_back(
        problem(fmt::format("filter {}: {}", in_quotes(text), message), std::move(hint)).front());
  };
  const std::size_t at = text.find_first_of("=!~<>");
  const auto* found = std::find_if(operators.begin(), operators.end(), [&](const Operator& one) {
    return at != std::string_view::npos && text.substr(at, one.sign.size()) == one.sign;
  });
  if (found == operators.end()) {
    complain("has no comparison", "one of = != ~ < <= > >=, as in gpus>=64");
    return condition;
  }
  condition.op = found->op;
  condition.field = trimmed(text.substr(0, at));
  const std::vector<std::string>& names = run_filter_names();
  if (std::find(names.begin(), names.end(), condition.field) == names.end() &&
      condition.field.find('.') == std::string::npos)
    complain(fmt::format("there is no field {}", in_quotes(condition.field)),
             name_hint(condition.field, names));
  const auto values = split(text.substr(at + found->sign.size()), "|");
  for (const std::string_view value : values.value_or(std::vector<std::string_view>{}))
    condition.values.push_back(unquoted(value));
  if (std::any_of(condition.values.begin(), condition.values.end(),
                  [](const std::string& value) { return value.empty(); })) {
    complain("has no value");
  } else if (is_ordered(condition.op) &&
             (condition.values.size() != 1 || !number_of<double>(condition.values.front()))) {
    complain("an order needs one number");
  }
  return condition;
}

}  // namespace

const std::vector<std::string>& run_filter_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const ShortName& one : short_names) all.emplace_back(one.name);
    return all;
  }();
  return names;
}

bool RunFilter::matches(const PublishedRun& run) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    return condition.field == stack_name || holds(condition, value_of(run, condition.field));
  });
}

bool RunFilter::matches(const RunResult& row) const {
  return matches(*row.run) &&
         std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
           return condition.field != stack_name || holds(condition, row.stack);
         });
}

bool RunFilter::asks_for_stack() const {
  return std::any_of(conditions.begin(), conditions.end(),
                     [](const Condition& condition) { return condition.field == stack_name; });
}

Result<RunFilter> parse_run_filter(std::string_view text) {
  RunFilter filter;
  if (trimmed(text).empty()) return filter;
  const auto parts = split(text, ",&");
  if (!parts) return problem(fmt::format("filter {}: a quote does not end", in_quotes(text)));
  Diagnostics problems;
  for (const std::string_view part : *parts) {
    if (trimmed(part).empty()) {
      problems.push_back(problem(fmt::format("filter {}: a condition is empty", in_quotes(text))).front());
    } else {
      filter.conditions.push_back(read_condition(trimmed(part), problems));
    }
  }
  if (!problems.empty()) return problems;
  return filter;
}

Diagnostics check_run_filter(const RunFilter& filter, const std::vector<PublishedRun>& runs) {
  const std::vector<std::string>& names = run_filter_names();
  Diagnostics problems;
  for (const RunFilter::Condition& condition : filter.conditions) {
    const std::string& path = condition.field;
    if (std::find(names.begin(), names.end(), path) != names.end()) continue;
    std::set<std::string> paths;
    for (const PublishedRun& run : runs)
      for (const auto& [name, value] : run.fields) paths.insert(name);
    if (paths.contains(path)) continue;
    problems.push_back(problem(fmt::format("filter: no row has a field {}", in_quotes(path)),
                               name_hint(path, {paths.begin(), paths.end()}))
                           .front());
  }
  return problems;
}

}  // namespace trainyard
