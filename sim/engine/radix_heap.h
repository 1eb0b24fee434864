#pragma once
// The event queue: a monotone radix heap. Push and pop cost about the same at a thousand and at a million
// pending events. Idea: Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest path problem", J.
// ACM 37 (1990), section 2.
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace trainyard {

/// Pops in order of (key, order of pushing). Keys must not lie before the last key popped: time does not run
/// backwards.
///
/// An entry waits in the bucket numbered by the highest bit in which its key differs from `last_key`. Entries
/// of one key are always in one bucket, appended in order of pushing, and a bucket is spread into lower ones
/// front to back; so the order among equal keys costs nothing and needs no sequence number in the entry.
template <class Payload>
class RadixHeap {
 public:
  struct Entry {
    std::uint64_t key;
    Payload payload;
  };

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The key of the entry popped last, 0 at first.
  [[nodiscard]] std::uint64_t last_key() const { return last_key_; }
  /// Whether entries with key == last_key() are left.
  [[nodiscard]] bool more_at_last_key() const { return front_ < buckets_[0].size(); }

  void push(std::uint64_t key, Payload payload) {
    assert(key >= last_key_);
    const std::size_t bucket = bucket_of(key);
    buckets_[bucket].push_back({key, std::move(payload)});
    filled_ |= std::uint64_t{1} << bucket;
    ++size_;
  }

  /// Removes and returns the first entry. The heap must not be empty.
  Entry pop() {
    assert(size_ > 0);
    if (!more_at_last_key()) refill();
    --size_;
    return std::move(buckets_[0][front_++]);
  }

  void clear() {
    for (auto& bucket : buckets_) bucket.clear();
    filled_ = 0;
    size_ = 0;
    last_key_ = 0;
    front_ = 0;
  }

  /// Memory held, in bytes.
  [[nodiscard]] std::size_t bytes_held() const {
    std::size_t total = 0;
    for (const auto& bucket : buckets_) total += bucket.capacity() * sizeof(Entry);
    return total;
  }

 private:
  // Bucket 0: equal to last_key_. Keys stay below 2^63 (picoseconds), so 64 buckets and one word of flags do.
  [[nodiscard]] std::size_t bucket_of(std::uint64_t key) const {
    return static_cast<std::size_t>(std::bit_width(key ^ last_key_));
  }
  /// Moves last_key_ to the least key and its entries into bucket 0.
  void refill() {
    buckets_[0].clear();
    front_ = 0;
    filled_ &= ~std::uint64_t{1};
    assert(filled_ != 0);
    const auto lowest = static_cast<std::size_t>(std::countr_zero(filled_));
    std::vector<Entry>& source = buckets_[lowest];
    filled_ &= ~(std::uint64_t{1} << lowest);
    std::uint64_t least = source.front().key;
    for (const Entry& entry : source) least = entry.key < least ? entry.key : least;
    last_key_ = least;
    if (source.size() == 1) {
      buckets_[0].swap(source);
      filled_ |= 1;
      return;
    }
    for (Entry& entry : source) {
      const std::size_t bucket = bucket_of(entry.key);
      filled_ |= std::uint64_t{1} << bucket;
      buckets_[bucket].push_back(std::move(entry));
    }
    source.clear();
  }

  std::array<std::vector<Entry>, 64> buckets_;
  std::uint64_t filled_ = 0;  // bit b: bucket b may hold entries
  std::uint64_t last_key_ = 0;
  std::size_t size_ = 0;
  std::size_t front_ = 0;  // entries of bucket 0 already popped
};

}  // namespace trainyard
