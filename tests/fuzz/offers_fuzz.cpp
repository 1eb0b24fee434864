// Any bytes as a buyer's question: problems with places, or a question whose offers can be valued.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "models/purchase/offers_reader.h"

namespace {

using namespace trainyard;

void require(bool condition) {
  if (!condition) std::abort();
}

const ProfileLibrary& library() {
  static const ProfileLibrary shipped = [] {
    Result<ProfileLibrary> found = ProfileLibrary::shipped();
    require(found.has_value());
    return std::move(found.value());
  }();
  return shipped;
}

/// Paths lead out of the shipped documents, and what lies there is no matter of this target. Prices have a
/// slash in their units.
bool names_a_path(const std::string& text) {
  for (const char* part : {"\"/", "..", ".json", "\\u"}) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (names_a_path(text)) return 0;
  const Result<JsonDocument> document = JsonDocument::parse(text, "fuzz.json");
  if (!document) return 0;
  const Result<PurchaseQuestion> question = read_offers(library(), document.value());
  if (!question) {
    require(!question.error().empty());
    for (const Diagnostic& one : question.error()) require(!one.message.empty());
    return 0;
  }
  require(!question.value().offers.empty() && !question.value().workloads.empty());
  for (const Offer& offer : question.value().offers) {
    require(offer.nodes() > 0 && offer.count == offer.nodes() * offer.gpus_per_node);
    require(offer.owned() ? offer.purchase.node.value.base() > 0 : offer.rent.price.value.base() > 0);
    require(std::isfinite(offer.electricity.value.base()) && offer.pue.value >= 1.0);
  }
  return 0;
}
