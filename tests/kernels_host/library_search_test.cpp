#include "kernels/harness/library_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace trainyard::kernels {
namespace {

namespace fs = std::filesystem;

LibraryName example() {
  return {"example", "TRAINYARD_EXAMPLE_LIBRARY", {"libexample.so.2", "libexample.so.1"}};
}

TEST(LibrarySearch, AsksTheVariableFirstThenTheLoaderThenFolders) {
  const fs::path packages = fs::path(testing::TempDir()) / "trainyard-kernels-packages";
  fs::remove_all(packages);
  fs::create_directories(packages / "nvidia" / "example" / "lib");
  std::ofstream(packages / "nvidia" / "example" / "lib" / "libexample.so.1") << "x";
  const std::string wheel = (packages / "nvidia" / "example" / "lib" / "libexample.so.1").string();

  EXPECT_THAT(library_candidates(example(), "/opt/mine.so", {packages.string()}),
              testing::ElementsAre("/opt/mine.so", "libexample.so.2", "libexample.so.1",
                                   "/usr/local/cuda/lib64/libexample.so.2",
                                   "/usr/local/cuda/lib64/libexample.so.1", wheel));
  EXPECT_THAT(library_candidates(example(), packages.string(), {}),
              testing::Contains(packages.string() + "/libexample.so.2"))
      << "the variable may name a folder";
  EXPECT_EQ(library_candidates(example(), "", {"/no/such/folder"}).size(), 4u);
}

TEST(LibrarySearch, LoadsWhatIsThereAndTellsWhatIsNot) {
  std::string told;
  EXPECT_NE(load_library({"math", "", {"libm.so.6"}}, told), nullptr);
  EXPECT_EQ(told, "libm.so.6");
  EXPECT_EQ(load_library(example(), told), nullptr);
  EXPECT_THAT(told, testing::AllOf(testing::HasSubstr("libexample.so.1"),
                                   testing::HasSubstr("set TRAINYARD_EXAMPLE_LIBRARY")));
}

TEST(LibrarySearch, FindsPackageFoldersOfPython) {
  const std::string folder = testing::TempDir();
  ASSERT_EQ(setenv("PYTHONPATH", folder.c_str(), 1), 0);
  EXPECT_EQ(python_package_folders().front(), folder);
  unsetenv("PYTHONPATH");
}

}  // namespace
}  // namespace trainyard::kernels
