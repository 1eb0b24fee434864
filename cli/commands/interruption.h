#pragma once
// Ctrl-C and SIGTERM during long work: the first asks it to stop where it can go on later, the second ends
// the program at once.
#include <csignal>

#include <atomic>

namespace trainyard::cli {

/// While one exists, a first SIGINT or SIGTERM sets flag(); the next one has its usual effect. One at a time:
/// an inner one shares the flag of the outer. A signal that was ignored stays ignored (nohup).
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// For ParallelOptions::stop and SearchRequest::stop.
  [[nodiscard]] static const std::atomic<bool>* flag();
  [[nodiscard]] static bool happened() { return flag()->load(); }

 private:
  bool outermost_;
  struct sigaction interrupt_ {
  }, terminate_{};
};

}  // namespace trainyard::cli
