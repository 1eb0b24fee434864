// Any text after --vary and --goal: values that are finite, different and readable again, or a problem.
#include <cmath>
#include <cstdint>
#include <set>
#include <string>

#include "models/sweep/sweep_report.h"
#include "tests/fuzz/require.h"

using namespace trainyard;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(input), size);
  const Result<SweepKnob> knob = parse_vary(text);
  if (knob) {
    require(!knob.value().values.empty() && !knob.value().path.empty());
    std::set<std::string> written;
    for (const KnobValue& one : knob.value().values) {
      require(written.insert(one.written).second);
      require(std::isfinite(one.number));
    }
    if (knob.value().numeric) {
      const double first = knob.value().values.front().number;
      const KnobValue again = knob.value().value(first);
      require(std::abs(again.number - first) <= 1e-5 * std::abs(first));  // six digits
    }
  } else {
    require_told(knob.error());
  }
  const Result<SweepGoal> goal = parse_sweep_goal(text);
  if (goal) {
    require(goal.value().column != nullptr && std::isfinite(goal.value().limit));
  } else {
    require_told(goal.error());
  }
  return 0;
}
