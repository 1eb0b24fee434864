#include "kernels/harness/attention.h"

namespace trainyard::kernels {

AttentionShape attention_shape(const Point& point) {
  return {point.size("batch"),    point.size("sequence"),  point.size("heads"),
          point.size("kv_heads"), point.size("head_size"), point.size("value_size")};
}

Work attention_work(const AttentionShape& shape, bool backward) {
  const auto count = [](std::int64_t value) { return static_cast<double>(value); };
  const double rows = count(shape.batch) * count(shape.sequence);
  const double pairs = rows * count(shape.heads) * (count(shape.sequence) + 1) / 2;
  const double query = rows * count(shape.heads) * count(shape.head_size);
  const double output = rows * count(shape.heads) * count(shape.value_size);
  const double key_value = rows * count(shape.kv_heads) * count(shape.head_size + shape.value_size);
  const double sums = 4 * rows * count(shape.heads);  // log of the sum of exponentials, fp32
  if (!backward)
    return {2 * pairs * count(shape.head_size + shape.value_size), 2 * (query + output + key_value) + sums};
  return {2 * pairs * count(3 * shape.head_size + 2 * shape.value_size),
          2 * (2 * query + 2 * output + 2 * key_value) + sums};
}

}  // namespace trainyard::kernels
