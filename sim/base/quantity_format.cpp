// The writing half of quantity_text.h: quantities to human text.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

/// One unit of a ladder: the unit for values from `from` (base units) up to the next rung.
struct Rung {
  double from;
  double factor;
  std::string_view suffix;
};

constexpr Rung time_rungs[] = {
    {0.0, 1e-12, " ps"}, {1e-9, 1e-9, " ns"},   {1e-6, 1e-6, " us"},    {1e-3, 1e-3, " ms"},
    {1.0, 1.0, " s"},    {120.0, 60.0, " min"}, {7200.0, 3600.0, " h"}, {172800.0, 86400.0, " days"}};
constexpr Rung frequency_rungs[] = {
    {0.0, 1.0, " Hz"}, {1e3, 1e3, " kHz"}, {1e6, 1e6, " MHz"}, {1e9, 1e9, " GHz"}};
constexpr Rung data_rungs[] = {{0.0, 1.0, " B"},   {1e3, 1e3, " kB"},   {1e6, 1e6, " MB"},
                               {1e9, 1e9, " GB"},  {1e12, 1e12, " TB"}, {1e15, 1e15, " PB"},
                               {1e18, 1e18, " EB"}};
constexpr Rung data_rate_rungs[] = {{0.0, 1.0, " B/s"},  {1e3, 1e3, " kB/s"},   {1e6, 1e6, " MB/s"},
                                    {1e9, 1e9, " GB/s"}, {1e12, 1e12, " TB/s"}, {1e15, 1e15, " PB/s"}};
constexpr Rung work_rungs[] = {{0.0, 1.0, " FLOP"},    {1e3, 1e3, " kFLOP"},   {1e6, 1e6, " MFLOP"},
                               {1e9, 1e9, " GFLOP"},   {1e12, 1e12, " TFLOP"}, {1e15, 1e15, " PFLOP"},
                               {1e18, 1e18, " EFLOP"}, {1e21, 1e21, " ZFLOP"}, {1e24, 1e24, " YFLOP"}};
constexpr Rung work_rate_rungs[] = {{0.0, 1.0, " FLOPS"},    {1e3, 1e3, " kFLOPS"},   {1e6, 1e6, " MFLOPS"},
                                    {1e9, 1e9, " GFLOPS"},   {1e12, 1e12, " TFLOPS"}, {1e15, 1e15, " PFLOPS"},
                                    {1e18, 1e18, " EFLOPS"}, {1e21, 1e21, " ZFLOPS"}};
constexpr Rung intensity_rungs[] = {{0.0, 1.0, " FLOP/B"}};
constexpr Rung energy_rungs[] = {{0.0, 1.0, " J"},       {1e3, 1e3, " kJ"},      {1e6, 1e6, " MJ"},
                                 {3.6e6, 3.6e6, " kWh"}, {3.6e9, 3.6e9, " MWh"}, {3.6e12, 3.6e12, " GWh"}};
constexpr Rung power_rungs[] = {{0.0, 1.0, " W"}, {1e3, 1e3, " kW"}, {1e6, 1e6, " MW"}, {1e9, 1e9, " GW"}};
constexpr Rung magnitude_rungs[] = {
    {0.0, 1.0, ""}, {1e3, 1e3, "K"}, {1e6, 1e6, "M"}, {1e9, 1e9, "B"}, {1e12, 1e12, "T"}};
constexpr Rung rent_rungs[] = {{0.0, 1.0 / 3600.0, "/h"}};
constexpr Rung energy_price_rungs[] = {{0.0, 1.0 / 3.6e6, "/kWh"}};

constexpr int most_decimals = 15;

double number_in(const std::string& text) {
  double number = 0.0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// `value` >= 0 with `digits` significant digits in plain decimals. Whole numbers below 1000 stay whole when
/// `keep_whole`.
std::string significant(double value, int digits, bool keep_whole) {
  if (value == 0.0) return "0";
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : "inf";
  if (keep_whole && value < 1000.0 && value == std::floor(value)) return fmt::format("{:.0f}", value);
  // From the decimal exponent of the value as rounded: 9.996 has three digits as "10.0".
  const std::string scientific = fmt::format("{:.{}e}", value, std::max(digits, 1) - 1);
  int exponent = 0;
  const char* exponent_begin = scientific.data() + scientific.find('e') + 1;
  if (*exponent_begin == '+') ++exponent_begin;
  std::from_chars(exponent_begin, scientific.data() + scientific.size(), exponent);
  return fmt::format("{:.{}f}", value, std::clamp(digits - 1 - exponent, 0, most_decimals));
}

std::string with_rung(double value, int digits, std::span<const Rung> rungs, std::string_view sign,
                      bool keep_whole = false) {
  const double size = std::abs(value);
  std::size_t chosen = 0;
  while (chosen + 1 < rungs.size() && size >= rungs[chosen + 1].from) ++chosen;
  std::string number = significant(size / rungs[chosen].factor, digits, keep_whole);
  // 999.9 us rounds to 1000 us: that is 1.00 ms.
  constexpr double rounding = 1.0 - 1e-12;
  if (chosen + 1 < rungs.size() &&
      number_in(number) * rungs[chosen].factor >= rungs[chosen + 1].from * rounding) {
    ++chosen;
    number = significant(size / rungs[chosen].factor, digits, keep_whole);
  }
  return fmt::format("{}{}{}{}", value < 0.0 ? "-" : "", sign, number, rungs[chosen].suffix);
}

std::string plain(double value, int digits, std::span<const Rung> rungs) {
  if (value == 0.0) {  // "0 s", not "0 ps"
    for (const Rung& rung : rungs) {
      if (rung.factor == 1.0) return fmt::format("0{}", rung.suffix);
    }
  }
  return with_rung(value, digits, rungs, "");
}

}  // namespace

std::string to_text(Seconds value, int digits) {
  return plain(value.base(), digits, time_rungs);
}
std::string to_text(Bytes value, int digits) {
  const bool whole_bytes = std::abs(value.base()) < 1e3;
  return whole_bytes ? with_rung(value.base(), digits, data_rungs, "", true)
                     : plain(value.base(), digits, data_rungs);
}
std::string to_text(BytesPerSecond value, int digits) {
  return plain(value.base(), digits, data_rate_rungs);
}
std::string to_text(Flops value, int digits) {
  return plain(value.base(), digits, work_rungs);
}
std::string to_text(FlopsPerSecond value, int digits) {
  return plain(value.base(), digits, work_rate_rungs);
}
std::string to_text(FlopsPerByte value, int digits) {
  return plain(value.base(), digits, intensity_rungs);
}
std::string to_text(Watts value, int digits) {
  return plain(value.base(), digits, power_rungs);
}
std::string to_text(Joules value, int digits) {
  return plain(value.base(), digits, energy_rungs);
}
std::string to_text(Hertz value, int digits) {
  return plain(value.base(), digits, frequency_rungs);
}
std::string to_text(Dollars value, int digits) {
  return with_rung(value.base(), digits, magnitude_rungs, "$");
}
std::string to_text(DollarsPerSecond value, int digits) {
  return with_rung(value.base(), digits, rent_rungs, "$");
}
std::string to_text(DollarsPerJoule value, int digits) {
  return with_rung(value.base(), digits, energy_price_rungs, "$");
}
std::string count_text(double value, int digits) {
  return with_rung(value, digits, magnitude_rungs, "", std::abs(value) < 1e3);
}

}  // namespace trainyard
