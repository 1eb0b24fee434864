#include "models/compute/operator_list.h"

namespace trainyard {

namespace {
double stored(Format format) {
  return bytes_of(format).base();
}
}  // namespace

Operator& OperatorList::add(std::string name, OpClass op_class) {
  Operator op;
  op.name = std::move(name);
  op.op_class = op_class;
  op.pass = pass_;
  op.segment = segment_;
  op.load_dependent = load_dependent_;
  op.shared_expert = shared_expert_;
  out_.push_back(std::move(op));
  return out_.back();
}

void OperatorList::gemm(std::string name, Format format, double m, double n, double k) {
  Operator& op = add(std::move(name), OpClass::gemm);
  op.gemm = GemmShape{.m = m,
                      .n = n,
                      .k = k,
                      .groups = 1,
                      .groups_split_m = true,
                      .format = format,
                      .fp32_accumulate = false};
  op.flops = flop(2.0 * m * n * k);
  op.bytes = bytes(stored(format) * (m * k + n * k) + 2.0 * m * n);
}

void OperatorList::weight_gemm(std::string name, Format format, double m, double n, double k,
                               bool fp32_accumulate) {
  Operator& op = add(std::move(name), OpClass::gemm);
  op.gemm = GemmShape{.m = m,
                      .n = n,
                      .k = k,
                      .groups = 1,
                      .groups_split_m = false,
                      .format = format,
                      .fp32_accumulate = fp32_accumulate};
  op.flops = flop(2.0 * m * n * k);
  op.bytes = bytes(stored(format) * (m * k + n * k) + (fp32_accumulate ? 8.0 : 2.0) * m * n);
}

void OperatorList::batched_gemm(std::string name, double batch, double m, double n, double k, bool aligned) {
  Operator& op = add(std::move(name), OpClass::gemm);
  op.gemm = GemmShape{.m = batch * m,
                      .n = n,
                      .k = k,
                      .groups = static_cast<int>(batch),
                      .groups_split_m = true,
                      .format = Format::bf16,
                      .fp32_accumulate = false,
                      .aligned = aligned};
  op.flops = flop(2.0 * batch * m * n * k);
  op.bytes = bytes(2.0 * batch * (m * k + n * k + m * n));
}

void OperatorList::grouped_gemm(std::string name, Format format, double rows, double n, double k,
                                double groups) {
  Operator& op = add(std::move(name), OpClass::grouped_gemm);
  op.gemm = GemmShape{.m = rows,
                      .n = n,
                      .k = k,
                      .groups = static_cast<int>(groups),
                      .groups_split_m = true,
                      .format = format,
                      .fp32_accumulate = false};
  op.flops = flop(2.0 * rows * n * k);
  op.bytes = bytes(stored(format) * (rows * k + groups * n * k) + 2.0 * rows * n);
}

void OperatorList::grouped_weight_gemm(std::string name, Format format, double m, double n, double rows,
                                       double groups, bool fp32_accumulate) {
  Operator& op = add(std::move(name), OpClass::grouped_gemm);
  op.gemm = GemmShape{.m = m,
                      .n = n,
                      .k = rows,
                      .groups = static_cast<int>(groups),
                      .groups_split_m = false,
                      .format = format,
                      .fp32_accumulate = fp32_accumulate};
  op.second_stream = true;
  op.launches = static_cast<int>(groups);
  op.flops = flop(2.0 * m * n * rows);
  op.bytes = bytes(stored(format) * rows * (m + n) + (fp32_accumulate ? 8.0 : 2.0) * groups * m * n);
}

void OperatorList::attention(std::string name, const AttentionShape& shape) {
  Operator& op = add(std::move(name), OpClass::attention);
  op.attention = shape;
  op.flops = attention_flops(shape);
  const double rows = shape.sequences * shape.length;
  const double q = rows * shape.heads * shape.head_dim, o = rows * shape.heads * shape.value_dim;
  const double kv = rows * shape.kv_heads * (shape.head_dim + shape.value_dim);
  op.bytes = bytes(shape.backward ? 2.0 * (2.0 * q + 2.0 * o + 2.0 * kv) : 2.0 * (q + o + kv));
}

void OperatorList::memory(std::string name, OpClass op_class, std::string rate, double bytes_moved,
                          int launches) {
  Operator& op = add(std::move(name), op_class);
  op.rate = std::move(rate);
  op.bytes = bytes(bytes_moved);
  op.launches = launches;
}

Flops attention_flops(const AttentionShape& shape) {
  const double pairs = shape.sequences * shape.heads * shape.length * shape.length / 2.0;
  const double d = shape.head_dim, v = shape.value_dim;
  return flop(shape.backward ? 2.0 * pairs * (3.0 * d + 2.0 * v) : 2.0 * pairs * (d + v));
}

}  // namespace trainyard
