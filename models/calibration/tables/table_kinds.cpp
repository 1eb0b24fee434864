// The table of kinds of tables, and how a table finds its kind.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "models/calibration/tables/table_reader.h"

namespace trainyard {
namespace {

const std::vector<const TableReader*>& readers() {
  static const std::vector<const TableReader*> all{&gemm_table(),
                                                   &attention_table(),
                                                   &latent_attention_table(),
                                                   &moe_table(),
                                                   &quantize_table(),
                                                   &collective_table(),
                                                   &exchange_table(),
                                                   &noncausal_attention_table(),
                                                   &latent_products_table(),
                                                   &custom_all_reduce_table(),
                                                   &low_latency_exchange_table()};
  return all;
}

std::vector<std::string_view> missing(const MeasuredTableKind& kind, const CsvTable& table) {
  std::vector<std::string_view> names;
  std::copy_if(kind.columns.begin(), kind.columns.end(), std::back_inserter(names),
               [&](std::string_view column) { return !table.has(column); });
  return names;
}

}  // namespace

const std::vector<MeasuredTableKind>& measured_table_kinds() {
  static const std::vector<MeasuredTableKind> kinds = [] {
    std::vector<MeasuredTableKind> all;
    for (const TableReader* reader : readers()) all.push_back(reader->kind);
    return all;
  }();
  return kinds;
}

Result<const TableReader*> table_reader_for(const CsvTable& table, const std::string& file_name) {
  const TableReader* best = nullptr;
  const TableReader* nearest = nullptr;
  double nearest_share = 0.0;
  for (const TableReader* reader : readers()) {
    const std::size_t columns = reader->kind.columns.size();
    const std::size_t there = columns - missing(reader->kind, table).size();
    if (there == columns && (best == nullptr || columns > best->kind.columns.size())) best = reader;
    const double share = static_cast<double>(there) / static_cast<double>(columns);
    if (share > nearest_share) {
      nearest = reader;
      nearest_share = share;
    }
  }
  if (best != nullptr) return best;
  if (nearest != nullptr) {
    const auto names = missing(nearest->kind, table);
    return Diagnostics{{file_name,
                        {},
                        1,
                        0,
                        fmt::format("is no table of a known kind; the nearest is \"{}\", which has {} {} too",
                                    nearest->kind.name, names.size() == 1 ? "the column" : "the columns",
                                    fmt::join(names, ", ")),
                        {}}};
  }
  return unknown_format(file_name);
}

Diagnostics unknown_format(const std::string& file_name) {
  return Diagnostics{
      {file_name,
       {},
       1,
       0,
       "is neither JSON, nor output of nccl-tests, nor a table whose first line names the columns "
       "of a known kind",
       "a gemm table, for example, has the columns dtype,m,n,k,latency_us"}};
}

void read_table(const CsvTable& table, const TableReader& reader, ProblemList& problems, Measurements& out) {
  for (const CsvTable::Row& each : table.rows()) {
    CsvRow row(table, each, problems);
    reader.read(row, out);
  }
}

Seconds latency_of(CsvRow& row, double least) {
  constexpr double most = 1e10;  // some hours: beyond, a time is a slip
  return microseconds(row.number("latency_us", least, most));
}

double size_of(CsvRow& row, std::string_view column) {
  constexpr double most = 1e12;  // beyond, a size is a slip
  return row.whole(column, 1.0, most);
}

}  // namespace trainyard
