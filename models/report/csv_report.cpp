// The report as rows of name, value, unit. Names are the paths of the JSON form; the unit is the name's last
// word.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/report/report.h"
#include "sim/base/csv_text.h"

namespace trainyard {
namespace {

std::string_view unit_of(std::string_view path) {
  struct Ending {
    std::string_view ending, unit;
  };
  static constexpr Ending endings[] = {{"tokens_per_s_per_gpu", "tokens/s/GPU"},
                                       {"gpu_hours_per_trillion_tokens", "GPU-hours/1e12 tokens"},
                                       {"usd_per_gpu_hour", "$/GPU-hour"},
                                       {"flops_per_s", "FLOP/s"},
                                       {"_gpu_hours", "GPU-hours"},
                                       {".gpu_hours", "GPU-hours"},
                                       {"_kwh", "kWh"},
                                       {"_usd", "$"},
                                       {".usd", "$"},
                                       {"_bytes", "B"},
                                       {".bytes", "B"},
                                       {".days", "days"},
                                       {".tokens", "tokens"},
                                       {"_s", "s"}};
  // Everything below these is in seconds, whatever it is called.
  static constexpr Ending below[] = {{"interval.totals.days.", "days"},
                                     {"interval.totals.gpu_hours.", "GPU-hours"},
                                     {"interval.totals.usd.", "$"}};
  for (const auto& [prefix, unit] : below) {
    if (path.starts_with(prefix)) return unit;
  }
  static constexpr std::string_view seconds_below[] = {"step.parts.", "schedule.mean.", "interval.step_s.p"};
  for (const std::string_view prefix : seconds_below) {
    if (path.starts_with(prefix)) return "s";
  }
  if (path.starts_with("schedule.ranks.") && !path.ends_with(".rank")) return "s";
  for (const auto& [ending, unit] : endings) {
    if (path.ends_with(ending)) return unit;
  }
  return "1";
}

void add_rows(const nlohmann::ordered_json& value, const std::string& path, std::string& rows) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items())
      add_rows(inner, path.empty() ? key : path + "." + key, rows);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) add_rows(value[i], fmt::format("{}.{}", path, i), rows);
  } else if (value.is_number()) {
    rows += fmt::format("{},{},{}\n", csv_cell(path), value.dump(), csv_cell(unit_of(path)));
  } else if (value.is_boolean()) {
    rows += fmt::format("{},{},1\n", csv_cell(path), value.get<bool>() ? 1 : 0);
  }
}

}  // namespace

std::string write_csv_report(const Scenario& scenario, const Estimate& estimate,
                             const ReportOptions& options) {
  std::string rows = "name,value,unit\n";
  add_rows(nlohmann::ordered_json::parse(write_json_report(scenario, estimate, options)), "", rows);
  return rows;
}

}  // namespace trainyard
