#pragma once
// Files that may be compressed.
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard {

/// Whether `content` begins as gzip data does.
[[nodiscard]] bool is_gzip(std::string_view content);

/// Told from time to time how many bytes of the compressed data are inflated; false ends it with the problem
/// "was cancelled".
using InflateStep = std::function<bool(std::size_t done, std::size_t total)>;

/// Inflates gzip data, all members of it (RFC 1952). Errors: data that is corrupt, that ends too early, that
/// is followed by something else, or that inflates beyond `limit`. `file_name` is for messages.
[[nodiscard]] Result<std::string> inflate_gzip(std::string_view content, Bytes limit,
                                               const std::string& file_name, const InflateStep& step = {});

/// Reads a whole file and inflates it when it begins as gzip data does, whatever its name. `limit` holds for
/// the file and for what it inflates to. Errors: those of read_file and inflate_gzip.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& path,
                                                 Bytes limit = mebibytes(256), const InflateStep& step = {});

}  // namespace trainyard
