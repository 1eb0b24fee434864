#include "models/chart/canvas.h"

#include <algorithm>
#include <array>
#include <optional>

#include "models/chart/chart.h"

namespace trainyard::chart {

namespace {

constexpr double character_width = 0.58;  // of the size

}  // namespace

std::string_view palette(std::size_t index) {
  // The first six: Okabe and Ito, "Color universal design", 2008. Their black and yellow vanish on dark and
  // on light pages; a violet and an olive stand for them, chosen so that under simulated protanopia and
  // deuteranopia no pair lies closer than among the six (tests/gui/widgets/colours_test.cpp).
  static constexpr std::array<std::string_view, 8> colours{"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                                           "#56b4e9", "#d55e00", "#7755dd", "#aabb66"};
  return colours[index % colours.size()];
}

std::vector<std::size_t> steady_colours(const std::vector<std::string>& names,
                                        const std::vector<std::string>& known) {
  std::vector<std::optional<std::size_t>> chosen;
  std::vector<bool> taken;
  const auto take = [&](std::size_t colour) {
    if (taken.size() <= colour) taken.resize(colour + 1);
    taken[colour] = true;
    return colour;
  };
  for (const std::string& name : names) {
    const auto at = std::find(known.begin(), known.end(), name);
    chosen.emplace_back();
    if (at != known.end()) chosen.back() = take(static_cast<std::size_t>(at - known.begin()));
  }
  std::vector<std::size_t> colours;
  std::size_t next = 0;
  for (const auto& one : chosen) {
    while (!one && next < taken.size() && taken[next]) ++next;
    colours.push_back(one ? *one : take(next));
  }
  return colours;
}

double text_width(std::string_view words, double size) {
  std::size_t characters = 0;
  for (const char c : words) characters += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
  return character_width * size * static_cast<double>(characters);
}

std::string fitted(const std::string& words, double most, double size) {
  if (text_width(words, size) <= most) return words;
  std::string cut = words;
  while (!cut.empty() && text_width(cut + "...", size) > most) {
    do {
      cut.pop_back();
    } while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0U) == 0x80U);
    if (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0U) == 0xc0U) cut.pop_back();
  }
  return cut + "...";
}

}  // namespace trainyard::chart
