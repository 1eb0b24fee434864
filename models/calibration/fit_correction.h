#pragma once
// The correction grid of a law from what the law misses.
#include <span>

#include "models/calibration/law_fits.h"
#include "models/compute/operator.h"

namespace trainyard {

/// A residual of the law: ln(measured / predicted) of one operator's shape.
struct CorrectionRow {
  const Operator* op = nullptr;
  double log_ratio = 0.0;
};

/// Grids of the given shapes whose sum lies near the rows' ratios, with values near zero and near their
/// neighbours: robust ridge regression, all grids together. Knots beyond the rows are left out, so that a
/// correction fades where nothing was measured. Errors: as Correction::make.
[[nodiscard]] Result<std::vector<CorrectionGrid>> fit_corrections(std::span<const CorrectionShape> shapes,
                                                                  std::string_view kind,
                                                                  std::span<const CorrectionRow> rows);

}  // namespace trainyard
