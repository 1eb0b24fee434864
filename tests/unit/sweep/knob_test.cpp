// What --vary understands, and what it says when it does not.
#include <gmock/gmock.h>

#include "models/sweep/knob.h"
#include "tests/support/small_sweep.h"

namespace trainyard {
namespace {

using sweep_test::knob;
using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> texts(const SweepKnob& knob) {
  std::vector<std::string> all;
  for (const KnobValue& one : knob.values) all.push_back(one.text);
  return all;
}

std::vector<std::string> written(const SweepKnob& knob) {
  std::vector<std::string> all;
  for (const KnobValue& one : knob.values) all.push_back(one.written);
  return all;
}

std::string refusal(const std::string& text) {
  const Result<SweepKnob> read = parse_vary(text);
  EXPECT_FALSE(read) << text;
  return read ? std::string() : to_text(read.error());
}

TEST(Vary, ARangeByFactorsEndsWhereItIsMet) {
  EXPECT_THAT(texts(knob("gpus=512..8192*2")), ElementsAre("512", "1024", "2048", "4096", "8192"));
  EXPECT_THAT(texts(knob("gpus=512..8000*2")), ElementsAre("512", "1024", "2048", "4096"));
  EXPECT_THAT(texts(knob("gpus=64..8*0.5")), ElementsAre("64", "32", "16", "8"));
}

TEST(Vary, ARangeBySteps) {
  EXPECT_THAT(texts(knob("tp=1..4")), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(texts(knob("gpus=512..1024+256")), ElementsAre("512", "768", "1024"));
  // 0.1 + 0.1 + 0.1 is not 0.3 in binary; it is told as 0.3 all the same.
  EXPECT_THAT(texts(knob("load_skew=0:0.3:0.1")), ElementsAre("0", "0.1", "0.2", "0.3"));
  EXPECT_THAT(texts(knob("load_skew=0.3:0:-0.1")), ElementsAre("0.3", "0.2", "0.1", "0"));
}

TEST(Vary, FactorsThatGrowDigitsAreRoundedToFour) {
  // 50 x 1.2^k = 50, 60, 72, 86.4, 103.68, 124.416
  EXPECT_THAT(texts(knob("nic=50..125*1.2")),
              ElementsAre("50 Gb/s", "60 Gb/s", "72 Gb/s", "86.4 Gb/s", "103.7 Gb/s", "124.4 Gb/s"));
}

TEST(Vary, AUnitAtTheEndHoldsForTheValuesBeforeIt) {
  EXPECT_THAT(written(knob("node.nic=200,400 Gb/s")), ElementsAre("200 Gb/s", "400 Gb/s"));
  EXPECT_THAT(written(knob("node.nic=100..200+50 Gb/s")), ElementsAre("100 Gb/s", "150 Gb/s", "200 Gb/s"));
  EXPECT_THAT(written(knob("node.nic=100 Gb/s..200 Gb/s+50")),
              ElementsAre("100 Gb/s", "150 Gb/s", "200 Gb/s"));
}

TEST(Vary, AnEverydayNameHasItsUnitAndItsPath) {
  const SweepKnob nvlink = knob("nvlink=400,900");
  EXPECT_EQ(nvlink.path, "node.fast");
  EXPECT_EQ(nvlink.label, "NVLink per GPU, both directions together, GB/s");
  EXPECT_THAT(texts(nvlink), ElementsAre("400 GB/s", "900 GB/s"));
  EXPECT_THAT(written(nvlink), ElementsAre("200 GB/s", "450 GB/s"));  // the profile counts one direction
  EXPECT_TRUE(nvlink.numeric);
  EXPECT_TRUE(nvlink.continuous);
  EXPECT_THAT(written(knob("price=1,2.5")), ElementsAre("$1/GPU-hour", "$2.5/GPU-hour"));
  EXPECT_FALSE(knob("gpus=8,16").continuous);
}

TEST(Vary, AmountsOfSeveralUnitsAreBroughtToOne) {
  const SweepKnob nic = knob("node.nic=400 Gb/s,25 GB/s");  // 25 GB/s are 200 Gb/s
  ASSERT_EQ(nic.values.size(), 2U);
  EXPECT_THAT(nic.values[1].number, DoubleNear(200.0, 1e-9));
  EXPECT_EQ(nic.values[1].text, "200 Gb/s");
}

TEST(Vary, NamesAreTakenAsTheyStand) {
  const SweepKnob schedule = knob("schedule=1f1b,zb-h1,dualpipe");
  EXPECT_FALSE(schedule.numeric);
  EXPECT_THAT(written(schedule), ElementsAre("1f1b", "zb-h1", "dualpipe"));
}

TEST(Vary, AVersionIsNoNumber) {
  EXPECT_FALSE(knob("tp=1.0.8").numeric);
  EXPECT_THAT(refusal("gpus=512..81512..892*2"), HasSubstr("is no range"));
}

TEST(Vary, CommasInsideBracesPartNothing) {
  EXPECT_THAT(written(knob(R"(recipe.batch_ramp=null,{"from": 1, "to": 2})")),
              ElementsAre("null", R"({"from": 1, "to": 2})"));
}

TEST(Vary, EveryNameIsAPathThatSetTakes) {
  for (const KnobAlias& one : knob_aliases())
    EXPECT_TRUE(OverrideSet::sort({{std::string(one.path), ""}})) << one.name;
}

TEST(Vary, BetweenTwoValuesIsAValue) {
  const KnobValue value = knob("nvlink=400,900").value(1234.5678901);
  EXPECT_EQ(value.text, "1234.57 GB/s");
  EXPECT_EQ(value.written, "617.285 GB/s");
  EXPECT_DOUBLE_EQ(value.number, 1234.57);
}

TEST(Vary, RefusalsSayWhatWouldBeRight) {
  EXPECT_THAT(refusal("nvlink"), AllOf(HasSubstr("varies nothing"), HasSubstr("gpus=512..8192*2")));
  EXPECT_THAT(refusal("nvlnk=1,2"), AllOf(HasSubstr("there is no such knob"), HasSubstr("nvlink")));
  EXPECT_THAT(refusal("gpus="), HasSubstr("a value is empty"));
  EXPECT_THAT(refusal("gpus=8,,16"), HasSubstr("a value is empty"));
  EXPECT_THAT(refusal("gpus=8,16,8"), HasSubstr("\"8\" is given twice"));
  EXPECT_THAT(refusal("gpus=8..x"), HasSubstr("it has no two numbers"));
  EXPECT_THAT(refusal("gpus=8..64*1"), HasSubstr("it never reaches its end"));
  EXPECT_THAT(refusal("gpus=8..64*0.5"), HasSubstr("it never reaches its end"));
  EXPECT_THAT(refusal("gpus=8..64+-8"), HasSubstr("it never reaches its end"));
  EXPECT_THAT(refusal("gpus=0..64*2"), HasSubstr("it never reaches its end"));
  EXPECT_THAT(refusal("gpus=1..1000000"), HasSubstr("more than 10000 values"));
  EXPECT_THAT(refusal("node.nic=1 GB/s..2 Gb/s*2"), HasSubstr("its ends have two units"));
  EXPECT_THAT(refusal("node.nic=400 Gb/s,5 s"), Not(HasSubstr("200")));
}

}  // namespace
}  // namespace trainyard
