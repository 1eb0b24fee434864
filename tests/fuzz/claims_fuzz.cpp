// Any bytes as the document of claims: problems with messages, or claims.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "models/report/claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard;
  static const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) std::abort();
  const Result<JsonDocument> document =
      JsonDocument::parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz.json");
  if (!document) return 0;
  const Result<Claims> claims = parse_claims(document.value(), library.value());
  if (!claims && claims.error().empty()) std::abort();
  return 0;
}
