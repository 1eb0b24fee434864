// Any bytes as a collection of published runs: problems with messages, or rows that every part of the report
// can take. The same bytes as a filter, too.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "models/validation/run_filter.h"
#include "models/validation/validation_report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<RunFilter> filter = parse_run_filter(text);
  if (!filter && filter.error().empty()) std::abort();
  const Result<JsonDocument> document = JsonDocument::parse(text, "fuzz.json");
  if (!document) return 0;
  const Result<std::vector<PublishedRun>> read = read_published_runs(document.value());
  if (!read) {
    if (read.error().empty()) std::abort();
    return 0;
  }
  auto runs = std::make_shared<const std::vector<PublishedRun>>(read.value());
  std::vector<RunResult> rows;
  for (const PublishedRun& run : *runs) {
    RunResult row;
    row.run = &run;
    row.covered = true;
    row.predicted = row.measured = seconds(run.measured.step_time_s.value_or(1.0));
    rows.push_back(std::move(row));
  }
  const ValidationReport report = make_validation_report(std::move(runs), std::move(rows));
  if (write_text_validation(report, {.every_row = true}).empty() || write_json_validation(report).empty() ||
      write_csv_validation(report).empty())
    std::abort();
  return 0;
}
