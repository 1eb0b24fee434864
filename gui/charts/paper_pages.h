#pragma once
// Parts of a document, one below the other, on pages. Arithmetic only.
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

class QPainter;

namespace trainyard::gui {

/// What is drawn in one piece, as wide as a page. Lengths in px.
struct PaperPart {
  double height = 0;
  double gap = 0;          // free below it, where something follows on its page
  bool with_next = false;  // never the last of a page: a heading, a table's first row
  double least_room = 0;   // what must be left of a page that has something already
  std::function<void(QPainter&, double top)> draw{};
  std::shared_ptr<const PaperPart> repeated{};  // above it where it begins a page: a table's head
};

struct PlacedPart {
  std::size_t part = 0, page = 0;
  double top = 0;
  bool repeats = false;  // its `repeated` stands at the top of the page
  bool operator==(const PlacedPart&) const = default;
};

/// Where every part stands. Parts that stay together move to the next page together, unless they are higher
/// than a page; a part that is higher than a page begins one and runs over its end.
[[nodiscard]] std::vector<PlacedPart> on_pages(std::span<const PaperPart> parts, double page_height);

}  // namespace trainyard::gui
