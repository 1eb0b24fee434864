#pragma once
// Dialogs answered as a person would: typed into, accepted, called off.
#include <QDialog>
#include <QObject>
#include <functional>
#include <set>
#include <vector>

namespace trainyard::gui {

/// While it lives, the first dialog that asks is given to the first answer, the second (or the same, asking
/// again) to the second, and so on. A dialog nobody has an answer for is called off.
class DialogAnswers {
 public:
  using Answer = std::function<void(QDialog&)>;
  explicit DialogAnswers(std::vector<Answer> answers);
  /// How many have been given.
  [[nodiscard]] std::size_t given() const { return next_; }
  [[nodiscard]] bool all_given() const { return next_ == answers_.size() && extra_ == 0; }

 private:
  void look();
  void look_again();
  std::vector<Answer> answers_;
  std::size_t next_ = 0, extra_ = 0;
  std::set<QDialog*> answering_;  // a question may come up while another is being answered
  QObject here_;                  // its timers end with it
};

/// Types `file` into a file dialog and presses Enter.
[[nodiscard]] DialogAnswers::Answer type_file(const QString& file);
/// Presses Escape.
[[nodiscard]] DialogAnswers::Answer call_off();
/// Presses a button of a question.
[[nodiscard]] DialogAnswers::Answer yes();
[[nodiscard]] DialogAnswers::Answer no();

}  // namespace trainyard::gui
