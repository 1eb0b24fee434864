#pragma once
// The law of collectives inside a node's fast domain from their measurements.
#include <map>
#include <span>
#include <string>
#include <vector>

#include "models/calibration/fit_role.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// One operation of a node.
struct CollectiveFit {
  CollectiveOp op = CollectiveOp::all_reduce;
  DomainCollective constants{};      // every number with its source and sigma
  double common_sigma = 0;           // what all rows share, from the uncertainty of the parameters
  ErrorSummary fitted{};             // on the rows of the fit
  ErrorSummary held_out{};           // each row by a fit that knew no row of its group size and message size
  ErrorSummary beyond{};             // messages above 16 MiB by a fit of those up to there
  std::vector<std::string> notes{};  // parameters at a bound
};

/// Fits every operation that has at least `least_rows_of_fit` rows; all versions of the library and all types
/// of elements together. Two ways for small messages and one for large ones
/// (sim/network/collectives/group.h). A reduction in the switch comes in only where the rows of all GPUs show
/// it, a size from which the bulk way is always taken only where that helps on rows left out. With fewer than
/// three group sizes or few rows, the priors are what `node` says, so that what was not measured stays as it
/// was. Stopped, what comes back is worth nothing (check_not_stopped). Rows that the node's law does not
/// answer and operations with too few are counted in `left_out`.
[[nodiscard]] std::vector<CollectiveFit> fit_collectives(const NodeProfile& node,
                                                         std::span<const MeasuredCollective> rows,
                                                         const FitOptions& options,
                                                         std::map<std::string, int>& left_out);

/// Point-to-point after a fitted all-to-all: with two members that is one send and one receive per GPU.
/// Evidence transferred, no sigma below 0.15.
[[nodiscard]] DomainCollective point_to_point_like(const DomainCollective& all_to_all);

}  // namespace trainyard
