#include "gui/view_models/workbench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gui/view_models/words.h"

namespace trainyard::gui {
namespace {

using ::testing::ElementsAre;

TEST(Workbench, AnOverrideReplacesTheEarlierOneOfItsField) {
  const Entry entry{"a", {{"gpus", "8"}, {"plan.pp", "2"}}};
  EXPECT_THAT(with_override(entry, "gpus", "16").overrides,
              ElementsAre(Override{"plan.pp", "2"}, Override{"gpus", "16"}));
  EXPECT_THAT(with_override(entry, "gpus", "").overrides, ElementsAre(Override{"plan.pp", "2"}));
}

TEST(Workbench, HoldsSixAtMost) {
  Workbench made(ProfileLibrary::shipped().value());
  for (int i = 0; i < 7; ++i) made.add({std::to_string(i), {}});
  ASSERT_EQ(made.entries().size(), most_entries);
  EXPECT_EQ(made.entries().back().scenario, "6");
  EXPECT_EQ(made.chosen(), 5U);
}

TEST(Workbench, TheChosenOneSurvivesRemovalsBeforeIt) {
  Workbench made(ProfileLibrary::shipped().value());
  for (const char* name : {"a", "b", "c"}) made.add({name, {}});
  made.remove(0);
  EXPECT_EQ(made.chosen_entry()->scenario, "c");
  made.remove(1);
  EXPECT_EQ(made.chosen_entry()->scenario, "b");
  made.remove(0);
  EXPECT_EQ(made.chosen_entry(), nullptr);
  made.remove(0);  // nothing there: nothing happens
}

TEST(Workbench, TheBaselineStandsFirst) {
  Workbench made(ProfileLibrary::shipped().value());
  for (const char* name : {"a", "b", "c"}) made.add({name, {}});
  made.make_baseline(2);
  EXPECT_EQ(made.entries()[0].scenario, "c");
  EXPECT_EQ(made.entries()[1].scenario, "a");
  EXPECT_EQ(made.entries()[2].scenario, "b");
  EXPECT_EQ(made.chosen(), 0U);
}

TEST(Words, ChangesCarryTheirSign) {
  EXPECT_EQ(change_text(10, 11), "+10.0 %");
  EXPECT_EQ(change_text(10, 9), "-10.0 %");
  EXPECT_EQ(change_text(10, 10.001), "0 %");
  EXPECT_EQ(change_text(0, 1), "");
}

TEST(Workbench, AnIdentityTellsFilesOfOneNameAndVersionsOfOneFileApart) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / "trainyard-workbench-identity";
  for (const char* name : {"a", "b"}) {
    std::filesystem::create_directories(folder / name);
    std::ofstream(folder / name / "run.json") << "{}";
  }
  const Entry a{(folder / "a/run.json").string(), {}}, b{(folder / "b/run.json").string(), {}};
  EXPECT_NE(identity_of(a), identity_of(b));
  EXPECT_EQ(identity_of(a), identity_of(a));
  EXPECT_NE(identity_of(a), identity_of(with_override(a, "gpus", "8")));
  const std::string before = identity_of(a);
  std::ofstream(folder / "a/run.json") << R"({"gpus": 8})";
  EXPECT_NE(identity_of(a), before);
  std::filesystem::remove_all(folder);
  EXPECT_NE(identity_of(a), before);
}

}  // namespace
}  // namespace trainyard::gui
