#include "models/report/report.h"

#include <fmt/format.h>

#include <array>

namespace trainyard {
namespace {

constexpr std::array<ReportWriter, 3> writers{{
    {"text", "Tables for a person.", write_text_report},
    {"json", "One document for a program, by data/schema/report.schema.json.", write_json_report},
    {"csv", "One row per number: name, value, unit.", write_csv_report},
}};

}  // namespace

std::span<const ReportWriter> report_writers() {
  return writers;
}

Result<const ReportWriter*> find_report_writer(std::string_view name) {
  std::vector<std::string> names;
  for (const ReportWriter& one : writers) {
    if (one.name == name) return &one;
    names.emplace_back(one.name);
  }
  return problem(fmt::format("there is no report form {}", in_quotes(name)), name_hint(name, names));
}

}  // namespace trainyard
