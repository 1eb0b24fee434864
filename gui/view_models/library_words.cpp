#include "gui/view_models/library_words.h"

#include <fmt/args.h>

#include <QCoreApplication>
#include <array>
#include <map>
#include <optional>
#include <string_view>

namespace trainyard::gui {

namespace {

/// {}: a name, a number, or another of these texts. No text is so short between its {} that it could be met
/// by chance.
constexpr std::array phrases{
    // Compare
    QT_TRANSLATE_NOOP("library", "Where the time of a step goes"),
    QT_TRANSLATE_NOOP("library", "step time, s"),
    QT_TRANSLATE_NOOP("library", "Memory of the fullest GPU"),
    QT_TRANSLATE_NOOP("library", "memory, GB"),
    QT_TRANSLATE_NOOP("library", "{}: what the difference is made of"),
    QT_TRANSLATE_NOOP("library", "Step time"),
    QT_TRANSLATE_NOOP("library", "Dollars of the main phase"),
    QT_TRANSLATE_NOOP("library", "smaller ones"),
    QT_TRANSLATE_NOOP("library", "best"),
    QT_TRANSLATE_NOOP("library", "{}, intervals meet"),
    QT_TRANSLATE_NOOP("library", "Every figure"),
    QT_TRANSLATE_NOOP("library", "From {} to {}"),
    QT_TRANSLATE_NOOP("library", "What differs"),
    // Figures of a comparison
    QT_TRANSLATE_NOOP("library", "step time"),
    QT_TRANSLATE_NOOP("library", "exposed communication"),
    QT_TRANSLATE_NOOP("library", "bubble"),
    QT_TRANSLATE_NOOP("library", "tokens/s"),
    QT_TRANSLATE_NOOP("library", "tokens/s per GPU"),
    QT_TRANSLATE_NOOP("library", "MFU, causal"),
    QT_TRANSLATE_NOOP("library", "MFU, non-causal"),
    QT_TRANSLATE_NOOP("library", "GPUs"),
    QT_TRANSLATE_NOOP("library", "days"),
    QT_TRANSLATE_NOOP("library", "GPU-hours"),
    QT_TRANSLATE_NOOP("library", "dollars"),
    QT_TRANSLATE_NOOP("library", "dollars, all phases"),
    QT_TRANSLATE_NOOP("library", "dollars per 1M tokens"),
    QT_TRANSLATE_NOOP("library", "energy"),
    QT_TRANSLATE_NOOP("library", "goodput"),
    QT_TRANSLATE_NOOP("library", "peak memory"),
    QT_TRANSLATE_NOOP("library", "memory left"),
    // Fields that scenarios differ in
    QT_TRANSLATE_NOOP("library", "model"),
    QT_TRANSLATE_NOOP("library", "cluster"),
    QT_TRANSLATE_NOOP("library", "node"),
    QT_TRANSLATE_NOOP("library", "GPU"),
    QT_TRANSLATE_NOOP("library", "software"),
    QT_TRANSLATE_NOOP("library", "micro-batch"),
    QT_TRANSLATE_NOOP("library", "schedule"),
    QT_TRANSLATE_NOOP("library", "recompute"),
    QT_TRANSLATE_NOOP("library", "stages"),
    QT_TRANSLATE_NOOP("library", "tokens"),
    QT_TRANSLATE_NOOP("library", "sequence"),
    QT_TRANSLATE_NOOP("library", "global batch"),
    QT_TRANSLATE_NOOP("library", "NVLink per direction"),
    QT_TRANSLATE_NOOP("library", "GPU memory"),
    QT_TRANSLATE_NOOP("library", "node power"),
    QT_TRANSLATE_NOOP("library", "price of a GPU"),
    QT_TRANSLATE_NOOP("library", "price of electricity"),
    QT_TRANSLATE_NOOP("library", "load spread"),
    QT_TRANSLATE_NOOP("library", "failures"),
    QT_TRANSLATE_NOOP("library", "given as goodput"),
    // Parts of a step
    QT_TRANSLATE_NOOP("library", "compute"),
    QT_TRANSLATE_NOOP("library", "exposed dispatch"),
    QT_TRANSLATE_NOOP("library", "exposed combine"),
    QT_TRANSLATE_NOOP("library", "exposed expert barrier"),
    QT_TRANSLATE_NOOP("library", "exposed gradient cast"),
    QT_TRANSLATE_NOOP("library", "exposed tensor parallel"),
    QT_TRANSLATE_NOOP("library", "exposed context parallel"),
    QT_TRANSLATE_NOOP("library", "exposed sharded parameters"),
    QT_TRANSLATE_NOOP("library", "exposed pipeline transfer"),
    QT_TRANSLATE_NOOP("library", "host"),
    QT_TRANSLATE_NOOP("library", "uneven ranks"),
    QT_TRANSLATE_NOOP("library", "step overhead"),
    QT_TRANSLATE_NOOP("library", "batch ramp"),
    QT_TRANSLATE_NOOP("library", "gpu price"),
    // Parts of memory
    QT_TRANSLATE_NOOP("library", "weights"),
    QT_TRANSLATE_NOOP("library", "gradients"),
    QT_TRANSLATE_NOOP("library", "optimizer"),
    QT_TRANSLATE_NOOP("library", "activations"),
    QT_TRANSLATE_NOOP("library", "buffers"),
    QT_TRANSLATE_NOOP("library", "framework"),
    // Timeline
    QT_TRANSLATE_NOOP("library", "pipeline rank {}"),
    QT_TRANSLATE_NOOP("library", "forward"),
    QT_TRANSLATE_NOOP("library", "forward and backward"),
    QT_TRANSLATE_NOOP("library", "backward"),
    QT_TRANSLATE_NOOP("library", "input backward"),
    QT_TRANSLATE_NOOP("library", "weight backward"),
    QT_TRANSLATE_NOOP("library", "expert exchange"),
    QT_TRANSLATE_NOOP("library", "tensor parallel"),
    QT_TRANSLATE_NOOP("library", "span"),
    QT_TRANSLATE_NOOP("library", "kernel, communication"),
    QT_TRANSLATE_NOOP("library", "kernel, attention"),
    QT_TRANSLATE_NOOP("library", "kernel, matrix product"),
    QT_TRANSLATE_NOOP("library", "kernel, other"),
    // Run
    QT_TRANSLATE_NOOP("library", "lost work"),
    QT_TRANSLATE_NOOP("library", "restarts"),
    QT_TRANSLATE_NOOP("library", "waiting for nodes"),
    QT_TRANSLATE_NOOP("library", "checkpoints"),
    QT_TRANSLATE_NOOP("library", "pauses"),
    QT_TRANSLATE_NOOP("library", "none"),
    // What the progress bar says
    QT_TRANSLATE_NOOP("library", "measuring"),
    QT_TRANSLATE_NOOP("library", "simulating"),
    QT_TRANSLATE_NOOP("library", "valuing"),
    QT_TRANSLATE_NOOP("library", "fitting"),
    QT_TRANSLATE_NOOP("library", "expert exchanges"),
    QT_TRANSLATE_NOOP("library", "leaving points out"),
    QT_TRANSLATE_NOOP("library", "leaving blocks out"),
};

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
    for (const char* english : phrases) {
      std::string other = translated(english);
      if (other == english) continue;
      std::vector<std::string_view> literals = literals_of(english);
      if (literals.size() == 1) {
        whole_.emplace(english, std::move(other));
      } else {
        patterns_.push_back({std::move(literals), std::move(other)});
      }
    }
  }
  /// Nothing to do, as in English.
  [[nodiscard]] bool empty() const { return whole_.empty() && patterns_.empty(); }

  [[nodiscard]] std::string of(const std::string& english) const {
    if (const auto found = whole_.find(english); found != whole_.end()) return found->second;
    for (const Pattern& one : patterns_) {
      const auto values = filled_in(one.literals, english);
      if (!values) continue;
      fmt::dynamic_format_arg_store<fmt::format_context> filled;
      for (const std::string& value : *values) filled.push_back(of(value));
      return fmt::vformat(one.other, filled);
    }
    return english;
  }

  void put(std::string& text) const { text = of(text); }
  void put(std::vector<std::string>& texts) const {
    for (std::string& text : texts) put(text);
  }

  void operator()(Heading& heading) const { put(heading.text); }
  void operator()(Paragraph& paragraph) const { put(paragraph.text); }
  void operator()(Tiles& tiles) const {
    for (Tile& tile : tiles.tiles)
      for (std::string* text : {&tile.label, &tile.value, &tile.detail}) put(*text);
  }
  void operator()(Table& table) const {
    put(table.title);
    put(table.head);
    for (auto& row : table.rows) put(row);
  }
  void operator()(chart::Chart& chart) const { std::visit(*this, chart); }
  void operator()(chart::LineChart& lines) const {
    put_points(lines);
    for (chart::Mark& mark : lines.marks) put(mark.text);
    for (chart::Level& level : lines.levels) put(level.text);
  }
  void operator()(chart::ScatterChart& points) const { put_points(points); }
  void operator()(chart::BarChart& bars) const {
    put(bars.title);
    put(bars.y.label);
    put(bars.categories);
    for (chart::BarSeries& series : bars.series) put(series.name);
    for (chart::Level& level : bars.levels) put(level.text);
  }
  void operator()(chart::Waterfall& steps) const {
    put(steps.title);
    put(steps.y.label);
    for (auto& [name, amount] : steps.steps) put(name);
  }
  void operator()(chart::HeatMap& map) const {
    for (std::string* text : {&map.title, &map.x_label, &map.y_label, &map.value_label}) put(*text);
  }
  void operator()(chart::CategoryMap& map) const {
    for (std::string* text : {&map.title, &map.x_label, &map.y_label}) put(*text);
    put(map.names);
  }

 private:
  struct Pattern {
    std::vector<std::string_view> literals;
    std::string other;
  };
  template <class Points>
  void put_points(Points& points) const {
    for (std::string* text : {&points.title, &points.x.label, &points.y.label}) put(*text);
    for (chart::Series& series : points.series) put(series.name);
  }

  std::map<std::string, std::string, std::less<>> whole_{};
  std::vector<Pattern> patterns_{};
};

}  // namespace

std::string library_words(const std::string& english) {
  return Phrases().of(english);
}

Content in_users_language(Content content) {
  const Phrases known;
  if (known.empty()) return content;
  for (Block& block : content.blocks) std::visit(known, block);
  return content;
}

}  // namespace trainyard::gui
