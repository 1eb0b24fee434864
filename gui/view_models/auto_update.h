#pragma once
// Answers that take seconds: whether what is shown still belongs to the settings, and when to ask anew.
#include <QObject>
#include <QTimer>
#include <chrono>
#include <optional>
#include <string>

namespace trainyard::gui {

/// What an answer is asked for. Equal settings give equal answers; empty ones cannot be asked for.
struct AskedSettings {
  std::string scenario{};  // as a person names it; empty: the answer needs none
  std::string controls{};  // of the page, in any form
  bool operator==(const AskedSettings&) const = default;
};

/// Follows the settings of a page whose work is asked for. Work for settings that are no longer so is called
/// off at once; with automatic() new work is asked for when the settings have rested.
class AutoUpdate : public QObject {
  Q_OBJECT
 public:
  /// Long enough not to start at every stop of a moving slider, short enough to feel like an answer.
  static constexpr std::chrono::milliseconds usual_rest{400};

  /// `button`: what a person presses to ask, for the banner.
  AutoUpdate(std::string button, bool automatic, QObject* parent = nullptr,
             std::chrono::milliseconds rest = usual_rest);

  [[nodiscard]] bool automatic() const { return automatic_; }
  void set_automatic(bool on);
  /// The settings as they are from now on.
  void set_settings(AskedSettings now);
  /// Only a page that is seen asks by itself.
  void set_seen(bool seen);

  // What the page tells.
  void started();     // work for the settings as they are
  void delivered();   // its answer is shown, or why there is none
  void called_off();  // by a person, or it broke: not asked again by itself for these settings
  /// A kept result is shown instead of an answer; `words` say which.
  void shown_kept(std::string words);

  /// What is shown belongs to other settings than those there are.
  [[nodiscard]] bool outdated() const { return shown_ && *shown_ != now_; }
  /// The scenario of the answer that is shown; empty: it has none, or a kept result is shown.
  [[nodiscard]] std::string answered_scenario() const {
    return shown_ && kept_.empty() ? shown_->scenario : std::string{};
  }
  [[nodiscard]] bool shows_kept() const { return !kept_.empty(); }
  /// What has to be said of what is shown; empty: it is the answer to the settings.
  [[nodiscard]] std::string banner() const;

 signals:
  void bannerChanged();
  void startWanted();
  void cancelWanted();

 private:
  void plan_next();

  std::string button_;
  bool automatic_, seen_ = false;
  AskedSettings now_{};
  std::optional<AskedSettings> shown_{}, running_{}, called_off_{};
  std::string kept_{};
  QTimer rest_;
};

}  // namespace trainyard::gui
