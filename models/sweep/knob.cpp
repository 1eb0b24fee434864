#include "models/sweep/knob.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "models/estimate/overrides.h"
#include "sim/base/quantity_text.h"
#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

constexpr std::size_t most_values = 10000;  // of one knob; assumed: more is a slip of the keyboard

/// "$2.50/GPU-hour" is 2.5 between "$" and "/GPU-hour".
struct Amount {
  double number = 0;
  std::string prefix{}, suffix{};
};

std::optional<Amount> amount_of(std::string_view text) {
  Amount amount;
  if (text.starts_with('$')) {
    amount.prefix = "$";
    text.remove_prefix(1);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount.number);
  if (error != std::errc{} || end == text.data() || !std::isfinite(amount.number)) return std::nullopt;
  amount.suffix = text.substr(static_cast<std::size_t>(end - text.data()));
  if (amount.suffix.starts_with('.')) return std::nullopt;  // "1.0.8" is no 1.8
  return amount;
}

std::string written(const std::string& prefix, double number, const std::string& suffix, int digits = 12) {
  return fmt::format("{}{:.{}g}{}", prefix, number, digits, suffix);
}

/// An amount in the base unit of its quantity, and which quantity that is.
struct Base {
  std::size_t quantity = 0;
  double number = 0;
};

/// Nothing when the text is an amount of none of them.
template <class... Q>
std::optional<Base> base_of_any(const std::string& text) {
  std::optional<Base> found;
  std::size_t quantity = 0;
  const auto attempt = [&]<class One>(const One*) {
    ++quantity;
    if (found) return;
    if (const Result<One> read = parse_quantity<One>(text); read) found = Base{quantity, read.value().base()};
  };
  (attempt(static_cast<const Q*>(nullptr)), ...);
  return found;
}

std::optional<Base> base_of(const std::string& text) {
  if (const Result<double> count = parse_count(text); count) return Base{0, count.value()};
  return base_of_any<BytesPerSecond, Bytes, Seconds, Hertz, Watts, Joules, FlopsPerSecond, Flops, Dollars,
                     DollarsPerSecond, DollarsPerJoule>(text);
}

/// Cut at commas outside of quotes, braces and brackets.
std::vector<std::string_view> items_of(std::string_view text) {
  std::vector<std::string_view> items;
  int depth = 0;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0 && !quoted)) {
      items.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
      continue;
    }
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && (text[i] == '{' || text[i] == '[')) ++depth;
    if (!quoted && (text[i] == '}' || text[i] == ']')) --depth;
  }
  return items;
}

/// A range as it was written; `by` is a factor or a step.
struct Range {
  Amount from{}, to{};
  double by = 1.0;
  bool factor = false;
};

/// Nothing when `item` is no range at all. Errors: a range that cannot be read.
Result<std::optional<Range>> range_of(std::string_view item) {
  const auto wrong = [&](std::string_view what) {
    return problem(fmt::format("{} is no range: {}", in_quotes(item), what),
                   "write it like 512..8192*2, 1..8+1 or 0:0.3:0.02");
  };
  Range range;
  std::string_view rest;
  if (const std::size_t dots = item.find(".."); dots != std::string_view::npos) {
    const std::optional<Amount> from = amount_of(trimmed(item.substr(0, dots)));
    std::string_view end = trimmed(item.substr(dots + 2));
    const std::optional<Amount> to = amount_of(end);
    if (!from || !to) return wrong("it has no two numbers");
    range.from = *from;
    range.to = *to;
    // The last '*' or '+' begins the step; a unit has none.
    const std::size_t sign = range.to.suffix.find_first_of("*+");
    if (sign != std::string::npos) {
      range.factor = range.to.suffix[sign] == '*';
      const std::string by(trimmed(std::string_view(range.to.suffix).substr(sign + 1)));
      const std::optional<Amount> step = amount_of(by);
      if (!step) return wrong(fmt::format("{} is no number", in_quotes(by)));
      range.by = step->number;
      const std::string before(trimmed(std::string_view(range.to.suffix).substr(0, sign)));
      // "512 GB/s..4096 GB/s*2" and "512..4096*2 GB/s" say the same.
      if (before.empty()) {
        range.to.suffix = step->suffix;
      } else {
        range.to.suffix.erase(range.to.suffix.find_last_not_of(" \t", sign - 1) + 1);
      }
    }
  } else {
    const bool number = !item.empty() && item.find_first_of("0123456789$+-.") == 0;
    const std::size_t first = item.find(':');
    const std::size_t second = first == std::string_view::npos ? first : item.find(':', first + 1);
    if (!number || second == std::string_view::npos) return std::optional<Range>{};  // or {"a": 1, "b": 2}
    const std::optional<Amount> from = amount_of(trimmed(item.substr(0, first)));
    const std::optional<Amount> to = amount_of(trimmed(item.substr(first + 1, second - first - 1)));
    const std::optional<Amount> step = amount_of(trimmed(item.substr(second + 1)));
    if (!from || !to || !step) return wrong("it has no three numbers");
    range = {*from, *to, step->number, false};
    if (range.to.suffix.empty()) range.to.suffix = step->suffix;
  }
  if (range.to.suffix.find_first_of("0123456789*+") != std::string::npos ||
      range.from.suffix.find_first_of("0123456789*+") != std::string::npos)
    return wrong("its numbers or units cannot be read");
  if (range.from.suffix.empty()) range.from.suffix = range.to.suffix;
  if (range.to.suffix.empty()) range.to.suffix = range.from.suffix;
  if (range.to.prefix.empty()) range.to.prefix = range.from.prefix;
  if (range.from.prefix.empty()) range.from.prefix = range.to.prefix;
  if (range.from.suffix != range.to.suffix || range.from.prefix != range.to.prefix)
    return wrong("its ends have two units");
  const bool upward = range.to.number >= range.from.number;
  const bool ends = range.factor ? range.from.number > 0.0 && range.by > 0.0 && (range.by > 1.0) == upward &&
                                       range.by != 1.0
                                 : range.by != 0.0 && (range.by > 0.0) == upward;
  if (!ends && range.from.number != range.to.number) return wrong("it never reaches its end");
  return std::optional(range);
}

/// To so many significant digits.
double rounded(double number, int digits) {
  double out = number;
  const std::string text = fmt::format("{:.{}g}", number, digits);
  (void)std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

/// The numbers of a range, its end included when it is met within rounding.
Result<std::vector<double>> numbers_of(const Range& range, std::string_view item) {
  constexpr double rounding = 1e-9;  // of a step
  std::vector<double> numbers;
  if (range.from.number == range.to.number) return std::vector<double>{range.from.number};
  const double steps = range.factor ? std::log(range.to.number / range.from.number) / std::log(range.by)
                                    : (range.to.number - range.from.number) / range.by;
  if (!(steps < static_cast<double>(most_values)))
    return problem(fmt::format("{} has more than {} values", in_quotes(item), most_values));
  for (int i = 0; i <= static_cast<int>(std::floor(steps + rounding)); ++i) {
    const double exact =
        range.factor ? range.from.number * std::pow(range.by, i) : range.from.number + range.by * i;
    if (!range.factor && std::abs(exact) < rounding * std::abs(range.by)) {
      numbers.push_back(0.0);  // 0.3 - 3 * 0.1
      continue;
    }
    const bool whole = std::abs(exact - std::round(exact)) < rounding * std::abs(exact);
    // 150*1.2*1.2 ... grows digits that nobody wants to read.
    numbers.push_back(whole ? std::round(exact) : rounded(exact, range.factor ? 4 : 12));
  }
  return numbers;
}

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const KnobAlias& one : knob_aliases()) names.emplace_back(one.name);
  return names;
}

/// Puts amounts of several units into that of the first.
Result<void> to_one_unit(std::vector<Amount>& amounts, std::string_view name) {
  const Amount first = amounts.front();
  for (Amount& one : amounts) {
    if (one.prefix == first.prefix && one.suffix == first.suffix) continue;
    const std::optional<Base> unit = base_of(written(first.prefix, 1.0, first.suffix));
    const std::string text = written(one.prefix, one.number, one.suffix);
    const std::optional<Base> base = base_of(text);
    if (!unit || !base || unit->quantity != base->quantity) {
      return problem(fmt::format("--vary {}: {} has another unit than {}", name, in_quotes(text),
                                 in_quotes(written(first.prefix, first.number, first.suffix))),
                     "give every value the same unit");
    }
    one = {base->number / unit->number, first.prefix, first.suffix};
  }
  return outcome::success();
}

}  // namespace

SweepKnob knob_of(const KnobAlias& alias) {
  SweepKnob knob;
  knob.name = alias.name;
  knob.path = alias.path;
  knob.label = alias.label;
  knob.factor = alias.factor;
  knob.numeric = alias.field != nullptr;
  knob.continuous = alias.continuous;
  knob.prefix = alias.unit.starts_with('$') ? "$" : "";
  knob.suffix = alias.unit.substr(knob.prefix.size());
  return knob;
}

KnobValue SweepKnob::value(double number) const {
  constexpr int digits = 6;
  KnobValue out;
  out.text = written(prefix, number, suffix, digits);
  const std::optional<Amount> rounded = amount_of(out.text);
  out.number = rounded ? rounded->number : number;
  out.written = factor == 1.0 ? out.text : written(prefix, out.number * factor, suffix);
  return out;
}

Result<SweepKnob> parse_vary(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || trimmed(text.substr(0, equals)).empty()) {
    return problem(fmt::format("--vary {} varies nothing, expected path=values", in_quotes(text)),
                   "write it like --vary node.nic='200 Gb/s,400 Gb/s' or --vary gpus=512..8192*2");
  }
  const std::string_view name = trimmed(text.substr(0, equals));
  const KnobAlias* alias = find_knob_alias(name);
  SweepKnob knob;
  if (alias != nullptr) {
    knob = knob_of(*alias);
  } else if (OverrideSet::sort({{std::string(name), ""}})) {
    knob.name = knob.path = knob.label = name;
  } else {
    return problem(fmt::format("--vary {}: there is no such knob", name),
                   name_hint(name, known_names()) + " any path that --set takes will do, e.g. node.nic");
  }
  const auto in_knob = [&](Diagnostics problems) {
    for (Diagnostic& one : problems) one.message = fmt::format("--vary {}: {}", knob.name, one.message);
    return problems;
  };

  std::vector<Amount> amounts;
  std::vector<std::string> names;  // as written, for what is no number
  bool numbers_only = true;
  for (const std::string_view item : items_of(text.substr(equals + 1))) {
    if (item.empty())
      return problem(fmt::format("--vary {}: a value is empty", knob.name), "part values by single commas");
    const Result<std::optional<Range>> range = range_of(item);
    if (!range) return in_knob(range.error());
    if (range.value()) {
      const Result<std::vector<double>> numbers = numbers_of(*range.value(), item);
      if (!numbers) return in_knob(numbers.error());
      for (const double number : numbers.value()) {
        amounts.push_back({number, range.value()->from.prefix, range.value()->from.suffix});
        names.push_back(written(amounts.back().prefix, number, amounts.back().suffix));
      }
      continue;
    }
    const std::optional<Amount> amount = amount_of(item);
    numbers_only = numbers_only && amount.has_value();
    amounts.push_back(amount.value_or(Amount{}));
    names.emplace_back(item);
  }
  if (names.size() > most_values)
    return problem(
        fmt::format("--vary {}: {} values, at most {} can be swept", knob.name, names.size(), most_values));
  // A unit holds for the values before it that have none; the alias's own for what is left.
  Amount unit{0, knob.prefix, knob.suffix};
  for (auto one = amounts.rbegin(); one != amounts.rend(); ++one) {
    if (!one->suffix.empty() || !one->prefix.empty()) {
      unit = *one;
    } else {
      one->prefix = unit.prefix;
      one->suffix = unit.suffix;
    }
  }
  // "1b" or "1f1b" begin like numbers and are names.
  if (numbers_only) {
    for (const Amount& one : amounts) {
      const bool plain = one.prefix.empty() && one.suffix.empty();
      if (!plain && !base_of(written(one.prefix, one.number, one.suffix))) numbers_only = false;
    }
  }
  knob.numeric = numbers_only;
  if (knob.numeric) {
    TRAINYARD_TRY(to_one_unit(amounts, knob.name));
    knob.prefix = amounts.front().prefix;
    knob.suffix = amounts.front().suffix;
    bool whole = true;
    for (const Amount& one : amounts) {
      KnobValue value{written(one.prefix, one.number, one.suffix), {}, one.number};
      value.written =
          knob.factor == 1.0 ? value.text : written(one.prefix, one.number * knob.factor, one.suffix);
      knob.values.push_back(std::move(value));
      whole = whole && one.number == std::floor(one.number);
    }
    const bool unitless = knob.prefix.empty() && knob.suffix.empty();
    if (alias == nullptr) knob.continuous = !(unitless && whole);
    if (!unitless) knob.label += fmt::format(", {}", trimmed(knob.prefix + knob.suffix));
  } else {
    knob.prefix = knob.suffix = {};  // names have no unit, not even that of the alias
    knob.continuous = false;
    for (std::size_t i = 0; i < names.size(); ++i)
      knob.values.push_back({names[i], names[i], static_cast<double>(i)});
  }
  std::set<std::string> seen;
  for (const KnobValue& one : knob.values) {
    if (!seen.insert(one.written).second)
      return problem(fmt::format("--vary {}: {} is given twice", knob.name, in_quotes(one.text)));
  }
  return knob;
}

}  // namespace trainyard
