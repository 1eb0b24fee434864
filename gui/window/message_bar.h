#pragma once
// What was said last, in full: for sentences that the status line has no room for.
#include <QFrame>

class QLabel;

namespace trainyard::gui {

class MessageBar : public QFrame {
  Q_OBJECT
 public:
  /// Hidden until something is shown.
  explicit MessageBar(QWidget* parent = nullptr);

  /// Shows `text` with its lines, wrapped; it stays until it is closed or followed by another.
  void show_text(const QString& text);
  [[nodiscard]] QString text() const;

 private:
  QLabel* label_;
};

}  // namespace trainyard::gui
