#include "gui/charts/column_widths.h"

#include <algorithm>

namespace trainyard::gui {

std::vector<int> column_widths(std::span<const ColumnNeed> needs, int room) {
  std::vector<int> widths;
  int natural = 0, least = 0;
  for (const ColumnNeed& need : needs) {
    natural += need.natural;
    least += need.least;
  }
  const int lacking = natural - least, spare = std::clamp(room - least, 0, lacking);
  for (const ColumnNeed& need : needs) {
    const int lacks = need.natural - need.least;
    widths.push_back(lacking == 0
                         ? need.natural
                         : need.least + static_cast<int>(static_cast<long>(spare) * lacks / lacking));
  }
  return widths;
}

}  // namespace trainyard::gui
