#pragma once

#include <cstddef>

namespace trainyard::kernels {

/// One large piece of device memory, handed out front to back and taken back all at once, so that no point
/// waits for an allocation.
class Arena {
 public:
  /// Takes the lesser of `most_bytes` and 85 % of what is free. Throws MeasurementError when that fails.
  explicit Arena(std::size_t most_bytes);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Memory for `count` values of T, aligned to 1 KiB. Throws MeasurementError when it does not fit.
  template <class T>
  T* take(std::size_t count) {
    return static_cast<T*>(take_bytes(count * sizeof(T)));
  }
  void* take_bytes(std::size_t bytes);
  /// Everything handed out becomes free again.
  void reset() {
    used_ = 0;
    ++resets_;
  }
  /// How often: memory handed out before the last time is no longer its owner's.
  unsigned resets() const { return resets_; }

 private:
  std::byte* base_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
  unsigned resets_ = 0;
};

}  // namespace trainyard::kernels
