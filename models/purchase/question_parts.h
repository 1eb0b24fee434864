#pragma once
// The parts a buyer's question is read in; offers_reader.cpp puts them together.
#include <string>
#include <utility>
#include <vector>

#include "models/purchase/money_text.h"

namespace trainyard {

/// "set": paths and values as --set has them. Tells paths that name nothing in a scenario.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_overrides(JsonReader& reader);

/// Tells at "set" what makes `workload`'s scenario unreadable with `more` put over it.
void check_overrides(const ProfileLibrary& library, const Workload& workload,
                     const std::vector<std::pair<std::string, std::string>>& more, JsonReader& reader);

/// "workloads", and "search" as the space of those that bring none of their own.
[[nodiscard]] std::vector<Workload> read_workloads(const ProfileLibrary& library, JsonReader& reader);

/// What the offers are read against.
struct OfferContext {
  const ProfileLibrary& library;
  const PriceList* prices = nullptr;  // none: it could not be read
  const std::vector<Workload>& workloads;
  const OwnershipCosts& costs;
  Date start{};
};

/// "offers"; a range of counts becomes one offer for each. Names of profiles are looked up; what they tell
/// (GPUs and NICs of a node, power, PUE, price of an endpoint) is taken over where the offer tells nothing.
[[nodiscard]] std::vector<Offer> read_offers_list(const OfferContext& context, JsonReader& reader);

}  // namespace trainyard
