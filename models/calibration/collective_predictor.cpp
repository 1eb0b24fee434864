#include "models/calibration/collective_predictor.h"

#include <cassert>

#include "sim/network/collectives/collective.h"

namespace trainyard {

bool reduces_in_switch(std::string_view dtype) {
  return dtype != "int8" && dtype != "uint8";
}

bool answers_collective(int gpus, const MeasuredCollective& row) {
  const int most = row.op == CollectiveOp::point_to_point ? 2 : gpus;
  return row.members >= 2 && row.members <= most;
}

CollectivePredictor::CollectivePredictor(const FastDomain& domain) {
  links_.fast = domain;
  without_switch_.fast = domain;
  without_switch_.fast.in_switch = {};
}

Seconds CollectivePredictor::time(const MeasuredCollective& row) const {
  const GroupShape group{.members = row.members, .local = row.members, .nodes = 1};
  const Result<CollectiveEstimate> estimate =
      estimate_collective(row.op, row.bytes, group, reduces_in_switch(row.dtype) ? links_ : without_switch_);
  assert(estimate && "a fast domain of a profile was checked by its reader");
  return estimate.value().cost.total;
}

}  // namespace trainyard
