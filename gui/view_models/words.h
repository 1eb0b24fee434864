#pragma once
// Words shown to a person, ready for translation.
#include <fmt/format.h>

#include <string>
#include <utility>

namespace trainyard::gui {

/// `english` in the language of the user (context "trainyard", gui/translations).
[[nodiscard]] std::string words(const char* english);

/// The same with {} filled in.
template <class... Values>
[[nodiscard]] std::string words(const char* english, const Values&... values) {
  return fmt::format(fmt::runtime(words(english)), values...);
}

/// `many` or, of one, `one`, with the count for %n: "%n rows", "%n row". Languages bring their own plural
/// forms.
[[nodiscard]] std::string counted(const char* many, const char* one, std::size_t count);

/// "exposed_dispatch" as a person reads it: "exposed dispatch".
[[nodiscard]] std::string plain_name(std::string name);
/// "+1.2 %", "-0.4 %"; "0 %" when it rounds to nothing.
[[nodiscard]] std::string change_text(double from, double to);

}  // namespace trainyard::gui
