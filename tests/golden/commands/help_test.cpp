// What the program says about itself, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L
// golden.
#include <gtest/gtest.h>

#include "cli/commands/command.h"
#include "tests/support/command_line.h"
#include "tests/support/golden.h"

namespace trainyard::cli {
namespace {

std::string printed(const std::vector<std::string>& words) {
  const Outcome told = run_words(words);
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  return told.out;
}

std::filesystem::path expected(const std::string& name) {
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "commands" / "expected" / name;
}

TEST(Help, IsAsLastRead) {
  std::string text = printed({"--help"});
  for (const Command& command : commands())
    text += "\n----\n" + printed({std::string(command.name), "--help"});
  golden_test::expect_golden(expected("help.txt"), text);
}

TEST(Lists, AreAsLastRead) {
  std::string text = printed({"list"});
  for (const char* kind : {"scenarios", "models", "schedules", "collectives", "uncertain"})
    text += "\n----\n" + printed({"list", kind});
  golden_test::expect_golden(expected("lists.txt"), text);
}

TEST(Completion, IsAsLastRead) {
  golden_test::expect_golden(expected("completion.bash"), printed({"completion", "bash"}));
}

}  // namespace
}  // namespace trainyard::cli
