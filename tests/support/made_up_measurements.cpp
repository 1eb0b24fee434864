#include "tests/support/made_up_measurements.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

namespace trainyard::made_up {
namespace {

using Json = nlohmann::ordered_json;

struct Product {
  int m, n, k;
  double microseconds;
};

std::vector<Product> products() {
  std::vector<Product> all;
  for (const int m : {1024, 2048, 4096, 8192, 16384}) {
    for (const int n : {1024, 2048, 3072, 4096, 5120, 6144, 8192, 12288}) {
      for (const int k : {1024, 2048, 4096, 5120, 8192}) {
        const double ideal = 3.0 + 2.0 * m * n * k / 700e6;
        all.push_back({m, n, k, ideal * (all.size() % 2 == 0 ? 1.0 : 1.02)});
      }
    }
  }
  return all;
}

}  // namespace

std::string gemm_table(std::string_view last_column, std::string_view kernel, double sign) {
  std::ostringstream text;
  text << "dtype,m,n,k,kernel," << last_column << '\n';
  for (const Product& one : products())
    text << "bf16," << one.m << ',' << one.n << ',' << one.k << ',' << kernel << ','
         << sign * one.microseconds << '\n';
  return text.str();
}

std::string gemm_json(const std::string& device) {
  Json records = Json::array();
  for (const Product& one : products()) {
    const double t = one.microseconds;
    records.push_back(
        {{"family", "gemm"},
         {"op", "forward"},
         {"dtype", "bf16"},
         {"regime", "burst"},
         {"shape", {{"m", one.m}, {"n", one.n}, {"k", one.k}}},
         {"choices", Json::object()},
         {"sms", nullptr},
         {"library", "cublasLt"},
         {"library_version", "12.4"},
         {"time_us", {{"median", t}, {"p10", t}, {"p90", t}, {"mean", t}, {"relative_error", 0}}},
         {"samples", 5},
         {"discarded", 0},
         {"bytes", 2.0 * (1.0 * one.m * one.k + 1.0 * one.k * one.n + 1.0 * one.m * one.n)},
         {"flops", 2.0 * one.m * one.n * one.k},
         {"clock_mhz", nullptr},
         {"power_watts", nullptr},
         {"throttle_reasons", Json::array()},
         {"check", nullptr}});
  }
  const Json document{{"schema", "trainyard-measurement/1"},
                      {"date", "2025-01-02T03:04:05Z"},
                      {"command", "made by a test"},
                      {"device",
                       {{"name", device},
                        {"compute_capability", "9.0"},
                        {"sms", 132},
                        {"memory_bytes", 85899345920},
                        {"l2_bytes", 52428800},
                        {"most_clock_mhz", 1980},
                        {"memory_clock_mhz", 2619},
                        {"power_limit_watts", 700},
                        {"gpus_visible", 8}}},
                      {"software",
                       {{"driver", "550.54"},
                        {"cuda_driver", "12.4"},
                        {"cuda_runtime", "12.4"},
                        {"libraries", Json::object()}}},
                      {"protocol",
                       {{"cache", "flushed"},
                        {"data", "made up"},
                        {"least_samples", 5},
                        {"most_samples", 5},
                        {"relative_error", 0.01},
                        {"most_seconds_per_point", 1},
                        {"event_floor_us", 2}}},
                      {"records", records},
                      {"skipped", Json::array()}};
  return document.dump();
}

std::string nccl_tests() {
  std::ostringstream text;
  text << "# nThread 1 nGpus 8 minBytes 1024 maxBytes 1073741824\n";
  for (int rank = 0; rank < 8; ++rank)
    text << "#  Rank  " << rank << " Group  0 Pid 1 on host device  " << rank
         << " [0x1b] NVIDIA H100 80GB HBM3\n";
  text << "#       size         count      type   redop    root     time   algbw   busbw #wrong     time   "
          "algbw   busbw #wrong\n";
  for (std::int64_t bytes = 1024; bytes <= 1 << 30; bytes *= 2) {
    const double size = static_cast<double>(bytes), time = 20.0 + 1.75 * size / 400e3;
    text << bytes << ' ' << bytes / 4 << " float sum -1";
    for (int place = 0; place < 2; ++place)
      text << ' ' << time << ' ' << size / time * 1e-3 << ' ' << 1.75 * size / time * 1e-3 << " 0";
    text << '\n';
  }
  return text.str();
}

std::string stored_gzip(const std::string& text) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const char letter : text) {
    sum ^= static_cast<unsigned char>(letter);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  const auto little = [](std::uint32_t number, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i));
    return out;
  };
  const auto size = static_cast<std::uint32_t>(text.size());
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11) + little(size, 2) + little(~size, 2) + text +
         little(~sum, 4) + little(size, 4);
}

}  // namespace trainyard::made_up
