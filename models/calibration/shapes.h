#pragma once
// What readers of every format say about a shape in the same way.
#include <cstdint>
#include <initializer_list>

namespace trainyard {

/// FNV-1a of whole numbers: the same shape gives the same block on every machine. Source: Fowler, Noll, Vo;
/// draft-eastlake-fnv.
[[nodiscard]] std::uint64_t shape_block(std::initializer_list<double> sizes);

/// Sizes of a matrix product that training has: 1024 rows and more, both widths from 1024 to 32768.
[[nodiscard]] bool is_training_product(double m, double n, double k);
/// Of causal attention: 1024 positions and 4 heads or more.
[[nodiscard]] bool is_training_attention(double length, double heads);
/// Of a kernel bound by memory traffic: a million elements or more.
[[nodiscard]] bool is_training_memory(double elements);

}  // namespace trainyard
