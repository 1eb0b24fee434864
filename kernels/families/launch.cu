// What a launch costs: between kernels of a stream, between nodes of a graph, and the host's own time.
#include <chrono>

#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {
namespace {

__global__ void empty_kernel() {}

constexpr int probed = 256;  // kernels in one sample

/// An instantiated graph of `probed` empty kernels, one after the other.
class EmptyGraph {
 public:
  explicit EmptyGraph(cudaStream_t stream) {
    cudaGraph_t graph = nullptr;
    TRAINYARD_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    for (int i = 0; i < probed; ++i) empty_kernel<<<1, 32, 0, stream>>>();
    TRAINYARD_CUDA(cudaStreamEndCapture(stream, &graph));
    const cudaError_t status = cudaGraphInstantiateWithFlags(&executable_, graph, 0);
    cudaGraphDestroy(graph);
    check_cuda(status, "cudaGraphInstantiateWithFlags");
  }
  ~EmptyGraph() { cudaGraphExecDestroy(executable_); }
  EmptyGraph(const EmptyGraph&) = delete;
  EmptyGraph& operator=(const EmptyGraph&) = delete;
  void launch(cudaStream_t stream) const { TRAINYARD_CUDA(cudaGraphLaunch(executable_, stream)); }

 private:
  cudaGraphExec_t executable_ = nullptr;
};

void launch_empty(cudaStream_t stream) {
  for (int i = 0; i < probed; ++i) empty_kernel<<<1, 32, 0, stream>>>();
  check_launch("empty_kernel");
}

void divide(Summary& summary, double by) {
  for (double* one : {&summary.median, &summary.p10, &summary.p90, &summary.mean}) *one /= by;
}

/// Host time of one launch while the device is busy with the launches before.
Summary host_cost(Bench& bench) {
  const cudaStream_t stream = bench.measurer.stream();
  std::vector<double> samples;
  launch_empty(stream);
  for (int i = 0; i < 30; ++i) {
    TRAINYARD_CUDA(cudaStreamSynchronize(stream));
    const auto start = std::chrono::steady_clock::now();
    launch_empty(stream);
    samples.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  TRAINYARD_CUDA(cudaStreamSynchronize(stream));
  return summarise(samples);
}

}  // namespace

Record measure_launch(const Point& point, Bench& bench) {
  Record record;
  record.point = point;
  record.library = "CUDA runtime";
  record.library_version = bench.device.cuda_runtime;
  Timing timing;
  if (point.op == "event_pair") {
    timing = bench.measurer.burst([](cudaStream_t) {}, bench.rule);
  } else if (point.op == "stream_gap") {
    timing = bench.measurer.burst(launch_empty, bench.rule);
  } else if (point.op == "graph_gap") {
    const EmptyGraph graph(bench.measurer.stream());
    timing = bench.measurer.burst([&](cudaStream_t stream) { graph.launch(stream); }, bench.rule);
  } else {
    timing.microseconds = host_cost(bench);
  }
  record.microseconds = timing.microseconds;
  if (point.op != "event_pair") divide(record.microseconds, probed);  // told per kernel
  record.discarded = timing.discarded;
  record.clock_mhz = timing.clock_mhz;
  record.power_watts = timing.power_watts;
  record.throttle_reasons = timing.throttle_reasons;
  return record;
}

}  // namespace trainyard::kernels
