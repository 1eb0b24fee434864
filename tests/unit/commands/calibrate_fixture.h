#pragma once
// What tests of trainyard calibrate share: the command as a user types it, on files of their own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands/command.h"
#include "sim/base/json_reader.h"
#include "tests/support/made_up_measurements.h"

namespace trainyard::cli {

struct CalibrateOutcome {
  ExitCode code;
  std::string out, err;
};

inline CalibrateOutcome run_words(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  Console console{out, err};
  const ExitCode code = run_program(words, console);
  return {code, out.str(), err.str()};
}

/// A folder of its own, with its own copy of the shipped data and its own place for temporary files.
class CalibrateFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "tmp");
    const std::filesystem::path shipped(TRAINYARD_SOURCE_DIR), copy = folder_ / "shipped";
    for (const char* part :
         {"hardware_profiles", "data/prices", "data/failures", "data/scenarios", "models/configs"}) {
      std::filesystem::create_directories(copy / part);
      std::filesystem::copy(shipped / part, copy / part, std::filesystem::copy_options::recursive);
    }
    ::setenv("TRAINYARD_DATA", copy.c_str(), 1);
    ::setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
    write("t.csv", made_up::gemm_table());
    write("m.json", made_up::gemm_json("NVIDIA H100 80GB HBM3"));
    write("n.txt", made_up::nccl_tests());
  }
  void TearDown() override {
    EXPECT_EQ(files_in("tmp"), 0) << "temporary files are removed";
    EXPECT_EQ(files_in(""), made_) << "nothing half-written is left";
    ::unsetenv("TRAINYARD_DATA");
    ::unsetenv("TMPDIR");
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }
  /// Made by the test, or expected to have been made by the command.
  std::string made(const std::string& name) {
    ++made_;
    return file(name);
  }
  std::string write(const std::string& name, const std::string& content) {
    std::ofstream(file(name), std::ios::binary) << content;
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
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder_ / name)) ++count;
    return count;
  }

  static constexpr const char* copies = R"(while [ "$1" != --out ]; do shift; done; cp )";

 private:
  std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("trainyard-calibrate-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  int made_ = 2;  // tmp and shipped
};

}  // namespace trainyard::cli
