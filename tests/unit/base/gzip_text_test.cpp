#include "sim/base/gzip_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "sim/base/json_reader.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

/// gzip of "m,n\n1,2\n".
std::string table() {
  return "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcb\xd5\xc9\xe3\x32\xd4\x31\xe2\x02\x00\x4f\xd2\xfa\x2a"
         "\x08\x00\x00\x00"
         ""s;
}

/// gzip of 100000 times "a".
std::string many() {
  return "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xac\xeb\x5f\xc2\x1a"
         "\x1e\x40\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
         "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
         "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
         "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
         "\x00\x00\x00\xaf\x06\x87\xfa\xe2\x1b\xa0\x86\x01\x00"
         ""s;
}

std::string words(const Result<std::string>& result) {
  return result.has_value() ? "read" : to_text(result.error());
}

TEST(GzipText, InflatesOneMemberAndSeveral) {
  EXPECT_TRUE(is_gzip(table()));
  EXPECT_FALSE(is_gzip("m,n"));
  EXPECT_FALSE(is_gzip("\x1f"));
  EXPECT_EQ(inflate_gzip(table(), bytes(100), "t").value(), "m,n\n1,2\n");
  EXPECT_EQ(inflate_gzip(table() + table(), bytes(100), "t").value(), "m,n\n1,2\nm,n\n1,2\n");
  EXPECT_EQ(inflate_gzip(many(), bytes(100000), "t").value(), std::string(100000, 'a'));
}

TEST(GzipText, RefusesMoreThanTheLimit) {
  EXPECT_EQ(words(inflate_gzip(many(), bytes(99999), "t.gz")), "t.gz: inflates to more than 100 kB\n");
}

TEST(GzipText, SaysThatItEndsTooEarly) {
  const std::string whole = many();
  for (std::size_t length = 2; length < whole.size(); ++length) {
    EXPECT_THAT(words(inflate_gzip(whole.substr(0, length), mebibytes(1), "t.gz")),
                HasSubstr("ends too early"))
        << length;
  }
}

TEST(GzipText, SaysThatItIsCorrupt) {
  std::string wrong = table();
  wrong[wrong.size() - 8] = static_cast<char>(wrong[wrong.size() - 8] ^ 1);  // its checksum
  EXPECT_THAT(words(inflate_gzip(wrong, mebibytes(1), "t.gz")),
              HasSubstr("t.gz: its gzip data is corrupt after 8 bytes of text: incorrect data check"));
  EXPECT_THAT(words(inflate_gzip(table() + "tail", mebibytes(1), "t.gz")),
              HasSubstr("has 4 bytes behind its gzip data"));
}

TEST(GzipText, ReadsFilesBothWays) {
  std::string name = (std::filesystem::temp_directory_path() / "trainyard-gzip-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const std::filesystem::path folder = name;
  ASSERT_TRUE(write_file(folder / "t.csv.gz", table()));
  ASSERT_TRUE(write_file(folder / "t.csv", "m,n\n1,2\n"));
  EXPECT_EQ(read_text_file(folder / "t.csv.gz").value(), read_text_file(folder / "t.csv").value());
  EXPECT_THAT(words(read_text_file(folder / "none")), HasSubstr("there is no such file"));
  EXPECT_THAT(words(read_text_file(folder / "t.csv", bytes(7))), HasSubstr("is larger than"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace trainyard
