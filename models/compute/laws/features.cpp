#include "models/compute/laws/features.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace trainyard {
namespace {

double rows(const Operator& op) {
  return op.gemm.groups_split_m ? op.gemm.m / op.gemm.groups : op.gemm.m;
}
double whole_rows(const Operator& op) {
  constexpr double step = 64.0;  // rows of the finest tile libraries have
  return std::fmod(rows(op), step) == 0.0 ? 2.0 : 1.0;
}
double columns(const Operator& op) {
  return op.gemm.n;
}
double depth(const Operator& op) {
  return op.gemm.groups_split_m ? op.gemm.k : op.gemm.k / op.gemm.groups;
}
double groups(const Operator& op) {
  return op.gemm.groups;
}
double length(const Operator& op) {
  return op.attention.length;
}
double heads(const Operator& op) {
  return op.attention.heads;
}
double sequences(const Operator& op) {
  return op.attention.sequences;
}
double sequence_heads(const Operator& op) {
  return op.attention.sequences * op.attention.heads;
}
double sharing(const Operator& op) {
  return op.attention.kv_heads > 0.0 ? op.attention.heads / op.attention.kv_heads : 1.0;
}
double bytes(const Operator& op) {
  return op.bytes.base();
}

constexpr std::array<Feature, 11> features{{
    {"m", "gemm", "rows of the output, of each group", rows},
    {"whole_rows", "gemm", "2 where m is a multiple of 64, else 1", whole_rows, false},
    {"n", "gemm", "columns of the output", columns},
    {"k", "gemm", "depth that is reduced, of each group", depth},
    {"groups", "gemm", "products of one launch", groups},
    {"length", "attention", "positions of a sequence", length},
    {"heads", "attention", "query heads", heads},
    {"sequences", "attention", "sequences of one launch", sequences},
    {"sequence_heads", "attention", "sequences times query heads", sequence_heads},
    {"sharing", "attention", "query heads per key and value head", sharing, false},
    {"bytes", "memory", "bytes read and written", bytes},
}};

}  // namespace

std::span<const Feature> shape_features() {
  return features;
}

const Feature* find_feature(std::string_view name, std::string_view kind) {
  const auto found = std::find_if(features.begin(), features.end(),
                                  [&](const Feature& f) { return f.name == name && f.kind == kind; });
  return found == features.end() ? nullptr : &*found;
}

}  // namespace trainyard
