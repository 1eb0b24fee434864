#include "kernels/harness/expert_loads.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace trainyard::kernels {
namespace {

// The busiest of 20 experts gets 2.4 times the mean: routing that nothing balances.
constexpr double skewed_exponent = 0.45;

}  // namespace

std::vector<std::int64_t> expert_loads(std::int64_t experts, std::int64_t rows, double exponent,
                                       std::int64_t multiple) {
  assert(experts > 0 && rows >= 0 && multiple > 0 && rows % multiple == 0);
  const auto count = static_cast<std::size_t>(experts);
  const std::int64_t units = rows / multiple;
  std::vector<double> shares(count);
  for (std::size_t i = 0; i < count; ++i) shares[i] = std::pow(static_cast<double>(i + 1), -exponent);
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);

  // Whole units first, then one more to those with the largest remainders.
  std::vector<std::int64_t> loads(count);
  std::vector<std::pair<double, std::size_t>> remainders(count);
  std::int64_t given = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double exact = static_cast<double>(units) * shares[i] / total;
    loads[i] = static_cast<std::int64_t>(exact);
    remainders[i] = {-(exact - std::floor(exact)), i};
    given += loads[i];
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; given < units; ++i, ++given) ++loads[remainders[i % count].second];

  // Busy experts do not stand side by side: a fixed Fisher-Yates shuffle by a linear congruential sequence.
  std::uint64_t state = 1;
  for (std::size_t i = count; i > 1; --i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    std::swap(loads[i - 1], loads[(state >> 33) % i]);
  }
  for (std::int64_t& load : loads) load *= multiple;
  return loads;
}

std::vector<std::int64_t> loads_of(const Point& point) {
  const std::int64_t multiple = point.dtype == "bf16" ? 1 : 16;  // fp8 operands are aligned to 16 elements
  const std::int64_t rows = point.size("rows") / multiple * multiple;
  return expert_loads(point.size("experts"), rows, point.choice("loads") == "skewed" ? skewed_exponent : 0.0,
                      multiple);
}

}  // namespace trainyard::kernels
