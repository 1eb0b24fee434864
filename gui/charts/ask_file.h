#pragma once
// The question for a file to write.
#include <QString>

class QWidget;

namespace trainyard::gui {

/// The file chosen in a dialog that proposes `proposed`; empty when it is called off. A name without an
/// ending gets that of `proposed`, and only then is it asked whether a file of that name may be overwritten.
[[nodiscard]] QString ask_file_to_write(QWidget* parent, const QString& title, const QString& proposed,
                                        const QString& kinds);

}  // namespace trainyard::gui
