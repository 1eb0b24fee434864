// The benchmarks' program, with small scripts in its place.
#include "models/calibration/run_kernels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace trainyard {
namespace {

using ::testing::HasSubstr;

class RunKernels : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path program(const std::string& lines) {
    const std::filesystem::path file = folder_ / "program";
    std::ofstream(file) << "#!/bin/sh\n" << lines << '\n';
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
  }

  // Of its own: tests run beside each other.
  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("trainyard_run_kernels_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(RunKernels, EndsThemWhenTheyAreNoLongerWanted) {
  std::atomic<bool> stop{false};
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  const Result<void> ran = run_kernels({.program = program("exec sleep 60"),
                                        .device = 0,
                                        .full = false,
                                        .out = folder_ / "out",
                                        .stop = &stop});
  later.join();
  ASSERT_FALSE(ran);
  EXPECT_THAT(to_text(ran.error()), HasSubstr("were stopped"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST_F(RunKernels, AreKilledWhenTheyDoNotEndOnRequest) {
  std::atomic<bool> stop{false};
  std::thread later([&] {
    while (!std::filesystem::exists(folder_ / "ready"))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  const Result<void> ran =
      run_kernels({.program = program("trap '' TERM; touch " + (folder_ / "ready").string() +
                                      "; while true; do sleep 0.1; done"),
                   .device = 0,
                   .full = false,
                   .out = folder_ / "out",
                   .stop = &stop,
                   .grace = std::chrono::milliseconds(200)});
  later.join();
  ASSERT_FALSE(ran);
  EXPECT_THAT(to_text(ran.error()), HasSubstr("were stopped"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST_F(RunKernels, AreWaitedForWhenNobodyStopsThem) {
  const std::atomic<bool> stop{false};
  const Result<void> ran = run_kernels({.program = program("echo measured > \"$4\""),
                                        .device = 0,
                                        .full = false,
                                        .out = folder_ / "out",
                                        .stop = &stop});
  EXPECT_TRUE(ran) << to_text(ran.error());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out"));
}

TEST_F(RunKernels, TellThatThereIsNoGpu) {
  const std::atomic<bool> stop{false};
  const Result<void> ran = run_kernels(
      {.program = program("exit 77"), .device = 0, .full = false, .out = folder_ / "out", .stop = &stop});
  ASSERT_FALSE(ran);
  EXPECT_THAT(to_text(ran.error()), HasSubstr("no GPU"));
}

}  // namespace
}  // namespace trainyard
