#pragma once

#include <vector>

#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {

using Points = std::vector<Point>;

/// The points of every family.
inline Points all_points(const PointSetOptions& options) {
  Points all;
  for (const auto make :
       {gemm_points, grouped_gemm_points, attention_points, head_points, memory_bound_points, launch_points,
        transfer_points, overlap_points, sustained_points, peer_points, collective_points}) {
    const Points some = make(options);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace trainyard::kernels
