#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "hardware_profiles/failures.h"
#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"

namespace trainyard {
namespace {

constexpr std::array<std::string_view, 8> domain_names{"gpu",  "nvlink", "nic",      "link",
                                                       "host", "switch", "software", "other"};
constexpr std::array<std::string_view, 4> unit_names{"gpu", "node", "nic", "switch"};

template <std::size_t n>
std::vector<std::string> texts_of(const std::array<std::string_view, n>& names) {
  return {names.begin(), names.end()};
}

/// Counts of units and of events: more than nothing, and as many as anybody has watched.
constexpr double most_units = 1e8, most_events = 1e8;
constexpr int most_nodes = 100'000;

/// The place of `key`'s choice among `names`; the first when it is wrong or missing.
template <class Enum>
Enum choice_of(JsonReader& row, std::string_view key, const std::vector<std::string>& names) {
  const std::string chosen = row.choice(key, names);
  const auto found = std::find(names.begin(), names.end(), chosen);
  return static_cast<Enum>(found == names.end() ? 0 : found - names.begin());
}

double units_of(const ObservedCluster& observed, FailureUnit unit) {
  switch (unit) {
    case FailureUnit::gpu:
      return observed.gpus;
    case FailureUnit::node:
      return observed.nodes;
    case FailureUnit::nic:
      return observed.nics;
    case FailureUnit::network_switch:
      return observed.switches;
  }
  return 0;
}

/// Nodes a failure of `domain` takes out of the job; none where it depends on the cluster and must be told.
std::optional<int> usual_nodes(FailureDomain domain) {
  switch (domain) {
    case FailureDomain::gpu:
    case FailureDomain::nvlink:
    case FailureDomain::nic:
    case FailureDomain::link:
    case FailureDomain::host:
      return 1;
    case FailureDomain::network_switch:
      return std::nullopt;
    case FailureDomain::software:
    case FailureDomain::other:
      return 0;
  }
  return std::nullopt;
}

ObservedCluster observed_of(JsonReader reader) {
  ObservedCluster observed;
  constexpr double least = 1e-6;  // above zero, as far as a bound can say it
  const auto units = [&](const char* key) {
    return reader.has(key) ? reader.number(key, least, most_units) : 0.0;
  };
  observed.gpus = reader.number("gpus", least, most_units);
  observed.nodes = units("nodes");
  observed.nics = units("nics");
  observed.switches = units("switches");
  observed.time = reader.quantity<Seconds>("time");
  if (reader.has("time") && !(observed.time.base() > 0))
    reader.report("time", "is zero, expected a value above zero");
  observed.source = reading::filled_text(reader, "source");
  return observed;
}

FailureCause cause_of(JsonReader& row, const ObservedCluster& observed) {
  FailureCause found;
  found.cause = reading::filled_text(row, "cause");
  found.domain = choice_of<FailureDomain>(row, "domain", failure_domain_names());
  found.per = choice_of<FailureUnit>(row, "per", failure_unit_names());
  found.events = reading::number(row, "events", 0.0, most_events);
  const std::optional<int> usual = usual_nodes(found.domain);
  if (usual) {
    found.nodes = static_cast<int>(row.integer("nodes", 0, most_nodes, *usual));
  } else {
    found.nodes = static_cast<int>(row.integer("nodes", 0, most_nodes));
  }
  const double units = units_of(observed, found.per);
  if (units > 0 && observed.time.base() > 0) {
    found.rate = Hertz::from_base(found.events.value / (units * observed.time.base()));
  } else if (row.has("per") && units <= 0) {
    row.report(
        "per",
        fmt::format("counts per {}, but \"observed\" does not tell how many there were", to_text(found.per)),
        "add the number to \"observed\", or count per what stands there");
  }
  return found;
}

}  // namespace

std::string_view to_text(FailureDomain domain) {
  return domain_names.at(static_cast<std::size_t>(domain));
}

const std::vector<std::string>& failure_domain_names() {
  static const std::vector<std::string> names = texts_of(domain_names);
  return names;
}

std::string_view to_text(FailureUnit unit) {
  return unit_names.at(static_cast<std::size_t>(unit));
}

const std::vector<std::string>& failure_unit_names() {
  static const std::vector<std::string> names = texts_of(unit_names);
  return names;
}

Hertz FailureRates::per_gpu(double gpus_per_node, double nics_per_node) const {
  Hertz sum{};
  for (const FailureCause& one : causes) {
    if (one.per == FailureUnit::gpu) sum += one.rate;
    if (one.per == FailureUnit::node) sum += one.rate / gpus_per_node;
    if (one.per == FailureUnit::nic) sum += one.rate * (nics_per_node / gpus_per_node);
  }
  return sum;
}

Result<FailureRates> parse_failures(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  FailureRates rates;
  rates.name = reading::profile_name(reader, "name");
  rates.description = reading::filled_text(reader, "description");
  rates.observed = observed_of(reader.object("observed"));
  constexpr double most_spread = 3;  // a factor of twenty either way
  rates.spread = reading::number(reader, "spread", 0.0, most_spread);
  std::set<std::string> seen;
  for (JsonReader& row : reader.objects("failures")) {
    FailureCause found = cause_of(row, rates.observed);
    if (!seen.insert(found.cause).second)
      row.report("cause", fmt::format("{} is listed twice", in_quotes(found.cause)));
    rates.causes.push_back(std::move(found));
  }
  if (reader.has("failures") && rates.causes.empty())
    reader.report("failures", "is empty, expected at least one cause");
  return reading::close(reader, diagnostics, std::move(rates));
}

}  // namespace trainyard
