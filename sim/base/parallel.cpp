#include "sim/base/parallel.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace trainyard {

int thread_count(int wanted, std::size_t items) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads = wanted > 0 ? static_cast<std::size_t>(wanted) : cores;
  return static_cast<int>(std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(items, 1)));
}

std::size_t parallel_for(std::size_t count, const ParallelOptions& options,
                         const std::function<void(std::size_t item, int worker)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t failed_item = count;
  const auto loop = [&](int worker) {
    while (!failed.load() && (options.stop == nullptr || !options.stop->load())) {
      const std::size_t item = next++;
      if (item >= count) return;
      try {
        work(item, worker);
      } catch (...) {
        failed = true;
        const std::lock_guard lock(mutex);
        if (item < failed_item) {
          failed_item = item;
          failure = std::current_exception();
        }
      }
    }
  };
  std::vector<std::thread> others;
  for (int worker = 1; worker < thread_count(options.threads, count); ++worker) {
    try {
      others.emplace_back(loop, worker);
    } catch (const std::system_error&) {
      break;  // the system has no thread left: those that run do all the work
    }
  }
  loop(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
  return std::min(next.load(), count);
}

}  // namespace trainyard
