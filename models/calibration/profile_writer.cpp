#include "models/calibration/profile_writer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "hardware_profiles/profile_parsers.h"
#include "models/calibration/json_style.h"
#include "models/calibration/law_fits.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

/// A value in the unit people write it in; six digits, as the fit rounded it.
Json in_unit(double value, FittedUnit unit) {
  switch (unit) {
    case FittedUnit::time:
      return fmt::format("{:.6g} us", value * 1e6);
    case FittedUnit::data_rate:
      return fmt::format("{:.6g} GB/s", value * 1e-9);
    default:
      return value;
  }
}

Json sourced(double value, FittedUnit unit, double sigma) {
  Json made{{"value", in_unit(value, unit)}};
  if (sigma > 0.0) made["sigma"] = std::stod(fmt::format("{:.2g}", sigma));
  return made;
}

Json correction_of(const CorrectionGrid& grid) {
  Json made;
  for (const CorrectionGrid::Axis& axis : grid.axes)
    made["axes"].push_back({{"feature", axis.feature}, {"knots", axis.knots}});
  made["values"] = grid.values;
  if (grid.held) made["beyond"] = "held";
  return made;
}

Json fit_of(const FitRecord& fit) {
  Json made{{"data", fit.data},
            {"rows", fit.rows},
            {"parameters", fit.parameters},
            {"held_out_median", fit.held_out_median},
            {"held_out_p90", fit.held_out_p90}};
  if (fit.beyond_median > 0.0) {
    made["beyond_median"] = fit.beyond_median;
    made["beyond_p90"] = fit.beyond_p90;
  }
  made["shape_sigma"] = fit.shape_sigma;
  made["common_sigma"] = fit.common_sigma;
  for (const auto& [feature, range] : fit.domain) made["domain"][feature] = range;
  return made;
}

/// The role as it stands, without what a fit replaces.
Json without_fitted(Json role, const std::vector<FittedParameter>& fitted) {
  for (const char* key : {"like", "source", "evidence", "corrections", "fit", "measured_with"})
    role.erase(key);
  if (!role.contains("parameters")) return role;
  for (const FittedParameter& parameter : fitted) role["parameters"].erase(std::string(parameter.name));
  return role;
}

/// Parameters that leaned on the role's source, which is about to change, get it themselves.
void keep_sources(Json& role) {
  if (!role.contains("source") || !role.contains("parameters")) return;
  for (auto& [name, value] : role["parameters"].items()) {
    if (value.contains("source")) continue;
    value["source"] = role["source"];
    value["evidence"] = role.value("evidence", "published");
  }
}

/// The rates that "share_RATE" parameters name.
std::vector<std::string> rates_of(const KernelConstants& constants) {
  constexpr std::string_view prefix = "share_";
  std::vector<std::string> rates;
  for (const auto& [name, value] : constants.parameters) {
    if (name.starts_with(prefix) && value.evidence == Evidence::fitted)
      rates.push_back(name.substr(prefix.size()));
  }
  return rates;
}

Json role_of(const RoleFit& found, Json before) {
  const std::vector<FittedParameter> fitted =
      find_law_fit(found.constants.law, found.role).value()->parameters_for(rates_of(found.constants));
  keep_sources(before);
  const Json kept = without_fitted(std::move(before), fitted);
  Json made{{"law", found.constants.law},
            {"source", found.constants.source},
            {"evidence", to_text(found.constants.status)}};
  Json parameters = Json::object(), with = Json::object();
  for (const FittedParameter& parameter : fitted) {
    const auto& values =
        parameter.of_measurement ? found.constants.measured_with : found.constants.parameters;
    const auto value = values.find(parameter.name);
    if (value == values.end()) continue;
    (parameter.of_measurement ? with : parameters)[value->first] =
        sourced(value->second.value, parameter.unit, value->second.relative_sigma);
  }
  for (const auto& [name, value] : found.constants.parameters) {
    if (parameters.contains(name)) continue;
    const bool fitted_now = value.source == found.constants.source;
    const bool given = !fitted_now && kept.contains("parameters") && kept["parameters"].contains(name);
    parameters[name] = given ? kept["parameters"][name]
                             : Json{{"value", value.value},
                                    {"source", value.source},
                                    {"evidence", to_text(value.evidence)},
                                    {"sigma", value.relative_sigma}};
  }
  made["parameters"] = std::move(parameters);
  if (!found.constants.lists.empty()) made["lists"] = found.constants.lists;
  for (const CorrectionGrid& grid : found.constants.corrections)
    made["corrections"].push_back(correction_of(grid));
  if (!with.empty()) made["measured_with"] = std::move(with);
  made["fit"] = fit_of(*found.constants.fit);
  return made;
}

}  // namespace

Result<std::string> with_fits(const std::string& document, const std::string& file_name,
                              std::span<const RoleFit> fits) {
  TRAINYARD_TRY(checked, JsonDocument::parse(document, file_name));
  TRAINYARD_TRY(kernels, parse_kernels(checked));
  (void)kernels;
  Json root = Json::parse(document);
  for (const RoleFit& fit : fits) {
    Json& role = root["families"][fit.family][fit.role];
    role = role_of(fit, role.is_null() ? Json::object() : role);
  }
  std::string text = json_text(root) + "\n";
  TRAINYARD_TRY(written, JsonDocument::parse(text, file_name));
  TRAINYARD_TRY(again, parse_kernels(written));
  (void)again;
  return text;
}

std::string new_kernel_document(std::string_view gpu, std::string_view base) {
  const Json root{{"gpu", gpu},
                  {"description", fmt::format("Kernel constants measured here, on those of {}", base)},
                  {"transferred_from",
                   {{"kernels", base},
                    {"sigma", 0.03},
                    {"source",
                     "another machine with the same GPU: burst tables of two collections of the same "
                     "shapes differ by 1 to 4 % in the median"}}},
                  {"families", Json::object()}};
  return json_text(root) + "\n";
}

}  // namespace trainyard
