#pragma once
// The kinds of documents the profile library holds: one line of a table each. `list` prints it, tests loop
// over it.
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "sim/base/json_reader.h"

namespace trainyard {

struct DocumentSummary {
  std::string name{};
  std::string description{};
};

struct DocumentKind {
  std::string_view kind;      // "gpu"; also the name of its schema, data/schema/<kind>.schema.json
  std::string_view sentence;  // what a document of this kind tells
  std::string_view folder;    // below the data root
  Result<DocumentSummary> (*parse)(const JsonDocument& document);
};

[[nodiscard]] std::span<const DocumentKind> document_kinds();
/// Errors: no such kind (the nearest is told).
[[nodiscard]] Result<DocumentKind> find_document_kind(std::string_view kind);

}  // namespace trainyard
