#pragma once
// What tests of trainyard calibrate share: the command as a user types it, on files of their own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sim/base/json_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/made_up_measurements.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {

/// A folder of its own, with its own copy of the shipped data and its own place for temporary files.
class CalibrateFixture : public OwnFolder {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder() / "tmp");
    const std::filesystem::path shipped(TRAINYARD_SOURCE_DIR), copy = folder() / "shipped";
    for (const char* part :
         {"hardware_profiles", "data/prices", "data/failures", "data/scenarios", "models/configs"}) {
      std::filesystem::create_directories(copy / part);
      std::filesystem::copy(shipped / part, copy / part, std::filesystem::copy_options::recursive);
    }
    ::setenv("TRAINYARD_DATA", copy.c_str(), 1);
    ::setenv("TMPDIR", (folder() / "tmp").c_str(), 1);
    write("t.csv", made_up::gemm_table());
    write("m.json", made_up::gemm_json("NVIDIA H100 80GB HBM3"));
    write("n.txt", made_up::nccl_tests());
  }
  void TearDown() override {
    EXPECT_EQ(files_in("tmp"), 0) << "temporary files are removed";
    EXPECT_EQ(files_in(""), made_) << "nothing half-written is left";
    ::unsetenv("TRAINYARD_DATA");
    ::unsetenv("TMPDIR");
  }

  /// Made by the test, or expected to have been made by the command.
  std::string made(const std::string& name) {
    ++made_;
    return file(name);
  }
  std::string write(const std::string& name, const std::string& content) {
    OwnFolder::write(name, content);
    return made(name);
  }
  /// A program that stands in for the benchmarks.
  std::string program(const std::string& name, const std::string& shell) {
    std::string path = write(name, "#!/bin/sh\n" + shell + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  [[nodiscard]] std::string shipped(const std::string& name) const {
    return read_file(file("shipped/hardware_profiles/" + name)).value();
  }
  [[nodiscard]] int files_in(const std::string& name) const {
    int count = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder() / name)) ++count;
    return count;
  }

  static constexpr const char* copies = R"(while [ "$1" != --out ]; do shift; done; cp )";

 private:
  int made_ = 2;  // tmp and shipped
};

}  // namespace trainyard::cli
