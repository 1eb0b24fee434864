#pragma once
// The casts and transposes that fine-grained FP8 training needs around a GEMM (1x128 tiles for activations,
// 128x128 blocks for weights). Source of the recipe: DeepSeek-V3 technical report (arXiv 2412.19437),
// section 3.3; of the kernels that carry it out: the H800 trace in deepseek-ai/profile-data (train.json). In
// a bf16 stack every one of them is left out.
#include <string>

#include "models/compute/operator_list.h"

namespace trainyard {

class Fp8Casts {
 public:
  Fp8Casts(OperatorList& list, bool enabled) : list_(list), enabled_(enabled) {}

  /// bf16 rows x width -> fp8 with one scale per 128 elements, and the scales' transposition: the input of a
  /// GEMM.
  void operand(const std::string& name, double rows, double width) {
    if (!enabled_) return;
    list_.memory(name + " cast", OpClass::cast, "cast", 3.0 * rows * width);
    scales(name, rows, width);
  }
  /// Cast without the scales' transposition: what is stored or sent.
  void stored(const std::string& name, double rows, double width) {
    if (enabled_) list_.memory(name + " cast", OpClass::cast, "cast", 3.0 * rows * width);
  }
  void scales(const std::string& name, double rows, double width) {
    if (enabled_) list_.memory(name + " scales", OpClass::transpose, "scales", 8.0 * rows * width / 128.0);
  }
  /// fp8 -> bf16.
  void back(const std::string& name, double rows, double width) {
    if (enabled_) list_.memory(name + " cast back", OpClass::cast, "cast", 3.0 * rows * width);
  }
  /// bf16 -> transposed fp8 scaled along the other axis: an operand of a weight gradient.
  void transposed(const std::string& name, double rows, double width) {
    if (enabled_) list_.memory(name + " cast+transpose", OpClass::transpose, "transpose", 3.0 * rows * width);
  }
  /// fp8 -> transposed fp8 rescaled along the other axis.
  void retransposed(const std::string& name, double rows, double width) {
    if (enabled_) list_.memory(name + " transpose", OpClass::transpose, "transpose", 2.0 * rows * width);
  }
  /// fp8 weight n x k, `copies` times, transposed.
  void weight(const std::string& name, double n, double k, double copies = 1.0) {
    if (enabled_)
      list_.memory(name + " weight transpose", OpClass::transpose, "transpose", 2.0 * n * k * copies);
  }

 private:
  OperatorList& list_;
  bool enabled_;
};

}  // namespace trainyard
