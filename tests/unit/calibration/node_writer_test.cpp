#include "models/calibration/node_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hardware_profiles/profile_library.h"
#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

std::string shipped(const std::string& name) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  return read_file(library.find("node", name).value()).value();
}

NodeProfile parsed(const std::string& text) {
  return parse_node(JsonDocument::parse(text, "node.json").value()).value();
}

CollectiveFit some_fit(CollectiveOp op) {
  const auto number = [](auto value) {
    return Sourced<decltype(value)>{value, "measured \"here\"", Evidence::fitted, 0.123};
  };
  CollectiveFit fit{.op = op};
  fit.constants.latency = number(microseconds(20.125));
  fit.constants.per_peer = number(microseconds(0.0625));
  fit.constants.share = number(0.75);
  fit.constants.small_group_loss = number(0.5);
  fit.constants.fill = number(0.25);
  fit.constants.bulk_from = number(mebibytes(1.41421));
  fit.constants.small_messages = {
      {number(microseconds(5.5)), number(microseconds(1.5)), number(0.05), number(1.25)}};
  fit.constants.in_switch_wire_factor = number(2.0);
  return fit;
}

// Written with nothing new, every shipped file is the same to the byte: the writer has their form.
TEST(NodeWriter, LeavesEveryShippedFileAsItIs) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const Result<std::vector<std::string>> names = library.names("node");
  for (const std::string& name : names.value()) {
    const auto written = with_collectives(shipped(name), name, {});
    ASSERT_TRUE(written) << to_text(written.error());
    EXPECT_EQ(written.value(), shipped(name)) << name;
  }
}

TEST(NodeWriter, WhatIsWrittenIsReadAgain) {
  const std::vector<CollectiveFit> fits{some_fit(CollectiveOp::all_gather)};
  const auto written = with_collectives(shipped("dgx-h100"), "mine.json", fits);
  ASSERT_TRUE(written) << to_text(written.error());
  const DomainCollective read = parsed(written.value()).collectives.at("all_gather");
  const DomainCollective& put = fits.front().constants;
  EXPECT_DOUBLE_EQ(read.latency.value.base(), put.latency.value.base());
  EXPECT_DOUBLE_EQ(read.per_peer.value.base(), put.per_peer.value.base());
  EXPECT_EQ(read.share.value, put.share.value);
  EXPECT_EQ(read.fill.value, put.fill.value);
  EXPECT_DOUBLE_EQ(read.bulk_from.value.base(), put.bulk_from.value.base());
  ASSERT_EQ(read.small_messages.size(), 1U);
  EXPECT_EQ(read.small_messages.front().small_group_loss.value, 1.25);
  EXPECT_EQ(read.in_switch_members, 0);
  EXPECT_EQ(read.fill.source, "measured \"here\"");
  EXPECT_EQ(read.fill.evidence, Evidence::fitted);
  EXPECT_EQ(read.fill.relative_sigma, 0.12);
}

TEST(NodeWriter, KeepsTheOtherCollectivesAndAllElse) {
  const std::vector<CollectiveFit> fits{some_fit(CollectiveOp::all_gather)};
  const NodeProfile before = parsed(shipped("dgx-h100"));
  const NodeProfile after = parsed(with_collectives(shipped("dgx-h100"), "mine.json", fits).value());
  EXPECT_EQ(after.name, "dgx-h100");
  EXPECT_EQ(after.power.value, before.power.value);
  EXPECT_EQ(after.power.source, before.power.source);
  for (const char* op : {"all_reduce", "reduce_scatter", "all_to_all", "point_to_point"}) {
    EXPECT_EQ(after.collectives.at(op).latency.source, before.collectives.at(op).latency.source) << op;
    EXPECT_EQ(after.collectives.at(op).share.value, before.collectives.at(op).share.value) << op;
  }
}

TEST(NodeWriter, AnAllToAllBringsPointToPointWithIt) {
  const std::vector<CollectiveFit> fits{some_fit(CollectiveOp::all_to_all)};
  const NodeProfile after =
      parsed(with_collectives(shipped("dgx-h100"), "mine.json", fits, "my-h100").value());
  EXPECT_EQ(after.name, "my-h100");
  const DomainCollective& direct = after.collectives.at("point_to_point");
  EXPECT_EQ(direct.share.value, 0.75);
  EXPECT_EQ(direct.share.evidence, Evidence::transferred);
  EXPECT_EQ(direct.share.relative_sigma, 0.15);
  EXPECT_THAT(direct.fill.source, HasSubstr("one send and one receive"));
}

TEST(NodeWriter, RefusesWhatIsNoNodeAndWhatWouldNotBeOne) {
  EXPECT_FALSE(with_collectives("{}", "mine.json", {}));
  std::vector<CollectiveFit> fits{some_fit(CollectiveOp::all_gather)};
  fits.front().constants.share.value = 0.97;  // with a loss of 0.5 among eight, more than the line rate
  const auto refused = with_collectives(shipped("dgx-h100"), "mine.json", fits);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("at most 0.9375"));
}

}  // namespace
}  // namespace trainyard
