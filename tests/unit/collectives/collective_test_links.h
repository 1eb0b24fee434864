#pragma once
// Links with round numbers, so that expected times can be read off.
#include "sim/network/collectives/group.h"

namespace trainyard::test {

/// 100 GB/s inside the node at share 0.5 (10 us + 1 us per peer); 50 GB/s NICs at share 0.8 (0.5 for
/// all-to-all), one per member; 20 us + 2 us sqrt(nodes), 4 us a hop.
inline CollectiveLinks round_links() {
  CollectiveLinks links;
  links.fast.rate = gigabytes_per_second(100);
  for (const CollectiveOp op : all_collective_ops)
    links.fast.law(op).protocols = {{microseconds(10), microseconds(1), 0.5, 0.0}};
  links.slow.rate = gigabytes_per_second(50);
  links.slow.share = 0.8;
  links.slow.all_to_all_share = 0.5;
  links.slow.hop_latency = microseconds(4);
  links.slow.collective_base = microseconds(20);
  links.slow.collective_root = microseconds(2);
  return links;
}

}  // namespace trainyard::test
