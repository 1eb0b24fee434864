#pragma once
// Charts as data, drawn as SVG: the same input gives the same text. No fonts, scripts or files are needed to
// show one. Colours are those of Okabe and Ito, which colour-blind readers can tell apart; text and axes take
// the page's own colour, so that light and dark pages both work.
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trainyard::chart {

struct Axis {
  std::string label{};     // with its unit: "step time, s"
  bool from_zero = false;  // bars always start at zero
  bool log = false;        // ticks at powers of ten; what is not positive has no place. Lines and points only
};

struct Series {
  std::string name{};
  std::vector<double> x{}, y{};       // y may be NaN: a gap
  std::vector<double> low{}, high{};  // a band around y; empty: none
  std::vector<std::string> names{};   // of the points, for their tooltips; empty: none
  std::vector<std::string> keys{};    // of the points: what a window opens when one is chosen; empty: nothing
};

/// A vertical line with words, e.g. at a knee.
struct Mark {
  double x = 0;
  std::string text{};
  bool low = false;  // words at the foot instead of the top
};

/// A horizontal line with words, e.g. a limit. It is always in sight.
struct Level {
  double y = 0;
  std::string text{};
};

struct LineChart {
  std::string title{};
  Axis x{}, y{};
  std::vector<Series> series{};
  std::vector<Mark> marks{};
  std::vector<Level> levels{};
  bool dots = true;  // on every point; without them its tooltip is there all the same
};

/// Points without lines between them.
struct ScatterChart {
  std::string title{};
  Axis x{}, y{};
  std::vector<Series> series{};
  bool diagonal = false;  // also the line on which x and y are equal
};

struct BarSeries {
  std::string name{};
  std::vector<double> values{};         // one per category
  std::optional<std::size_t> colour{};  // of the palette; none: that of its place
};
/// Colours of the palette by name: each of `known` has that of its place in every chart, as long as no other
/// shown has it; what is not known takes one that is free.
[[nodiscard]] std::vector<std::size_t> steady_colours(const std::vector<std::string>& names,
                                                      const std::vector<std::string>& known);
/// Bars stacked on one another, one stack per category; with intervals as whiskers over the whole stack.
struct BarChart {
  std::string title{};
  Axis y{};
  std::vector<std::string> categories{};
  std::vector<BarSeries> series{};
  std::vector<std::pair<double, double>> intervals{};  // one per category, or none
  std::vector<Level> levels{};
  std::string x_label{};  // what the categories are; empty: they say so themselves
};

/// From one total to another by steps; the second total is what they sum to.
struct Waterfall {
  std::string title{};
  Axis y{};
  std::string from_name{}, to_name{};
  double from = 0;
  std::vector<std::pair<std::string, double>> steps{};
};

/// One value per cell, NaN where there is none; the least (or greatest) cell is framed.
struct HeatMap {
  std::string title{}, x_label{}, y_label{}, value_label{};
  std::vector<std::string> x{}, y{};
  std::vector<double> values{};  // row by row: values[row * x.size() + column], row 0 below
  bool least_is_best = true;
};

/// Which of `names` holds each cell; -1: none. Row by row as in a heat map, row 0 below.
struct CategoryMap {
  std::string title{}, x_label{}, y_label{};
  std::vector<std::string> x{}, y{}, names{};
  std::vector<int> cells{};
  std::optional<std::size_t> here{};  // the cell of what is asked about: framed
};

[[nodiscard]] std::string to_svg(const LineChart& chart);
[[nodiscard]] std::string to_svg(const ScatterChart& chart);
[[nodiscard]] std::string to_svg(const BarChart& chart);
[[nodiscard]] std::string to_svg(const Waterfall& chart);
[[nodiscard]] std::string to_svg(const HeatMap& chart);
[[nodiscard]] std::string to_svg(const CategoryMap& chart);

/// Round numbers from at most `low` to at least `high`, about `wanted` of them, in steps of 1, 2 or 5 times a
/// power of ten.
[[nodiscard]] std::vector<double> ticks(double low, double high, int wanted = 6);
/// The same for `low` > 0 on a logarithmic axis: powers of ten, and twice and five times them where there are
/// few. The first and the last hold the range.
[[nodiscard]] std::vector<double> log_ticks(double low, double high);
/// "1.5M", "0.02", "12,000": at most four significant digits.
[[nodiscard]] std::string number_text(double value);

/// A table of an HTML page. Cells that read as numbers (table_cell.h) are set to the right, others are texts
/// in lines; the first column is text.
struct HtmlTable {
  std::vector<std::string> head{};  // all empty: none
  std::vector<std::vector<std::string>> rows{};
  std::string caption{};
};

/// One self-contained HTML document: no script, no network, light and dark; on paper, too.
class HtmlPage {
 public:
  explicit HtmlPage(std::string title) : title_(std::move(title)) {}
  void heading(const std::string& text);
  void subheading(const std::string& text);
  void paragraph(const std::string& text);
  /// A paragraph that must not be overlooked.
  void warning(const std::string& text);
  void table(const HtmlTable& table);
  void svg(const std::string& svg);  // what to_svg gave
  /// `title` stands for the picture where it is not seen; `width` in px.
  void png(const std::string& title, double width, const std::string& base64);
  [[nodiscard]] std::string text() const;

 private:
  std::string title_, body_{};
};

/// `text` as HTML and SVG have it: & < > " ' escaped, control characters left out.
[[nodiscard]] std::string escaped(const std::string& text);

}  // namespace trainyard::chart
