#pragma once
// Measured collectives of one fast domain, as the simulator would have them.
#include <string_view>

#include "hardware_profiles/profile.h"
#include "models/calibration/measurements.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// Whether a switch that reduces does so for elements of this type, named as nccl-tests do ("half", "int8").
/// NVLS adds floating-point numbers and wider integers; measured all-reduces of int8 on H100 and H200 are as
/// slow as without it.
[[nodiscard]] bool reduces_in_switch(std::string_view dtype);

/// Whether `row` is a collective inside a node of `gpus` GPUs that the law answers.
[[nodiscard]] bool answers_collective(int gpus, const MeasuredCollective& row);

class CollectivePredictor {
 public:
  /// `domain` has a positive rate and valid laws, as those of a profile that was read.
  explicit CollectivePredictor(const FastDomain& domain);

  /// The time of a row that `answers_collective`.
  [[nodiscard]] Seconds time(const MeasuredCollective& row) const;

 private:
  CollectiveLinks links_{}, without_switch_{};
};

}  // namespace trainyard
