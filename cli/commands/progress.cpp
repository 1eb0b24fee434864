#include "cli/commands/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/report/text_table.h"

namespace trainyard::cli {
namespace {

/// "48 s", "12 min", "3 h 20 min".
std::string left_text(Seconds left) {
  constexpr double per_minute = 60.0, per_hour = 3600.0;
  const double whole = std::ceil(left.in(seconds));
  if (whole < 2 * per_minute) return fmt::format("{:.0f} s", whole);
  const double in_minutes = std::ceil(whole / per_minute);
  if (whole < 2 * per_hour) return fmt::format("{:.0f} min", in_minutes);
  return fmt::format("{:.0f} h {:.0f} min", std::floor(in_minutes / 60.0), std::fmod(in_minutes, 60.0));
}

std::string rate_text(double per_second, std::string_view unit) {
  if (per_second >= 10.0) return fmt::format("{} {}/s", grouped(per_second), unit);
  if (per_second >= 1.0) return fmt::format("{:.1f} {}/s", per_second, unit);
  return fmt::format("{:.1f} {}/min", 60.0 * per_second, unit);
}

}  // namespace

std::string progress_text(const CountedWork& work, std::size_t fresh, Seconds elapsed) {
  std::string text = fmt::format("{}: {} of {} {}", work.stage, grouped(static_cast<double>(work.done)),
                                 grouped(static_cast<double>(work.total)), work.unit);
  constexpr Seconds settled = milliseconds(500);
  if (fresh == 0 || elapsed < settled) return text;
  const double per_second = static_cast<double>(fresh) / elapsed.in(seconds);
  text += ", " + rate_text(per_second, work.unit);
  if (work.done < work.total) {
    const double left = static_cast<double>(work.total - work.done) / per_second;
    text += fmt::format(", {} left", left_text(seconds(left)));
  }
  return text;
}

void ProgressBar::show(std::string_view what, double done) {
  const double share = std::clamp(done, 0.0, 1.0);
  const auto now = Clock::now();
  if (!terminal_) {
    const std::string step(what.substr(0, what.find(':')));
    if (step == step_) return;
    step_ = step;
    last_ = now;
    out_ << fmt::format("{:3.0f} %  {}\n", 100 * share, step) << std::flush;
    return;
  }
  constexpr std::chrono::milliseconds between_frames{100};
  if (drawn_ && now - last_ < between_frames && share < 1.0) return;
  last_ = now;
  drawn_ = true;
  constexpr std::size_t cells = 24, longest = 70;
  const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
  out_ << fmt::format("\r\x1b[K[{}{}] {:3.0f} %  {}", std::string(full, '#'), std::string(cells - full, '.'),
                      100 * share, what.substr(0, longest))
       << std::flush;
}

void ProgressBar::count(const CountedWork& work) {
  const auto now = Clock::now();
  if (stage_ != work.stage || work.done < stage_start_) {
    stage_ = work.stage;
    stage_start_ = work.done;
    stage_began_ = now;
  }
  const double share =
      work.total == 0 ? 1.0 : static_cast<double>(work.done) / static_cast<double>(work.total);
  const std::string text = progress_text(work, work.done - stage_start_,
                                         seconds(std::chrono::duration<double>(now - stage_began_).count()));
  constexpr std::chrono::seconds between_lines{10};
  if (!terminal_ && step_ == work.stage && now - last_ >= between_lines) {
    last_ = now;
    out_ << fmt::format("{:3.0f} %  {}\n", 100 * share, text) << std::flush;
    return;
  }
  show(text, share);
}

void ProgressBar::clear() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace trainyard::cli
