#include "sim/engine/ordered_graph_builder.h"

#include <utility>

namespace trainyard {

namespace {
template <class T>
std::size_t held(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}
}  // namespace

std::size_t TaskGraph::bytes_held() const {
  return held(offsets_) + held(predecessors_) + held(streams_) + held(next_in_stream_) + held(tags_) +
         held(first_of_stream_);
}

void OrderedGraphBuilder::reserve(std::size_t tasks, std::size_t edges) {
  graph_.offsets_.reserve(tasks + 1);
  graph_.predecessors_.reserve(edges);
  graph_.streams_.reserve(tasks);
  graph_.next_in_stream_.reserve(tasks);
  graph_.tags_.reserve(tasks);
  durations_.reserve(tasks);
}

TimedGraph OrderedGraphBuilder::build() && {
  last_of_stream_.clear();
  return {std::exchange(graph_, TaskGraph()), std::exchange(durations_, {})};
}

}  // namespace trainyard
