#include "hardware_profiles/document_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace trainyard {
namespace {

TEST(DocumentNames, APathHoldsASlashOrEndsInJson) {
  for (const char* path : {"a/b", "./h800-sxm", "/abs", "mine.json", "folder/"})
    EXPECT_TRUE(is_path(path)) << path;
  for (const char* name : {"h800-sxm", "deepseek-v3", "", "mine.json5", "json", "llama-3.2-1b"})
    EXPECT_FALSE(is_path(name)) << name;
}

TEST(DocumentNames, AreTheSortedStemsOfTheJsonFiles) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / "trainyard-document-names-are-sorted";
  std::filesystem::create_directories(folder);
  for (const char* file : {"b.json", "a.2.json", "c.txt"}) std::ofstream(folder / file) << "{}";
  EXPECT_THAT(document_names(folder), ::testing::ElementsAre("a.2", "b"));
  EXPECT_THAT(document_names(folder / "nothing"), ::testing::IsEmpty());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace trainyard
