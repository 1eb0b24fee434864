// Every file in tests/data/bad_measurements is refused with the message that stands beside it.
#include <gtest/gtest.h>

#include "models/calibration/measurements.h"
#include "tests/support/bad_files.h"

namespace trainyard {
namespace {

namespace fs = std::filesystem;

std::string messages_of(const fs::path& file) {
  const Result<Measurements> read =
      parse_measurements(golden_test::content_of(file), file.filename().string());
  return read ? std::string() : to_text(read.error());
}

TEST(BadMeasurements, AreRefusedWithTheMessageBesideThem) {
  bad_files::expect_refused("bad_measurements", bad_files::Expected::appended, 30, messages_of);
}

}  // namespace
}  // namespace trainyard
