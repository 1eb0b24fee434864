#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

constexpr double largest = std::numeric_limits<double>::max();

/// The number at "value": which dimension it has is known from its unit only. In base units.
double value_of(JsonReader& reader) {
  if (!reader.is_text("value")) return reader.number("value", -largest, largest);
  const std::string text = reader.text("value");
  if (const auto count = parse_count(text)) return count.value();
  if (const auto time = parse_quantity<Seconds>(text)) return time.value().base();
  if (const auto rate = parse_quantity<BytesPerSecond>(text)) return rate.value().base();
  if (const auto rate = parse_quantity<FlopsPerSecond>(text)) return rate.value().base();
  reader.report("value", fmt::format("{} is neither a number nor a time or rate with its unit, such as 0.83, "
                                     "\"0.14 us\", \"2.2 TB/s\"",
                                     in_quotes(text)));
  return 1.0;
}

Evidence evidence_of(JsonReader& reader, Evidence fallback) {
  const std::vector<std::string>& names = evidence_names();
  const std::string name = reader.choice("evidence", names, to_text(fallback));
  return static_cast<Evidence>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// A sourced number; what it does not say of itself is taken from its role.
Sourced<double> parameter(JsonReader reader, const KernelConstants& role) {
  Sourced<double> found;
  found.value = value_of(reader);
  found.source =
      role.source.empty() || reader.has("source") ? reading::filled_text(reader, "source") : role.source;
  found.evidence = evidence_of(reader, role.source.empty() ? Evidence::published : role.status);
  constexpr double largest_sigma = 10.0;  // an order of magnitude; more is a slip (a percentage, say)
  found.relative_sigma = reader.number("sigma", 0.0, largest_sigma, 0.0);
  reader.finish();
  return found;
}

std::map<std::string, Sourced<double>> parameters(JsonReader reader, const KernelConstants& role) {
  std::map<std::string, Sourced<double>> found;
  for (const std::string& key : reader.keys()) found.emplace(key, parameter(reader.object(key), role));
  return found;
}

CorrectionGrid correction(JsonReader reader) {
  CorrectionGrid grid;
  std::size_t cells = 1;
  for (JsonReader& axis : reader.objects("axes")) {
    CorrectionGrid::Axis found{reading::filled_text(axis, "feature"), axis.numbers("knots", 1e-300, largest)};
    if (!std::is_sorted(found.knots.begin(), found.knots.end(), std::less_equal<>()))
      axis.report("knots", "must rise from each to the next");
    if (found.knots.empty() && axis.has("knots")) axis.report("knots", "is empty, expected at least one");
    cells *= found.knots.size();
    grid.axes.push_back(std::move(found));
  }
  if (reader.has("axes") && grid.axes.empty()) reader.report("axes", "is empty, expected at least one");
  constexpr double most = 1.5;  // a factor of 4.5 is no correction any more
  grid.values = reader.numbers("values", -most, most);
  if (reader.has("values") && grid.values.size() != cells) {
    reader.report("values", fmt::format("has {} entries, expected one per combination of knots, {}",
                                        grid.values.size(), cells));
  }
  grid.held = reader.choice("beyond", {"faded", "held"}, "faded") == "held";
  reader.finish();
  return grid;
}

FitRecord fit(JsonReader reader) {
  FitRecord found;
  found.data = reading::filled_text(reader, "data");
  constexpr std::int64_t most_rows = 100'000'000;
  constexpr double largest_error = 10.0;  // more is a slip (a percentage, say)
  found.rows = static_cast<int>(reader.integer("rows", 1, most_rows));
  found.parameters = reader.texts("parameters");
  found.held_out_median = reader.number("held_out_median", 0, largest_error, 0.0);
  found.held_out_p90 = reader.number("held_out_p90", 0, largest_error, 0.0);
  found.beyond_median = reader.number("beyond_median", 0, largest_error, 0.0);
  found.beyond_p90 = reader.number("beyond_p90", 0, largest_error, 0.0);
  found.shape_sigma = reader.number("shape_sigma", 0, largest_error);
  found.common_sigma = reader.number("common_sigma", 0, largest_error);
  if (std::optional<JsonReader> domain = reader.optional_object("domain")) {
    for (const std::string& feature : domain->keys()) {
      std::vector<double> range = domain->numbers(feature, 0, largest);
      if (range.size() != 2 || range[0] > range[1])
        domain->report(feature, "is no range, expected [least, most]");
      found.domain.emplace(feature, std::move(range));
    }
  }
  reader.finish();
  return found;
}

KernelRole kernel_role(JsonReader reader, bool may_stand_on_another) {
  KernelRole role;
  role.pointer = reader.pointer();
  KernelConstants& given = role.given;
  role.like = reader.has("like") ? reading::filled_text(reader, "like") : "";
  if (reader.has("law") || (role.like.empty() && !may_stand_on_another))
    given.law = reading::filled_text(reader, "law");
  if (reader.has("source")) given.source = reading::filled_text(reader, "source");
  given.status = evidence_of(reader, Evidence::published);
  if (reader.has("parameters") || !given.law.empty())
    given.parameters = parameters(reader.object("parameters"), given);
  if (std::optional<JsonReader> lists = reader.optional_object("lists")) {
    for (const std::string& key : lists->keys())
      given.lists.emplace(key, lists->numbers(key, -largest, largest));
  }
  if (reader.has("corrections")) {
    for (const JsonReader& grid : reader.objects("corrections"))
      given.corrections.push_back(correction(grid));
  }
  if (std::optional<JsonReader> with = reader.optional_object("measured_with"))
    given.measured_with = parameters(*with, given);
  if (std::optional<JsonReader> record = reader.optional_object("fit")) given.fit = fit(*record);
  reader.finish();
  role.tells_source = !given.source.empty();
  // A role whose numbers all say themselves where they come from is known as its least certain one.
  if (given.source.empty() && !given.parameters.empty()) {
    given.status = Evidence::published;
    for (const auto& [name, value] : given.parameters) given.status = std::max(given.status, value.evidence);
    given.source = given.parameters.begin()->second.source;
  }
  return role;
}

}  // namespace

Result<KernelDocument> parse_kernels(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  KernelDocument kernels;
  kernels.file = document.file_name();
  kernels.gpu = reading::profile_name(reader, "gpu");
  kernels.description = reader.text("description", "");
  if (std::optional<JsonReader> from = reader.optional_object("transferred_from")) {
    kernels.transferred_from = reading::filled_text(*from, "kernels");
    kernels.transfer_sigma = from->number("sigma", 0.0, 10.0);
    kernels.transfer_source = reading::filled_text(*from, "source");
    const std::vector<std::string> statuses{"transferred", "predicted"};
    if (from->choice("evidence", statuses, "transferred") == "predicted")
      kernels.transfer_status = Evidence::predicted;
    kernels.keeps_corrections = from->boolean("corrections", true);
    from->finish();
  }
  JsonReader families = reader.object("families");
  for (const std::string& family : families.keys()) {
    JsonReader roles = families.object(family);
    for (const std::string& role : roles.keys()) {
      kernels.families[family].emplace(role,
                                       kernel_role(roles.object(role), !kernels.transferred_from.empty()));
    }
  }
  return reading::close(reader, diagnostics, std::move(kernels));
}

}  // namespace trainyard
