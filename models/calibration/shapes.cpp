#include "models/calibration/shapes.h"

namespace trainyard {

std::uint64_t shape_block(std::initializer_list<double> sizes) {
  constexpr std::uint64_t basis = 14695981039346656037ULL;
  constexpr std::uint64_t prime = 1099511628211ULL;
  std::uint64_t hash = basis;
  for (const double size : sizes) {
    auto rest = static_cast<std::uint64_t>(size);
    for (int byte = 0; byte < 8; ++byte, rest >>= 8) hash = (hash ^ (rest & 0xff)) * prime;
  }
  return hash;
}

bool is_training_product(double m, double n, double k) {
  return m >= 1024.0 && n >= 1024.0 && n <= 32768.0 && k >= 1024.0 && k <= 32768.0;
}

bool is_training_attention(double length, double heads) {
  return length >= 1024.0 && heads >= 4.0;
}

bool is_training_memory(double elements) {
  return elements >= 1048576.0;
}

}  // namespace trainyard
