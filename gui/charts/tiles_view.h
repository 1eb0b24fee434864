#pragma once
// Headline figures side by side, as many in a row as fit.
#include <QWidget>

#include "gui/view_models/content.h"

namespace trainyard::gui {

class TilesView : public QWidget {
  Q_OBJECT
 public:
  explicit TilesView(QWidget* parent = nullptr);
  void set_tiles(Tiles tiles);
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  [[nodiscard]] int columns(int width) const;
  [[nodiscard]] QFont small_font() const;
  [[nodiscard]] int height_of_tile(int width) const;
  Tiles tiles_;
};

}  // namespace trainyard::gui
