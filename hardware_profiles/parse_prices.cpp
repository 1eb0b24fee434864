#include <fmt/format.h>

#include <array>
#include <set>
#include <tuple>

#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"

namespace trainyard {
namespace {

template <class Q>
Sourced<double> amount_of(JsonReader& reader) {
  const Sourced<Q> found = reading::positive<Q>(reader, "amount");
  return {found.value.base(), found.source, found.evidence, found.relative_sigma};
}

struct PriceKind {
  std::string_view name;
  std::string_view unit;
  bool of_gpu;  // the row must name a GPU
  Sourced<double> (*amount)(JsonReader&);
};

constexpr std::array<PriceKind, 6> price_kinds{{
    {"gpu_hour", "$/GPU-hour", true, amount_of<DollarsPerSecond>},
    {"electricity", "$/kWh", false, amount_of<DollarsPerJoule>},
    {"gpu_purchase", "$", true, amount_of<Dollars>},
    {"node_purchase", "$", true, amount_of<Dollars>},
    {"switch_purchase", "$", false, amount_of<Dollars>},
    {"fabric_endpoint", "$", false, amount_of<Dollars>},
}};

const PriceKind& price_kind(JsonReader& row) {
  std::vector<std::string> names;
  for (const PriceKind& kind : price_kinds) names.emplace_back(kind.name);
  const std::string name = row.choice("kind", names);
  for (const PriceKind& kind : price_kinds) {
    if (kind.name == name) return kind;
  }
  return price_kinds.front();
}

Price price(JsonReader& row) {
  Price found;
  found.item = reading::filled_text(row, "item");
  const PriceKind& kind = price_kind(row);
  found.kind = kind.name;
  found.unit = kind.unit;
  if (kind.of_gpu) {
    found.gpu = reading::profile_name(row, "gpu");
  } else if (row.has("gpu")) {
    row.report("gpu", fmt::format("a price of kind {} belongs to no GPU", kind.name));
  }
  found.level = row.choice("level", {"low", "mid", "high"});
  found.date = reading::date(row, "date");
  found.amount = kind.amount(row);
  return found;
}

}  // namespace

Result<PriceList> parse_prices(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  PriceList list;
  list.name = reading::profile_name(reader, "name");
  list.description = reading::filled_text(reader, "description");
  list.date = reading::date(reader, "date");
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  std::set<std::string> items;
  for (JsonReader& row : reader.objects("prices")) {
    Price found = price(row);
    if (!items.insert(found.item).second)
      row.report("item", fmt::format("{} is listed twice", in_quotes(found.item)));
    if (!seen.emplace(found.kind, found.gpu, found.level).second) {
      row.report("level",
                 fmt::format("a second {} price of kind {}{}{}", found.level, found.kind,
                             found.gpu.empty() ? "" : " for ", found.gpu),
                 "one row for each kind, GPU and level");
    }
    list.prices.push_back(std::move(found));
  }
  if (reader.has("prices") && list.prices.empty())
    reader.report("prices", "is empty, expected at least one price");
  return reading::close(reader, diagnostics, std::move(list));
}

}  // namespace trainyard
