#pragma once
// A buyer's question from its file (data/offers, data/schema/offers.schema.json).
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/purchase/question.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// Names of the files below the library's root (data/offers), sorted.
[[nodiscard]] std::vector<std::string> offers_names(const ProfileLibrary& library);

/// All problems of the file at once, each with its place and the nearest valid names; clusters, stacks,
/// scenarios, failure counts, price lists and ownership costs it names are looked up. `changes` are put in
/// before it is read, each as --set takes it: "caps.budget=$90M". Errors of those, all of them, come first.
[[nodiscard]] Result<PurchaseQuestion> load_offers(const ProfileLibrary& library,
                                                   std::string_view name_or_path,
                                                   const std::vector<std::string>& changes = {});
[[nodiscard]] Result<PurchaseQuestion> read_offers(const ProfileLibrary& library,
                                                   const JsonDocument& document);

/// The costs of owning at `name` (data/ownership) or a path.
[[nodiscard]] Result<OwnershipCosts> load_ownership(const ProfileLibrary& library, std::string_view name);
[[nodiscard]] Result<OwnershipCosts> parse_ownership(const JsonDocument& document);
/// `reader`'s fields over those of `base`; without a base all are needed. The caller finishes it.
[[nodiscard]] OwnershipCosts read_ownership(JsonReader& reader, const OwnershipCosts* base);

}  // namespace trainyard
