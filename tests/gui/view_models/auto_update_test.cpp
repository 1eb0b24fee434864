#include "gui/view_models/auto_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr int patience = 10'000;  // ms

class AutoUpdates : public ::testing::Test {
 protected:
  /// As the page does that shows `settings` and is looked at.
  void answered(const AskedSettings& settings) {
    update.set_settings(settings);
    update.started();
    update.delivered();
  }

  AutoUpdate update{"Search", true, nullptr, 5ms};
  QSignalSpy starts{&update, &AutoUpdate::startWanted};
  QSignalSpy cancels{&update, &AutoUpdate::cancelWanted};
};

TEST_F(AutoUpdates, SayAtOnceThatWhatIsShownIsOfEarlierSettings) {
  update.set_automatic(false);
  update.set_seen(true);
  EXPECT_EQ(update.banner(), "") << "nothing was asked yet";
  answered({"a", "x"});
  EXPECT_EQ(update.banner(), "");
  update.set_settings({"b", "x"});
  EXPECT_THAT(update.banner(), HasSubstr("belongs to a, not to b"));
  EXPECT_THAT(update.banner(), HasSubstr("Press Search"));
  update.set_settings({"a", "y"});
  EXPECT_THAT(update.banner(), HasSubstr("other controls"));
  update.set_settings({"a", "x"});
  EXPECT_EQ(update.banner(), "") << "back to what was asked";
  QTest::qWait(50);
  EXPECT_EQ(starts.count(), 0) << "it was not to start by itself";
}

TEST_F(AutoUpdates, StartOnceTheSettingsRest) {
  update.set_seen(true);
  for (int i = 0; i < 20; ++i) update.set_settings({"a", std::to_string(i)});
  EXPECT_TRUE(starts.count() == 1 || starts.wait(patience));
  QTest::qWait(50);
  EXPECT_EQ(starts.count(), 1);
}

TEST_F(AutoUpdates, DoNotStartUnseenNorForNothing) {
  update.set_settings({"a", "x"});
  QTest::qWait(50);
  EXPECT_EQ(starts.count(), 0) << "not seen";
  update.set_seen(true);
  EXPECT_TRUE(starts.count() == 1 || starts.wait(patience));
  update.started();
  update.set_settings({});
  QTest::qWait(50);
  EXPECT_EQ(starts.count(), 1) << "no scenario is open";
}

TEST_F(AutoUpdates, CallOffWorkThatIsStale) {
  update.set_seen(true);
  update.set_settings({"a", "x"});
  update.started();
  update.set_settings({"a", "y"});
  EXPECT_EQ(cancels.count(), 1);
  EXPECT_TRUE(starts.count() == 1 || starts.wait(patience));
  update.started();
  update.delivered();
  EXPECT_FALSE(update.outdated());
}

TEST_F(AutoUpdates, LeaveAloneWhatAPersonCancelled) {
  update.set_seen(true);
  update.set_settings({"a", "x"});
  update.started();
  update.called_off();
  QTest::qWait(50);
  EXPECT_EQ(starts.count(), 0);
  update.set_settings({"a", "y"});
  EXPECT_TRUE(starts.count() == 1 || starts.wait(patience));
}

TEST_F(AutoUpdates, AKeptResultSaysThatItIsOne) {
  update.set_automatic(false);
  update.set_seen(true);
  update.set_settings({"a", "x"});
  update.shown_kept("Kept on Monday.");
  EXPECT_TRUE(update.shows_kept());
  EXPECT_THAT(update.banner(), HasSubstr("Kept on Monday. Press Search"));
  answered({"a", "x"});
  EXPECT_EQ(update.banner(), "");
}

}  // namespace
}  // namespace trainyard::gui
