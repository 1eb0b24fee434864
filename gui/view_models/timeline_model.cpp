#include "gui/view_models/timeline_model.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <tuple>

#include "gui/view_models/library_words.h"
#include "gui/view_models/words.h"
#include "models/estimate/align_trace.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

/// Kinds of our own simulations first and in this order, so that scenarios are coloured alike.
constexpr std::array known_kinds{
    "forward", "forward and backward", "backward",        "input backward",    "weight backward",
    "compute", "expert exchange",      "tensor parallel", "pipeline transfer", "end of step"};
constexpr double quiet_share = 0.1;  // of the time: rarer than this a row is drawn thinner

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return made;
}

bool has_any(const std::string& text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string::npos; });
}

}  // namespace

std::string shown_kind(const std::string& kind, const std::string& name) {
  if (kind.empty()) return "span";
  if (kind != "kernel") return kind;
  const std::string told = lower(name);
  if (names_communication(name)) return "kernel, communication";
  if (has_any(told, {"flash", "fmha", "attn", "attention", "mla"})) return "kernel, attention";
  if (has_any(told, {"gemm", "cutlass", "cublas", "matmul"})) return "kernel, matrix product";
  return "kernel, other";
}

TimelineModel::TimelineModel(SpanTimeline timeline) : timeline_(std::move(timeline)) {
  critical_.assign(timeline_.spans.size(), false);
  for (const CriticalLink& link : timeline_.critical_path.links)
    critical_[link.span] = critical_[link.around] = true;
  choose_kinds();
  make_rows();
}

void TimelineModel::choose_kinds() {
  // By kind and name, so that names are looked at once each.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known;
  std::map<std::string, std::uint32_t> numbers;
  std::vector<std::string> names;
  std::vector<Picoseconds> times;
  std::vector<std::uint32_t> fine(timeline_.spans.size());
  for (std::size_t i = 0; i < fine.size(); ++i) {
    const TimelineSpan& span = timeline_.spans[i];
    // Only kernels are told apart by their names.
    const bool by_name = timeline_.kinds[span.kind] == "kernel";
    const auto [found, added] = known.try_emplace({span.kind, by_name ? span.name : no_span});
    if (added) {
      const std::string kind = shown_kind(timeline_.kinds[span.kind], timeline_.names[span.name]);
      const auto [number, is_new] = numbers.try_emplace(kind, static_cast<std::uint32_t>(names.size()));
      if (is_new) {
        names.push_back(kind);
        times.push_back(0);
      }
      found->second = number->second;
    }
    fine[i] = found->second;
    times[fine[i]] += span.duration();
  }
  std::vector<std::uint32_t> order(names.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto known_place = [&](std::uint32_t kind) {
    return std::find(known_kinds.begin(), known_kinds.end(), names[kind]) - known_kinds.begin();
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::make_tuple(known_place(a), -times[a], names[a]) <
           std::make_tuple(known_place(b), -times[b], names[b]);
  });
  std::vector<std::uint8_t> shown(names.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool merged = order.size() > most_span_kinds && i + 1 >= most_span_kinds;
    shown[order[i]] = static_cast<std::uint8_t>(merged ? most_span_kinds - 1 : i);
    if (!merged) kinds_.push_back(library_words(plain_name(names[order[i]])));
  }
  if (order.size() > most_span_kinds) {
    const bool are_two = order.size() == most_span_kinds + 1;  // two are still told by name
    const auto told = [&](std::size_t at) { return library_words(plain_name(names[order[at]])); };
    kinds_.push_back(are_two ? told(most_span_kinds - 1) + ", " + told(most_span_kinds) : words("other"));
  }
  kind_of_span_.resize(fine.size());
  for (std::size_t i = 0; i < fine.size(); ++i) kind_of_span_[i] = shown[fine[i]];
}

void TimelineModel::make_rows() {
  const std::vector<TimelineSpan>& spans = timeline_.spans;
  row_of_span_.assign(spans.size(), no_span);
  std::vector<std::uint32_t> order(spans.size());
  std::iota(order.begin(), order.end(), 0U);
  // Those around others come first.
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const TimelineSpan &x = spans[a], &y = spans[b];
    if (x.lane != y.lane) return x.lane < y.lane;
    if (x.start != y.start) return x.start < y.start;
    if (x.finish != y.finish) return x.finish > y.finish;
    return a < b;
  });
  for (std::size_t begin = 0; begin < order.size();) {
    const std::uint32_t lane = spans[order[begin]].lane;
    std::vector<std::vector<SpanRow::Item>> levels;
    std::vector<Picoseconds> around;  // the finishes of those that the next may lie in
    std::size_t end = begin;
    for (; end < order.size() && spans[order[end]].lane == lane; ++end) {
      const std::uint32_t index = order[end];
      const TimelineSpan& span = spans[index];
      const Picoseconds finish =
          std::max(span.finish, span.start + 1);  // what has no length is a picosecond long
      while (!around.empty() && around.back() <= span.start) around.pop_back();
      const std::size_t depth = around.size();
      if (depth >= static_cast<std::size_t>(most_depth)) {
        ++left_out_;
        continue;
      }
      if (depth == levels.size()) levels.emplace_back();
      levels[depth].push_back({span.start, finish, index, kind_of_span_[index]});
      row_of_span_[index] = static_cast<std::uint32_t>(rows_.size() + depth);
      around.push_back(finish);
    }
    const std::string& process = timeline_.processes[timeline_.lanes[lane].process];
    const bool continues =
        !groups_.empty() && timeline_.lanes[rows_.back().lane].process == timeline_.lanes[lane].process;
    if (!continues) groups_.push_back({library_words(process), rows_.size(), 0});
    groups_.back().rows += levels.size();
    for (std::size_t depth = 0; depth < levels.size(); ++depth) {
      TimelineRow row{lane, static_cast<int>(depth), SpanRow(levels[depth]), {}, false};
      if (continues || depth > 0) {
        Picoseconds busy = 0;
        for (const SpanRow::Item& item : levels[depth]) busy += item.finish - item.start;
        row.quiet = static_cast<double>(busy) < quiet_share * static_cast<double>(timeline_.makespan);
      }
      std::erase_if(levels[depth], [&](const SpanRow::Item& item) { return !critical_[item.span]; });
      row.critical = SpanRow(levels[depth]);
      rows_.push_back(std::move(row));
    }
    begin = end;
  }
}

const std::string& TimelineModel::process_of(std::uint32_t span) const {
  return timeline_.processes[timeline_.lanes[timeline_.spans[span].lane].process];
}

std::string TimelineModel::told(std::uint32_t index, Picoseconds shift) const {
  const TimelineSpan& span = timeline_.spans[index];
  std::string text =
      words("{}\nkind: {}\nstart: {}\nduration: {}\n{}, {}", name_of(index),
            library_words(plain_name(shown_kind(timeline_.kinds[span.kind], name_of(index)))),
            to_text(to_seconds(span.start + shift), 6), to_text(to_seconds(span.duration()), 4),
            library_words(process_of(index)), library_words(timeline_.lanes[span.lane].name));
  if (critical_[index]) text += "\n" + words("on the critical path");
  return text;
}

std::uint32_t TimelineModel::link_of(std::uint32_t span) const {
  if (!critical_[span]) return no_span;
  const std::vector<CriticalLink>& links = timeline_.critical_path.links;
  for (std::uint32_t i = link_after(timeline_.spans[span].start); i < links.size(); ++i) {
    if (links[i].span == span || links[i].around == span) return i;
    if (links[i].from >= timeline_.spans[span].finish) break;
  }
  return no_span;
}

std::uint32_t TimelineModel::link_after(Picoseconds time) const {
  const std::vector<CriticalLink>& links = timeline_.critical_path.links;
  const auto found = std::upper_bound(links.begin(), links.end(), time,
                                      [](Picoseconds at, const CriticalLink& link) { return at < link.to; });
  return found == links.end() ? no_span : static_cast<std::uint32_t>(found - links.begin());
}

std::vector<std::uint32_t> TimelineModel::search(std::string_view text) const {
  std::vector<std::uint32_t> found;
  if (text.empty()) return found;
  const std::string wanted = lower(text);
  std::vector<bool> matches;
  matches.reserve(timeline_.names.size());
  for (const std::string& name : timeline_.names)
    matches.push_back(lower(name).find(wanted) != std::string::npos);
  for (std::size_t i = 0; i < timeline_.spans.size(); ++i)
    if (matches[timeline_.spans[i].name] && row_of_span_[i] != no_span)
      found.push_back(static_cast<std::uint32_t>(i));
  std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
    const TimelineSpan &x = timeline_.spans[a], &y = timeline_.spans[b];
    return std::tie(x.start, x.lane, a) < std::tie(y.start, y.lane, b);
  });
  return found;
}

BusyByKind TimelineModel::busy_of(const TimelineGroup& group, Picoseconds from, Picoseconds to) const {
  BusyByKind sum{};
  for (std::size_t r = group.first_row; r < group.first_row + group.rows; ++r) {
    if (rows_[r].depth > 0) continue;
    const BusyByKind one = rows_[r].spans.busy(from, to);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += one[k];
  }
  return sum;
}

BusyByKind TimelineModel::busy(Picoseconds from, Picoseconds to) const {
  BusyByKind sum{};
  for (const TimelineGroup& group : groups_) {
    const BusyByKind one = busy_of(group, from, to);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += one[k];
  }
  return sum;
}

Picoseconds critical_length(const SpanTimeline& timeline) {
  const std::vector<CriticalLink>& links = timeline.critical_path.links;
  return links.empty() ? 0 : links.back().to - links.front().from;
}

std::vector<CriticalShare> critical_shares_of(const SpanTimeline& timeline) {
  std::vector<CriticalShare> shares;
  const std::vector<Picoseconds> times = critical_shares(timeline.critical_path);
  for (std::size_t i = 0; i < times.size(); ++i)
    shares.push_back({timeline.critical_path.shares[i], times[i], 0});
  for (const CriticalLink& link : timeline.critical_path.links) ++shares[link.share].links;
  std::erase_if(shares, [](const CriticalShare& share) { return share.time == 0; });
  return shares;
}

}  // namespace trainyard::gui
