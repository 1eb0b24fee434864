#pragma once
// The law of a transport that runs alone from its measured exchanges, with how well it holds.
#include <span>
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/calibration/errors.h"
#include "models/calibration/fit_role.h"
#include "models/calibration/measurements.h"

namespace trainyard {

struct ExchangeFit {
  LoneExchangeLaw law{};
  double slow_nic = 1.0;                                 // of the measurement, see LoneTransport
  std::vector<std::pair<std::string, double>> values{};  // fitted constant -> value in base units (s, B/s, 1)
  std::vector<std::pair<std::string, double>> sigmas{};  // fitted constant -> relative standard deviation
  ErrorSummary fitted{};
  ErrorSummary held_out{};           // each row by a fit that knew no row of its tokens, shape and ranks
  ErrorSummary held_out_training{};  // those of training size
  std::vector<std::string> notes{};  // constants at a bound, or that no row tells
};

/// Fits the rows of one direction that were measured on nodes like `node`. On `slow_nodes` nodes the NICs of
/// the measurement were slower than they should be, by a factor that is fitted too (0: nowhere). Constants of
/// several nodes keep their prior when all rows are of one. Of `options`, `source` is not used. Errors: fewer
/// rows than constants, experts that do not divide over the ranks.
[[nodiscard]] Result<ExchangeFit> fit_exchange(std::span<const MeasuredExchange> rows, bool combine,
                                               const NodeProfile& node, int slow_nodes,
                                               const FitOptions& options);

}  // namespace trainyard
