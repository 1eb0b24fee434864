#include "kernels/libraries/nccl.h"

#include <dlfcn.h>

#include "kernels/device/cuda_check.h"
#include "kernels/harness/library_search.h"

#if __has_include(<nccl.h>)
#include <nccl.h>
#define TRAINYARD_HAS_NCCL 1
#else
#define TRAINYARD_HAS_NCCL 0
#endif

namespace trainyard::kernels {

#if TRAINYARD_HAS_NCCL

struct Nccl::Implementation {
  void* library = nullptr;
  std::vector<ncclComm_t> communicators{};
  decltype(&::ncclGetVersion) get_version = nullptr;
  decltype(&::ncclCommInitAll) init_all = nullptr;
  decltype(&::ncclCommDestroy) destroy = nullptr;
  decltype(&::ncclGroupStart) group_start = nullptr;
  decltype(&::ncclGroupEnd) group_end = nullptr;
  decltype(&::ncclAllReduce) all_reduce = nullptr;
  decltype(&::ncclAllGather) all_gather = nullptr;
  decltype(&::ncclReduceScatter) reduce_scatter = nullptr;
  decltype(&::ncclSend) send = nullptr;
  decltype(&::ncclRecv) receive = nullptr;

  template <class Function>
  void find(const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (function == nullptr) throw MeasurementError(std::string("NCCL has no ") + name);
  }
};

namespace {

void check_nccl(ncclResult_t status, const char* call) {
  if (status != ncclSuccess)
    throw MeasurementError(std::string(call) + ": NCCL result " + std::to_string(static_cast<int>(status)));
}

}  // namespace

Nccl::Nccl(int gpus) : implementation_(std::make_unique<Implementation>()) {
  std::string told;
  Implementation& nccl = *implementation_;
  nccl.library = load_library({"NCCL", "TRAINYARD_NCCL", {"libnccl.so.2"}}, told);
  if (nccl.library == nullptr) throw MeasurementError("NCCL was not found: " + told);
  nccl.find("ncclGetVersion", nccl.get_version);
  nccl.find("ncclCommInitAll", nccl.init_all);
  nccl.find("ncclCommDestroy", nccl.destroy);
  nccl.find("ncclGroupStart", nccl.group_start);
  nccl.find("ncclGroupEnd", nccl.group_end);
  nccl.find("ncclAllReduce", nccl.all_reduce);
  nccl.find("ncclAllGather", nccl.all_gather);
  nccl.find("ncclReduceScatter", nccl.reduce_scatter);
  nccl.find("ncclSend", nccl.send);
  nccl.find("ncclRecv", nccl.receive);
  std::vector<int> devices;
  for (int i = 0; i < gpus; ++i) devices.push_back(i);
  std::vector<ncclComm_t> made(static_cast<std::size_t>(gpus), nullptr);
  check_nccl(nccl.init_all(made.data(), gpus, devices.data()), "ncclCommInitAll");
  nccl.communicators = made;
}

Nccl::~Nccl() {
  for (const ncclComm_t communicator : implementation_->communicators) implementation_->destroy(communicator);
}

std::string Nccl::version() const {
  int code = 0;
  check_nccl(implementation_->get_version(&code), "ncclGetVersion");
  return std::to_string(code / 10000) + '.' + std::to_string(code / 100 % 100) + '.' +
         std::to_string(code % 100);
}

void Nccl::run(const std::string& op, std::size_t bytes, const std::vector<void*>& from,
               const std::vector<void*>& to, const std::vector<cudaStream_t>& streams) const {
  const Implementation& nccl = *implementation_;
  const std::size_t gpus = nccl.communicators.size();
  const std::size_t count = bytes / 2;
  const std::size_t share = count / gpus;
  check_nccl(nccl.group_start(), "ncclGroupStart");
  for (std::size_t i = 0; i < gpus; ++i) {
    const ncclComm_t communicator = nccl.communicators[i];
    if (op == "all_reduce") {
      check_nccl(nccl.all_reduce(from[i], to[i], count, ncclBfloat16, ncclSum, communicator, streams[i]),
                 "all_reduce");
    } else if (op == "all_gather") {
      check_nccl(nccl.all_gather(from[i], to[i], share, ncclBfloat16, communicator, streams[i]),
                 "all_gather");
    } else if (op == "reduce_scatter") {
      check_nccl(nccl.reduce_scatter(from[i], to[i], share, ncclBfloat16, ncclSum, communicator, streams[i]),
                 "reduce_scatter");
    } else {
      for (std::size_t peer = 0; peer < gpus; ++peer) {
        const auto at = 2 * peer * share;
        check_nccl(nccl.send(static_cast<char*>(from[i]) + at, share, ncclBfloat16, static_cast<int>(peer),
                             communicator, streams[i]),
                   "send");
        check_nccl(nccl.receive(static_cast<char*>(to[i]) + at, share, ncclBfloat16, static_cast<int>(peer),
                                communicator, streams[i]),
                   "receive");
      }
    }
  }
  check_nccl(nccl.group_end(), "ncclGroupEnd");
}

#else  // compiled without the header of NCCL

struct Nccl::Implementation {};
Nccl::Nccl(int) {
  throw MeasurementError("compiled without nccl.h");
}
Nccl::~Nccl() = default;
std::string Nccl::version() const {
  return {};
}
void Nccl::run(const std::string&, std::size_t, const std::vector<void*>&, const std::vector<void*>&,
               const std::vector<cudaStream_t>&) const {}

#endif

}  // namespace trainyard::kernels
