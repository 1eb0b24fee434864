#include "sim/base/quantity_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

enum class Dimension {
  time,
  frequency,
  data,
  data_rate,
  work,
  work_rate,
  intensity,
  energy,
  power,
  money,
  rent,
  energy_price
};

struct DimensionWords {
  Dimension dimension;
  std::string_view noun;
  std::string_view example;
};

constexpr std::array<DimensionWords, 12> dimension_words{{
    {Dimension::time, "a time", "2 us"},
    {Dimension::frequency, "a frequency", "1.83 GHz"},
    {Dimension::data, "an amount of data", "80 GiB"},
    {Dimension::data_rate, "a rate", "3.35 TB/s"},
    {Dimension::work, "an amount of work", "2.5 TFLOP"},
    {Dimension::work_rate, "a compute rate", "990 TFLOPS"},
    {Dimension::intensity, "an arithmetic intensity", "295 FLOP/B"},
    {Dimension::energy, "an energy", "12 kWh"},
    {Dimension::power, "a power", "700 W"},
    {Dimension::money, "an amount of money", "$30000"},
    {Dimension::rent, "a rent", "$2/GPU-hour"},
    {Dimension::energy_price, "an energy price", "$0.088/kWh"},
}};

const DimensionWords& words_of(Dimension dimension) {
  return dimension_words[static_cast<std::size_t>(dimension)];
}

template <class Q>
constexpr Dimension dimension_of();
template <>
constexpr Dimension dimension_of<Seconds>() {
  return Dimension::time;
}
template <>
constexpr Dimension dimension_of<Hertz>() {
  return Dimension::frequency;
}
template <>
constexpr Dimension dimension_of<Bytes>() {
  return Dimension::data;
}
template <>
constexpr Dimension dimension_of<BytesPerSecond>() {
  return Dimension::data_rate;
}
template <>
constexpr Dimension dimension_of<Flops>() {
  return Dimension::work;
}
template <>
constexpr Dimension dimension_of<FlopsPerSecond>() {
  return Dimension::work_rate;
}
template <>
constexpr Dimension dimension_of<FlopsPerByte>() {
  return Dimension::intensity;
}
template <>
constexpr Dimension dimension_of<Joules>() {
  return Dimension::energy;
}
template <>
constexpr Dimension dimension_of<Watts>() {
  return Dimension::power;
}
template <>
constexpr Dimension dimension_of<Dollars>() {
  return Dimension::money;
}
template <>
constexpr Dimension dimension_of<DollarsPerSecond>() {
  return Dimension::rent;
}
template <>
constexpr Dimension dimension_of<DollarsPerJoule>() {
  return Dimension::energy_price;
}

struct Prefix {
  std::string_view text;
  double factor;
};

constexpr std::array<Prefix, 1> no_prefix{{{"", 1.0}}};
constexpr std::array<Prefix, 7> small_prefixes{
    {{"", 1.0}, {"m", 1e-3}, {"u", 1e-6}, {"\u00b5", 1e-6}, {"\u03bc", 1e-6}, {"n", 1e-9}, {"p", 1e-12}}};
constexpr std::array<Prefix, 9> large_prefixes{{{"", 1.0},
                                                {"k", 1e3},
                                                {"M", 1e6},
                                                {"G", 1e9},
                                                {"T", 1e12},
                                                {"P", 1e15},
                                                {"E", 1e18},
                                                {"Z", 1e21},
                                                {"Y", 1e24}}};
constexpr std::array<Prefix, 5> binary_prefixes{{{"Ki", 1024.0},
                                                 {"Mi", 1048576.0},
                                                 {"Gi", 1073741824.0},
                                                 {"Ti", 1099511627776.0},
                                                 {"Pi", 1125899906842624.0}}};
constexpr std::array<Prefix, 6> money_suffixes{
    {{"", 1.0}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"B", 1e9}, {"T", 1e12}}};

/// A unit without its prefix. A bit is an eighth of a byte; "b" and "B" are different words.
struct UnitFamily {
  std::string_view name;
  Dimension dimension;
  double factor;
  std::span<const Prefix> prefixes;
};

const std::array<UnitFamily, 41> unit_families{{
    {"s", Dimension::time, 1.0, small_prefixes},
    {"min", Dimension::time, 60.0, no_prefix},
    {"h", Dimension::time, 3600.0, no_prefix},
    {"hour", Dimension::time, 3600.0, no_prefix},
    {"hours", Dimension::time, 3600.0, no_prefix},
    {"d", Dimension::time, 86400.0, no_prefix},
    {"day", Dimension::time, 86400.0, no_prefix},
    {"days", Dimension::time, 86400.0, no_prefix},
    {"Hz", Dimension::frequency, 1.0, large_prefixes},
    {"B", Dimension::data, 1.0, large_prefixes},
    {"B", Dimension::data, 1.0, binary_prefixes},
    {"b", Dimension::data, 0.125, large_prefixes},
    {"bit", Dimension::data, 0.125, large_prefixes},
    {"B/s", Dimension::data_rate, 1.0, large_prefixes},
    {"B/s", Dimension::data_rate, 1.0, binary_prefixes},
    {"b/s", Dimension::data_rate, 0.125, large_prefixes},
    {"bit/s", Dimension::data_rate, 0.125, large_prefixes},
    {"bps", Dimension::data_rate, 0.125, large_prefixes},
    {"FLOP", Dimension::work, 1.0, large_prefixes},
    {"FLOPS", Dimension::work_rate, 1.0, large_prefixes},
    {"FLOP/s", Dimension::work_rate, 1.0, large_prefixes},
    {"FLOP/B", Dimension::intensity, 1.0, no_prefix},
    {"J", Dimension::energy, 1.0, large_prefixes},
    {"Wh", Dimension::energy, 3600.0, large_prefixes},
    {"W", Dimension::power, 1.0, large_prefixes},
    {"$", Dimension::money, 1.0, no_prefix},
    {"USD", Dimension::money, 1.0, no_prefix},
    {"$/s", Dimension::rent, 1.0, no_prefix},
    {"$/h", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"$/hour", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"$/GPU-h", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"$/GPU-hour", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"USD/h", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"USD/hour", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"USD/GPU-hour", Dimension::rent, 1.0 / 3600.0, no_prefix},
    {"$/day", Dimension::rent, 1.0 / 86400.0, no_prefix},
    {"$/J", Dimension::energy_price, 1.0, no_prefix},
    {"$/kWh", Dimension::energy_price, 1.0 / 3.6e6, no_prefix},
    {"$/MWh", Dimension::energy_price, 1.0 / 3.6e9, no_prefix},
    {"USD/kWh", Dimension::energy_price, 1.0 / 3.6e6, no_prefix},
    {"USD/MWh", Dimension::energy_price, 1.0 / 3.6e9, no_prefix},
}};

struct UnitMatch {
  Dimension dimension;
  double factor;
};

std::optional<UnitMatch> find_unit(std::string_view unit) {
  for (const UnitFamily& family : unit_families) {
    if (unit.size() < family.name.size()) continue;
    const std::size_t prefix_length = unit.size() - family.name.size();
    if (unit.substr(prefix_length) != family.name) continue;
    for (const Prefix& prefix : family.prefixes) {
      if (unit.substr(0, prefix_length) == prefix.text)
        return UnitMatch{family.dimension, family.factor * prefix.factor};
    }
  }
  if (unit.size() == 2 && unit.front() == '$') {  // "$5.33M"
    for (const Prefix& suffix : money_suffixes) {
      if (unit.substr(1) == suffix.text) return UnitMatch{Dimension::money, suffix.factor};
    }
  }
  return std::nullopt;
}

std::vector<std::string> unit_names(Dimension dimension) {
  std::vector<std::string> names;
  for (const UnitFamily& family : unit_families) {
    if (family.dimension != dimension) continue;
    for (const Prefix& prefix : family.prefixes)
      names.push_back(std::string(prefix.text).append(family.name));
  }
  return names;
}

constexpr std::string_view blanks = " \t\n\r\f\v";

struct NumberAndRest {
  double number;
  std::string_view rest;  // trimmed
};

/// The number at the start of `text`. `whole` is what the messages quote, `expected` how they end.
Result<NumberAndRest> split_number(std::string_view text, std::string_view whole,
                                   const std::string& expected) {
  if (!text.empty() && text.front() == '-')
    return problem(fmt::format("{} is negative, {}", in_quotes(whole), expected));
  double number = 0.0;
  const bool starts_with_digit = !text.empty() && text.front() >= '0' && text.front() <= '9';
  if (!starts_with_digit) {
    return problem(fmt::format("{} does not start with a number, {}", in_quotes(whole), expected));
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) {
    return problem(fmt::format("{} is beyond the range of numbers, {}", in_quotes(whole), expected));
  }
  const auto length = static_cast<std::size_t>(end - text.data());
  return NumberAndRest{number, trimmed(text.substr(length), blanks)};
}

Result<double> parse_base_value(std::string_view text, Dimension wanted) {
  const DimensionWords& words = words_of(wanted);
  const std::string expected = fmt::format("expected {} such as \"{}\"", words.noun, words.example);
  std::string_view body = trimmed(text, blanks);
  const bool dollar_first = !body.empty() && body.front() == '$';
  if (dollar_first) body = trimmed(body.substr(1), blanks);
  TRAINYARD_TRY(split, split_number(body, text, expected));
  const std::string unit = (dollar_first ? "$" : "") + std::string(split.rest);
  if (unit.empty()) return problem(fmt::format("{} has no unit, {}", in_quotes(text), expected));
  const std::optional<UnitMatch> match = find_unit(unit);
  if (!match) {
    const std::string message =
        fmt::format("{} has the unknown unit {}, {}", in_quotes(text), in_quotes(unit), expected);
    return problem(message, name_hint(unit, unit_names(wanted)));
  }
  if (match->dimension != wanted) {
    return problem(fmt::format("{} is {}, {}", in_quotes(text), words_of(match->dimension).noun, expected));
  }
  const double value = split.number * match->factor;
  if (!std::isfinite(value))
    return problem(fmt::format("{} is beyond the range of numbers, {}", in_quotes(text), expected));
  return value;
}

}  // namespace

template <class Q>
Result<Q> parse_quantity(std::string_view text) {
  TRAINYARD_TRY(value, parse_base_value(text, dimension_of<Q>()));
  return Q::from_base(value);
}

template Result<Seconds> parse_quantity<Seconds>(std::string_view);
template Result<Hertz> parse_quantity<Hertz>(std::string_view);
template Result<Bytes> parse_quantity<Bytes>(std::string_view);
template Result<BytesPerSecond> parse_quantity<BytesPerSecond>(std::string_view);
template Result<Flops> parse_quantity<Flops>(std::string_view);
template Result<FlopsPerSecond> parse_quantity<FlopsPerSecond>(std::string_view);
template Result<FlopsPerByte> parse_quantity<FlopsPerByte>(std::string_view);
template Result<Joules> parse_quantity<Joules>(std::string_view);
template Result<Watts> parse_quantity<Watts>(std::string_view);
template Result<Dollars> parse_quantity<Dollars>(std::string_view);
template Result<DollarsPerSecond> parse_quantity<DollarsPerSecond>(std::string_view);
template Result<DollarsPerJoule> parse_quantity<DollarsPerJoule>(std::string_view);

template <class Q>
std::string quantity_words() {
  const DimensionWords& words = words_of(dimension_of<Q>());
  return fmt::format("{} such as \"{}\"", words.noun, words.example);
}

template std::string quantity_words<Seconds>();
template std::string quantity_words<Hertz>();
template std::string quantity_words<Bytes>();
template std::string quantity_words<BytesPerSecond>();
template std::string quantity_words<Flops>();
template std::string quantity_words<FlopsPerSecond>();
template std::string quantity_words<FlopsPerByte>();
template std::string quantity_words<Joules>();
template std::string quantity_words<Watts>();
template std::string quantity_words<Dollars>();
template std::string quantity_words<DollarsPerSecond>();
template std::string quantity_words<DollarsPerJoule>();

Result<double> parse_count(std::string_view text) {
  const std::string expected = "expected a count such as 4096 or \"14.8T\"";
  TRAINYARD_TRY(split, split_number(trimmed(text, blanks), text, expected));
  double factor = 1.0;
  if (split.rest == "K" || split.rest == "k") {
    factor = 1e3;
  } else if (split.rest == "M") {
    factor = 1e6;
  } else if (split.rest == "B") {
    factor = 1e9;
  } else if (split.rest == "T") {
    factor = 1e12;
  } else if (!split.rest.empty()) {
    return problem(
        fmt::format("{} has the unknown magnitude {}, {}", in_quotes(text), in_quotes(split.rest), expected),
        "valid: K (1e3), M (1e6), B (1e9), T (1e12)");
  }
  const double value = split.number * factor;
  if (!std::isfinite(value))
    return problem(fmt::format("{} is beyond the range of numbers, {}", in_quotes(text), expected));
  return value;
}

}  // namespace trainyard
