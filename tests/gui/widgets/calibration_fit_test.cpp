// A fit started from the Calibration page, and cancelled.
#include <gmock/gmock.h>

#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "sim/base/json_reader.h"
#include "tests/gui/view_models/content_parts.h"
#include "tests/gui/widgets/dialogs.h"
#include "tests/support/made_up_measurements.h"
#include "tests/support/own_folder.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target

class CalibrationFit : public OwnFolder {
 protected:
  CalibrationFit() : window_(ProfileLibrary::shipped().value(), {}) {
    window_.show();
    window_.show_page(QStringLiteral("calibration"));
    EXPECT_TRUE(settle(window_, patience));
    for (Page* one : window_.pages())
      if (one->objectName() == QStringLiteral("calibration")) page_ = one;
    for (auto* one : page_->findChildren<QPushButton*>())
      if (one->text() == QStringLiteral("Cali&brate from files...")) fit_ = one;
  }
  void start(const std::string& into) {
    AnsweredDialogs dialogs({write("gemm.csv", made_up::gemm_table()), into});
    fit_->click();
    ASSERT_EQ(dialogs.answered(), 2U);
    ASSERT_TRUE(page_->busy());
  }

  MainWindow window_;
  Page* page_ = nullptr;
  QPushButton* fit_ = nullptr;
};

TEST_F(CalibrationFit, CancelledLeavesThePageAndTheProfileAsTheyWere) {
  ASSERT_NE(fit_, nullptr);
  const std::string into = file("mine.json");
  start(into);
  ASSERT_TRUE(settle(window_, patience));
  EXPECT_THAT(text_of(page_->content(), Tone::good), HasSubstr("mine.json"));
  const std::string before = read_file(into).value();
  auto* profiles = page_->findChild<QComboBox*>();
  profiles->setCurrentText(QStringLiteral("a100-sxm-80"));
  ASSERT_TRUE(settle(window_, patience));
  const std::vector<Block> shown = page_->content().blocks;

  QSignalSpy progress(page_, &Page::progressed);
  start(into);
  EXPECT_FALSE(profiles->isEnabled()) << "choosing another profile would end the fit";
  EXPECT_FALSE(fit_->isEnabled());
  ASSERT_TRUE(progress.count() > 0 || progress.wait(patience));
  QToolButton* cancel = nullptr;
  for (auto* one : window_.findChildren<QToolButton*>())
    if (one->text() == QStringLiteral("Cancel")) cancel = one;
  ASSERT_NE(cancel, nullptr);
  EXPECT_TRUE(cancel->isVisible());
  cancel->click();
  EXPECT_FALSE(page_->busy());
  EXPECT_TRUE(profiles->isEnabled());
  EXPECT_TRUE(fit_->isEnabled());
  QTest::qWait(300);  // ms: an answer that still came would be shown by now
  EXPECT_EQ(page_->content().blocks.size(), shown.size());
  EXPECT_EQ(text_of(page_->content(), Tone::good), "");
  EXPECT_EQ(problem_text(page_->content()), "");
  EXPECT_EQ(read_file(into).value(), before);
}

}  // namespace
}  // namespace trainyard::gui
