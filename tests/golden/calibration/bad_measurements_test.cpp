// Every file in tests/data/bad_measurements is refused with the message that stands beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/calibration/measurements.h"
#include "tests/support/golden.h"

namespace trainyard {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> bad_files() {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(fs::path(TRAINYARD_SOURCE_DIR) / "tests" / "data" / "bad_measurements")) {
    if (entry.path().extension() != ".expected") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string messages_of(const fs::path& file) {
  const Result<Measurements> read =
      parse_measurements(golden_test::content_of(file), file.filename().string());
  return read ? std::string() : to_text(read.error());
}

TEST(BadMeasurements, AreMany) {
  EXPECT_GE(bad_files().size(), 30U);
}

TEST(BadMeasurements, AreRefusedWithTheMessageBesideThem) {
  for (const fs::path& file : bad_files()) {
    SCOPED_TRACE(file.filename().string());
    const std::string messages = messages_of(file);
    EXPECT_FALSE(messages.empty()) << "was accepted";
    golden_test::expect_golden(fs::path(file).concat(".expected"), messages);
  }
}

TEST(BadMeasurements, EveryMessageNamesTheFileAndFitsOneLine) {
  for (const fs::path& file : bad_files()) {
    const std::string name = file.filename().string();
    std::istringstream messages(messages_of(file));
    for (std::string line; std::getline(messages, line);) {
      EXPECT_THAT(line, ::testing::StartsWith(name + ":")) << line;
      for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20) << line;
    }
  }
}

TEST(BadMeasurements, EveryMessageBelongsToAFile) {
  for (const fs::directory_entry& entry :
       fs::directory_iterator(fs::path(TRAINYARD_SOURCE_DIR) / "tests" / "data" / "bad_measurements")) {
    if (entry.path().extension() != ".expected") continue;
    EXPECT_TRUE(fs::exists(fs::path(entry.path()).replace_extension())) << entry.path();
  }
}

}  // namespace
}  // namespace trainyard
