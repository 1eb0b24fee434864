#pragma once
// What the readers of this folder share: amounts of money for a time or a power, dates, files by name.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/purchase/question.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// {"value": "$180000/year", "source": ...}: dollars for one `unit`, told by `suffix` ("/year").
template <class Rate, class Of>
Sourced<Rate> money_rate(JsonReader& reader, std::string_view key, std::string_view suffix, Of unit);

/// The dollars of "$180000/year"; tells what is wrong at "value" of `reader`.
[[nodiscard]] Sourced<Dollars> money_for(JsonReader& reader, std::string_view key, std::string_view suffix);

template <class Rate, class Of>
Sourced<Rate> money_rate(JsonReader& reader, std::string_view key, std::string_view suffix, Of unit) {
  const Sourced<Dollars> money = money_for(reader, key, suffix);
  return {money.value / unit, money.source, money.evidence, money.relative_sigma};
}

/// "2026-12-01"; none when it is no date of the calendar.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
/// Tells a wrong date at `key`.
[[nodiscard]] Date read_date(JsonReader& reader, std::string_view key);

/// Names of data/FOLDER/*.json, sorted.
[[nodiscard]] std::vector<std::string> data_names(const ProfileLibrary& library, std::string_view folder);
/// A path (with a '/' or ending in ".json") as it is; a name below data/FOLDER. Errors: no such name.
[[nodiscard]] Result<std::filesystem::path> data_file(const ProfileLibrary& library, std::string_view folder,
                                                      std::string_view name);

}  // namespace trainyard
