#pragma once
// What is searched when a collective's law is fitted: three ways of four numbers each, the filling of the
// bulk one's pipeline, and perhaps the wire factor of a switch that reduces.
#include <span>
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/calibration/robust_fit.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// What a law has beside its numbers.
struct CollectiveForm {
  bool in_switch = false;  // the switch reduces when all GPUs of the node take part
  Bytes bulk_from{};       // as in DomainLaw
};

/// Names, scales, bounds and priors of the parameters. `known`, when given, tells the priors; otherwise they
/// are the same for every node. Source of the latter: typical of NCCL on four boards, and weak.
[[nodiscard]] std::vector<FitParameter> collective_parameters(const CollectiveForm& form,
                                                              const DomainCollective* known, int gpus);

/// The fast domain of `node` with the law of `op` that `values` of those parameters stand for.
[[nodiscard]] FastDomain collective_domain(const NodeProfile& node, CollectiveOp op,
                                           const CollectiveForm& form, std::span<const double> values);

/// The same as constants of a profile, rounded to six digits, with the parameters' sigmas. The small ways are
/// ordered by their share.
[[nodiscard]] DomainCollective collective_constants(const NodeProfile& node, const CollectiveForm& form,
                                                    const FitSolution& solution, const std::string& source);

}  // namespace trainyard
