#include "sim/trace/span_timeline.h"

namespace trainyard {

std::vector<Picoseconds> critical_shares(const CriticalPath& path) {
  std::vector<Picoseconds> times(path.shares.size(), 0);
  for (const CriticalLink& link : path.links) {
    times.front() += link.waited;
    times[link.share] += link.to - link.from - link.waited;
  }
  return times;
}

}  // namespace trainyard
