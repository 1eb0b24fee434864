#pragma once
// Estimates of shipped scenarios set beside published figures: a printed table, and the bar each must meet.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "models/estimate/step_input_of.h"
#include "models/workload/step_model.h"

namespace trainyard::published {

template <class T>
T valid(Result<T> result) {
  if (result) return std::move(result.value());
  ADD_FAILURE() << to_text(result.error());
  std::abort();  // nothing after it would make sense
}

inline Scenario scenario(const std::string& name, const std::vector<Override>& overrides = {}) {
  return valid(load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name, overrides));
}

inline Estimate estimate_of(const std::string& name, const std::vector<Override>& overrides = {},
                            bool interval = false) {
  return valid(estimate(scenario(name, overrides), {.interval = interval}));
}

inline void print_heading(const char* what) {
  std::printf("%-58s %10s %10s %8s\n", what, "published", "simulated", "error");
}

/// Prints a row and returns the relative error.
inline double compare(const std::string& what, double published_value, double simulated) {
  const double error = simulated / published_value - 1.0;
  std::printf("%-58s %10.4g %10.4g %+7.1f %%\n", what.c_str(), published_value, simulated, 100 * error);
  return error;
}

/// Prints a prediction nobody published.
inline void tell(const std::string& what, double simulated) {
  std::printf("%-58s %10s %10.4g\n", what.c_str(), "-", simulated);
}

inline double half_width(const Interval& interval) {
  return (interval.p95 - interval.p5) / (interval.p95 + interval.p5);
}

inline Seconds mean_bubble(const StepResult& step) {
  Seconds sum{};
  for (const RankStep& rank : step.ranks) sum += rank.bubble + rank.sending;
  return sum / static_cast<double>(step.ranks.size());
}

}  // namespace trainyard::published
