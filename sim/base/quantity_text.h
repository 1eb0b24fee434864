#pragma once
// Quantities in text always carry their unit: "80 GiB", "400 Gb/s", "3.35 TB/s", "$2/GPU-hour", "14.8T".
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard {

/// Reads one quantity of type Q from `text`: a number, optional blanks, a unit (amounts of money: "$2", rates
/// "$2/GPU-hour"). Errors: no number, no unit ("expected a unit such as ..."), an unknown unit, a unit of
/// another dimension ("is an amount of data, expected a rate such as "3.35 TB/s""), not finite, negative.
/// Defined for every quantity named in units.h.
template <class Q>
[[nodiscard]] Result<Q> parse_quantity(std::string_view text);

/// How a quantity of type Q is asked for in messages: `a rate such as "3.35 TB/s"`.
template <class Q>
[[nodiscard]] std::string quantity_words();

/// Reads a pure count with a magnitude suffix: "14.8T" = 14.8e12, "671B" = 671e9, "62.9M", "4096", "128K" (K
/// = 1000).
[[nodiscard]] Result<double> parse_count(std::string_view text);

/// Human text with a fitting unit and `digits` significant digits: "3.35 TB/s", "19.9 s", "78.8 GB",
/// "$5.33M". Plain decimal notation, independent of the locale; parse_quantity reads it back.
[[nodiscard]] std::string to_text(Seconds value, int digits = 3);
[[nodiscard]] std::string to_text(Bytes value, int digits = 3);  // GB (1e9)
[[nodiscard]] std::string to_text(BytesPerSecond value, int digits = 3);
[[nodiscard]] std::string to_text(Flops value, int digits = 3);
[[nodiscard]] std::string to_text(FlopsPerSecond value, int digits = 3);
[[nodiscard]] std::string to_text(Watts value, int digits = 3);
[[nodiscard]] std::string to_text(Joules value, int digits = 3);   // kWh, MWh, GWh
[[nodiscard]] std::string to_text(Dollars value, int digits = 3);  // $5.33M
[[nodiscard]] std::string to_text(Hertz value, int digits = 3);
[[nodiscard]] std::string to_text(FlopsPerByte value, int digits = 3);
[[nodiscard]] std::string to_text(DollarsPerSecond value, int digits = 3);  // $2.00/h
[[nodiscard]] std::string to_text(DollarsPerJoule value, int digits = 3);   // $0.0880/kWh
[[nodiscard]] std::string count_text(double value, int digits = 3);         // 14.8T, 2.66M, 173K, 12

}  // namespace trainyard
