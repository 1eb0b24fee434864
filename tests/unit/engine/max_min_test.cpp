#include "sim/engine/max_min.h"

#include <gmock/gmock.h>

#include <array>

namespace trainyard {
namespace {

using testing::ElementsAre;

constexpr LinkId link(std::uint32_t i) {
  return static_cast<LinkId>(i);
}
constexpr FlowId flow(std::uint32_t i) {
  return static_cast<FlowId>(i);
}

TEST(MaxMinSharing, FillsTheNarrowestLinkFirst) {
  // Bottleneck 0 gives 10/2 each to flows 0 and 1; flow 2 has what flow 0 leaves of link 1.
  const std::array capacities{bytes_per_second(10), bytes_per_second(100)};
  MaxMinSharing sharing(capacities, 3);
  const std::array both{link(0), link(1)};
  sharing.start(flow(0), both);
  sharing.start(flow(1), std::span(both).first(1));
  sharing.start(flow(2), std::span(both).last(1));
  EXPECT_FALSE(sharing.settled());
  const auto changed = sharing.settle();
  EXPECT_THAT(std::vector(changed.begin(), changed.end()), ElementsAre(flow(0), flow(1), flow(2)));
  EXPECT_EQ(sharing.rate(flow(0)), bytes_per_second(5));
  EXPECT_EQ(sharing.rate(flow(1)), bytes_per_second(5));
  EXPECT_EQ(sharing.rate(flow(2)), bytes_per_second(95));
}

TEST(MaxMinSharing, TellsOnlyTheFlowsAChangeReaches) {
  const std::array capacities{bytes_per_second(12), bytes_per_second(12)};
  MaxMinSharing sharing(capacities, 4);
  const std::array left{link(0)};
  const std::array right{link(1)};
  sharing.start(flow(0), left);
  sharing.start(flow(3), right);
  (void)sharing.settle();
  sharing.start(flow(1), left);
  auto changed = sharing.settle();
  EXPECT_THAT(std::vector(changed.begin(), changed.end()), ElementsAre(flow(0), flow(1)));
  EXPECT_EQ(sharing.rate(flow(3)), bytes_per_second(12));
  sharing.stop(flow(0));
  changed = sharing.settle();
  EXPECT_THAT(std::vector(changed.begin(), changed.end()), ElementsAre(flow(1)));
  EXPECT_EQ(sharing.rate(flow(1)), bytes_per_second(12));
  EXPECT_TRUE(sharing.settle().empty());
}

TEST(MaxMinSharing, ALinkListedTwiceIsUsedTwice) {
  const std::array capacities{bytes_per_second(12)};
  MaxMinSharing sharing(capacities, 2);
  const std::array twice{link(0), link(0)};
  sharing.start(flow(0), twice);
  sharing.start(flow(1), std::span(twice).first(1));
  (void)sharing.settle();
  EXPECT_EQ(sharing.rate(flow(0)), bytes_per_second(4));
  EXPECT_EQ(sharing.rate(flow(1)), bytes_per_second(4));
}

}  // namespace
}  // namespace trainyard
