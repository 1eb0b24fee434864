#pragma once
// From measurement files to fitted constants of a GPU and of a node: every kernel role and every collective
// that enough rows belong to.
#include <span>
#include <string>
#include <vector>

#include "models/calibration/fit_collectives.h"
#include "models/calibration/fit_exchange.h"
#include "models/calibration/fit_role.h"

namespace trainyard {

/// A factor of a role found apart from its law: how much longer it takes in long runs, or beside
/// communication.
struct FactorFit {
  std::string family{}, role{};
  std::string name{};  // "sustained" or "contention"
  double value = 1.0;
  double sigma = 0.0;  // relative
  int rows = 0;
};

/// One direction of the expert exchange. Its constants belong to the transport of a software profile
/// ("alone"); no profile is written.
struct TransportFit {
  bool combine = false;
  int slow_nodes =
      0;  // on so many nodes the network of the measurement was slower than on fewer; 0: it was not
  ExchangeFit fit{};
};

struct Calibration {
  std::vector<RoleFit> roles{};
  std::vector<FactorFit> factors{};
  std::string node{};  // whose collectives these are
  std::vector<CollectiveFit> collectives{};
  std::vector<TransportFit> exchanges{};
  std::map<std::string, int> left_out{};  // reason -> rows
};

/// Fits every role found in `files` on `gpu`, whose constants are what a fit starts from, and, when `node` is
/// given, every collective in its fast domain and every expert exchange on its links. Progress is told over
/// all roles. Errors: nothing to fit, those of fit_role, stopped by `options.stop`.
[[nodiscard]] Result<Calibration> calibrate(const GpuProfile& gpu, const NodeProfile* node,
                                            std::span<const Measurements> files, const FitOptions& options);

/// Where the constants of a fit to `files` come from, for the profile.
[[nodiscard]] std::string source_of_fit(std::span<const Measurements> files);

/// As a table for people.
[[nodiscard]] std::string calibration_text(const Calibration& calibration);

}  // namespace trainyard
