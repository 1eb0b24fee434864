// The form of the files: format, size, what they may not name, and what stands at the top.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "tests/layout/source_tree.h"

namespace trainyard::layout {
namespace {

TEST(Files, SourcesAreFormatted) {
  const std::string formatter = TRAINYARD_CLANG_FORMAT;
  if (formatter.empty()) GTEST_SKIP() << "clang-format-14 is not installed";
  std::string command =
      "cd '" + source_root().string() + "' && " + formatter + " --dry-run -Werror --ferror-limit=1";
  std::size_t count = 0;
  for (const std::string& file : files_below("", {".h", ".cpp"})) {
    command += " '" + file + "'";
    ++count;
  }
  ASSERT_GT(count, 100u);
  const CommandResult result = run(command + " 2>&1");
  EXPECT_EQ(result.code, 0) << result.output << "\nclang-format-14 -i FILE puts a file right";
}

TEST(Files, AreBelowOneMegabyte) {
  for (const std::string& file : project_files())
    EXPECT_LE(std::filesystem::file_size(source_root() / file), 1'000'000u) << file;
}

TEST(Files, NameNoPlaceOfOneMachine) {
  // Cut in two, so that this file does not name them itself.
  const std::regex places(std::string("(^|[^A-Za-z0-9_.])/") + "(work|root|home/[a-z]+|tmp/build)/");
  const std::regex process(std::string("\\b(y") + "build|yco" + "mmit|iss" + "ue [0-9]+)\\b",
                           std::regex::icase);
  EXPECT_TRUE(std::regex_search(std::string("-I/") + "work/main", places) ||
              std::regex_search(std::string("see /") + "work/main", places));
  EXPECT_TRUE(std::regex_search(std::string("as iss") + "ue 12 asks", process));
  for (const std::string& file : project_files()) {
    for (const Line& line : lines_of(file)) {
      if (file == "LICENSE") continue;
      EXPECT_FALSE(std::regex_search(line.text, places)) << file << ":" << line.number << ": " << line.text;
      EXPECT_FALSE(std::regex_search(line.text, process)) << file << ":" << line.number << ": " << line.text;
    }
  }
}

TEST(Files, TextEndsWithANewlineAndHoldsNoTabs) {
  for (const std::string& file : files_below("", {".h", ".cpp", ".md", ".cmake", "CMakeLists.txt", ".sh"})) {
    const std::string text = text_of(file);
    EXPECT_TRUE(text.empty() || text.back() == '\n') << file;
    EXPECT_EQ(text.find('\r'), std::string::npos) << file;
    EXPECT_EQ(text.find('\t'), std::string::npos) << file;
  }
}

TEST(Files, TopHoldsWhatTheReadmeMaps) {
  static const std::set<std::string> agreed{".ci",
                                            ".clang-format",
                                            ".clang-tidy",
                                            ".editorconfig",
                                            ".gitignore",
                                            "CHANGELOG.md",
                                            "CMakeLists.txt",
                                            "CMakePresets.json",
                                            "LICENSE",
                                            "README.md",
                                            "bootstrap.sh",
                                            "cli",
                                            "cmake",
                                            "data",
                                            "gui",
                                            "hardware_profiles",
                                            "kernels",
                                            "models",
                                            "sim",
                                            "tests",
                                            "third_party"};
  const std::set<std::string> optional{"third_party"};
  std::set<std::string> found;
  for (const std::string& file : project_files()) found.insert(file.substr(0, file.find('/')));
  for (const std::string& name : found)
    EXPECT_EQ(agreed.count(name), 1u) << name << " stands at the top of the tree";
  for (const std::string& name : agreed)
    EXPECT_TRUE(found.count(name) == 1 || optional.count(name) == 1) << name << " is missing";
}

TEST(Files, EveryTopFolderHasItsMap) {
  const std::string readme = text_of("README.md");
  for (const char* folder :
       {"sim", "hardware_profiles", "models", "cli", "kernels", "gui", "tests", "data"}) {
    EXPECT_GT(text_of(std::string(folder) + "/README.md").size(), 100u) << folder;
    EXPECT_NE(readme.find("`" + std::string(folder) + "/`"), std::string::npos)
        << "README.md does not map " << folder;
  }
}

TEST(Files, DocumentsNameSchemasThatExist) {
  static const std::regex schema("\"\\$schema\": *\"([^\"]+)\"");
  int found = 0;
  for (const char* folder : {"data/", "hardware_profiles/"}) {
    for (const std::string& file : files_below(folder, {".json"})) {
      const std::string text = text_of(file);
      std::smatch name;
      if (!std::regex_search(text, name, schema) || name[1].str().starts_with("http")) continue;
      ++found;
      const std::filesystem::path here = (source_root() / file).parent_path();
      EXPECT_TRUE(std::filesystem::exists(here / name[1].str())) << file << " names the schema " << name[1];
    }
  }
  EXPECT_GT(found, 20) << "no document names a schema";
}

TEST(Files, ReadmesNameOnlyWhatExists) {
  // Names in backquotes that look like a folder or a file of ours, looked for from the root and from the
  // README.
  static const std::regex name(
      "`((sim|hardware_profiles|models|cli|kernels|gui|tests|data|cmake)/[A-Za-z0-9_./-]*)`");
  for (const std::string& file : files_below("", {"README.md"})) {
    const std::filesystem::path here = std::filesystem::path(file).parent_path();
    for (const Line& line : lines_of(file)) {
      for (std::sregex_iterator it(line.text.begin(), line.text.end(), name), none; it != none; ++it) {
        const std::string path = (*it)[1];
        EXPECT_TRUE(std::filesystem::exists(source_root() / path) ||
                    std::filesystem::exists(source_root() / here / path))
            << file << ":" << line.number << ": there is no " << path;
      }
    }
  }
}

}  // namespace
}  // namespace trainyard::layout
