#pragma once
// The effects a training stack adds to its kernels' own times, as a table: what each means, its bounds, how
// to get and set it.
#include <span>
#include <string_view>

#include "hardware_profiles/profile.h"

namespace trainyard {

struct SoftwareEffect {
  std::string_view name;      // the field in a software document
  std::string_view sentence;  // what it means
  bool is_time = false;       // in seconds; else a plain number
  double least = 0, most = 0;
  /// What is expected of a stack nobody has measured, and how far stacks differ (standard deviation of the
  /// logarithm; of times too). What fits start from.
  double prior = 0, prior_sigma = 0;
  double (*get)(const SoftwareProfile& software);
  void (*set)(SoftwareProfile& software, double value);
  Evidence (*evidence)(const SoftwareProfile& software);
};

/// Every effect, one line each.
[[nodiscard]] std::span<const SoftwareEffect> software_effects();
/// Null when there is no such effect.
[[nodiscard]] const SoftwareEffect* find_software_effect(std::string_view name);

}  // namespace trainyard
