#pragma once
// The language of all texts.
#include <QString>
#include <QStringList>

#include "sim/base/result.h"

namespace trainyard::gui {

/// "en", and every language of gui/translations that is built in, sorted.
[[nodiscard]] QStringList languages();

/// What is made from now on speaks `language`; Qt's own texts do where Qt's translations are installed.
/// Numbers, units and dates stay as the command writes them. Errors: a language that there is not, with those
/// that there are.
[[nodiscard]] Result<void> set_language(const QString& language);

/// The first of the system's languages that is there; else "en".
[[nodiscard]] QString system_language();

}  // namespace trainyard::gui
