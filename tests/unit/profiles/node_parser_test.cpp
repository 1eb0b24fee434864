// The optional parts of a node's collectives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "hardware_profiles/links.h"
#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

/// A shipped node whose all-gather is this.
Json node_with(Json all_gather) {
  std::ifstream stream(std::string(TRAINYARD_SOURCE_DIR) + "/hardware_profiles/nodes/dgx-h100.json");
  Json node = Json::parse(stream);
  node["collectives"]["all_gather"] = std::move(all_gather);
  return node;
}

Json number(const Json& value) {
  return {{"value", value}, {"source", "made up"}};
}

Json plain() {
  return {
      {"latency", number("20 us")},
      {"per_peer", number("1 us")},
      {"share", number(0.8)},
      {"small_group_loss", number(0.4)},
      {"small_messages",
       Json::array({{{"latency", number("5 us")}, {"per_peer", number("1 us")}, {"share", number(0.1)}}})}};
}

Result<NodeProfile> read(const Json& all_gather) {
  return parse_node(JsonDocument::parse(node_with(all_gather).dump(2), "mine.json").value());
}

std::string problems_of(const Json& all_gather) {
  const auto node = read(all_gather);
  return node ? "" : to_text(node.error());
}

TEST(NodeParser, WhatIsLeftOutChangesNothing) {
  const auto node = read(plain());
  ASSERT_TRUE(node) << to_text(node.error());
  const DomainLaw law = fast_domain(node.value()).law(CollectiveOp::all_gather);
  ASSERT_EQ(law.protocols.size(), 2U);
  EXPECT_EQ(law.protocols[0].small_group_loss, 0.0);
  EXPECT_EQ(law.protocols[0].share, 0.1);
  EXPECT_EQ(law.protocols[1].fill, 0.0);
  EXPECT_NEAR(law.protocols[1].share, 0.8 / (1 - 0.4 / 8), 1e-15);
  EXPECT_EQ(law.bulk_from, Bytes{});
}

TEST(NodeParser, ReadsLossesFillAndTheBoundOfTheBulkWay) {
  Json all_gather = plain();
  all_gather["fill"] = number(0.25);
  all_gather["bulk_from"] = number("2 MiB");
  all_gather["small_messages"][0]["small_group_loss"] = number(1.6);
  const auto node = read(all_gather);
  ASSERT_TRUE(node) << to_text(node.error());
  const DomainLaw law = fast_domain(node.value()).law(CollectiveOp::all_gather);
  EXPECT_EQ(law.protocols[0].small_group_loss, 1.6);
  EXPECT_NEAR(law.protocols[0].share, 0.1 / (1 - 1.6 / 8), 1e-15);
  EXPECT_EQ(law.protocols[0].fill, 0.0);
  EXPECT_EQ(law.protocols[1].fill, 0.25);
  EXPECT_EQ(law.bulk_from, mebibytes(2));
}

TEST(NodeParser, RefusesNumbersOutOfRange) {
  Json wrong = plain();
  wrong["fill"] = number(2.5);
  EXPECT_THAT(problems_of(wrong), HasSubstr("/collectives/all_gather/fill"));
  wrong = plain();
  wrong["bulk_from"] = number("0 B");
  EXPECT_THAT(problems_of(wrong), HasSubstr("expected a value above zero"));
  wrong = plain();
  wrong["small_messages"][0]["small_group_loss"] = number(2.0);
  EXPECT_THAT(problems_of(wrong), HasSubstr("/small_messages/0/small_group_loss"));
}

TEST(NodeParser, RefusesAShareThatWouldBeatTheLineRateInALargerGroup) {
  Json wrong = plain();
  wrong["share"] = number(0.96);
  EXPECT_THAT(problems_of(wrong),
              HasSubstr("/collectives/all_gather/share: is 0.96, but a node of 8 GPUs with a "
                        "small_group_loss of 0.4 reaches at most 0.95"));
}

}  // namespace
}  // namespace trainyard
