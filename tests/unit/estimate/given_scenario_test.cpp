// What scenarios are called beside each other.
#include "models/estimate/given_scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ScenarioLabel, NamesTheScenarioAndWhatWasChanged) {
  EXPECT_EQ(label_of({"deepseek-v3-h800", {{"plan.pp", "8"}, {"gpus", "1024"}}}),
            "deepseek-v3-h800, plan.pp=8, gpus=1024");
  EXPECT_EQ(label_of({"some/folder/my-run.json", {}}), "my-run");
  EXPECT_EQ(label_of({"my-run.json", {{"gpus", "8"}}}), "my-run, gpus=8");
  EXPECT_EQ(label_of({"llama-3.2-1b", {}}), "llama-3.2-1b") << "a name has no ending";
}

TEST(ScenarioLabels, EqualOnesAreNumbered) {
  EXPECT_THAT(labels_of({{"a", {}}, {"x/b.json", {{"gpus", "8"}}}, {"a", {}}, {"a", {}}}),
              ElementsAre("a", "b, gpus=8", "a (2)", "a (3)"));
  EXPECT_THAT(labels_of({{"x/a.json", {}}, {"y/a.json", {}}}), ElementsAre("a", "a (2)"));
  EXPECT_THAT(labels_of({}), IsEmpty());
}

// Reports take labels for keys.
TEST(ScenarioLabels, ANumberedOneDiffersFromANameThatLooksAlike) {
  EXPECT_THAT(labels_of({{"a", {}}, {"a", {}}, {"x/a (2).json", {}}}),
              ElementsAre("a", "a (2)", "a (2) (2)"));
  EXPECT_THAT(labels_of({{"x/a (2).json", {}}, {"a", {}}, {"a", {}}}), ElementsAre("a (2)", "a", "a (3)"));
}

}  // namespace
}  // namespace trainyard
