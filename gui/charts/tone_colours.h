#pragma once
// Colours of text: readable on light and dark (WCAG 2.1, contrast at least 4.5 : 1).
#include <QColor>
#include <QPalette>

#include "gui/view_models/content.h"

namespace trainyard::gui {

/// Luminance ratio of WCAG 2.1 (1.4.3), 1 to 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);
/// Text of `tone` on the window's own background, whichever it is.
[[nodiscard]] QColor tone_colour(Tone tone, const QPalette& palette);
/// Text of less weight than the rest.
[[nodiscard]] QColor pale_text(const QPalette& palette);
/// Black or white, whichever reads better on `background`.
[[nodiscard]] QColor text_on(const QColor& background);

}  // namespace trainyard::gui
