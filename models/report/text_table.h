#pragma once
// Plain text for a terminal: aligned columns, wrapped paragraphs, emphasis.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard {

/// Rows of cells, each column as wide as its widest cell. Cells are ASCII.
class TextTable {
 public:
  enum class Align { left, right };

  /// Two blanks part the columns; `indent` blanks stand before the first.
  explicit TextTable(std::vector<Align> columns, std::size_t indent = 2);
  void add(std::vector<std::string> cells);
  /// As add, but a row that equals the one before in every cell from the second on is drawn together with it:
  /// the first cells become "1-14".
  void add_or_join(std::vector<std::string> cells);
  /// Lines, each ended by a newline and without trailing blanks.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Align> columns_;
  std::size_t indent_;
  std::vector<std::vector<std::string>> rows_{};
};

/// `text` broken at blanks into lines of at most `width`; the first starts with `first`, the others with as
/// many blanks. A word longer than a line stands on one of its own. Ends with a newline.
[[nodiscard]] std::string wrapped(std::string_view first, std::string_view text, std::size_t width = 110);

/// 2048 -> "2,048"; rounds to the nearest whole.
[[nodiscard]] std::string grouped(double value);

/// ANSI emphasis, or none.
class Emphasis {
 public:
  explicit Emphasis(bool on) : on_(on) {}
  [[nodiscard]] std::string heading(std::string_view text) const { return wrap("\x1b[1m", text); }
  [[nodiscard]] std::string warning(std::string_view text) const { return wrap("\x1b[1;31m", text); }
  [[nodiscard]] std::string faint(std::string_view text) const { return wrap("\x1b[2m", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
  bool on_;
};

}  // namespace trainyard
