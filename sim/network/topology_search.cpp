// Path search over the wiring, independent of the closed-form routes.
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cassert>
#include <limits>
#include <vector>

#include "sim/network/topology.h"

namespace trainyard {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                    boost::property<boost::edge_weight_t, int>>;

/// The wiring as a graph: a link costs one, the step between a NIC and what it hangs on (a GPU, or the node's
/// own fabric) nothing. Each NIC is two vertices, one out and one in, so that no path turns around inside a
/// NIC.
Graph make_graph(const Topology& topology) {
  const NodeWiring& node = topology.node();
  const int first_nic = topology.ranks() + topology.nodes();
  const int nic_in_shift = topology.vertices() - first_nic;
  Graph graph(static_cast<std::size_t>(topology.vertices() + topology.nodes() * node.nics));
  const auto connect = [&](int a, int b, int weight) {
    boost::add_edge(static_cast<std::size_t>(a), static_cast<std::size_t>(b), weight, graph);
  };
  for (const NetworkLink& link : topology.links())
    connect(link.from, link.kind == LinkKind::nic_in ? link.to + nic_in_shift : link.to, 1);
  const auto hang = [&](int vertex, int nic) {
    connect(vertex, nic, 0);
    connect(nic + nic_in_shift, vertex, 0);
  };
  if (node.nics == 0) return graph;
  for (int n = 0; n < topology.nodes(); ++n) {
    const int nics = first_nic + n * node.nics;
    if (node.nic_behind_fast_link)
      for (int i = 0; i < node.nics; ++i) hang(topology.ranks() + n, nics + i);
    else
      for (int g = 0; g < node.gpus; ++g) hang(n * node.gpus + g, nics + g * node.nics / node.gpus);
  }
  return graph;
}

}  // namespace

int fewest_links(const Topology& topology, int from, int to) {
  assert(from >= 0 && from < topology.ranks() && to >= 0 && to < topology.ranks());
  const Graph graph = make_graph(topology);
  std::vector<int> distance(boost::num_vertices(graph));
  boost::dijkstra_shortest_paths(graph, static_cast<std::size_t>(topology.vertex_of_rank(from)),
                                 boost::distance_map(distance.data()));
  const int links = distance[static_cast<std::size_t>(topology.vertex_of_rank(to))];
  return links == std::numeric_limits<int>::max() ? -1 : links;
}

}  // namespace trainyard
