#pragma once
// Every text that a window shows or tells, with where it stands.
#include <QString>
#include <QWidget>
#include <vector>

#include "gui/view_models/content.h"

namespace trainyard::gui {

struct ShownText {
  QString where{};
  QString text{};
};

/// Texts, tooltips, accessible names, choices, heads and actions of `root` and of all widgets in it, but not
/// of content that a page shows: it is had from the page.
[[nodiscard]] std::vector<ShownText> texts_of(const QWidget& root);
/// Texts of content that a page shows: titles, axes, legends, tiles, tables.
[[nodiscard]] std::vector<ShownText> texts_of(const Content& content);

}  // namespace trainyard::gui
