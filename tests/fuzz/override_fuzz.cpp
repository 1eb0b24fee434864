// Any "path=value", several per input (one a line): an override is refused against its own name, or the
// document reads on.
#include <algorithm>
#include <cstdint>
#include <string>

#include "sim/base/json_reader.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

const JsonDocument& scenario() {
  static const JsonDocument document =
      JsonDocument::parse(
          R"({"plan": {"pp": 16, "tp": 1}, "stages": [1, {"a": 2}, [3]], "name": "x", "none": null})",
          "fuzz.json")
          .value();
  return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(input), size);
  JsonDocument document = scenario();
  for (int line = 0; line < 8 && !rest.empty(); ++line) {
    const std::string_view setting = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), setting.size() + 1));
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos) continue;
    const Result<JsonDocument> changed =
        document.with_override(setting.substr(0, equals), setting.substr(equals + 1));
    if (changed) {
      document = changed.value();
      continue;
    }
    require(!changed.error().empty());
    for (const Diagnostic& found : changed.error()) {
      require(found.file == "--set " + std::string(setting) && found.line == 0 && !found.message.empty());
    }
  }
  Diagnostics problems;
  JsonReader reader(document, problems);
  JsonReader plan = reader.object("plan");
  static_cast<void>(plan.integer("pp", 1, 64));
  static_cast<void>(plan.count("tp"));
  static_cast<void>(reader.objects("stages"));
  static_cast<void>(reader.text("name"));
  static_cast<void>(reader.has("none"));
  reader.finish();
  for (const Diagnostic& found : problems)
    require(found.file == "fuzz.json" ? found.line == 1 : found.line == 0);
  require(document.file_name() == "fuzz.json");
  return 0;
}
