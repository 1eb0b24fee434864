#pragma once
// Parts of a page's content by their titles.
#include <string>
#include <string_view>
#include <variant>

#include "gui/view_models/content.h"

namespace trainyard::gui {

/// The first chart of kind C whose title starts so; null when there is none.
template <class C>
const C* chart_titled(const Content& content, std::string_view title) {
  for (const Block& block : content.blocks) {
    const auto* chart = std::get_if<chart::Chart>(&block);
    const C* found = chart == nullptr ? nullptr : std::get_if<C>(chart);
    if (found != nullptr && found->title.starts_with(title)) return found;
  }
  return nullptr;
}

inline const Table* table_titled(const Content& content, std::string_view title) {
  for (const Block& block : content.blocks) {
    const auto* table = std::get_if<Table>(&block);
    if (table != nullptr && table->title.starts_with(title)) return table;
  }
  return nullptr;
}

/// The value of a tile; empty when there is none.
inline std::string tile_of(const Content& content, std::string_view label) {
  for (const Block& block : content.blocks) {
    const auto* tiles = std::get_if<Tiles>(&block);
    if (tiles == nullptr) continue;
    for (const Tile& tile : tiles->tiles)
      if (tile.label == label) return tile.value;
  }
  return {};
}

/// All paragraphs of a tone, one below the other.
inline std::string text_of(const Content& content, Tone tone) {
  std::string text;
  for (const Block& block : content.blocks) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    if (paragraph != nullptr && paragraph->tone == tone) text += paragraph->text + "\n";
  }
  return text;
}
inline std::string problem_text(const Content& content) {
  return text_of(content, Tone::problem);
}

}  // namespace trainyard::gui
