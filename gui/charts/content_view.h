#pragma once
// Content in a window, one widget per block, below each other. New content of the same shape is put into the
// widgets that are there, so that nothing flickers while a slider moves.
#include <QScrollArea>
#include <QVBoxLayout>
#include <vector>

#include "gui/view_models/content.h"

namespace trainyard::gui {

class ContentView : public QScrollArea {
  Q_OBJECT
 public:
  explicit ContentView(QWidget* parent = nullptr);
  /// Texts of the library are shown in the language of the user.
  void show_content(Content untranslated);
  [[nodiscard]] const Content& content() const { return content_; }

 signals:
  /// A row of a table was chosen (double click, Enter): its key.
  void activated(const QString& key);
  void problem(const QString& text);

 protected:
  void changeEvent(QEvent* event) override;  // light and dark have colours of their own

 private:
  QWidget* make_widget(const Block& block);
  void fill(QWidget* widget, const Block& block);
  /// Tab goes through the blocks in their order, as new widgets would come last in the window.
  void order_focus();

  Content content_;
  QWidget* inside_;
  QVBoxLayout* layout_;
  std::vector<QWidget*> widgets_;
};

}  // namespace trainyard::gui
