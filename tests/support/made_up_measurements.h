#pragma once
// Measurement files for tests, made from laws: nothing in them was measured.
#include <string>
#include <string_view>

namespace trainyard::made_up {

/// A CSV table of 200 products of training, as a GPU would take that starts in 3 us and reaches 700 TFLOPS;
/// every other one is 2 % slower. Times are multiplied with `sign`.
std::string gemm_table(std::string_view last_column = "latency_us", std::string_view kernel = "cublas_linear",
                       double sign = 1.0);
/// The same in our JSON, which names its device.
std::string gemm_json(const std::string& device);
/// What all_reduce_perf prints on 8 H100 that start in 20 us and reach 400 GB/s on the wire: 21 sizes.
std::string nccl_tests();
/// `text`, at most 65535 bytes of it, as a gzip file of one stored block.
std::string stored_gzip(const std::string& text);

}  // namespace trainyard::made_up
