// Any bytes as a document of every kind of profile: problems with messages, or a summary with a name. The
// first byte chooses the kind.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "hardware_profiles/document_kinds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard;
  if (size == 0) return 0;
  const DocumentKind& kind = document_kinds()[data[0] % document_kinds().size()];
  const Result<JsonDocument> document =
      JsonDocument::parse(std::string(reinterpret_cast<const char*>(data + 1), size - 1), "fuzz.json");
  if (!document) return 0;
  const Result<DocumentSummary> summary = kind.parse(document.value());
  if (summary ? summary.value().name.empty() : summary.error().empty()) std::abort();
  return 0;
}
