#include "gui/view_models/span_row.h"

#include <algorithm>
#include <cassert>

namespace trainyard::gui {

namespace {

__extension__ using Wide = __int128;  // a window of 100 days times a column does not fit 64 bits

constexpr std::size_t block = 16;      // spans; sums within one are added up when asked for
constexpr std::size_t few_spans = 32;  // in a column: adding them up is quicker than two looks at the sums

Picoseconds overlap(Picoseconds start, Picoseconds finish, Picoseconds from, Picoseconds to) {
  return std::max<Picoseconds>(0, std::min(finish, to) - std::max(start, from));
}

}  // namespace

Picoseconds TimeWindow::boundary(int column) const {
  return from + static_cast<Picoseconds>(Wide{length()} * column / columns);
}

int TimeWindow::column_at(Picoseconds time) const {
  if (time < from) return -1;
  if (time >= to) return columns;
  int column = static_cast<int>(Wide{time - from} * columns / length());
  while (column + 1 < columns && boundary(column + 1) <= time) ++column;  // boundaries are rounded down
  return column;
}

double TimeWindow::place_of(Picoseconds time) const {
  return static_cast<double>(time - from) * columns / static_cast<double>(length());
}

SpanRow::SpanRow(const std::vector<Item>& items) {
  starts_.reserve(items.size());
  finishes_.reserve(items.size());
  spans_.reserve(items.size());
  kinds_.reserve(items.size());
  BusyByKind sum{};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    assert(item.finish > item.start && item.kind < most_span_kinds);
    assert(i == 0 || items[i - 1].finish <= item.start);
    if (i % block == 0) before_block_.push_back(sum);
    sum[item.kind] += item.finish - item.start;
    starts_.push_back(item.start);
    finishes_.push_back(item.finish);
    spans_.push_back(item.span);
    kinds_.push_back(item.kind);
  }
  before_block_.push_back(sum);
}

/// Searches onwards from `from`, which must not be behind: the next column is seldom far.
std::size_t SpanRow::first_ending_after(Picoseconds time, std::size_t from) const {
  std::size_t step = 1, low = from;
  while (low + step < size() && finishes_[low + step] <= time) {
    low += step;
    step *= 2;
  }
  const auto begin = finishes_.begin();
  const std::size_t high = std::min(size(), low + step + 1);
  return static_cast<std::size_t>(std::upper_bound(begin + static_cast<std::ptrdiff_t>(low),
                                                   begin + static_cast<std::ptrdiff_t>(high), time) -
                                  begin);
}

BusyByKind SpanRow::busy_before(Picoseconds time, std::size_t first_after) const {
  BusyByKind sum = before_block_[first_after / block];
  for (std::size_t i = first_after / block * block; i < first_after; ++i)
    sum[kinds_[i]] += finishes_[i] - starts_[i];
  if (first_after < size() && starts_[first_after] < time)
    sum[kinds_[first_after]] += time - starts_[first_after];
  return sum;
}

BusyByKind SpanRow::busy_in(Picoseconds from, Picoseconds to, std::size_t first, std::size_t last) const {
  BusyByKind busy{};
  if (last - first <= few_spans) {
    for (std::size_t i = first; i < last; ++i) busy[kinds_[i]] += overlap(starts_[i], finishes_[i], from, to);
    return busy;
  }
  busy = busy_before(to, first_ending_after(to, first));
  const BusyByKind before = busy_before(from, first);
  for (std::size_t k = 0; k < busy.size(); ++k) busy[k] -= before[k];
  return busy;
}

std::pair<std::size_t, std::size_t> SpanRow::within(Picoseconds from, Picoseconds to) const {
  if (size() == 0 || to <= from) return {0, 0};
  const std::size_t first = first_ending_after(from, 0);
  const auto last = std::lower_bound(starts_.begin() + static_cast<std::ptrdiff_t>(first), starts_.end(), to);
  return {first, static_cast<std::size_t>(last - starts_.begin())};
}

BusyByKind SpanRow::busy(Picoseconds from, Picoseconds to) const {
  const auto [first, last] = within(from, to);
  return first == last ? BusyByKind{} : busy_in(from, to, first, last);
}

std::uint32_t SpanRow::span_at(Picoseconds time) const {
  if (size() == 0) return no_span;
  const std::size_t i = first_ending_after(time, 0);
  return i < size() && starts_[i] <= time ? spans_[i] : no_span;
}

void SpanRow::append_runs(const TimeWindow& window, std::vector<SpanRun>& runs) const {
  if (size() == 0) return;
  const std::size_t own = runs.size();
  const auto add = [&](const SpanRun& run) {
    if (runs.size() > own) {
      SpanRun& last = runs.back();
      if (last.to == run.from && last.kind == run.kind && last.covered == run.covered &&
          last.span == run.span) {
        last.to = run.to;
        return;
      }
    }
    runs.push_back(run);
  };
  std::size_t i = first_ending_after(window.from, 0);
  int column = 0;
  while (column < window.columns && i < size() && starts_[i] < window.to) {
    column = std::max(column, window.column_at(starts_[i]));  // idle until there
    const Picoseconds from = window.boundary(column), to = window.boundary(column + 1);
    if (starts_[i] <= from && finishes_[i] >= to) {  // columns of this span alone
      const int until = std::min(window.columns, window.column_at(finishes_[i]));
      add({column, until, kinds_[i], std::numeric_limits<std::uint8_t>::max(), spans_[i]});
      column = until;
    } else {
      const auto end = static_cast<std::ptrdiff_t>(first_ending_after(to, i));
      const std::size_t last =
          static_cast<std::size_t>(end) < size() && starts_[static_cast<std::size_t>(end)] < to
              ? static_cast<std::size_t>(end) + 1
              : static_cast<std::size_t>(end);
      const BusyByKind busy = busy_in(from, to, i, last);
      Picoseconds all = 0;
      for (const Picoseconds one : busy) all += one;
      const auto most = std::max_element(busy.begin(), busy.end());
      constexpr int levels = 254;
      const auto covered = static_cast<std::uint8_t>(1 + Wide{all} * levels / (to - from));
      add({column, column + 1, static_cast<std::uint8_t>(most - busy.begin()), covered,
           last - i == 1 ? spans_[i] : no_span});
      ++column;
    }
    if (column < window.columns) i = first_ending_after(window.boundary(column), i);
  }
}

}  // namespace trainyard::gui
