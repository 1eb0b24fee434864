#pragma once
// Golden files: what the program printed when somebody last read it and found it right. TRAINYARD_BLESS=1
// writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace trainyard::golden_test {

inline bool blessing() {
  const char* wish = std::getenv("TRAINYARD_BLESS");
  return wish != nullptr && std::string(wish) == "1";
}

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

/// `text` is what `path` holds; when blessing, it is written there instead.
inline void expect_golden(const std::filesystem::path& path, const std::string& text) {
  if (blessing()) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing; TRAINYARD_BLESS=1 writes it";
  EXPECT_EQ(content_of(path), text)
      << path << " differs; when the new text is right, run the test with TRAINYARD_BLESS=1";
}

}  // namespace trainyard::golden_test
