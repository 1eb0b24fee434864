#include "gui/view_models/auto_update.h"

#include "gui/view_models/words.h"

namespace trainyard::gui {

AutoUpdate::AutoUpdate(std::string button, bool automatic, QObject* parent, std::chrono::milliseconds rest)
    : QObject(parent), button_(std::move(button)), automatic_(automatic) {
  rest_.setSingleShot(true);
  rest_.setInterval(rest);
  connect(&rest_, &QTimer::timeout, this, &AutoUpdate::startWanted);
}

void AutoUpdate::set_automatic(bool on) {
  if (on == automatic_) return;
  automatic_ = on;
  called_off_.reset();
  plan_next();
}

void AutoUpdate::set_settings(AskedSettings now) {
  if (now == now_) return;
  now_ = std::move(now);
  if (called_off_ && *called_off_ != now_) called_off_.reset();
  if (running_ && *running_ != now_) {
    running_.reset();
    emit cancelWanted();
  }
  plan_next();
}

void AutoUpdate::set_seen(bool seen) {
  seen_ = seen;
  plan_next();
}

void AutoUpdate::started() {
  running_ = now_;
  called_off_.reset();
  plan_next();
}

void AutoUpdate::delivered() {
  shown_ = running_ ? *running_ : now_;
  running_.reset();
  kept_.clear();
  plan_next();
}

void AutoUpdate::called_off() {
  running_.reset();
  called_off_ = now_;
  plan_next();
}

void AutoUpdate::shown_kept(std::string words) {
  kept_ = std::move(words);
  shown_ = now_;
  running_.reset();
  plan_next();
}

void AutoUpdate::plan_next() {
  const bool possible = now_ != AskedSettings{};
  const bool wanted =
      possible && automatic_ && seen_ && shown_ != now_ && running_ != now_ && called_off_ != now_;
  if (!wanted) {
    rest_.stop();
  } else {
    rest_.start();  // anew: a slider that moves on is waited for
  }
  emit bannerChanged();
}

std::string AutoUpdate::banner() const {
  const auto joined = [](const std::string& first, const std::string& second) {
    return first.empty() ? second : first + " " + second;
  };
  if (!outdated()) {
    return kept_.empty() ? kept_ : joined(kept_, words("Press {} for the answer of this version.", button_));
  }
  std::string text = kept_;
  if (kept_.empty()) {
    text = shown_->scenario == now_.scenario
               ? words("Earlier settings: the controls or the scenario's file have changed since.")
               : words("Earlier settings: this belongs to {}, not to {}.", shown_->scenario,
                       now_.scenario.empty() ? words("what is open now") : now_.scenario);
  }
  if (running_ == now_) return joined(text, words("The new answer is being computed."));
  if (rest_.isActive()) return joined(text, words("It will be updated in a moment."));
  return joined(text, words("Press {} for the new answer.", button_));
}

}  // namespace trainyard::gui
