#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <vector>

#include "kernels/device/scratch.h"
#include "kernels/device/tensor.h"
#include "kernels/harness/attention.h"

namespace trainyard::kernels {

/// Operands of an attention in device memory: bf16, laid batch, sequence, head, element; sizes of heads are
/// multiples of 8.
struct AttentionOperands {
  AttentionShape shape{};
  const void* query = nullptr;
  const void* key = nullptr;
  const void* value = nullptr;
  const void* output_gradient = nullptr;  ///< null: forward only
};

/// Attention in double precision on the device, of the query heads that share the last key-value head of the
/// last sequence. Results are rows of numbers on the host; every call waits.
class AttentionReference {
 public:
  using Places = std::vector<std::int64_t>;

  AttentionReference(const AttentionOperands& operands, cudaStream_t stream);

  /// Of the last query head, at these rows.
  std::vector<double> output(const Places& rows) const;
  std::vector<double> query_gradient(const Places& rows) const;
  /// Of the key-value head, at these places.
  std::vector<double> key_gradient(const Places& places) const;
  std::vector<double> value_gradient(const Places& places) const;
  /// Of the last query head, at all rows: the log of the sum of exponentials.
  std::vector<double> log_sums() const;

 private:
  std::vector<double> weighted(const Places& places, bool along, bool of_gradient, const void* matrix,
                               std::int64_t width) const;

  AttentionOperands operands_;
  cudaStream_t stream_;
  std::int64_t group_;    ///< query heads of the key-value head
  Scratch<double> sums_;  ///< two for each of their rows
};

/// The last head of the last sequence of a tensor with `heads` heads, as a matrix of its rows.
MatrixView last_head(const AttentionShape& shape, const void* data, std::int64_t heads, std::int64_t size);

}  // namespace trainyard::kernels
