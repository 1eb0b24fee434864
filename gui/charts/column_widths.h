#pragma once
// How the columns of a table share the room there is.
#include <algorithm>
#include <span>
#include <vector>

namespace trainyard::gui {

/// What a column asks for, in px.
struct ColumnNeed {
  int natural = 0;  // all on one line
  int least = 0;    // broken wherever a line may be broken; at most `natural`
  bool numbers = false;

  /// Room for `need` and a margin, too.
  void widen(const ColumnNeed& need, int margin) {
    natural = std::max(natural, need.natural + margin);
    least = std::max(least, need.least + margin);
  }
};

/// The widths of the columns: natural ones where there is room; else each gets what it needs at least, and
/// the rest in proportion to what it lacks. Texts are broken first, numbers only where that does not do.
/// Wider than `room` only where even the least is.
[[nodiscard]] std::vector<int> column_widths(std::span<const ColumnNeed> needs, int room);

}  // namespace trainyard::gui
