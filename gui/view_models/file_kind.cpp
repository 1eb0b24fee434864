#include "gui/view_models/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "gui/view_models/words.h"
#include "sim/base/gzip_text.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t looked_at = std::size_t{1} << 20;  // bytes; scenarios are a few KB
constexpr std::size_t most_keys = 12;                    // that a message names

/// Keys of the outermost object, as far as the text goes.
std::vector<std::string> root_keys(std::string_view text) {
  std::vector<std::string> keys;
  int depth = 0;
  bool is_key = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') is_key = ++depth == 1;
    if (c == '}' || c == ']') --depth;
    if (c == ',' && depth == 1) is_key = true;
    if (c == ':' && depth == 1) is_key = false;
    if (c != '"') continue;
    const std::size_t begin = ++i;
    while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
    if (is_key && depth == 1 && i < text.size()) keys.emplace_back(text.substr(begin, i - begin));
  }
  return keys;
}

}  // namespace

Result<FileKind> kind_of_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  std::ifstream stream(file, std::ios::binary);
  // A folder, a file that is missing or may not be read: told in the words of the library.
  if (error || !stream) {
    TRAINYARD_TRY(content, read_file(file));
    (void)content;
  }
  std::string text(std::min<std::uintmax_t>(size, looked_at), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  if (is_gzip(text)) return FileKind::trace;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const char begins = first == std::string::npos ? '\0' : text[first];
  if (begins == '[') return FileKind::trace;
  std::vector<std::string> keys;
  if (begins == '{') {
    keys = root_keys(text);
    const auto has = [&](std::string_view key) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    if (has("trainyard_session")) return FileKind::session;
    if (has("traceEvents")) return FileKind::trace;
    if (has("model") || has("cluster") || has("plan")) return FileKind::scenario;
    if (size > looked_at) return FileKind::trace;
    if (!JsonDocument::parse(text, file.string())) return FileKind::scenario;
  }
  if (keys.size() > most_keys) keys.resize(most_keys);
  return Diagnostics{Diagnostic{
      file.string(),
      {},
      0,
      0,
      words("is neither a scenario, nor a session, nor a trace: expected a JSON object with \"model\", "
            "\"cluster\" and \"plan\", a session saved here, or a trace of a profiler (\"traceEvents\" or a "
            "list of events, .json or .json.gz)"),
      begins != '{'  ? words("it is no JSON object and no list")
      : keys.empty() ? words("the object is empty")
                     : words("found: {}", fmt::format("{}", fmt::join(keys, ", ")))}};
}

}  // namespace trainyard::gui
