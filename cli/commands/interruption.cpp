#include "cli/commands/interruption.h"

namespace trainyard::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");
int guards = 0;  // on the main thread only

void note_signal(int) {
  interrupted.store(true);
  // Both, so that a SIGTERM after a Ctrl-C ends the program too. sigaction is async-signal-safe (POSIX).
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  ::sigaction(SIGINT, &usual, nullptr);
  ::sigaction(SIGTERM, &usual, nullptr);
}

void watch(int signal, struct sigaction& before) {
  ::sigaction(signal, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;
  struct sigaction ours {};
  ours.sa_handler = note_signal;
  ours.sa_flags = SA_RESTART;  // files are read and written to their end
  ::sigaction(signal, &ours, nullptr);
}

}  // namespace

Interruption::Interruption() : outermost_(guards++ == 0) {
  if (!outermost_) return;
  interrupted = false;
  watch(SIGINT, interrupt_);
  watch(SIGTERM, terminate_);
}

Interruption::~Interruption() {
  --guards;
  if (!outermost_) return;
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
}

const std::atomic<bool>* Interruption::flag() {
  return &interrupted;
}

}  // namespace trainyard::cli
