#include "sim/engine/max_min.h"

#include <algorithm>
#include <cassert>

namespace trainyard {

MaxMinSharing::MaxMinSharing(std::span<const BytesPerSecond> capacities, std::size_t flow_ids)
    : links_(capacities.size()), flows_(flow_ids) {
  for (std::size_t i = 0; i < capacities.size(); ++i) {
    assert(capacities[i] > BytesPerSecond());
    links_[i].capacity = capacities[i].base();
  }
}

void MaxMinSharing::mark_changed(LinkId id) {
  Link& link = link_at(id);
  if (link.changed) return;
  link.changed = true;
  changed_links_.push_back(id);
}

void MaxMinSharing::start(FlowId id, std::span<const LinkId> route) {
  Flow& flow = flow_at(id);
  assert(flow.route.empty() && !route.empty());
  flow.route = route;
  flow.places.clear();
  flow.rate = 0.0;
  for (std::size_t hop = 0; hop < route.size(); ++hop) {
    Link& link = link_at(route[hop]);
    flow.places.push_back(static_cast<std::uint32_t>(link.uses.size()));
    link.uses.push_back({id, static_cast<std::uint32_t>(hop)});
    mark_changed(route[hop]);
  }
}

void MaxMinSharing::stop(FlowId id) {
  Flow& flow = flow_at(id);
  assert(!flow.route.empty());
  for (std::size_t hop = 0; hop < flow.route.size(); ++hop) {
    Link& link = link_at(flow.route[hop]);
    const std::uint32_t place = flow.places[hop];
    const Use last = link.uses.back();
    link.uses[place] = last;
    flow_at(last.flow).places[last.hop] = place;
    link.uses.pop_back();
    mark_changed(flow.route[hop]);
  }
  flow.route = {};
}

/// Gathers all links that share a flow, directly or through others, with a changed link, and opens all their
/// flows.
void MaxMinSharing::collect() {
  ++solution_;
  reached_.clear();
  const auto reach = [this](LinkId id) {
    Link& link = link_at(id);
    if (link.seen == solution_) return;
    link.seen = solution_;
    link.left = link.capacity;
    link.open = static_cast<std::uint32_t>(link.uses.size());
    reached_.push_back(id);
  };
  for (const LinkId id : changed_links_) {
    link_at(id).changed = false;
    reach(id);
  }
  changed_links_.clear();
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    for (const Use& use : link_at(reached_[i]).uses) {
      Flow& flow = flow_at(use.flow);
      if (flow.seen == solution_) continue;
      flow.seen = solution_;
      for (const LinkId other : flow.route) reach(other);
    }
  }
}

/// Progressive filling. A link's share only grows while others are settled, so an outdated entry of the heap
/// is too early, never too late, and is put back when it comes up.
void MaxMinSharing::fill() {
  const auto later = [](const Share& a, const Share& b) {
    return a.value != b.value ? a.value > b.value : a.link > b.link;
  };
  shares_.clear();
  for (const LinkId id : reached_) {
    const Link& link = link_at(id);
    if (link.open > 0) shares_.push_back({link.left / link.open, id});
  }
  std::make_heap(shares_.begin(), shares_.end(), later);
  while (!shares_.empty()) {
    std::pop_heap(shares_.begin(), shares_.end(), later);
    Share& least = shares_.back();
    Link& link = link_at(least.link);
    if (link.open == 0) {
      shares_.pop_back();
      continue;
    }
    const double share = link.left / link.open;
    if (share > least.value) {
      least.value = share;
      std::push_heap(shares_.begin(), shares_.end(), later);
      continue;
    }
    shares_.pop_back();
    for (const Use& use : link.uses) {
      Flow& flow = flow_at(use.flow);
      if (flow.settled == solution_) continue;
      flow.settled = solution_;
      if (flow.rate != share) {
        flow.rate = share;
        changed_flows_.push_back(use.flow);
      }
      for (const LinkId id : flow.route) {
        Link& used = link_at(id);
        used.left = std::max(0.0, used.left - share);
        --used.open;
      }
    }
  }
}

std::span<const FlowId> MaxMinSharing::settle() {
  changed_flows_.clear();
  if (!settled()) {
    collect();
    fill();
    std::sort(changed_flows_.begin(), changed_flows_.end());
  }
  return changed_flows_;
}

}  // namespace trainyard
