#pragma once
// Folders of broken files, each with the message it must get beside it in NAME.expected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/golden.h"

namespace trainyard::bad_files {

/// The broken files of tests/data/FOLDER, sorted.
inline std::vector<std::filesystem::path> in(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(TRAINYARD_SOURCE_DIR) /
                                                               "tests" / "data" / folder)) {
    if (entry.path().extension() != ".expected") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Where the message of a file stands: `appended` to its whole name, or in place of its ending.
enum class Expected { appended, instead_of_ending };
inline std::filesystem::path expected_of(std::filesystem::path file, Expected where) {
  return where == Expected::appended ? file.concat(".expected") : file.replace_extension(".expected");
}

/// Every file of the folder is refused with the message beside it, line by line beginning with its name and
/// without control characters, and no message is left without a file.
template <class MessagesOf>
void expect_refused(const std::string& folder, Expected where, std::size_t at_least,
                    const MessagesOf& messages_of) {
  const std::vector<std::filesystem::path> files = in(folder);
  EXPECT_GE(files.size(), at_least);
  std::vector<std::filesystem::path> told;
  for (const std::filesystem::path& file : files) {
    SCOPED_TRACE(file.filename().string());
    const std::string messages = messages_of(file);
    EXPECT_FALSE(messages.empty()) << "was accepted";
    told.push_back(expected_of(file, where));
    golden_test::expect_golden(told.back(), messages);
    std::istringstream lines(messages);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_THAT(line, ::testing::StartsWith(file.filename().string() + ":"));
      for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20) << line;
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(files.front().parent_path())) {
    if (entry.path().extension() != ".expected") continue;
    EXPECT_NE(std::find(told.begin(), told.end(), entry.path()), told.end())
        << entry.path() << " has no file";
  }
}

}  // namespace trainyard::bad_files
