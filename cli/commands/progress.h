#pragma once
// Progress of long work on standard error: a bar that moves on a terminal, a line per step elsewhere.
#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

namespace trainyard::cli {

class ProgressBar {
 public:
  ProgressBar(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `done` from 0 to 1. On a terminal the line is redrawn at most ten times a second; elsewhere a line is
  /// written when `step`, the part of `what` before a colon, changes.
  void show(std::string_view what, double done);
  /// Takes the bar off the terminal, so that other output can follow.
  void clear();

 private:
  std::ostream& out_;
  bool terminal_;
  bool drawn_ = false;
  std::string step_{};
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace trainyard::cli
