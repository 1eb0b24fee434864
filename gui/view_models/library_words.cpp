#include "gui/view_models/library_words.h"

#include <fmt/args.h>

#include <QCoreApplication>
#include <map>
#include <optional>
#include <string_view>

#include "gui/view_models/library_phrases.h"

namespace trainyard::gui {

namespace {

std::string translated(const char* english) {
  return QCoreApplication::translate("library", english).toStdString();
}

/// The texts between the {} of `pattern`.
std::vector<std::string_view> literals_of(std::string_view pattern) {
  std::vector<std::string_view> parts;
  for (std::size_t at = pattern.find("{}"); at != std::string_view::npos; at = pattern.find("{}")) {
    parts.push_back(pattern.substr(0, at));
    pattern.remove_prefix(at + 2);
  }
  parts.push_back(pattern);
  return parts;
}

/// What stands at the {} of a pattern, where `text` is made by it.
std::optional<std::vector<std::string>> filled_in(const std::vector<std::string_view>& literals,
                                                  std::string_view text) {
  if (!text.starts_with(literals.front())) return std::nullopt;
  text.remove_prefix(literals.front().size());
  std::vector<std::string> values;
  for (std::size_t i = 1; i < literals.size(); ++i) {
    const bool last = i + 1 == literals.size();
    std::size_t end = last ? text.size() : text.find(literals[i]);
    if (last) {
      if (!text.ends_with(literals[i])) return std::nullopt;
      end = text.size() - literals[i].size();
    }
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    values.emplace_back(text.substr(0, end));
    text.remove_prefix(end + literals[i].size());
  }
  return values;
}

class Phrases {
 public:
  Phrases() {
    for (const char* english : library_names()) add(english, names_);
    for (const char* english : library_titles()) add(english, titles_);
  }
  /// Nothing to do, as in English.
  [[nodiscard]] bool empty() const { return whole_.empty() && names_.empty() && titles_.empty(); }

  /// A name of a figure, part, item or choice.
  [[nodiscard]] std::string name(const std::string& english) const {
    if (const auto found = whole_.find(english); found != whole_.end()) return found->second;
    return by_pattern(english, names_, false).value_or(english);
  }
  /// A title, head or mark.
  [[nodiscard]] std::string title(const std::string& english) const {
    if (const auto found = whole_.find(english); found != whole_.end()) return found->second;
    if (const auto found = whole_titles_.find(english); found != whole_titles_.end()) return found->second;
    if (auto made = by_pattern(english, names_, true)) return *made;
    if (auto made = by_pattern(english, titles_, true)) return *made;
    // "NVLink per GPU, GB/s": a name and its unit.
    const std::size_t comma = english.rfind(", ");
    if (comma != std::string::npos)
      if (const auto found = whole_.find(english.substr(0, comma)); found != whole_.end())
        return found->second + english.substr(comma);
    return english;
  }

  void operator()(Heading& heading) const { put_title(heading.text); }
  void operator()(Paragraph& /*sentences of the library stay*/) const {}
  void operator()(Tiles& tiles) const {
    for (Tile& tile : tiles.tiles)
      for (std::string* text : {&tile.label, &tile.value, &tile.detail}) *text = name(*text);
  }
  void operator()(Table& table) const {
    put_title(table.title);
    for (std::string& head : table.head) put_title(head);
    for (auto& row : table.rows)
      for (std::string& cell : row) cell = name(cell);
  }
  void operator()(chart::Chart& chart) const { std::visit(*this, chart); }
  void operator()(chart::LineChart& lines) const {
    put_points(lines);
    for (chart::Mark& mark : lines.marks) put_title(mark.text);
    for (chart::Level& level : lines.levels) put_title(level.text);
  }
  void operator()(chart::ScatterChart& points) const { put_points(points); }
  void operator()(chart::BarChart& bars) const {
    put_title(bars.title);
    put_title(bars.y.label);
    put_title(bars.x_label);
    for (std::string& category : bars.categories) category = name(category);
    for (chart::BarSeries& series : bars.series) series.name = name(series.name);
    for (chart::Level& level : bars.levels) put_title(level.text);
  }
  void operator()(chart::Waterfall& steps) const {
    put_title(steps.title);
    put_title(steps.y.label);
    for (auto& [step, amount] : steps.steps) step = name(step);
  }
  void operator()(chart::HeatMap& map) const {
    for (std::string* text : {&map.title, &map.x_label, &map.y_label, &map.value_label}) put_title(*text);
  }
  void operator()(chart::CategoryMap& map) const {
    for (std::string* text : {&map.title, &map.x_label, &map.y_label}) put_title(*text);
  }

 private:
  struct Pattern {
    std::vector<std::string_view> literals;
    std::string other;
  };
  void add(const char* english, std::vector<Pattern>& patterns) {
    std::string other = translated(english);
    if (other == english) return;
    std::vector<std::string_view> literals = literals_of(english);
    if (literals.size() == 1) {
      (&patterns == &names_ ? whole_ : whole_titles_).emplace(english, std::move(other));
    } else {
      patterns.push_back({std::move(literals), std::move(other)});
    }
  }
  [[nodiscard]] std::optional<std::string> by_pattern(const std::string& english,
                                                      const std::vector<Pattern>& patterns,
                                                      bool in_title) const {
    for (const Pattern& one : patterns) {
      const auto values = filled_in(one.literals, english);
      if (!values) continue;
      fmt::dynamic_format_arg_store<fmt::format_context> filled;
      for (const std::string& value : *values) filled.push_back(in_title ? title(value) : name(value));
      return fmt::vformat(one.other, filled);
    }
    return std::nullopt;
  }
  void put_title(std::string& text) const { text = title(text); }
  template <class Points>
  void put_points(Points& points) const {
    for (std::string* text : {&points.title, &points.x.label, &points.y.label}) put_title(*text);
    for (chart::Series& series : points.series) series.name = name(series.name);
  }

  std::map<std::string, std::string, std::less<>> whole_{}, whole_titles_{};
  std::vector<Pattern> names_{}, titles_{};
};

}  // namespace

std::string library_words(const std::string& english) {
  return Phrases().title(english);
}

Content in_users_language(Content content) {
  const Phrases known;
  if (known.empty()) return content;
  for (Block& block : content.blocks) std::visit(known, block);
  return content;
}

}  // namespace trainyard::gui
