#pragma once
// Where everything of a timeline stands: sources above each other on one time axis, groups that fold, the
// window that is looked at. Arithmetic only.
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gui/view_models/timeline_model.h"

namespace trainyard::gui {

inline constexpr std::size_t timeline_sources = 2;  // simulated, measured

/// In px from the top of the scene.
struct PlacedRow {
  std::size_t source = 0, group = 0, row = 0;
  double top = 0, height = 0;
  bool first_of_lane = false;
};
struct PlacedGroup {
  std::size_t source = 0, group = 0;
  double top = 0, height = 0;
  bool folded = false;  // shows its first row only
};
struct PlacedSource {
  std::size_t source = 0;
  double top = 0, height = 0;  // of its heading
};

class TimelineScene {
 public:
  /// No model: the source is not shown. The window is fitted when nothing was shown before, otherwise kept.
  void set_source(std::size_t source, std::string title, std::shared_ptr<const TimelineModel> model);
  [[nodiscard]] const TimelineModel* model(std::size_t source) const { return models_[source].get(); }
  [[nodiscard]] const std::string& title(std::size_t source) const { return titles_[source]; }
  [[nodiscard]] bool empty() const { return models_[0] == nullptr && models_[1] == nullptr; }

  void fold(std::size_t source, std::size_t group, bool folded);
  void fold_all(bool folded);
  /// Folds the groups of one source, those called `open` excepted.
  void fold_source(std::size_t source, const std::string& open = {});
  [[nodiscard]] bool is_folded(std::size_t source, std::size_t group) const {
    return folded_.count({source, group}) > 0;
  }
  /// Height of rows relative to the usual, 0.5 to 4.
  void set_row_scale(double scale);
  [[nodiscard]] double row_scale() const { return row_scale_; }

  [[nodiscard]] const std::vector<PlacedRow>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<PlacedGroup>& groups() const { return groups_; }
  [[nodiscard]] const std::vector<PlacedSource>& sources() const { return sources_; }
  [[nodiscard]] double height() const { return height_; }
  [[nodiscard]] const PlacedRow* row_at(double y) const;
  [[nodiscard]] const PlacedGroup* group_at(double y) const;
  /// The row of a span, opened when its group is folded.
  [[nodiscard]] PlacedRow reveal(std::size_t source, std::uint32_t span);

  /// The earliest start (0, or earlier when a source is moved there) and the last finish of all sources.
  [[nodiscard]] Picoseconds beginning() const;
  [[nodiscard]] Picoseconds extent() const;
  /// How much later than its own times say a source is shown. The window stays.
  void set_shift(std::size_t source, Picoseconds shift);
  [[nodiscard]] Picoseconds shift(std::size_t source) const { return shifts_[source]; }
  /// The title, and the shift when there is one.
  [[nodiscard]] std::string heading(std::size_t source) const;
  [[nodiscard]] Picoseconds from() const { return from_; }
  [[nodiscard]] Picoseconds to() const { return to_; }
  /// The window in the times of `source`.
  [[nodiscard]] TimeWindow window(std::size_t source, int columns) const {
    return {from_ - shifts_[source], to_ - shifts_[source], columns};
  }
  /// Keeps inside the extent with a little room, at least `least_window` long.
  void show(Picoseconds from, Picoseconds to);
  void fit() { show(beginning(), extent()); }
  /// `factor` below 1 looks closer; what stands at `place` (0 left, 1 right) stays there.
  void zoom(double factor, double place);
  /// By a share of the window, to the right when positive.
  void pan(double share);
  static constexpr Picoseconds least_window = 100'000;  // 100 ns: ten times less than a short kernel

  bool show_critical = false;

 private:
  void lay_out();

  std::array<std::shared_ptr<const TimelineModel>, timeline_sources> models_{};
  std::array<std::string, timeline_sources> titles_{};
  std::array<Picoseconds, timeline_sources> shifts_{};
  std::set<std::pair<std::size_t, std::size_t>> folded_{};
  std::vector<PlacedRow> rows_{};
  std::vector<PlacedGroup> groups_{};
  std::vector<PlacedSource> sources_{};
  double row_scale_ = 1, height_ = 0;
  Picoseconds from_ = 0, to_ = least_window;
};

/// "+12.5 ms", "-3 us", "0 s".
[[nodiscard]] std::string shift_text(Picoseconds shift);
/// The spans in the window of the shown rows as CSV, in order of rows and time, starts as they are shown; at
/// most `most` of them.
[[nodiscard]] std::string spans_csv(const TimelineScene& scene, std::size_t most = 1'000'000);
/// Busy time by kind of [from, to), one line per source: "simulated: forward 1.2 s, pair 14.1 s".
[[nodiscard]] std::string busy_text(const TimelineScene& scene, Picoseconds from, Picoseconds to);

}  // namespace trainyard::gui
