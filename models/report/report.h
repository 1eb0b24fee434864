#pragma once
// An estimate shown to a person or handed to a program: one writer per form, in a table.
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario.h"
#include "sim/base/result.h"

namespace trainyard {

struct ReportOptions {
  bool colour = false;  // ANSI escapes; only the text form heeds it
};

struct ReportWriter {
  std::string_view name;
  std::string_view sentence;
  std::string (*write)(const Scenario& scenario, const Estimate& estimate, const ReportOptions& options);
};

/// Every form a report can take, one line each.
[[nodiscard]] std::span<const ReportWriter> report_writers();
/// Errors: an unknown form, answered with the nearest.
[[nodiscard]] Result<const ReportWriter*> find_report_writer(std::string_view name);

/// For a person: tables of at most 110 columns.
[[nodiscard]] std::string write_text_report(const Scenario& scenario, const Estimate& estimate,
                                            const ReportOptions& options = {});
/// For a program: data/schema/report.schema.json, which only ever gains fields. Numbers are written so that
/// they read back the same.
[[nodiscard]] std::string write_json_report(const Scenario& scenario, const Estimate& estimate,
                                            const ReportOptions& options = {});
/// One row per number: name,value,unit. Names are the paths of the JSON form.
[[nodiscard]] std::string write_csv_report(const Scenario& scenario, const Estimate& estimate,
                                           const ReportOptions& options = {});

}  // namespace trainyard
