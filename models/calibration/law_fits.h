#pragma once
// How the constants of each law are found from measurements: what is searched, where it is expected, and over
// what its correction runs.
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/calibration/robust_fit.h"

namespace trainyard {

/// How people write a parameter.
enum class FittedUnit { number, time, data_rate };

/// One parameter of a law. Values are in base units (s, B/s, 1).
struct FittedParameter {
  std::string name;  // "share_*" stands for one parameter per rate that is measured
  FittedUnit unit;
  FitScale scale;
  double prior;
  double prior_sigma;  // on the scale searched
  double least, most;
  std::string_view sentence;    // what it is, for the profile's source text
  bool of_measurement = false;  // stands in `measured_with`
};

struct CorrectionAxis {
  std::string_view feature;
  std::vector<double> knots;
  double smoothing;  // penalty on squared differences of neighbours, over their distance in octaves
};

/// A grid that may be fitted on top of a law.
struct CorrectionShape {
  std::vector<CorrectionAxis> axes;
  double ridge;       // penalty on squared values, against rows of weight 1
  bool held = false;  // for shapes larger than those measured, as in CorrectionGrid
};

/// What a law misses, neighbouring rows miss together. So the many rows of a table count for less than as
/// many independent ones would, and priors may weigh more against them.
inline constexpr std::size_t rows_of_table = 1000;

/// One line of the table of fits.
struct LawFit {
  std::string_view law;
  std::string_view role;  // the role it is for; empty: any other
  std::vector<FittedParameter> parameters;
  /// Alternatives, from the finest on: the first with enough rows is fitted, all its grids together.
  std::vector<std::vector<CorrectionShape>> corrections;
  double table_prior_weight = default_prior_weight;  // of fits to `rows_of_table` rows and more

  /// The parameters with "NAME_*" written out for each of `rates`.
  [[nodiscard]] std::vector<FittedParameter> parameters_for(const std::vector<std::string>& rates) const;
};

/// Errors: the law has no fit.
[[nodiscard]] Result<const LawFit*> find_law_fit(std::string_view law, std::string_view role);
/// The law that a role gets when no profile names one, with the lists it needs.
[[nodiscard]] KernelConstants default_constants(std::string_view role);

}  // namespace trainyard
