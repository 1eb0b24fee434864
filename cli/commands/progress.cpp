#include "cli/commands/progress.h"

#include <fmt/format.h>

#include <algorithm>

namespace trainyard::cli {

void ProgressBar::show(std::string_view what, double done) {
  const double share = std::clamp(done, 0.0, 1.0);
  if (!terminal_) {
    const std::string step(what.substr(0, what.find(':')));
    if (step == step_) return;
    step_ = step;
    out_ << fmt::format("{:3.0f} %  {}\n", 100 * share, step) << std::flush;
    return;
  }
  constexpr std::chrono::milliseconds between_frames{100};
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < between_frames && share < 1.0) return;
  last_ = now;
  drawn_ = true;
  constexpr std::size_t cells = 24, longest = 70;
  const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
  out_ << fmt::format("\r\x1b[K[{}{}] {:3.0f} %  {}", std::string(full, '#'), std::string(cells - full, '.'),
                      100 * share, what.substr(0, longest))
       << std::flush;
}

void ProgressBar::clear() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace trainyard::cli
