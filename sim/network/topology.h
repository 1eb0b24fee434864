#pragma once
// The wires of a cluster: from GPUs over their fast domain and NICs to leaf and spine switches, and the route
// between two ranks.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard {

/// One server of the cluster.
struct NodeWiring {
  int gpus = 1;
  BytesPerSecond fast_rate{};  // per GPU and direction; 0 B/s: GPUs have no path inside the node but the NIC
  Seconds fast_latency{};      // one small message between two GPUs of the node
  int nics = 0;                // NIC i serves the GPUs g with floor(g nics / gpus) = i
  BytesPerSecond nic_rate{};   // per NIC and direction
  Seconds nic_latency{};       // one small message between two nodes on one leaf switch
  /// true: traffic to the NIC takes the GPU's fast link too (PCIe nodes); false: NICs have a path of their
  /// own (NVLink nodes).
  bool nic_behind_fast_link = false;
};

enum class FabricKind { leaf_spine, multi_plane };
[[nodiscard]] std::string_view to_text(FabricKind kind);

/// The network between the nodes: two tiers of equal switches per plane. leaf_spine is one plane for all
/// NICs. multi_plane has a plane for each NIC of a node: planes do not touch, so traffic to a GPU behind
/// another NIC first moves inside the sender's node.
struct FabricWiring {
  FabricKind kind = FabricKind::leaf_spine;
  int switch_ports = 64;          // of one leaf or spine switch
  double oversubscription = 1.0;  // ports down over ports up at a leaf, at least 1
  Seconds cross_leaf_latency{};   // added when a message goes over a spine switch
  /// leaf_spine only. true: NIC i of every node hangs on leaves of its own ("rails"); false: all NICs of a
  /// node on one leaf.
  bool rails = false;
};

enum class NetworkLinkId : std::int32_t {};
enum class LinkKind { fast_out, fast_in, nic_out, nic_in, leaf_to_spine, spine_to_leaf };
[[nodiscard]] std::string_view to_text(LinkKind kind);

/// One direction of a wire, or of the bundle between a leaf and a spine switch. `from` and `to` are vertices
/// of the topology.
struct NetworkLink {
  LinkKind kind{};
  int from = 0;
  int to = 0;
  BytesPerSecond capacity{};
  Seconds latency{};
};

struct NetworkRoute {
  std::vector<NetworkLinkId> links{};  // in order of travel; empty for a rank to itself
  Seconds latency{};                   // of a small message, the sum over the links
  BytesPerSecond bottleneck{};         // the least capacity on the way; 0 B/s for an empty route
  int switches = 0;                    // leaf and spine switches passed
};

/// Links of a whole cluster in a fixed order. Ranks are GPUs, node by node.
class Topology {
 public:
  [[nodiscard]] std::span<const NetworkLink> links() const { return links_; }
  [[nodiscard]] const NetworkLink& link(NetworkLinkId id) const {
    return links_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] int ranks() const { return nodes_ * node_.gpus; }
  [[nodiscard]] int nodes() const { return nodes_; }
  [[nodiscard]] int leaves() const { return planes_ * leaves_per_plane_; }
  [[nodiscard]] int spines() const { return planes_ * spines_per_plane_; }
  [[nodiscard]] int planes() const { return planes_; }
  [[nodiscard]] int vertices() const { return vertices_; }
  [[nodiscard]] const NodeWiring& node() const { return node_; }
  /// The vertex of a rank's GPU.
  [[nodiscard]] int vertex_of_rank(int rank) const { return rank; }

  /// The links a message takes from rank `from` to rank `to`: inside a node over the fast domain; between
  /// nodes by the NICs, the leaf, and, across leaves, the spine that the receiving NIC's number selects
  /// (static routing by destination). Asserts that both ranks exist.
  [[nodiscard]] NetworkRoute route(int from, int to) const;

 private:
  friend Result<Topology> make_topology(const NodeWiring& node, const FabricWiring& fabric, int nodes);
  struct Port {
    int plane = 0;
    int leaf = 0;      // within the plane
    int endpoint = 0;  // within the plane, counted leaf by leaf so that a leaf spreads over all spines
  };
  [[nodiscard]] int nic_of(int gpu) const { return gpu * node_.nics / node_.gpus; }
  [[nodiscard]] Port port_of(int node, int nic) const;
  void append_links();
  void take(NetworkRoute& route, int link) const;

  NodeWiring node_{};
  FabricWiring fabric_{};
  int nodes_ = 0;
  int planes_ = 0;
  int down_ports_ = 0;  // of a leaf
  int up_ports_ = 0;
  int leaves_per_plane_ = 0;
  int spines_per_plane_ = 0;
  int vertices_ = 0;
  // First link of each kind; a kind's links follow in the order rank, (node, nic) or (plane, leaf, spine).
  int first_fast_in_ = 0;
  int first_nic_out_ = 0;
  int first_nic_in_ = 0;
  int first_up_ = 0;
  int first_down_ = 0;
  std::vector<NetworkLink> links_{};
};

/// Lays out `nodes` equal nodes. Leaves get ports in the ratio of the oversubscription, filled in order;
/// every leaf has a bundle to each spine of its plane. Errors: counts below 1, missing rates, several nodes
/// without a NIC, GPUs that NICs do not divide (both ways), more endpoints in a plane than two tiers of such
/// switches can hold.
[[nodiscard]] Result<Topology> make_topology(const NodeWiring& node, const FabricWiring& fabric, int nodes);

/// The most NICs one plane of two switch tiers can hold: leaves are as many as a spine has ports, each with
/// its ports down.
[[nodiscard]] int max_endpoints_per_plane(const FabricWiring& fabric);

/// The fewest links between two ranks over any path of the wiring, by search; -1 when there is none. A check
/// on route(), which may take more where it balances load (never fewer).
[[nodiscard]] int fewest_links(const Topology& topology, int from, int to);

}  // namespace trainyard
