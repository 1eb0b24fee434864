#include "kernels/libraries/cudnn_lowering.h"

#if TRAINYARD_HAS_CUDNN

namespace trainyard::kernels {
namespace {

cudnnDataType_t data_type(ElementType type) {
  switch (type) {
    case ElementType::bf16:
      return CUDNN_DATA_BFLOAT16;
    case ElementType::int32:
      return CUDNN_DATA_INT32;
    case ElementType::boolean:
      return CUDNN_DATA_BOOLEAN;
    case ElementType::fp32:
      break;
  }
  return CUDNN_DATA_FLOAT;
}

Descriptor make_tensor(const Cudnn::Implementation& cudnn, const GraphTensor& tensor) {
  constexpr std::int64_t alignment = 16;
  Descriptor made(cudnn, CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  made.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_INT64, tensor.id)
      .set(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, data_type(tensor.type))
      .set(CUDNN_ATTR_TENSOR_DIMENSIONS, CUDNN_TYPE_INT64, 4, tensor.sizes.data())
      .set(CUDNN_ATTR_TENSOR_STRIDES, CUDNN_TYPE_INT64, 4, tensor.strides.data())
      .set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, CUDNN_TYPE_INT64, alignment)
      .set(CUDNN_ATTR_TENSOR_IS_VIRTUAL, CUDNN_TYPE_BOOLEAN, tensor.is_virtual)
      .set(CUDNN_ATTR_TENSOR_IS_BY_VALUE, CUDNN_TYPE_BOOLEAN, tensor.scalar.has_value())
      .finalize("cuDNN's tensor");
  return made;
}

cudnnPointwiseMode_t pointwise_mode(GraphOp op) {
  switch (op) {
    case GraphOp::multiply:
      return CUDNN_POINTWISE_MUL;
    case GraphOp::add:
      return CUDNN_POINTWISE_ADD;
    case GraphOp::subtract:
      return CUDNN_POINTWISE_SUB;
    case GraphOp::divide:
      return CUDNN_POINTWISE_DIV;
    case GraphOp::exponential:
      return CUDNN_POINTWISE_EXP;
    case GraphOp::logarithm:
      return CUDNN_POINTWISE_LOG;
    case GraphOp::index:
      return CUDNN_POINTWISE_GEN_INDEX;
    case GraphOp::greater_equal:
      return CUDNN_POINTWISE_CMP_GE;
    case GraphOp::select:
      return CUDNN_POINTWISE_BINARY_SELECT;
    default:
      return CUDNN_POINTWISE_IDENTITY;
  }
}

}  // namespace

LoweredGraph::LoweredGraph(const Cudnn::Implementation& cudnn, const AttentionGraph& graph) : cudnn_(cudnn) {
  for (const GraphTensor& tensor : graph.tensors) tensors_.emplace(tensor.id, make_tensor(cudnn, tensor));
  for (const GraphOperation& operation : graph.operations) add(operation);
}

std::vector<cudnnBackendDescriptor_t> LoweredGraph::operations() const {
  std::vector<cudnnBackendDescriptor_t> all;
  for (const Descriptor& operation : operations_) all.push_back(operation.get());
  return all;
}

void LoweredGraph::add(const GraphOperation& o) {
  switch (o.op) {
    case GraphOp::matrix_product:
      return add_product(o);
    case GraphOp::transpose:
      return add_transpose(o);
    case GraphOp::largest:
    case GraphOp::sum:
      return add_reduction(o);
    default:
      return add_pointwise(o);
  }
}

void LoweredGraph::add_product(const GraphOperation& o) {
  Descriptor& kind = kinds_.emplace_back(cudnn_, CUDNN_BACKEND_MATMUL_DESCRIPTOR);
  kind.set(CUDNN_ATTR_MATMUL_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, data_type(o.compute));
  kind.finalize("cuDNN's kind of product");
  Descriptor& made = operations_.emplace_back(cudnn_, CUDNN_BACKEND_OPERATION_MATMUL_DESCRIPTOR);
  made.set(CUDNN_ATTR_OPERATION_MATMUL_ADESC, at(o.x))
      .set(CUDNN_ATTR_OPERATION_MATMUL_BDESC, at(o.b))
      .set(CUDNN_ATTR_OPERATION_MATMUL_CDESC, at(o.y))
      .set(CUDNN_ATTR_OPERATION_MATMUL_DESC, kind)
      .finalize("cuDNN's product");
}

void LoweredGraph::add_transpose(const GraphOperation& o) {
  Descriptor& made = operations_.emplace_back(cudnn_, CUDNN_BACKEND_OPERATION_RESHAPE_DESCRIPTOR);
  made.set(CUDNN_ATTR_OPERATION_RESHAPE_XDESC, at(o.x))
      .set(CUDNN_ATTR_OPERATION_RESHAPE_YDESC, at(o.y))
      .finalize("cuDNN's transpose");
}

void LoweredGraph::add_reduction(const GraphOperation& o) {
  Descriptor& kind = kinds_.emplace_back(cudnn_, CUDNN_BACKEND_REDUCTION_DESCRIPTOR);
  kind.set(CUDNN_ATTR_REDUCTION_OPERATOR, CUDNN_TYPE_REDUCTION_OPERATOR_TYPE,
           o.op == GraphOp::largest ? CUDNN_REDUCE_TENSOR_MAX : CUDNN_REDUCE_TENSOR_ADD)
      .set(CUDNN_ATTR_REDUCTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, data_type(o.compute))
      .finalize("cuDNN's kind of reduction");
  Descriptor& made = operations_.emplace_back(cudnn_, CUDNN_BACKEND_OPERATION_REDUCTION_DESCRIPTOR);
  made.set(CUDNN_ATTR_OPERATION_REDUCTION_XDESC, at(o.x))
      .set(CUDNN_ATTR_OPERATION_REDUCTION_YDESC, at(o.y))
      .set(CUDNN_ATTR_OPERATION_REDUCTION_DESC, kind)
      .finalize("cuDNN's reduction");
}

void LoweredGraph::add_pointwise(const GraphOperation& o) {
  Descriptor& kind = kinds_.emplace_back(cudnn_, CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
  kind.set(CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, pointwise_mode(o.op))
      .set(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, data_type(o.compute));
  if (o.axis >= 0) kind.set(CUDNN_ATTR_POINTWISE_AXIS, CUDNN_TYPE_INT64, static_cast<std::int64_t>(o.axis));
  kind.finalize("cuDNN's kind of pointwise operation");
  Descriptor& made = operations_.emplace_back(cudnn_, CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
  made.set(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, kind)
      .set(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, at(o.x))
      .set(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, at(o.y));
  if (o.b != 0) made.set(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, at(o.b));
  if (o.t != 0) made.set(CUDNN_ATTR_OPERATION_POINTWISE_TDESC, at(o.t));
  made.finalize("cuDNN's pointwise operation");
}

}  // namespace trainyard::kernels

#endif
