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
/// An entry waits in the bucket named by the highest hexadecimal digit in which its key differs from
/// `last_key` and by the value of that digit. Entries of one key are always in one bucket, appended in order
/// of pushing, and a bucket is spread into lower ones front to back; so the order among equal keys costs
/// nothing and needs no sequence number in the entry. Sixteen buckets per digit instead of one per bit: an
/// entry is moved a third as often.
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
  [[nodiscard]] bool more_at_last_key() const { return front_ < buckets_[last_key_ & digit_mask].size(); }

  void push(std::uint64_t key, Payload payload) {
    assert(key >= last_key_);
    append({key, std::move(payload)});
    ++size_;
  }

  /// Removes and returns the first entry. The heap must not be empty.
  Entry pop() {
    assert(size_ > 0);
    if (!more_at_last_key()) advance();
    --size_;
    return std::move(buckets_[last_key_ & digit_mask][front_++]);
  }

  /// Memory held, in bytes.
  [[nodiscard]] std::size_t bytes_held() const {
    std::size_t total = sizeof(*this);
    for (const auto& bucket : buckets_) total += bucket.capacity() * sizeof(Entry);
    return total;
  }

 private:
  static constexpr unsigned digit_bits = 4;
  static constexpr std::size_t digit_values = 16;
  static constexpr std::size_t digit_mask = digit_values - 1;
  static constexpr std::size_t levels = 64 / digit_bits;

  void append(Entry entry) {
    const auto highest = static_cast<unsigned>(std::bit_width((entry.key ^ last_key_) | 1)) - 1;
    const unsigned level = highest / digit_bits;
    const std::size_t digit = (entry.key >> (level * digit_bits)) & digit_mask;
    filled_[level] = static_cast<std::uint16_t>(filled_[level] | (1U << digit));
    filled_levels_ |= 1U << level;
    buckets_[level * digit_values + digit].push_back(std::move(entry));
  }
  void mark_empty(unsigned level, unsigned digit) {
    filled_[level] = static_cast<std::uint16_t>(filled_[level] & ~(1U << digit));
    if (filled_[level] == 0) filled_levels_ &= ~(1U << level);
  }
  /// Moves last_key_ on to the least key and its entries into the bucket of level 0 that holds them.
  void advance() {
    buckets_[last_key_ & digit_mask].clear();
    front_ = 0;
    mark_empty(0, static_cast<unsigned>(last_key_ & digit_mask));
    assert(filled_levels_ != 0);
    const auto level = static_cast<unsigned>(std::countr_zero(filled_levels_));
    const auto digit = static_cast<unsigned>(std::countr_zero(filled_[level]));
    std::vector<Entry>& source = buckets_[level * digit_values + digit];
    last_key_ = source.front().key;
    if (level == 0) return;  // a bucket of level 0 holds one key
    for (const Entry& entry : source) last_key_ = entry.key < last_key_ ? entry.key : last_key_;
    mark_empty(level, digit);
    for (Entry& entry : source) append(std::move(entry));
    source.clear();
  }

  std::array<std::vector<Entry>, levels * digit_values> buckets_;  // level 0 is the lowest digit
  std::array<std::uint16_t, levels> filled_{};  // by level: the digits whose buckets hold entries
  std::uint32_t filled_levels_ = 0;
  std::uint64_t last_key_ = 0;
  std::size_t size_ = 0;
  std::size_t front_ = 0;  // entries of last_key_'s bucket already popped
};

}  // namespace trainyard
