#include "models/calibration/written_values.h"

#include <gtest/gtest.h>

#include <fstream>

namespace trainyard {
namespace {

TEST(WrittenValues, KeepTheirUnitsAndTellWhereTheyStand) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const WrittenValues own = WrittenValues::load(library, library.find("kernels", "h100-sxm").value()).value();
  const GpuProfile gpu = library.load_gpu("h100-sxm").value();
  for (const auto& [family, roles] : gpu.kernels)
    for (const auto& [role, constants] : roles)
      for (const auto& [name, value] : constants.parameters)
        EXPECT_FALSE(own.find(family, role, "parameters", name).value.empty())
            << family << "/" << role << "/" << name;
  EXPECT_EQ(own.find("cublas-bf16", "gemm", "parameters", "nothing").value, "");
}

TEST(WrittenValues, AreFoundInTheDocumentThatIsStoodOn) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const WrittenValues h800 =
      WrittenValues::load(library, library.find("kernels", "h800-sxm").value()).value();
  const WrittenValues h100 =
      WrittenValues::load(library, library.find("kernels", "h100-sxm").value()).value();
  const GpuProfile gpu = library.load_gpu("h100-sxm").value();
  const std::string name = gpu.kernels.at("cublas-bf16").at("gemm").parameters.begin()->first;
  const WrittenValue there = h100.find("cublas-bf16", "gemm", "parameters", name);
  const WrittenValue here = h800.find("cublas-bf16", "gemm", "parameters", name);
  EXPECT_EQ(here.value, there.value);
  EXPECT_EQ(there.from, "");
  EXPECT_EQ(here.from, "as on h100-sxm");
}

TEST(WrittenValues, AreRefusedOfWhatIsNoKernelDocument) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  EXPECT_FALSE(WrittenValues::load(library, "no-such-file.json"));
  EXPECT_FALSE(WrittenValues::load(library, library.find("gpu", "h100-sxm").value()));
}

}  // namespace
}  // namespace trainyard
