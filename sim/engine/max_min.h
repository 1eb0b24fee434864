#pragma once
// Max-min fair sharing of links among flows.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/units.h"

namespace trainyard {

enum class LinkId : std::uint32_t {};
enum class FlowId : std::uint32_t {};

/// Rates of flows over links, kept up to date while flows come and go. Rates are max-min fair: no flow can
/// get more without taking from one that has no more than it. Found by progressive filling: the link with the
/// least capacity per unsettled flow settles its flows at that share, and so on (Bertsekas and Gallager,
/// "Data Networks", section 6.5.2). Only the links and flows that a change can reach through shared links are
/// solved again.
class MaxMinSharing {
 public:
  /// Links are numbered in the order of `capacities`, all above zero. Flow ids are chosen by the caller,
  /// below `flow_ids`.
  MaxMinSharing(std::span<const BytesPerSecond> capacities, std::size_t flow_ids);

  /// `flow`, not running now, begins to use `route`, which must stay valid until it stops. At least one link;
  /// a link that is listed twice is used twice.
  void start(FlowId flow, std::span<const LinkId> route);
  void stop(FlowId flow);
  [[nodiscard]] bool settled() const { return changed_links_.empty(); }

  /// Solves again what start() and stop() have changed. Returns the running flows whose rate is another now,
  /// by ascending id; valid until the next call.
  std::span<const FlowId> settle();
  /// The rate of a running flow as of the last settle().
  [[nodiscard]] BytesPerSecond rate(FlowId flow) const {
    return BytesPerSecond::from_base(flows_[static_cast<std::size_t>(flow)].rate);
  }

 private:
  struct Use {
    FlowId flow;
    std::uint32_t hop;
  };
  struct Link {
    double capacity = 0.0;
    std::vector<Use> uses;
    double left = 0.0;       // while solving: capacity not yet given away
    std::uint32_t open = 0;  // while solving: uses by flows not yet settled
    std::uint64_t seen = 0;  // the solution that reached it last
    bool changed = false;
  };
  struct Flow {
    std::span<const LinkId> route;
    std::vector<std::uint32_t> places;  // by hop: its position in the link's uses
    double rate = 0.0;
    std::uint64_t seen = 0;
    std::uint64_t settled = 0;
  };
  struct Share {
    double value;
    LinkId link;
  };

  void collect();
  void fill();
  void mark_changed(LinkId link);
  Link& link_at(LinkId id) { return links_[static_cast<std::size_t>(id)]; }
  Flow& flow_at(FlowId id) { return flows_[static_cast<std::size_t>(id)]; }

  std::vector<Link> links_;
  std::vector<Flow> flows_;
  std::vector<LinkId> changed_links_;
  std::vector<LinkId> reached_;  // links of the parts to solve again
  std::vector<Share> shares_;    // a heap, least first
  std::vector<FlowId> changed_flows_;
  std::uint64_t solution_ = 0;
};

}  // namespace trainyard
