#pragma once
// A comparison shown to a person or handed to a program.
#include <string>

#include "models/chart/report_sink.h"
#include "models/compare/compare.h"

namespace trainyard {

/// For a person: tables of at most 120 columns; the verdict first.
[[nodiscard]] std::string write_text_comparison(const Comparison& comparison, bool colour = false);
/// data/schema/compare-report.schema.json.
[[nodiscard]] std::string write_json_comparison(const Comparison& comparison);
/// One row per figure, then per step of the waterfalls: kind,name,unit, and a column for each scenario.
[[nodiscard]] std::string write_csv_comparison(const Comparison& comparison);
/// One self-contained page.
[[nodiscard]] std::string write_html_comparison(const Comparison& comparison);
/// The verdict, tables and charts in the order of the page.
void show_comparison(const Comparison& comparison, chart::ReportSink& sink);

/// Step time, or memory of the fullest GPU, stacked by component, with the interval of the step as whiskers.
[[nodiscard]] chart::Chart step_bars(const Comparison& comparison);
[[nodiscard]] chart::Chart memory_bars(const Comparison& comparison);
/// Of a waterfall: the largest steps, what is left as "smaller ones".
[[nodiscard]] chart::Chart waterfall_chart(const Comparison& comparison, const Difference& difference,
                                           const ExactWaterfall& waterfall);

}  // namespace trainyard
