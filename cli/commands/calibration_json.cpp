#include "cli/commands/calibration_json.h"

#include <nlohmann/json.hpp>

#include "models/calibration/node_writer.h"

namespace trainyard::cli {
namespace {

using Json = nlohmann::ordered_json;

/// What both reports begin with.
Json head(const char* format, const CalibrationTarget& target, std::span<const Measurements> files) {
  Json measurements = Json::array();
  for (const Measurements& file : files) {
    measurements.push_back({{"file", file.file},
                            {"description", file.description},
                            {"kernels", file.kernels.size()},
                            {"collectives", file.collectives.size()},
                            {"exchanges", file.exchanges.size()}});
  }
  Json made{{"format", format}, {"version", 1}, {"gpu", target.gpu.name}};
  made["node"] = target.node ? Json(target.node->name) : Json();
  made["measurements"] = std::move(measurements);
  return made;
}

Json json_of(const ErrorSummary& errors) {
  return {{"rows", errors.count}, {"median", errors.median}, {"p90", errors.p90}, {"bias", errors.bias}};
}

Json json_of(const std::map<std::string, Sourced<double>>& values) {
  Json made = Json::object();
  for (const auto& [name, value] : values)
    made[name] = {
        {"value", value.value}, {"sigma", value.relative_sigma}, {"evidence", to_text(value.evidence)}};
  return made;
}

Json json_of(const RoleFit& fit) {
  return {{"family", fit.family},
          {"role", fit.role},
          {"law", fit.constants.law},
          {"fitted", json_of(fit.fitted)},
          {"held_out", json_of(fit.held_out)},
          {"small_to_large", json_of(fit.beyond)},
          {"common_sigma", fit.constants.fit->common_sigma},
          {"parameters", json_of(fit.constants.parameters)},
          {"measured_with", json_of(fit.constants.measured_with)},
          {"notes", fit.notes}};
}

Json json_of(const FactorFit& factor) {
  return {{"family", factor.family}, {"role", factor.role},   {"name", factor.name},
          {"value", factor.value},   {"sigma", factor.sigma}, {"rows", factor.rows}};
}

Json json_of(const CollectiveFit& fit) {
  return {{"op", to_text(fit.op)},
          {"fitted", json_of(fit.fitted)},
          {"held_out", json_of(fit.held_out)},
          {"small_to_large", json_of(fit.beyond)},
          {"common_sigma", fit.common_sigma},
          {"constants", Json::parse(collective_text(fit.constants))},
          {"notes", fit.notes}};
}

Json json_of(const TransportFit& exchange) {
  const ExchangeFit& fit = exchange.fit;
  Json constants = Json::object();
  for (std::size_t i = 0; i < fit.values.size(); ++i)
    constants[fit.values[i].first] = {{"value", fit.values[i].second}, {"sigma", fit.sigmas[i].second}};
  return {{"op", exchange.combine ? "combine" : "dispatch"},
          {"fitted", json_of(fit.fitted)},
          {"held_out", json_of(fit.held_out)},
          {"held_out_training_sizes", json_of(fit.held_out_training)},
          {"slow_nodes", exchange.slow_nodes},
          {"slow_nic", fit.slow_nic},
          {"constants", std::move(constants)},
          {"notes", fit.notes}};
}

Json json_of(const ScoreLine& line) {
  return {{"group", line.group},
          {"status", line.status},
          {"training_sizes", json_of(line.training)},
          {"all_sizes", json_of(line.all)}};
}

template <class T>
Json list_of(const std::vector<T>& all) {
  Json made = Json::array();
  for (const T& one : all) made.push_back(json_of(one));
  return made;
}

}  // namespace

std::string write_json_calibration(const CalibrationTarget& target, std::span<const Measurements> files,
                                   const Calibration& calibration) {
  Json made = head("trainyard-calibration", target, files);
  made["roles"] = list_of(calibration.roles);
  made["factors"] = list_of(calibration.factors);
  made["collectives"] = list_of(calibration.collectives);
  made["exchanges"] = list_of(calibration.exchanges);
  made["left_out"] = calibration.left_out;
  return made.dump(2) + "\n";
}

std::string write_json_score(const CalibrationTarget& target, std::span<const Measurements> files,
                             const Score& score) {
  Json made = head("trainyard-score", target, files);
  made["groups"] = list_of(score.lines);
  made["not_answered"] = score.unanswered;
  return made.dump(2) + "\n";
}

}  // namespace trainyard::cli
