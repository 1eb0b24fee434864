#include "kernels/libraries/cudnn.h"

#include <vector>

#include "kernels/harness/library_search.h"
#include "kernels/libraries/cudnn_lowering.h"

namespace trainyard::kernels {

#if TRAINYARD_HAS_CUDNN

Cudnn::Cudnn() : implementation_(std::make_unique<Implementation>()) {
  std::string told;
  implementation_->library = load_library({"cudnn", "TRAINYARD_CUDNN", {"libcudnn.so.9"}}, told);
  if (implementation_->library == nullptr) {
    missing_ = "cuDNN was not found: " + told;
  } else if (const std::string absent = implementation_->load(); !absent.empty()) {
    missing_ = told + " has no " + absent;
  }
}

Cudnn::~Cudnn() {
  if (implementation_->handle != nullptr) implementation_->destroy(implementation_->handle);
}

std::string Cudnn::version() const {
  if (!missing_.empty()) return {};
  const std::size_t version = implementation_->get_version();  // 9.19.0 is 91900
  return std::to_string(version / 10000) + '.' + std::to_string(version / 100 % 100) + '.' +
         std::to_string(version % 100);
}

bool Cudnn::clears_scratch() const {
  return missing_.empty() && implementation_->get_version() >= 90600;
}

struct AttentionPlan::Plan {
  const Cudnn::Implementation& cudnn;
  std::map<std::int64_t, float> scalars{};  ///< handed over by value
  std::vector<std::int64_t> in_memory{};
  LoweredGraph lowered;
  Descriptor graph;
  std::unique_ptr<Descriptor> engine{};
  std::unique_ptr<Descriptor> plan{};
  std::int64_t workspace_bytes = 0;

  Plan(const Cudnn::Implementation& functions, const AttentionGraph& description)
      : cudnn(functions),
        lowered(functions, description),
        graph(functions, CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR) {
    for (const GraphTensor& tensor : description.tensors) {
      if (tensor.scalar) {
        scalars[tensor.id] = *tensor.scalar;
      } else if (!tensor.is_virtual) {
        in_memory.push_back(tensor.id);
      }
    }
    const std::vector<cudnnBackendDescriptor_t> operations = lowered.operations();
    graph
        .set(CUDNN_ATTR_OPERATIONGRAPH_OPS, CUDNN_TYPE_BACKEND_DESCRIPTOR,
             static_cast<std::int64_t>(operations.size()), operations.data())
        .set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, cudnn.handle)
        .finalize("cuDNN's graph");
    choose_engine();
  }

  /// The engines that the heuristic proposes, best first.
  std::vector<Descriptor> proposals() const {
    constexpr std::int64_t most = 16;
    Descriptor heuristic(cudnn, CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
    heuristic.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph)
        .set(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, CUDNN_HEUR_MODE_A)
        .finalize("cuDNN's heuristic");
    std::vector<Descriptor> engines;
    std::vector<cudnnBackendDescriptor_t> filled;
    for (std::int64_t i = 0; i < most; ++i) {
      engines.emplace_back(cudnn, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
      filled.push_back(engines.back().get());
    }
    std::int64_t count = 0;
    cudnn.check(cudnn.get(heuristic.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_TYPE_BACKEND_DESCRIPTOR, most,
                          &count, filled.data()),
                "cuDNN's engines");
    while (static_cast<std::int64_t>(engines.size()) > count) engines.pop_back();
    return engines;
  }

  void choose_engine() {
    std::vector<Descriptor> found = proposals();
    std::string reason = "cuDNN proposes no engine for this attention: " + cudnn.told();
    for (Descriptor& proposal : found) {
      try {
        auto candidate = std::make_unique<Descriptor>(cudnn, CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
        candidate->set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, proposal)
            .set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, cudnn.handle)
            .finalize("cuDNN's plan");
        plan = std::move(candidate);
        engine = std::make_unique<Descriptor>(std::move(proposal));
        break;
      } catch (const MeasurementError& error) {
        reason = error.what();  // the next engine may do it
      }
    }
    if (plan == nullptr) throw MeasurementError(reason);
    std::int64_t count = 0;
    cudnn.check(cudnn.get(plan->get(), CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64, 1, &count,
                          &workspace_bytes),
                "cuDNN's workspace");
  }
};

AttentionPlan::AttentionPlan(const Cudnn& cudnn, const AttentionGraph& graph) {
  if (!cudnn.missing().empty()) throw MeasurementError(cudnn.missing());
  const Cudnn::Implementation& functions = cudnn.implementation();
  if (functions.handle == nullptr) functions.check(functions.create(&functions.handle), "cudnnCreate");
  plan_ = std::make_unique<Plan>(functions, graph);
}

AttentionPlan::~AttentionPlan() = default;

std::size_t AttentionPlan::workspace_bytes() const {
  return static_cast<std::size_t>(plan_->workspace_bytes);
}

struct AttentionRun::Places {
  std::map<std::int64_t, float> scalars;  ///< read by every launch
  Descriptor pack;
};

AttentionRun::AttentionRun(std::shared_ptr<const AttentionPlan> plan,
                           const std::map<AttentionTensor, void*>& memory, void* workspace)
    : plan_(std::move(plan)) {
  const AttentionPlan::Plan& planned = *plan_->plan_;
  places_ = std::make_unique<Places>(
      Places{planned.scalars, Descriptor(planned.cudnn, CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR)});
  std::vector<std::int64_t> ids;
  std::vector<void*> addresses;
  for (const std::int64_t id : planned.in_memory) {
    ids.push_back(id);
    addresses.push_back(memory.at(static_cast<AttentionTensor>(id)));
  }
  for (auto& [id, value] : places_->scalars) {
    ids.push_back(id);
    addresses.push_back(&value);
  }
  const auto count = static_cast<std::int64_t>(ids.size());
  places_->pack.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, count, ids.data())
      .set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, count, addresses.data())
      .set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, workspace)
      .finalize("cuDNN's places of tensors");
}

AttentionRun::~AttentionRun() = default;

void AttentionRun::launch(cudaStream_t stream) const {
  const AttentionPlan::Plan& planned = *plan_->plan_;
  const Cudnn::Implementation& cudnn = planned.cudnn;
  cudnn.check(cudnn.set_stream(cudnn.handle, stream), "cudnnSetStream");
  cudnn.check(cudnn.execute(cudnn.handle, planned.plan->get(), places_->pack.get()), "cudnnBackendExecute");
}

#else  // compiled without the headers of cuDNN 9

struct Cudnn::Implementation {};
struct AttentionPlan::Plan {};
struct AttentionRun::Places {};

Cudnn::Cudnn() : missing_("compiled without cudnn_graph.h") {}
Cudnn::~Cudnn() = default;
std::string Cudnn::version() const {
  return {};
}
bool Cudnn::clears_scratch() const {
  return false;
}
AttentionPlan::AttentionPlan(const Cudnn& cudnn, const AttentionGraph&) {
  throw MeasurementError(cudnn.missing());
}
AttentionPlan::~AttentionPlan() = default;
std::size_t AttentionPlan::workspace_bytes() const {
  return 0;
}
AttentionRun::AttentionRun(std::shared_ptr<const AttentionPlan>, const std::map<AttentionTensor, void*>&,
                           void*) {}
AttentionRun::~AttentionRun() = default;
void AttentionRun::launch(cudaStream_t) const {}

#endif

}  // namespace trainyard::kernels
