#include "sim/base/gzip_text.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "sim/base/json_reader.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr int gzip_window = 15 + 16;  // zlib: the largest window, gzip header and checksum

/// A zlib stream that ends itself.
class Inflater {
 public:
  Inflater() { ready_ = ::inflateInit2(&stream, gzip_window) == Z_OK; }
  ~Inflater() {
    if (ready_) ::inflateEnd(&stream);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  [[nodiscard]] bool ready() const { return ready_; }
  z_stream stream{};

 private:
  bool ready_ = false;
};

Diagnostics file_problem(const std::string& file, std::string message, std::string hint = {}) {
  return {Diagnostic{file, {}, 0, 0, std::move(message), std::move(hint)}};
}

}  // namespace

bool is_gzip(std::string_view content) {
  return content.substr(0, gzip_magic.size()) == gzip_magic;
}

Result<std::string> inflate_gzip(std::string_view content, Bytes limit, const std::string& file_name,
                                 const InflateStep& step) {
  Inflater inflater;
  if (!inflater.ready()) return file_problem(file_name, "cannot be inflated: zlib does not start");
  z_stream& stream = inflater.stream;
  const auto most = static_cast<std::size_t>(limit.base());
  std::string text;
  std::string chunk(std::size_t{1} << 18, '\0');
  std::size_t given = 0;  // bytes of `content` handed to zlib
  while (true) {
    if (stream.avail_in == 0 && given < content.size()) {
      const std::size_t part =
          std::min<std::size_t>(content.size() - given, std::numeric_limits<uInt>::max() / 2);
      // zlib's interface lacks a const; it does not write to its input.
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data() + given));
      stream.avail_in = static_cast<uInt>(part);
      given += part;
    }
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int code = ::inflate(&stream, Z_NO_FLUSH);
    text.append(chunk.data(), chunk.size() - stream.avail_out);
    if (text.size() > most)
      return file_problem(file_name, fmt::format("inflates to more than {}", to_text(limit)));
    const std::size_t left = content.size() - given + stream.avail_in;
    if (step && !step(content.size() - left, content.size()))
      return file_problem(file_name, "inflating was cancelled");
    if (code == Z_STREAM_END) {
      if (left == 0) return text;
      if (!is_gzip(content.substr(content.size() - left)))
        return file_problem(file_name, fmt::format("has {} bytes behind its gzip data", left),
                            "was the file joined with another, or damaged on the way?");
      ::inflateReset(&stream);
    } else if (code == Z_BUF_ERROR || (code == Z_OK && left == 0 && stream.avail_out > 0)) {
      return file_problem(file_name,
                          fmt::format("its gzip data ends too early, after {} bytes of text", text.size()),
                          "was it copied completely?");
    } else if (code != Z_OK) {
      return file_problem(file_name,
                          fmt::format("its gzip data is corrupt after {} bytes of text: {}", text.size(),
                                      stream.msg == nullptr ? "no reason given" : stream.msg));
    }
  }
}

Result<std::string> read_text_file(const std::filesystem::path& path, Bytes limit, const InflateStep& step) {
  TRAINYARD_TRY(content, read_file(path, limit));
  if (!is_gzip(content)) return std::move(content);
  return inflate_gzip(content, limit, path.string(), step);
}

}  // namespace trainyard
