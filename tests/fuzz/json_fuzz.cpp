// Any bytes: JsonDocument::parse gives a document or problems with a place inside the text, and a reader
// walks the document asking every field for the wrong and the right kind without coming to harm.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "sim/base/json_reader.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

void walk(JsonReader reader, int depth) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr std::size_t most_keys = 64;
  std::vector<std::string> keys = reader.keys();
  keys.resize(std::min(keys.size(), most_keys));
  for (const std::string& key : keys) {
    switch ((key.size() + static_cast<std::size_t>(depth)) % 8) {
      case 0:
        static_cast<void>(reader.text(key));
        static_cast<void>(reader.integer(key, 1, 64));
        break;
      case 1:
        require(reader.number(key, 0.0, 1.0) <= 1.0);
        static_cast<void>(reader.boolean(key));
        break;
      case 2:
        require(reader.quantity<BytesPerSecond>(key) >= bytes_per_second(0));
        static_cast<void>(reader.quantity<DollarsPerSecond>(key));
        break;
      case 3:
        static_cast<void>(reader.sourced<Watts>(key));
        static_cast<void>(reader.sourced<double>(key));
        break;
      case 4:
        static_cast<void>(reader.count(key, -infinity));
        static_cast<void>(reader.choice(key, {"alpha", "beta", "gamma"}));
        break;
      case 5:
        static_cast<void>(reader.integers(key, std::numeric_limits<std::int64_t>::min(),
                                          std::numeric_limits<std::int64_t>::max()));
        static_cast<void>(reader.texts(key));
        static_cast<void>(reader.numbers(key, -infinity, infinity));
        break;
      default:
        break;  // left unread: an unknown key
    }
    if (auto inner = reader.optional_object(key)) walk(*inner, depth + 1);
    if (depth % 2 == 0) {
      for (const JsonReader& inner : reader.objects(key)) walk(inner, depth + 1);
    }
  }
  static_cast<void>(reader.text("certainly missing"));
  reader.report("", "a word of the caller");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(input), size);
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  const auto check = [&](const Diagnostics& problems) {
    int last_line = 0;
    for (const Diagnostic& found : problems) {
      require(found.line >= std::max(last_line, 1) && found.line <= lines && found.column >= 1);
      require(to_text(found).find('\n') == std::string::npos);
      last_line = found.line;
    }
  };
  const Result<JsonDocument> document = JsonDocument::parse(text, "fuzz.json");
  if (!document) {
    require(!document.error().empty());
    check(document.error());
    return 0;
  }
  Diagnostics problems;
  JsonReader reader(document.value(), problems);
  walk(reader, 0);
  reader.finish();
  check(problems);
  return 0;
}
