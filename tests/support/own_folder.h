#pragma once
// Files of a test.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace trainyard {

/// A folder for each test, named after it: tests run at the same time. Empty at the start, gone at the end.
class OwnFolder : public ::testing::Test {
 protected:
  OwnFolder() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~OwnFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }
  /// The path of what was written.
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(file(name), std::ios::binary) << content;
    return file(name);
  }

 private:
  static std::string own_name() {
    const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
    return std::string("trainyard-") + test.test_suite_name() + "-" + test.name();
  }
  std::filesystem::path folder_ = std::filesystem::path(::testing::TempDir()) / own_name();
};

}  // namespace trainyard
