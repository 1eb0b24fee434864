#pragma once
// One line of spans that do not overlap, made to be shown at any zoom: what a window of W columns shows costs
// about W searches, however many spans it holds.
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "sim/base/units.h"

namespace trainyard::gui {

inline constexpr std::size_t most_span_kinds = 8;  // as many as the palette has colours
inline constexpr std::uint32_t no_span = std::numeric_limits<std::uint32_t>::max();
using BusyByKind = std::array<Picoseconds, most_span_kinds>;

/// A piece of the time axis cut into columns (pixels); `to` > `from`, at least one picosecond per column.
struct TimeWindow {
  Picoseconds from = 0, to = 1;
  int columns = 1;

  [[nodiscard]] Picoseconds length() const { return to - from; }
  /// Where column `column` begins; boundary(columns) is `to`.
  [[nodiscard]] Picoseconds boundary(int column) const;
  /// The column `time` lies in; below 0 and from `columns` on outside.
  [[nodiscard]] int column_at(Picoseconds time) const;
  /// The same without rounding.
  [[nodiscard]] double place_of(Picoseconds time) const;
  bool operator==(const TimeWindow&) const = default;
};

/// Neighbouring columns that look the same.
struct SpanRun {
  int from = 0, to = 0;          // columns
  std::uint8_t kind = 0;         // that takes most of the column; the lower one when equal
  std::uint8_t covered = 0;      // how much of the column is busy: 1 + 254 * busy / length, rounded down
  std::uint32_t span = no_span;  // the only span in it; no_span: several
  bool operator==(const SpanRun&) const = default;
};

class SpanRow {
 public:
  struct Item {
    Picoseconds start = 0, finish = 0;  // finish > start
    std::uint32_t span = 0;
    std::uint8_t kind = 0;  // below most_span_kinds
  };
  SpanRow() = default;
  /// `items` in order of start, none overlapping the next.
  explicit SpanRow(const std::vector<Item>& items);

  [[nodiscard]] std::size_t size() const { return starts_.size(); }
  /// Appends the runs of `window` to `runs`, from left to right; idle columns are left out.
  void append_runs(const TimeWindow& window, std::vector<SpanRun>& runs) const;
  /// The span at `time`, or no_span.
  [[nodiscard]] std::uint32_t span_at(Picoseconds time) const;
  [[nodiscard]] BusyByKind busy(Picoseconds from, Picoseconds to) const;
  /// Positions of the spans that reach into [from, to): first and one past the last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> within(Picoseconds from, Picoseconds to) const;
  [[nodiscard]] std::uint32_t span(std::size_t position) const { return spans_[position]; }

 private:
  [[nodiscard]] std::size_t first_ending_after(Picoseconds time, std::size_t from) const;
  [[nodiscard]] BusyByKind busy_before(Picoseconds time, std::size_t first_after) const;
  [[nodiscard]] BusyByKind busy_in(Picoseconds from, Picoseconds to, std::size_t first,
                                   std::size_t last) const;

  std::vector<Picoseconds> starts_, finishes_;
  std::vector<std::uint32_t> spans_;
  std::vector<std::uint8_t> kinds_;
  std::vector<BusyByKind> before_block_;  // by block of spans: busy time of those before it
};

}  // namespace trainyard::gui
