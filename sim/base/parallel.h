#pragma once
// Many independent pieces of work on several threads, with the same results whatever the number of threads.
#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace trainyard {

struct ParallelOptions {
  int threads = 0;                          // 0: one per core
  const std::atomic<bool>* stop = nullptr;  // set: no further item is started; those begun are finished
};

/// How many threads `wanted` (0: one per core) means for `items` pieces of work: from 1 to `items`.
[[nodiscard]] int thread_count(int wanted, std::size_t items);

/// Runs work(item, worker) once for every item below `count`. Items are started in order; `worker`, from 0 to
/// thread_count() - 1, names the thread, for storage of its own. Returns how many items were run: all of them
/// unless stopped, and always the first ones. An exception of `work` starts no further item; that of the
/// least item is thrown again here, when every thread has ended.
std::size_t parallel_for(std::size_t count, const ParallelOptions& options,
                         const std::function<void(std::size_t item, int worker)>& work);

/// As parallel_for, and hands every result to `deliver` in the order of the items, as soon as all earlier
/// ones have been delivered; by one thread at a time, not always the same one. Returns how many were
/// delivered.
template <class T>
std::size_t ordered_map(std::size_t count, const ParallelOptions& options,
                        const std::function<T(std::size_t item, int worker)>& work,
                        const std::function<void(std::size_t item, T&& result)>& deliver) {
  std::mutex mutex;
  std::map<std::size_t, T> waiting;  // results whose turn has not come
  std::size_t next = 0;
  (void)parallel_for(count, options, [&](std::size_t item, int worker) {
    T result = work(item, worker);
    const std::lock_guard lock(mutex);
    waiting.emplace(item, std::move(result));
    for (auto first = waiting.find(next); first != waiting.end(); first = waiting.find(next)) {
      auto node = waiting.extract(first);
      deliver(next++, std::move(node.mapped()));
    }
  });
  return next;
}

}  // namespace trainyard
