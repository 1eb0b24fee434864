#pragma once
// What all_reduce_perf and its siblings of NVIDIA's nccl-tests print.
#include <string>
#include <string_view>

#include "models/calibration/measurements.h"

namespace trainyard {

/// Whether `text` looks like their output, kept with or without other lines of a log.
[[nodiscard]] bool is_nccl_tests_text(std::string_view text);

/// Out-of-place times of every row. The operation is taken, in this order, from a line that names the program
/// ("all_gather_perf"), from the columns (a reduction over all ranks is told from the counts), from the
/// file's name; the ranks from the lines "# Rank". Several runs may follow each other. Runs over several
/// hosts and operations without a law are left out. Errors: none of these tells the operation, no ranks
/// before a row, a row with other fields than its header, a row with wrong results.
[[nodiscard]] Result<Measurements> parse_nccl_tests_text(std::string_view text, const std::string& file_name);

}  // namespace trainyard
