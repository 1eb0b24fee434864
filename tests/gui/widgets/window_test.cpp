// The whole window, where no display is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QTabWidget>

#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"

namespace trainyard::gui {
namespace {

TEST(Window, OpensAScenarioAndShowsIt) {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.show();
  ASSERT_TRUE(settle(window, 60'000));
  ASSERT_FALSE(window.pages().front()->content().blocks.empty());
  EXPECT_EQ(window.session().entries.front().scenario, "deepseek-v3-h800");
}

}  // namespace
}  // namespace trainyard::gui
