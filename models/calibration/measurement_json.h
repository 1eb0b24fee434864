#pragma once
// Documents that the programs in kernels/ write: data/schema/measurement.schema.json.
#include <string>

#include "models/calibration/measurements.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// Errors: broken JSON, what the schema forbids, a record whose shape misses a size.
[[nodiscard]] Result<Measurements> parse_measurement_json(std::string text, const std::string& file_name);

/// One record of a document. Adds a kernel or a collective to `out`, or counts the record as left out with a
/// reason. `sms` is how many the device has. The record's problems are told through its reader, which the
/// caller finishes.
void read_measurement_record(JsonReader record, double sms, Measurements& out);

}  // namespace trainyard
