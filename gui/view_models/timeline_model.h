#pragma once
// Spans on lanes, ready to be shown: rows in which nothing overlaps, few kinds, search and sums.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gui/view_models/span_row.h"
#include "sim/trace/span_timeline.h"

namespace trainyard::gui {

/// A line of the picture: the spans of a lane that lie `depth` others deep.
struct TimelineRow {
  std::uint32_t lane = 0;
  int depth = 0;
  SpanRow spans{};
  SpanRow critical{};  // of these, the ones on the critical path
  bool quiet = false;  // not the first of its group, and seldom busy: gets less room
};
/// The rows of a process.
struct TimelineGroup {
  std::string name{};
  std::size_t first_row = 0, rows = 0;
};

class TimelineModel {
 public:
  /// Lanes without spans are left out, and so are spans deeper than `most_depth` inside others.
  explicit TimelineModel(SpanTimeline timeline);
  static constexpr int most_depth = 32;

  [[nodiscard]] const SpanTimeline& timeline() const { return timeline_; }
  [[nodiscard]] const std::vector<TimelineRow>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<TimelineGroup>& groups() const { return groups_; }
  /// Names of the at most eight kinds shown; the last stands for the rest when there are more.
  [[nodiscard]] const std::vector<std::string>& kinds() const { return kinds_; }
  [[nodiscard]] std::uint8_t kind_of(std::uint32_t span) const { return kind_of_span_[span]; }
  [[nodiscard]] std::size_t row_of(std::uint32_t span) const { return row_of_span_[span]; }
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

  [[nodiscard]] const std::string& name_of(std::uint32_t span) const {
    return timeline_.names[timeline_.spans[span].name];
  }
  [[nodiscard]] const std::string& process_of(std::uint32_t span) const;
  [[nodiscard]] bool is_critical(std::uint32_t span) const { return critical_[span]; }
  /// "F stage 3 micro-batch 7", its kind, start (moved by `shift`), duration and lane, on lines of their own.
  [[nodiscard]] std::string told(std::uint32_t span, Picoseconds shift = 0) const;

  /// The link of the critical path that goes through `span` (the first of them when it is a chunk that holds
  /// several); no_span: none.
  [[nodiscard]] std::uint32_t link_of(std::uint32_t span) const;
  /// The first link that ends after `time`; no_span: none.
  [[nodiscard]] std::uint32_t link_after(Picoseconds time) const;

  /// Spans whose name holds `text`, whatever its case, in order of start; an empty text finds none.
  [[nodiscard]] std::vector<std::uint32_t> search(std::string_view text) const;
  /// Busy time of [from, to) by kind, spans inside others not counted again; summed over lanes.
  [[nodiscard]] BusyByKind busy(Picoseconds from, Picoseconds to) const;
  /// The same of one group's rows.
  [[nodiscard]] BusyByKind busy_of(const TimelineGroup& group, Picoseconds from, Picoseconds to) const;

 private:
  void choose_kinds();
  void make_rows();

  SpanTimeline timeline_;
  std::vector<std::string> kinds_;
  std::vector<std::uint8_t> kind_of_span_;
  std::vector<std::uint32_t> row_of_span_;
  std::vector<bool> critical_;  // links and the chunks around them
  std::vector<TimelineRow> rows_;
  std::vector<TimelineGroup> groups_;
  std::size_t left_out_ = 0;
};

/// What the critical path is made of.
struct CriticalShare {
  std::string name{};
  Picoseconds time = 0;
  std::size_t links = 0;
};
/// Shares that take time, in the order of the library; together exactly `critical_length`.
[[nodiscard]] std::vector<CriticalShare> critical_shares_of(const SpanTimeline& timeline);
[[nodiscard]] Picoseconds critical_length(const SpanTimeline& timeline);

/// What a profiler calls "kernel", told apart by its name: matrix products, attention, communication, others.
/// Other kinds stay as they are; an empty one is "span".
[[nodiscard]] std::string shown_kind(const std::string& kind, const std::string& name);

}  // namespace trainyard::gui
