// Any bytes: a quantity is refused with one problem, or is finite, not negative, and survives the way through
// to_text.
#include <cmath>
#include <cstdint>
#include <string>

#include "sim/base/quantity_text.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

template <class Q>
int accepted(std::string_view text) {
  const Result<Q> parsed = parse_quantity<Q>(text);
  if (!parsed) {
    require(parsed.error().size() == 1 && !parsed.error().front().message.empty());
    require(to_text(parsed.error().front()).find('\n') == std::string::npos);
    return 0;
  }
  const double value = parsed.value().base();
  require(std::isfinite(value) && value >= 0.0);
  constexpr double nearly_infinite = 1e300;  // rounding to twelve digits may carry a larger one over the edge
  if (value > nearly_infinite) return 1;
  const Result<Q> again = parse_quantity<Q>(to_text(parsed.value(), 12));
  require(again.has_value() && std::abs(again.value().base() - value) <= 1e-9 * value + 1e-12);
  return 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(input), size);
  const int dimensions = accepted<Seconds>(text) + accepted<Hertz>(text) + accepted<Bytes>(text) +
                         accepted<BytesPerSecond>(text) + accepted<Flops>(text) +
                         accepted<FlopsPerSecond>(text) + accepted<FlopsPerByte>(text) +
                         accepted<Joules>(text) + accepted<Watts>(text) + accepted<Dollars>(text) +
                         accepted<DollarsPerSecond>(text) + accepted<DollarsPerJoule>(text);
  require(dimensions <= 1);  // no text means two things
  const Result<double> count = parse_count(text);
  if (count) require(std::isfinite(count.value()) && count.value() >= 0.0);
  return 0;
}
