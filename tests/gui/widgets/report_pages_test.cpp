// What pages give to a report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QImage>

#include "gui/pages/page.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/screenshots.h"
#include "tests/support/own_folder.h"

namespace trainyard::gui {
namespace {

constexpr int patience = 120'000;  // ms: a limit for a machine that is busy, not a target

class ReportPages : public OwnFolder {
 protected:
  ReportPages() : window_(ProfileLibrary::shipped().value(), {}) {
    window_.show();
    window_.workbench().replace_all({{"llama-3-70b-h100", {}}, {"llama-3-70b-h100", {{"gpus", "1024"}}}}, 1);
  }
  ReportPage shown(const char* id) {
    window_.show_page(QString::fromUtf8(id));
    EXPECT_TRUE(settle(window_, patience));
    for (std::size_t i = 0; i < window_.pages().size(); ++i)
      if (std::string_view(page_kinds()[i].id) == id)
        return report_page(page_kinds()[i], *window_.pages()[i]);
    ADD_FAILURE() << id;
    return {};
  }
  MainWindow window_;
};

TEST_F(ReportPages, NameTheirScenario) {
  EXPECT_EQ(shown("compare").about, "all scenarios");
  const ReportPage memory = shown("memory");
  EXPECT_EQ(memory.about, "llama-3-70b-h100, gpus=1024");
  ASSERT_FALSE(memory.content.blocks.empty());
  EXPECT_EQ(std::get_if<Heading>(&memory.content.blocks.front()), nullptr) << "the title says it";
  EXPECT_EQ(shown("calibration").about, "");
  EXPECT_EQ(shown("search").about, "") << "nothing was asked";
  window_.workbench().choose(0);
  EXPECT_EQ(shown("memory").about, "llama-3-70b-h100");
}

TEST_F(ReportPages, OfTheTimelineHaveItsPicture) {
  EXPECT_FALSE(shown("memory").picture);
  const ReportPage page = shown("timeline");
  ASSERT_TRUE(page.picture);
  const QImage image = QImage::fromData(QByteArray::fromStdString(page.picture->png));
  EXPECT_EQ(image.width(), 2 * page.picture->size.width);
  EXPECT_LT(page.picture->png.size(), 1'000'000U);
  ASSERT_TRUE(write_report("Report", {page}, file("report.pdf")));
  ReportPage without = page;
  without.picture.reset();
  ASSERT_TRUE(write_report("Report", {without}, file("without.pdf")));
  EXPECT_GT(std::filesystem::file_size(file("report.pdf")),
            std::filesystem::file_size(file("without.pdf")) + 5000);
}

TEST_F(ReportPages, AreRefusedWhereTheyCannotBeWritten) {
  EXPECT_TRUE(check_report_file(file("new.pdf")));
  EXPECT_FALSE(check_report_file(file("new.txt")));
  EXPECT_FALSE(check_report_file(file("none/new.html")));
  EXPECT_FALSE(std::filesystem::exists(file("new.pdf"))) << "looking leaves nothing behind";
}

}  // namespace
}  // namespace trainyard::gui
