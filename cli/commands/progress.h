#pragma once
// Progress of long work on standard error: a bar that moves on a terminal, a line per step elsewhere.
#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "sim/base/units.h"

namespace trainyard::cli {

/// Work that is counted: "simulating", 1,234 of 4,500 "plans".
struct CountedWork {
  std::string_view stage{};
  std::string_view unit{};  // in the plural
  std::size_t done = 0, total = 0;
};

/// "simulating: 1,234 of 4,500 plans, 312 plans/s, 11 s left". `fresh` of the done ones took `elapsed`; the
/// others were there before (a run taken up again), or belong to the time before the rate settled. No rate is
/// told for less than half a second of work.
[[nodiscard]] std::string progress_text(const CountedWork& work, std::size_t fresh, Seconds elapsed);

class ProgressBar {
 public:
  ProgressBar(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `done` from 0 to 1. On a terminal the line is redrawn at most ten times a second; elsewhere a line is
  /// written when `step`, the part of `what` before a colon, changes.
  void show(std::string_view what, double done);
  /// The same with a rate and the time left. What is done at the first call of a stage was there before.
  /// Elsewhere than on a terminal a line is also written every ten seconds.
  void count(const CountedWork& work);
  /// Takes the bar off the terminal, so that other output can follow.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& out_;
  bool terminal_;
  bool drawn_ = false;
  std::string step_{};
  Clock::time_point last_{};
  std::string stage_{};          // of count()
  std::size_t stage_start_ = 0;  // done when it began
  Clock::time_point stage_began_{};
};

}  // namespace trainyard::cli
