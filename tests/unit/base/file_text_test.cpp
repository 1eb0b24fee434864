#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "sim/base/json_reader.h"

namespace trainyard {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FileText : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "trainyard-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_{};
};

TEST_F(FileText, WritesAndReadsBack) {
  const fs::path path = folder_ / "a.json";
  const std::string content = std::string("x\0y\n", 4) + std::string(200000, 'z');
  ASSERT_TRUE(write_file(path, content));
  EXPECT_EQ(read_file(path).value(), content);
  ASSERT_TRUE(write_file(path, "short"));
  EXPECT_EQ(read_file(path).value(), "short");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileText, SaysWhyAFileCannotBeRead) {
  EXPECT_THAT(to_text(read_file(folder_ / "none.json").error()),
              HasSubstr("none.json: there is no such file"));
  EXPECT_THAT(to_text(read_file(folder_).error()), HasSubstr("is a folder, expected a file"));
  ASSERT_TRUE(write_file(folder_ / "big", std::string(1001, 'x')));
  EXPECT_THAT(to_text(read_file(folder_ / "big", bytes(1000)).error()), HasSubstr("is larger than 1.00 kB"));
  EXPECT_TRUE(read_file(folder_ / "big", bytes(1001)));
  EXPECT_THAT(to_text(JsonDocument::load(folder_ / "big").error()), HasSubstr("big:1:1: found \"xxx"));
}

TEST_F(FileText, LeavesNothingBehindWhenItFails) {
  EXPECT_THAT(to_text(write_file(folder_ / "no" / "a.json", "x").error()),
              HasSubstr("does its folder exist?"));
  EXPECT_THAT(to_text(write_file(folder_, "x").error()), HasSubstr("is a folder"));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(FileText, RemovesTheTemporaryWhenWritingStopsHalfway) {
  const fs::path path = folder_ / "a.json";
  ASSERT_TRUE(write_file(path, "old"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<void> written = write_file(path, std::string(10000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_THAT(to_text(written.error()), HasSubstr("a.json: cannot be written: File too large"));
  EXPECT_EQ(read_file(path).value(), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileText, WritesIntoDevicesAsTheyAre) {
  const fs::path full = "/dev/full";  // every write fails with "no space left"
  if (!fs::exists(full)) GTEST_SKIP() << "this system has no /dev/full";
  EXPECT_THAT(to_text(write_file(full, "x").error()),
              HasSubstr("/dev/full: cannot be written: No space left"));
  EXPECT_TRUE(write_file("/dev/null", "x"));
  EXPECT_FALSE(fs::is_regular_file("/dev/null"));
}

TEST_F(FileText, KeepsALinkAndTheModeOfItsTarget) {
  const fs::path target = folder_ / "target", link = folder_ / "link";
  ASSERT_TRUE(write_file(target, "old"));
  ASSERT_EQ(::chmod(target.c_str(), 0600), 0);
  fs::create_symlink("target", link);
  ASSERT_TRUE(write_file(link, "new"));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(read_file(target).value(), "new");
  EXPECT_EQ(fs::status(target).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(entries(), 2U);
}

}  // namespace
}  // namespace trainyard
