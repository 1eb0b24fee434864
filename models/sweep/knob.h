#pragma once
// One knob of a sweep: which field of the scenario is varied, and over which values.
#include <string>
#include <string_view>
#include <vector>

#include "models/sweep/knob_aliases.h"
#include "sim/base/result.h"

namespace trainyard {

struct KnobValue {
  std::string text{};     // as it is shown: "400 GB/s"
  std::string written{};  // as it goes into the field: "200 GB/s"
  double number = 0;      // in the unit of the knob; of names their place in the list
  bool operator==(const KnobValue&) const = default;
};

struct SweepKnob {
  std::string name{};              // as the user named it
  std::string path{};              // the field
  std::string label{};             // of an axis, unit included
  std::string prefix{}, suffix{};  // of its numbers: "$" and "/GPU-hour"
  double factor = 1.0;
  bool numeric = false;     // all values are numbers of one unit
  bool continuous = false;  // numeric, and not only whole numbers make sense
  std::vector<KnobValue> values{};

  /// The value of a number, for points between those given. Rounded to six digits.
  [[nodiscard]] KnobValue value(double number) const;
};

/// The knob of an alias, without values yet; its value() writes numbers in the unit of the alias.
[[nodiscard]] SweepKnob knob_of(const KnobAlias& alias);

/// Reads "node.fast=160 GB/s,400 GB/s,900 GB/s", "gpus=512..8192*2" (by factors), "tp=1..8+1" (by steps; +1
/// may be left out) or "load_skew=0:0.3:0.02" (from, to, step). Ranges and single values may be mixed; a unit
/// at the end holds for the values before it that have none. Errors: no '=', an unknown name (with the
/// nearest alias or field), no values, one given twice, units of two kinds, a range that does not end.
[[nodiscard]] Result<SweepKnob> parse_vary(std::string_view text);

}  // namespace trainyard
