#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace trainyard::kernels {

/// NCCL, found when the program runs, with one communicator over the first GPUs of this machine.
class Nccl {
 public:
  /// Throws MeasurementError when the library is missing or the communicator cannot be made.
  explicit Nccl(int gpus);
  ~Nccl();
  Nccl(const Nccl&) = delete;
  Nccl& operator=(const Nccl&) = delete;

  std::string version() const;

  /// Queues `op` (all_reduce, all_gather, reduce_scatter, all_to_all) on one stream per GPU. `bytes` is what
  /// nccl-tests call the size: of the whole vector, of which all_gather gives and reduce_scatter takes a
  /// share per GPU. The data are bf16.
  void run(const std::string& op, std::size_t bytes, const std::vector<void*>& from,
           const std::vector<void*>& to, const std::vector<cudaStream_t>& streams) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace trainyard::kernels
