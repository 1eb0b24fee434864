#pragma once
// Texts that the library writes itself (titles, axes, names of figures) in the language of the user.
#include <string>

#include "gui/view_models/content.h"

namespace trainyard::gui {

/// `english` translated where it is one of the library's fixed texts, as a whole or with names and numbers
/// filled in (library_words.cpp lists them); else as it is. Whole sentences of reasons, sources and verdicts
/// are not among them: they stay those of the command, as errors do, so that both can be held side by side.
[[nodiscard]] std::string library_words(const std::string& english);

/// Every text of `content` so; numbers, names and units stay.
[[nodiscard]] Content in_users_language(Content content);

}  // namespace trainyard::gui
