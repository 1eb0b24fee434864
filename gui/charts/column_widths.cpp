#include "gui/charts/column_widths.h"

#include <algorithm>

namespace trainyard::gui {

std::vector<int> column_widths(std::span<const ColumnNeed> needs, int room) {
  std::vector<int> widths;
  int natural = 0, least = 0, least_whole = 0;  // the last: with numbers on one line
  for (const ColumnNeed& need : needs) {
    natural += need.natural;
    least += need.least;
    least_whole += need.numbers ? need.natural : need.least;
  }
  const bool whole = least_whole <= room;
  if (whole) least = least_whole;
  const int lacking = natural - least, spare = std::clamp(room - least, 0, lacking);
  for (const ColumnNeed& need : needs) {
    const int from = whole && need.numbers ? need.natural : need.least, lacks = need.natural - from;
    widths.push_back(lacking == 0 ? need.natural
                                  : from + static_cast<int>(static_cast<long>(spare) * lacks / lacking));
  }
  return widths;
}

}  // namespace trainyard::gui
