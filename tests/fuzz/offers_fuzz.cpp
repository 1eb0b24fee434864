// Any bytes as a buyer's question: problems with places, or a question whose offers can be valued.
#include <cmath>
#include <cstdint>
#include <string>

#include "models/purchase/offers_reader.h"
#include "tests/fuzz/shipped_library.h"

namespace {

using namespace trainyard;

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
  const Result<PurchaseQuestion> question = read_offers(shipped_library(), document.value());
  if (!question) {
    require_told(question.error());
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
