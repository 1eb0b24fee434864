#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard {

/// One problem of an input, told so that the reader can mend it.
struct Diagnostic {
  std::string file;     // as the user named it; empty when there is none
  std::string pointer;  // JSON pointer of the field, e.g. "/memory/bandwidth"; empty for the whole document
  int line = 0;         // 1-based; 0 when unknown
  int column = 0;       // 1-based, in bytes; 0 when unknown
  std::string message;  // what was found and what was expected
  std::string hint;     // the nearest valid choices, or how to mend it; may be empty

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// Puts `more` behind those of `to`.
void append(Diagnostics& to, const Diagnostics& more);

/// `text` with control characters and bytes that are no UTF-8 written as escapes (\n, \x1b), so that it stays
/// on one line.
[[nodiscard]] std::string printable(std::string_view text);
/// `printable(text)` in double quotes for a message, shortened with "..." beyond `most` bytes.
[[nodiscard]] std::string in_quotes(std::string_view text, std::size_t most = 60);

/// `file:line:column: pointer: message (hint)`, leaving out what is not known.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);
/// One line per diagnostic, each ended by a newline.
[[nodiscard]] std::string to_text(const Diagnostics& diagnostics);

/// The up to `most` names nearest to `wrong` by edit distance (case-insensitive), nearest first; far-off
/// names are left out.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view wrong,
                                                     const std::vector<std::string>& names,
                                                     std::size_t most = 3);
/// `did you mean "a" or "b"?`, or `valid: a, b, c` when nothing is near.
[[nodiscard]] std::string name_hint(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace trainyard
