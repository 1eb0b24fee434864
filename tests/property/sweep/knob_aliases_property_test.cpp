// Every knob of the table on every shipped scenario: what the scenario has, written as the knob writes it and
// set, is what it has.
#include <gtest/gtest.h>

#include <cmath>

#include "models/estimate/scenario_reader.h"
#include "models/sweep/knob.h"

namespace trainyard {
namespace {

TEST(KnobAliases, WhatAScenarioHasIsReadWrittenAndSetInTheSameUnit) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  for (const KnobAlias& alias : knob_aliases()) {
    std::size_t applied = 0;
    for (const std::string& name : scenario_names(library)) {
      SCOPED_TRACE(name + ", " + std::string(alias.name));
      const Scenario scenario = load_scenario(library, name, {}, IllegalPlan::left_open).value();
      const std::optional<double> number = number_in(alias, scenario);
      if (!number) continue;
      ++applied;
      const KnobValue value = knob_of(alias).value(*number);
      const Result<Scenario> again =
          load_scenario(library, name, {{std::string(alias.path), value.written}}, IllegalPlan::left_open);
      ASSERT_TRUE(again) << value.written << "\n" << to_text(again.error());
      const std::optional<double> read = number_in(alias, again.value());
      ASSERT_TRUE(read) << value.written;
      EXPECT_NEAR(*read, *number, 1e-5 * std::abs(*number)) << value.written;  // six digits are written
    }
    EXPECT_EQ(applied == 0, alias.field == nullptr) << alias.name << " applies to no shipped scenario";
  }
}

}  // namespace
}  // namespace trainyard
