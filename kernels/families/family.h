#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernels/device/arena.h"
#include "kernels/device/device_info.h"
#include "kernels/device/measure.h"
#include "kernels/harness/document.h"
#include "kernels/harness/duration.h"
#include "kernels/harness/point_sets.h"
#include "kernels/libraries/cublas.h"
#include "kernels/libraries/cublas_grouped.h"
#include "kernels/libraries/cudnn.h"
#include "kernels/libraries/nccl.h"

namespace trainyard::kernels {

struct AloneRun;

/// What every family may use.
struct Bench {
  const DeviceInfo& device;
  Arena& arena;
  Measurer& measurer;
  const Cublas& cublas;
  const CublasGrouped& grouped_cublas;
  const Cudnn& cudnn;
  StoppingRule rule{};
  double sustained_seconds = default_sustained_seconds;
  std::map<std::string, std::shared_ptr<const AttentionPlan>> attention_plans{};  ///< by shape and direction
  std::shared_ptr<AloneRun> alone{};  ///< the last kernel that ran beside a companion
  std::shared_ptr<Nccl> nccl{};       ///< made by the first collective, for `nccl_gpus` GPUs
  int nccl_gpus = 0;
};

/// One operation, prepared: operands allocated and filled.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// Queues the operation on `stream`; no allocation, no waiting.
  virtual void launch(cudaStream_t stream) = 0;
  /// Runs once and compares with a reference; empty where there is no output.
  virtual std::optional<Check> check(cudaStream_t stream) = 0;
  virtual std::string library() const { return "own kernel"; }
  virtual std::string library_version() const { return "0.1.0"; }
};

/// Prepares the operation of `point`, of a family that computes. Resets the arena. Throws
/// MeasurementError when the device or a library cannot do it.
std::unique_ptr<Kernel> make_kernel(const Point& point, Bench& bench);

std::unique_ptr<Kernel> make_gemm(const Point& point, Bench& bench);
std::unique_ptr<Kernel> make_grouped_gemm(const Point& point, Bench& bench);
std::unique_ptr<Kernel> make_attention(const Point& point, Bench& bench);
std::unique_ptr<Kernel> make_head(const Point& point, Bench& bench);
std::unique_ptr<Kernel> make_memory_bound(const Point& point, Bench& bench);

/// A record with the times of `timing`.
Record make_record(const Point& point, const Kernel& kernel, const Timing& timing);

/// Measures one point; throws MeasurementError when that is not possible.
Record measure_kernel(const Point& point, Bench& bench);
Record measure_attention(const Point& point, Bench& bench);
Record measure_sustained(const Point& point, Bench& bench);
Record measure_overlap(const Point& point, Bench& bench);
Record measure_launch(const Point& point, Bench& bench);
Record measure_transfer(const Point& point, Bench& bench);
Record measure_peer(const Point& point, Bench& bench);
Record measure_collective(const Point& point, Bench& bench);

struct Family {
  std::string name;
  std::string description;
  std::vector<Point> (*points)(const PointSetOptions&);
  Record (*measure)(const Point&, Bench&);
};

/// Every family, in the order they are measured.
const std::vector<Family>& families();

}  // namespace trainyard::kernels
