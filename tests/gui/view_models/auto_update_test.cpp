// When a page says that its answer is of earlier settings, and when it asks by itself.
#include "gui/view_models/auto_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr std::chrono::milliseconds rest{20};
constexpr int patience = 10'000;  // ms: a limit for a machine that is busy, not a target

class Updates : public ::testing::Test {
 protected:
  explicit Updates(bool automatic = false)
      : update(std::string("Search"), automatic, nullptr, rest),
        starts(&update, &AutoUpdate::startWanted),
        cancels(&update, &AutoUpdate::cancelWanted) {
    update.set_seen(true);
  }
  void set(const char* scenario, const char* controls = "") { update.set_settings({scenario, controls}); }
  void answer() {
    update.started();
    update.delivered();
  }
  void expect_no_start() {
    QTest::qWait(static_cast<int>(4 * rest.count()));
    EXPECT_EQ(starts.count(), 0);
  }
  void expect_start() {
    EXPECT_TRUE(starts.count() > 0 || starts.wait(patience));
    EXPECT_EQ(starts.count(), 1);
    starts.clear();
  }

  AutoUpdate update;
  QSignalSpy starts, cancels;
};
class AutomaticUpdates : public Updates {
 protected:
  AutomaticUpdates() : Updates(true) {}
};

TEST_F(Updates, SayAtOnceThatAnAnswerIsOfEarlierSettings) {
  set("llama");
  EXPECT_EQ(update.banner(), "") << "nothing is shown yet";
  answer();
  EXPECT_EQ(update.banner(), "");
  set("llama, gpus=64");
  EXPECT_TRUE(update.outdated());
  EXPECT_THAT(update.banner(), HasSubstr("this belongs to llama, not to llama, gpus=64"));
  EXPECT_THAT(update.banner(), HasSubstr("Press Search"));
  expect_no_start();
  set("llama");
  EXPECT_EQ(update.banner(), "") << "back where the answer belongs";
  set("llama", "tp 8");
  EXPECT_THAT(update.banner(), HasSubstr("controls or the scenario's file"));
  set("", "");
  EXPECT_TRUE(update.outdated()) << "everything was closed";
}

TEST_F(Updates, CallOffWorkThatIsStaleAtOnce) {
  set("llama");
  update.started();
  EXPECT_EQ(cancels.count(), 0);
  set("llama, gpus=64");
  EXPECT_EQ(cancels.count(), 1);
  set("llama, gpus=128");
  EXPECT_EQ(cancels.count(), 1) << "nothing runs any more";
}

TEST_F(AutomaticUpdates, AskOnceTheSettingsRest) {
  set("a");
  expect_start();
  answer();
  for (const char* moved : {"b", "c", "d"}) set(moved);
  EXPECT_THAT(update.banner(), HasSubstr("in a moment"));
  expect_start();
  update.started();
  EXPECT_THAT(update.banner(), HasSubstr("is being computed"));
  update.delivered();
  EXPECT_EQ(update.banner(), "");
  expect_no_start();
}

TEST_F(AutomaticUpdates, AreNotAskedForByAPageThatIsNotSeen) {
  update.set_seen(false);
  set("a");
  expect_no_start();
  update.set_seen(true);
  expect_start();
}

TEST_F(AutomaticUpdates, LeaveAloneWhatAPersonCancelled) {
  set("a");
  answer();
  starts.clear();
  set("b");
  update.started();
  update.called_off();
  expect_no_start();
  EXPECT_THAT(update.banner(), HasSubstr("Press Search"));
  set("c");
  expect_start();
}

TEST_F(AutomaticUpdates, NeverAskForNothing) {
  update.set_settings({});
  expect_no_start();
}

TEST_F(AutomaticUpdates, LetAKeptResultStandUntilSomethingMoves) {
  set("a");
  starts.clear();
  update.shown_kept("Kept on Monday.");
  expect_no_start();
  EXPECT_THAT(update.banner(), HasSubstr("Kept on Monday. Press Search"));
  set("b");
  EXPECT_THAT(update.banner(), HasSubstr("Kept on Monday."));
  expect_start();
  answer();
  EXPECT_EQ(update.banner(), "");
}

TEST_F(Updates, BeginWhenTheyAreTicked) {
  set("a");
  answer();
  set("b");
  expect_no_start();
  update.set_automatic(true);
  expect_start();
}

}  // namespace
}  // namespace trainyard::gui
