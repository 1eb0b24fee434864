#pragma once
// What a page shows, as data: the window, the report and the tests read the same.
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "models/chart/draw.h"

namespace trainyard::gui {

struct Heading {
  std::string text{};
  bool operator==(const Heading&) const = default;
};

enum class Tone { plain, good, warning, problem };
struct Paragraph {
  std::string text{};
  Tone tone = Tone::plain;
  bool operator==(const Paragraph&) const = default;
};

/// Headline figures side by side.
struct Tile {
  std::string label{}, value{}, detail{};
  Tone tone = Tone::plain;
  bool operator==(const Tile&) const = default;
};
struct Tiles {
  std::vector<Tile> tiles{};
  bool operator==(const Tiles&) const = default;
};

/// The first column is text. A cell that starts with a number is sorted by it.
struct Table {
  std::string title{};
  std::vector<std::string> head{};
  std::vector<std::vector<std::string>> rows{};
  std::vector<std::string> keys{};  // by row: what the page opens when a row is chosen; empty: nothing
  bool operator==(const Table&) const = default;
};

using Block = std::variant<Heading, Paragraph, Tiles, Table, chart::Chart>;

struct Content {
  std::vector<Block> blocks{};

  void heading(std::string text) { blocks.emplace_back(Heading{std::move(text)}); }
  void paragraph(std::string text, Tone tone = Tone::plain) {
    blocks.emplace_back(Paragraph{std::move(text), tone});
  }
  template <class Part>
  void add(Part&& part) {
    blocks.emplace_back(std::forward<Part>(part));
  }
};

/// What is no chart and drawn all the same: the timeline. Its shapes are too many for a browser, so that a
/// page of HTML has it as PNG.
struct Picture {
  std::string title{};
  chart::Size size{};
  std::function<void(chart::Canvas&)> draw{};
  std::string png{};  // bytes
};

/// A page of a report: its picture, where it has one, above its content.
struct ReportPage {
  std::string title{};
  Content content{};
  std::optional<Picture> picture{};
  std::string about{};  // the scenario it is about; empty: every one, or none
};
/// One self-contained HTML document of the pages, in order.
[[nodiscard]] std::string to_html(const std::string& title, const std::vector<ReportPage>& pages);
/// RFC 4180.
[[nodiscard]] std::string to_csv(const Table& table);

}  // namespace trainyard::gui
