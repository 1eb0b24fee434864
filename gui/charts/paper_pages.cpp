#include "gui/charts/paper_pages.h"

namespace trainyard::gui {

namespace {

constexpr double tolerance = 1e-6;  // px: sums of heights are not exact

/// Height of the parts from `first` on that stay together; of the first alone, if all do not fit on a page.
double height_together(std::span<const PaperPart> parts, std::size_t first, double page_height) {
  double height = parts[first].height;
  for (std::size_t i = first; parts[i].with_next && i + 1 < parts.size(); ++i)
    height += parts[i].gap + parts[i + 1].height;
  return height <= page_height ? height : parts[first].height;
}

}  // namespace

std::vector<PlacedPart> on_pages(std::span<const PaperPart> parts, double page_height) {
  std::vector<PlacedPart> placed;
  std::size_t page = 0;
  double at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const PaperPart& part = parts[i];
    const double left = page_height - at + tolerance;
    const bool turns = at > 0 && (height_together(parts, i, page_height) > left || part.least_room > left);
    if (turns) {
      ++page;
      at = part.repeated ? part.repeated->height + part.repeated->gap : 0;
    }
    placed.push_back({i, page, at, turns && part.repeated != nullptr});
    at += part.height + part.gap;
  }
  return placed;
}

}  // namespace trainyard::gui
