#pragma once
// The common knobs of a scenario under their everyday names: one table for sweeps and for sliders.
#include <optional>
#include <span>
#include <string_view>

#include "models/estimate/scenario.h"

namespace trainyard {

/// A common knob under its everyday name.
struct KnobAlias {
  std::string_view name;      // "nvlink"
  std::string_view path;      // "node.fast", as --set takes it
  std::string_view label;     // of an axis, without the unit
  std::string_view unit;      // taken when a value has none: " GB/s"; empty: a plain number or a name
  double factor;              // times the value of the alias is the value of the field
  bool continuous;            // values between two others make sense
  std::string_view sentence;  // what it is
  /// The field's number in `unit`; none where the scenario has no use for it. Null: the values are names.
  std::optional<double> (*field)(const Scenario& scenario);
};
[[nodiscard]] std::span<const KnobAlias> knob_aliases();

/// Null: there is no such name.
[[nodiscard]] const KnobAlias* find_knob_alias(std::string_view name);

/// What a scenario has, as the alias counts it: an NVLink of 200 GB/s a direction is 400. None: a name, or of
/// no use to this scenario (the load of experts nobody has, failures it does not count).
[[nodiscard]] std::optional<double> number_in(const KnobAlias& alias, const Scenario& scenario);

}  // namespace trainyard
