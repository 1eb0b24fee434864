// Which format a file has.
#include <fmt/format.h>

#include "models/calibration/measurement_json.h"
#include "models/calibration/measurements.h"
#include "models/calibration/nccl_tests_text.h"
#include "models/calibration/tables/table_reader.h"
#include "sim/base/gzip_text.h"

namespace trainyard {
namespace {

constexpr Bytes most_bytes = mebibytes(256);  // beyond, a file is no table of measurements

bool is_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

Result<Measurements> parse_table(std::string text, const std::string& file_name) {
  ProblemList problems(file_name);
  // Any text has a first line; it holds column names when it holds the one that every table has.
  const bool names_columns = text.substr(0, text.find('\n')).find("latency_us") != std::string::npos;
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  Result<CsvTable> table = CsvTable::parse(std::move(text), problems);
  if (!table && !names_columns && !blank) return unknown_format(file_name);
  if (!table) return table.error();
  TRAINYARD_TRY(reader, table_reader_for(table.value(), file_name));
  Measurements out;
  out.file = file_name;
  out.description = fmt::format("{} table, {} rows", reader->kind.name, table.value().rows().size());
  read_table(table.value(), *reader, problems, out);
  if (!problems.empty()) return problems.told();
  return out;
}

}  // namespace

Result<Measurements> parse_measurements(std::string text, const std::string& file_name) {
  if (text.find('\0') != std::string::npos)
    return Diagnostics{{file_name,
                        {},
                        0,
                        0,
                        "holds bytes that are no text",
                        "expected JSON, CSV or the output of nccl-tests"}};
  if (is_json(text)) return parse_measurement_json(std::move(text), file_name);
  if (is_nccl_tests_text(text)) return parse_nccl_tests_text(text, file_name);
  return parse_table(std::move(text), file_name);
}

Result<Measurements> read_measurements(const std::filesystem::path& file) {
  TRAINYARD_TRY(text, read_text_file(file, most_bytes));
  return parse_measurements(std::move(text), file.string());
}

Result<std::vector<Measurements>> read_measurement_files(const std::vector<std::string>& files) {
  std::vector<Measurements> all;
  Diagnostics problems;
  for (const std::string& file : files) {
    Result<Measurements> one = read_measurements(file);
    if (one) {
      all.push_back(std::move(one.value()));
    } else {
      append(problems, one.error());
    }
  }
  if (!problems.empty()) return problems;
  return all;
}

}  // namespace trainyard
