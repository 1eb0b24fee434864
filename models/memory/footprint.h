#pragma once
// Memory of one rank per pipeline stage: what is resident, what the schedule keeps in flight, who owns the
// peak.
#include <string>
#include <vector>

#include "sim/base/units.h"

namespace trainyard {

struct MemoryOwner {
  std::string name{};  // "expert input", "gradients", ...
  Bytes bytes{};
};

/// One pipeline rank (all of its virtual stages) at the moment of its peak.
struct StageMemory {
  int rank = 0;
  std::string stages{};   // "stages 0 and 15: embedding, layers 0-2, 59-60, head, 1 MTP module"
  double parameters = 0;  // held by the rank
  Bytes weights{}, gradients{}, optimizer{}, activations{}, buffers{}, framework{};
  std::vector<MemoryOwner> activation_owners{};  // largest first
  std::vector<MemoryOwner> buffer_owners{};      // largest first
  int in_flight = 0;                             // chunks alive at the peak, all stages of the rank together
  std::string moment{};  // what the rank runs at the peak: "forward of stage 0, micro-batch 15"
  [[nodiscard]] Bytes total() const {
    return weights + gradients + optimizer + activations + buffers + framework;
  }
};

struct MemoryEstimate {
  std::vector<StageMemory> stages{};  // one per pipeline rank
  int peak_rank = 0;
  Bytes peak{};
  Bytes capacity{};  // usable, after the allocator's reserve
  bool fits = true;
  std::string owner{};                     // largest owner of the peak, with its size and moment
  std::vector<std::string> suggestions{};  // when it does not fit: the smallest changes that would
};

}  // namespace trainyard
