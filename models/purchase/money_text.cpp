#include "models/purchase/money_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "hardware_profiles/document_names.h"
#include "hardware_profiles/reading.h"

namespace trainyard {

Sourced<Dollars> money_for(JsonReader& outer, std::string_view key, std::string_view suffix) {
  JsonReader reader = outer.object(key);
  Sourced<Dollars> out;
  const std::string text = reader.text("value");
  out.source = reading::filled_text(reader, "source");
  const std::string evidence = reader.choice("evidence", evidence_names(), "published");
  const auto known = std::find(evidence_names().begin(), evidence_names().end(), evidence);
  if (known != evidence_names().end()) out.evidence = static_cast<Evidence>(known - evidence_names().begin());
  constexpr double most_sigma = 10.0;  // as every sourced value
  out.relative_sigma = reader.number("sigma", 0.0, most_sigma, 0.0);
  if (text.empty()) return out;
  const std::string wanted = fmt::format("an amount such as \"$150{}\"", suffix);
  if (!std::string_view(text).ends_with(suffix)) {
    reader.report("value", fmt::format("{} is not {}", in_quotes(text), wanted));
    return out;
  }
  const Result<Dollars> money = parse_quantity<Dollars>(text.substr(0, text.size() - suffix.size()));
  if (!money) {
    reader.report("value", fmt::format("{} is not {}", in_quotes(text), wanted));
  } else {
    out.value = money.value();
  }
  return out;
}

std::optional<Date> parse_date(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0;
  const auto number = [&](std::size_t at, std::size_t count, auto& value) {
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, value);
    return error == std::errc{} && end == text.data() + at + count;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok() || year < 1) return std::nullopt;
  return Date{date};
}

Date read_date(JsonReader& reader, std::string_view key) {
  const std::string text = reader.text(key);
  const std::optional<Date> date = parse_date(text);
  if (!date && !text.empty())
    reader.report(key, fmt::format("{} is no date of the calendar, expected one such as \"2026-12-01\"",
                                   in_quotes(text)));
  return date.value_or(Date{});
}

std::vector<std::string> data_names(const ProfileLibrary& library, std::string_view folder) {
  return document_names(library.root() / "data" / folder);
}

Result<std::filesystem::path> data_file(const ProfileLibrary& library, std::string_view folder,
                                        std::string_view name) {
  if (is_path(name)) return std::filesystem::path(name);
  const std::vector<std::string> names = data_names(library, folder);
  if (std::find(names.begin(), names.end(), name) == names.end())
    return problem(fmt::format("data/{} has no {}", folder, in_quotes(name)), name_hint(name, names));
  return library.root() / "data" / folder / (std::string(name) + ".json");
}

}  // namespace trainyard
