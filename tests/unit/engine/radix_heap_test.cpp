#include "sim/engine/radix_heap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace trainyard {
namespace {

TEST(RadixHeap, PopsInOrderOfTime) {
  RadixHeap<int> heap;
  const std::uint64_t latest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  for (const std::uint64_t key : {latest, std::uint64_t{7}, std::uint64_t{0}, std::uint64_t{1} << 40})
    heap.push(key, 0);
  EXPECT_EQ(heap.size(), 4U);
  for (const std::uint64_t key : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{1} << 40, latest}) {
    EXPECT_EQ(heap.pop().key, key);
    EXPECT_EQ(heap.last_key(), key);
  }
  EXPECT_TRUE(heap.empty());
}

TEST(RadixHeap, EqualTimesPopInOrderOfPushing) {
  RadixHeap<int> heap;
  heap.push(1000, 0);
  heap.push(3, 1);
  heap.push(1000, 2);
  EXPECT_EQ(heap.pop().payload, 1);
  heap.push(1000, 3);  // after time has moved on
  EXPECT_EQ(heap.pop().payload, 0);
  heap.push(1000, 4);  // at the present moment
  EXPECT_TRUE(heap.more_at_last_key());
  EXPECT_EQ(heap.pop().payload, 2);
  EXPECT_EQ(heap.pop().payload, 3);
  EXPECT_EQ(heap.pop().payload, 4);
  EXPECT_FALSE(heap.more_at_last_key());
}

TEST(RadixHeap, AgreesWithAStableSortWhileEntriesComeAndGo) {
  struct Expected {
    std::uint64_t key;
    int order;
  };
  std::mt19937_64 random(3);
  for (int round = 0; round < 50; ++round) {
    const std::uint64_t spread = std::uint64_t{1} << (round % 40);
    RadixHeap<int> heap;
    std::vector<Expected> pending;
    for (int order = 0; order < 400; ++order) {
      const std::uint64_t key = heap.last_key() + random() % spread;
      heap.push(key, order);
      pending.push_back({key, order});
      if (order % 3 == 0) continue;
      const auto first =
          std::min_element(pending.begin(), pending.end(), [](const Expected& a, const Expected& b) {
            return a.key != b.key ? a.key < b.key : a.order < b.order;
          });
      const auto popped = heap.pop();
      ASSERT_EQ(popped.key, first->key);
      ASSERT_EQ(popped.payload, first->order);
      pending.erase(first);
    }
    EXPECT_EQ(heap.size(), pending.size());
  }
}

}  // namespace
}  // namespace trainyard
