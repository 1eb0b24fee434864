#include "gui/view_models/timeline_scene.h"

#include <algorithm>
#include <cmath>

#include "gui/view_models/content.h"
#include "gui/view_models/words.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

// px at row scale 1: sixteen ranks of five lanes, two of them sends, stand below each other in a window of
// 800 px.
constexpr double heading_height = 38, first_row_height = 13, other_row_height = 6, quiet_row_height = 4,
                 group_gap = 2;
constexpr double least_scale = 0.5, most_scale = 4;
constexpr double room = 0.02;  // of the extent, beyond its ends
constexpr Picoseconds most_shift =
    86'400LL * 1'000'000'000'000;  // a day: no two records of a step lie further apart

}  // namespace

void TimelineScene::set_source(std::size_t source, std::string title,
                               std::shared_ptr<const TimelineModel> model) {
  const Picoseconds before = extent();
  const bool was_whole = empty() || (from_ <= beginning() && to_ >= before);
  models_[source] = std::move(model);
  titles_[source] = std::move(title);
  if (models_[source] == nullptr) shifts_[source] = 0;
  lay_out();
  if (was_whole) {
    fit();
  } else {
    show(from_, to_);
  }
}

void TimelineScene::set_shift(std::size_t source, Picoseconds shift) {
  shifts_[source] = models_[source] == nullptr ? 0 : std::clamp(shift, -most_shift, most_shift);
  show(from_, to_);
}

std::string TimelineScene::heading(std::size_t source) const {
  return shifts_[source] == 0 ? titles_[source]
                              : words("{}, shifted by {}", titles_[source], shift_text(shifts_[source]));
}

void TimelineScene::fold(std::size_t source, std::size_t group, bool folded) {
  if (folded) {
    folded_.insert({source, group});
  } else {
    folded_.erase({source, group});
  }
  lay_out();
}

void TimelineScene::fold_all(bool folded) {
  folded_.clear();
  for (std::size_t s = 0; folded && s < timeline_sources; ++s) {
    for (std::size_t g = 0; models_[s] != nullptr && g < models_[s]->groups().size(); ++g)
      folded_.insert({s, g});
  }
  lay_out();
}

void TimelineScene::fold_source(std::size_t source, const std::string& open) {
  for (std::size_t g = 0; models_[source] != nullptr && g < models_[source]->groups().size(); ++g) {
    if (models_[source]->groups()[g].name == open) {
      folded_.erase({source, g});
    } else {
      folded_.insert({source, g});
    }
  }
  lay_out();
}

void TimelineScene::set_row_scale(double scale) {
  row_scale_ = std::clamp(scale, least_scale, most_scale);
  lay_out();
}

void TimelineScene::lay_out() {
  rows_.clear();
  groups_.clear();
  sources_.clear();
  double y = 0;
  for (std::size_t s = 0; s < timeline_sources; ++s) {
    const TimelineModel* model = models_[s].get();
    if (model == nullptr) continue;
    sources_.push_back({s, y, heading_height});
    y += heading_height;
    for (std::size_t g = 0; g < model->groups().size(); ++g) {
      const TimelineGroup& group = model->groups()[g];
      const bool folded = is_folded(s, g);
      const double top = y;
      for (std::size_t r = group.first_row; r < group.first_row + (folded ? 1 : group.rows); ++r) {
        const bool first = r == group.first_row;
        const double height = std::round((first                    ? first_row_height
                                          : model->rows()[r].quiet ? quiet_row_height
                                                                   : other_row_height) *
                                         row_scale_);
        const bool first_of_lane = first || model->rows()[r].lane != model->rows()[r - 1].lane;
        rows_.push_back({s, g, r, y, height, first_of_lane});
        y += height;
      }
      groups_.push_back({s, g, top, y - top, folded});
      y += group_gap;
    }
  }
  height_ = y;
}

const PlacedRow* TimelineScene::row_at(double y) const {
  const auto after = std::upper_bound(rows_.begin(), rows_.end(), y,
                                      [](double at, const PlacedRow& row) { return at < row.top; });
  if (after == rows_.begin()) return nullptr;
  const PlacedRow& row = *std::prev(after);
  return y < row.top + row.height ? &row : nullptr;
}

const PlacedGroup* TimelineScene::group_at(double y) const {
  for (const PlacedGroup& group : groups_)
    if (y >= group.top && y < group.top + group.height) return &group;
  return nullptr;
}

PlacedRow TimelineScene::reveal(std::size_t source, std::uint32_t span) {
  const std::size_t row = models_[source]->row_of(span);
  const auto find = [&] {
    return std::find_if(rows_.begin(), rows_.end(),
                        [&](const PlacedRow& one) { return one.source == source && one.row == row; });
  };
  auto found = find();
  for (std::size_t g = 0; found == rows_.end() && g < models_[source]->groups().size(); ++g) {
    const TimelineGroup& group = models_[source]->groups()[g];
    if (row < group.first_row || row >= group.first_row + group.rows) continue;
    fold(source, g, false);
    found = find();
  }
  return found == rows_.end() ? PlacedRow{} : *found;
}

Picoseconds TimelineScene::beginning() const {
  Picoseconds first = 0;
  for (std::size_t s = 0; s < timeline_sources; ++s)
    if (models_[s] != nullptr) first = std::min(first, shifts_[s]);
  return first;
}

Picoseconds TimelineScene::extent() const {
  Picoseconds last = beginning() + least_window;
  for (std::size_t s = 0; s < timeline_sources; ++s)
    if (models_[s] != nullptr) last = std::max(last, models_[s]->timeline().makespan + shifts_[s]);
  return last;
}

void TimelineScene::show(Picoseconds from, Picoseconds to) {
  const Picoseconds first = beginning(), all = extent() - first;
  const auto beyond = static_cast<Picoseconds>(room * static_cast<double>(all));
  const Picoseconds length = std::clamp(to - from, least_window, all + 2 * beyond);
  from_ = std::clamp(from, first - beyond, std::max(first - beyond, first + all + beyond - length));
  to_ = from_ + length;
}

void TimelineScene::zoom(double factor, double place) {
  const auto length = static_cast<double>(to_ - from_);
  const double wanted = std::clamp(length * factor, static_cast<double>(least_window),
                                   static_cast<double>(extent() - beginning()) * (1 + 2 * room));
  const double fixed = static_cast<double>(from_) + length * place;
  const auto from = static_cast<Picoseconds>(std::llround(fixed - wanted * place));
  show(from, from + static_cast<Picoseconds>(std::llround(wanted)));
}

void TimelineScene::pan(double share) {
  const auto by = static_cast<Picoseconds>(std::llround(share * static_cast<double>(to_ - from_)));
  show(from_ + by, to_ + by);
}

std::string shift_text(Picoseconds shift) {
  const std::string size = to_text(to_seconds(shift < 0 ? -shift : shift), 6);
  return shift == 0 ? size : (shift < 0 ? "-" : "+") + size;
}

std::string spans_csv(const TimelineScene& scene, std::size_t most) {
  Table table;
  table.head = {"source", "process", "lane",       "depth",    "name",
                "kind",   "start_s", "duration_s", "critical", "shift_s"};
  for (const PlacedRow& placed : scene.rows()) {
    const TimelineModel& model = *scene.model(placed.source);
    const TimelineRow& row = model.rows()[placed.row];
    const Picoseconds shift = scene.shift(placed.source);
    const auto [first, last] = row.spans.within(scene.from() - shift, scene.to() - shift);
    for (std::size_t i = first; i < last && table.rows.size() < most; ++i) {
      const std::uint32_t index = row.spans.span(i);
      const TimelineSpan& span = model.timeline().spans[index];
      table.rows.push_back(
          {scene.title(placed.source), model.process_of(index), model.timeline().lanes[row.lane].name,
           fmt::format("{}", row.depth), model.name_of(index), model.kinds()[model.kind_of(index)],
           fmt::format("{}", to_seconds(span.start + shift).base()),
           fmt::format("{}", to_seconds(span.duration()).base()), model.is_critical(index) ? "yes" : "no",
           fmt::format("{}", to_seconds(shift).base())});
    }
  }
  return to_csv(table);
}

std::string busy_text(const TimelineScene& scene, Picoseconds from, Picoseconds to) {
  std::string text = words("{} selected", to_text(to_seconds(to - from), 4));
  for (const PlacedSource& source : scene.sources()) {
    const TimelineModel& model = *scene.model(source.source);
    const Picoseconds shift = scene.shift(source.source);
    const BusyByKind busy = model.busy(from - shift, to - shift);
    text += "\n" + scene.heading(source.source) + ": ";
    std::string list;
    for (std::size_t k = 0; k < model.kinds().size(); ++k) {
      if (busy[k] == 0) continue;
      list += (list.empty() ? "" : ", ") + model.kinds()[k] + " " + to_text(to_seconds(busy[k]));
    }
    text += list.empty() ? words("nothing runs") : list;
  }
  return text;
}

}  // namespace trainyard::gui
