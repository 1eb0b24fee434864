#pragma once
// Checks that the parsers of this folder share.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "hardware_profiles/profile.h"
#include "sim/base/json_reader.h"

namespace trainyard::reading {

inline constexpr std::array<Format, 6> all_formats{Format::fp32, Format::tf32, Format::bf16,
                                                   Format::fp16, Format::fp8,  Format::fp4};
Format format(JsonReader& reader, std::string_view key);

/// A name as files and options carry it: lower-case letters, digits, '.', '_' and '-', starting with a letter
/// or digit.
std::string profile_name(JsonReader& reader, std::string_view key);
/// A text that may not be empty.
std::string filled_text(JsonReader& reader, std::string_view key);
/// "2024", "2024-12" or "2024-12-31".
std::string date(JsonReader& reader, std::string_view key);

/// A number in (0, 1], e.g. an achieved share of a line rate.
Sourced<double> share(JsonReader& reader, std::string_view key);
/// A number in [least, most].
Sourced<double> number(JsonReader& reader, std::string_view key, double least, double most);

/// A quantity above zero.
template <class Q>
Sourced<Q> positive(JsonReader& reader, std::string_view key) {
  Sourced<Q> found = reader.sourced<Q>(key);
  if (!(found.value.base() > 0.0)) reader.report(key, "is zero, expected a value above zero");
  return found;
}

/// Opens a document: marks "$schema" as known.
JsonReader open(const JsonDocument& document, Diagnostics& diagnostics);
/// Closes it: the profile when there was no problem, the problems otherwise.
template <class Profile>
Result<Profile> close(JsonReader& reader, Diagnostics& diagnostics, Profile profile) {
  reader.finish();
  if (!diagnostics.empty()) return diagnostics;
  return profile;
}

}  // namespace trainyard::reading
