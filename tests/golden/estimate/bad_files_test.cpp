// Every file in tests/data/bad is refused with the message that stands beside it. The first word of a file's
// name says what it is meant to be.
#include <gtest/gtest.h>

#include <map>

#include "hardware_profiles/profile_parsers.h"
#include "models/architecture/model_library.h"
#include "models/estimate/scenario_reader.h"
#include "tests/support/bad_files.h"

namespace trainyard {
namespace {

namespace fs = std::filesystem;

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

TEST(BadFiles, AreRefusedWithTheMessageBesideThem) {
  bad_files::expect_refused("bad", bad_files::Expected::instead_of_ending, 50, messages_of);
}

}  // namespace
}  // namespace trainyard
