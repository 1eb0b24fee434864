// Every file in tests/data/bad is refused with the message that stands beside it. The first word of a file's
// name says what it is meant to be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "hardware_profiles/profile_parsers.h"
#include "models/architecture/model_library.h"
#include "models/estimate/scenario_reader.h"
#include "tests/support/golden.h"

namespace trainyard {
namespace {

namespace fs = std::filesystem;

fs::path folder() {
  return fs::path(TRAINYARD_SOURCE_DIR) / "tests" / "data" / "bad";
}

std::vector<fs::path> bad_files() {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder())) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

template <class Read>
Diagnostics problems_of(const JsonDocument& document, const Read& read) {
  const auto found = read(document);
  return found ? Diagnostics{} : found.error();
}

using Reader = Diagnostics (*)(const JsonDocument&);

const std::map<std::string, Reader>& readers() {
  static const std::map<std::string, Reader> all{
      {"scenario",
       [](const JsonDocument& document) {
         return problems_of(document, [](const JsonDocument& d) {
           return read_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), d);
         });
       }},
      {"model",
       [](const JsonDocument& document) {
         return problems_of(document, [](const JsonDocument& d) { return parse_model(d, "bad"); });
       }},
      {"gpu", [](const JsonDocument& document) { return problems_of(document, parse_gpu); }},
      {"node", [](const JsonDocument& document) { return problems_of(document, parse_node); }},
      {"fabric", [](const JsonDocument& document) { return problems_of(document, parse_fabric); }},
      {"cluster", [](const JsonDocument& document) { return problems_of(document, parse_cluster); }},
      {"software", [](const JsonDocument& document) { return problems_of(document, parse_software); }},
      {"prices", [](const JsonDocument& document) { return problems_of(document, parse_prices); }},
      {"failures", [](const JsonDocument& document) { return problems_of(document, parse_failures); }},
  };
  return all;
}

std::string messages_of(const fs::path& file) {
  const std::string name = file.filename().string();
  const Result<JsonDocument> document = JsonDocument::parse(golden_test::content_of(file), name);
  if (!document) return to_text(document.error());
  return to_text(readers().at(name.substr(0, name.find('-')))(document.value()));
}

TEST(BadFiles, AreMany) {
  EXPECT_GE(bad_files().size(), 50U);
}

TEST(BadFiles, AreRefusedWithTheMessageBesideThem) {
  for (const fs::path& file : bad_files()) {
    SCOPED_TRACE(file.filename().string());
    const std::string messages = messages_of(file);
    EXPECT_FALSE(messages.empty()) << "was accepted";
    fs::path expected = file;
    golden_test::expect_golden(expected.replace_extension(".expected"), messages);
  }
}

TEST(BadFiles, EveryMessageNamesFileAndLineAndFitsOneLine) {
  for (const fs::path& file : bad_files()) {
    const std::string name = file.filename().string();
    std::istringstream messages(messages_of(file));
    for (std::string line; std::getline(messages, line);) {
      EXPECT_THAT(line, ::testing::StartsWith(name + ":")) << line;
      for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20) << line;
    }
  }
}

TEST(BadFiles, EveryMessageBelongsToAFile) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder())) {
    fs::path file = entry.path();
    if (file.extension() != ".expected") continue;
    EXPECT_TRUE(fs::exists(file.replace_extension(".json"))) << entry.path();
  }
}

}  // namespace
}  // namespace trainyard
