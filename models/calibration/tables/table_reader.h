#pragma once
// A kind of table with the function that reads one of its rows. To add a kind: a source file here and a line
// in table_kinds.cpp.
#include <string>

#include "models/calibration/csv_table.h"
#include "models/calibration/measurements.h"

namespace trainyard {

struct TableReader {
  MeasuredTableKind kind;
  /// Adds what the row measured to one list of `out`, or counts it as left out with a reason; a row with a
  /// problem is told by `row` and not added.
  void (*read)(CsvRow& row, Measurements& out);
};

/// The kind whose columns a table has, the one with the most where several fit. Errors: none fits; names the
/// nearest and the columns it misses.
[[nodiscard]] Result<const TableReader*> table_reader_for(const CsvTable& table,
                                                          const std::string& file_name);

/// The problem of a text of no format that is known.
[[nodiscard]] Diagnostics unknown_format(const std::string& file_name);

/// Adds every row of `table` to `out`.
void read_table(const CsvTable& table, const TableReader& reader, ProblemList& problems, Measurements& out);

/// The column "latency_us". `least` 0 where a difference of two times may be nothing.
[[nodiscard]] Seconds latency_of(CsvRow& row, double least = 1e-4);
/// A size of a shape: whole, at least 1.
[[nodiscard]] double size_of(CsvRow& row, std::string_view column);

[[nodiscard]] const TableReader& gemm_table();
[[nodiscard]] const TableReader& attention_table();
[[nodiscard]] const TableReader& latent_attention_table();
[[nodiscard]] const TableReader& moe_table();
[[nodiscard]] const TableReader& quantize_table();
[[nodiscard]] const TableReader& collective_table();
[[nodiscard]] const TableReader& exchange_table();
[[nodiscard]] const TableReader& noncausal_attention_table();
[[nodiscard]] const TableReader& latent_products_table();
[[nodiscard]] const TableReader& custom_all_reduce_table();
[[nodiscard]] const TableReader& low_latency_exchange_table();

}  // namespace trainyard
