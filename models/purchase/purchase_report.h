#pragma once
// A buyer's report as text, JSON (data/schema/plan-report.schema.json), HTML and workbook.
#include <string>

#include "models/chart/report_sink.h"
#include "models/purchase/purchase.h"

namespace trainyard {

/// The answer in plain words: what to take, by how much it is better, how sure that is, what stands against
/// the others. Paragraphs, the first one the answer itself.
[[nodiscard]] std::vector<std::string> answer_in_words(const PurchaseReport& report);

/// The answer on one short line, for a list of runs.
[[nodiscard]] std::string answer_line(const PurchaseReport& report);

[[nodiscard]] std::string write_text_purchase(const PurchaseReport& report, bool colour = false);
[[nodiscard]] std::string write_json_purchase(const PurchaseReport& report);
/// The answer, tables and charts in the order of the page.
void show_purchase(const PurchaseReport& report, chart::ReportSink& sink);
/// One self-contained page.
[[nodiscard]] std::string write_html_purchase(const PurchaseReport& report);

/// Whether this build can write workbooks.
[[nodiscard]] bool can_write_xlsx();
/// Sheets: summary, offers, cost by item and year (sums as formulas), plans, sensitivity, assumptions.
/// The bytes of the file. Errors: built without libxlsxwriter; no room for its temporary files (in TMPDIR).
[[nodiscard]] Result<std::string> write_xlsx_purchase(const PurchaseReport& report);

}  // namespace trainyard
