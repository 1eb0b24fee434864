// Values of options, and what is said of wrong ones.
#include "cli/commands/option_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace trainyard::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Arguments given(std::map<std::string, std::vector<std::string>, std::less<>> options) {
  return {{}, std::move(options)};
}

TEST(OptionReader, ReadsWhatIsGivenAndKeepsTheRest) {
  const Arguments arguments =
      given({{"seed", {"18446744073709551615"}}, {"threads", {"3"}}, {"tp", {"1, 2,8"}}});
  OptionReader read(arguments);
  EXPECT_EQ(read.number<std::uint64_t>("seed", 1), UINT64_MAX);
  EXPECT_EQ(read.number("top", 5, 1, 100), 5);
  EXPECT_EQ(read.threads(), 3);
  EXPECT_THAT(read.numbers("tp"), ElementsAre(1, 2, 8));
  EXPECT_THAT(read.numbers("pp"), IsEmpty());
  read.exclude("json", "seed");
  EXPECT_THAT(read.problems(), IsEmpty());
}

TEST(OptionReader, TellsAllThatIsWrong) {
  const Arguments arguments = given({{"seed", {"-1"}},
                                     {"threads", {"1025"}},
                                     {"top", {"0"}},
                                     {"pick", {""}},
                                     {"tp", {"1,two"}},
                                     {"pp", {" ,"}},
                                     {"json", {}},
                                     {"csv", {}}});
  OptionReader read(arguments);
  EXPECT_EQ(read.number<std::uint64_t>("seed", 1), 1U);
  EXPECT_EQ(read.threads(), 0);
  EXPECT_EQ(read.number("top", 5, 1, 100), 5);
  EXPECT_EQ(read.number("pick", 1, 1), 1);
  EXPECT_THAT(read.numbers("tp"), IsEmpty());
  EXPECT_THAT(read.numbers("pp"), IsEmpty());
  read.exclude("json", "csv");
  EXPECT_EQ(to_text(read.problems()),
            "--seed \"-1\" is no whole number from 0 on\n"
            "--threads \"1025\" is no whole number from 0 to 1024\n"
            "--top \"0\" is no whole number from 1 to 100\n"
            "--pick \"\" is no whole number from 1 on\n"
            "--tp: \"two\" is no whole number (a list such as 1,2,4)\n"
            "--pp lists nothing (a list such as 1,2,4)\n"
            "--json and --csv exclude each other\n");
}

}  // namespace
}  // namespace trainyard::cli
