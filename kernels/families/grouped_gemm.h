#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/families/family.h"
#include "kernels/families/gemm.h"

namespace trainyard::kernels {

/// The product of one expert with its memory.
struct ExpertPart {
  DenseProduct product{};
  void* x = nullptr;
  void* w = nullptr;
  void* out = nullptr;
  std::size_t out_bytes = 0;
};

/// A way to launch the products of all experts.
class ExpertLauncher {
 public:
  virtual ~ExpertLauncher() = default;
  virtual void launch(cudaStream_t stream) = 0;
  virtual std::string library() const = 0;
  virtual std::string library_version() const = 0;
};

/// One cuBLASLt product per expert, spread over `width` streams; one: all on the stream that is given.
std::unique_ptr<ExpertLauncher> make_stream_launcher(const std::vector<ExpertPart>& parts, std::size_t width,
                                                     Bench& bench);

/// All in one kernel of cuBLAS.
std::unique_ptr<ExpertLauncher> make_grouped_launcher(const std::vector<ExpertPart>& parts, Bench& bench);

}  // namespace trainyard::kernels
