#include "gui/view_models/memory_content.h"

#include <array>
#include <cctype>
#include <cmath>

#include "gui/view_models/library_words.h"
#include "gui/view_models/words.h"
#include "models/estimate/memory_over_time.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

struct Kind {
  const char* name;
  Bytes StageMemory::*bytes;
};
constexpr std::array kinds{
    Kind{QT_TRANSLATE_NOOP("trainyard", "weights"), &StageMemory::weights},
    Kind{QT_TRANSLATE_NOOP("trainyard", "gradients"), &StageMemory::gradients},
    Kind{QT_TRANSLATE_NOOP("trainyard", "optimizer"), &StageMemory::optimizer},
    Kind{QT_TRANSLATE_NOOP("trainyard", "activations"), &StageMemory::activations},
    Kind{QT_TRANSLATE_NOOP("trainyard", "buffers"), &StageMemory::buffers},
    Kind{QT_TRANSLATE_NOOP("trainyard", "framework"), &StageMemory::framework},
};

std::string gb(Bytes amount) {
  return fmt::format("{:.2f}", amount.in(gigabytes));
}

std::string gb_text(Bytes amount) {
  return gb(amount) + " GB";
}

chart::Level capacity_of(const MemoryEstimate& memory) {
  return {memory.capacity.in(gigabytes), words("usable, {:.1f} GB", memory.capacity.in(gigabytes))};
}

Tiles headline(const MemoryEstimate& memory) {
  const StageMemory& fullest = memory.stages[static_cast<std::size_t>(memory.peak_rank)];
  const Bytes room = memory.capacity - memory.peak;
  // "q, k, v, 12.3 GB in 5 chunks ...": the name is the tile, the rest stands below.
  const std::string& owner = memory.owner;
  std::size_t comma = owner.find(", ");
  while (comma != std::string::npos && std::isdigit(static_cast<unsigned char>(owner[comma + 2])) == 0)
    comma = owner.find(", ", comma + 2);
  return Tiles{{
      {words("peak"), gb_text(memory.peak), words("on rank {}", memory.peak_rank),
       memory.fits ? Tone::plain : Tone::problem},
      {words("usable"), gb_text(memory.capacity), words("after the allocator's reserve")},
      {memory.fits ? words("headroom") : words("missing"), gb_text(memory.fits ? room : -1.0 * room),
       words("{:.1f} % of what is usable", 100.0 * std::abs(room / memory.capacity)),
       memory.fits ? Tone::good : Tone::problem},
      {words("owner of the peak"), owner.substr(0, comma),
       comma == std::string::npos ? "" : owner.substr(comma + 2)},
      {words("chunks in flight"), fmt::format("{}", fullest.in_flight), fullest.moment},
  }};
}

chart::BarChart rank_chart(const MemoryEstimate& memory) {
  chart::BarChart bars;
  bars.title = words("One GPU of every pipeline rank at its peak");
  bars.y.label = words("memory, GB");
  if (memory.stages.size() > 8) bars.x_label = words("pipeline rank");
  for (const StageMemory& one : memory.stages)
    bars.categories.push_back(memory.stages.size() > 8 ? fmt::format("{}", one.rank)
                                                       : words("rank {}", one.rank));
  for (const Kind& kind : kinds) {
    chart::BarSeries series{words(kind.name), {}};
    for (const StageMemory& one : memory.stages) series.values.push_back((one.*kind.bytes).in(gigabytes));
    bars.series.push_back(std::move(series));
  }
  bars.levels.push_back(capacity_of(memory));
  return bars;
}

/// A corner at every change, so that the line goes in steps.
chart::LineChart time_chart(const MemoryEstimate& memory, const RankMemoryTimeline& timeline) {
  const StageMemory& stage = memory.stages[static_cast<std::size_t>(timeline.rank)];
  const Bytes resident = stage.total() - stage.activations;
  chart::LineChart lines;
  lines.title = words("Rank {} during one step", timeline.rank);
  lines.x = {words("time from the start of the step, s"), true};
  lines.y = {words("memory, GB"), true};
  lines.dots = false;
  chart::Series all{words("all memory"), {}, {}, {}, {}}, rest{words("without activations"), {}, {}, {}, {}};
  const auto add = [&](Seconds at, Bytes activations) {
    all.x.push_back(at.base());
    all.y.push_back((resident + activations).in(gigabytes));
  };
  Bytes held{};
  add({}, held);
  for (const HeldMoment& moment : timeline.moments) {
    add(moment.at, held);
    held = moment.bytes;
    add(moment.at, held);
  }
  rest.x = {0.0, all.x.back()};
  rest.y = {resident.in(gigabytes), resident.in(gigabytes)};
  lines.series = {std::move(all), std::move(rest)};
  lines.levels.push_back(capacity_of(memory));
  return lines;
}

Table rank_table(const MemoryEstimate& memory) {
  Table table;
  table.title = words("GB per GPU by pipeline rank");
  table.head = {words("rank")};
  for (const Kind& kind : kinds) table.head.push_back(words(kind.name));
  for (const char* name : {QT_TRANSLATE_NOOP("trainyard", "total"), QT_TRANSLATE_NOOP("trainyard", "chunks"),
                           QT_TRANSLATE_NOOP("trainyard", "holds")})
    table.head.push_back(words(name));
  for (const StageMemory& one : memory.stages) {
    std::vector<std::string> row{fmt::format("{}", one.rank)};
    for (const Kind& kind : kinds) row.push_back(gb(one.*kind.bytes));
    row.push_back(gb(one.total()));
    row.push_back(fmt::format("{}", one.in_flight));
    row.push_back(one.stages);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table owner_table(const StageMemory& stage) {
  Table table;
  table.title = words("Who owns activations and buffers of rank {} at its peak", stage.rank);
  table.head = {words("owner"), words("GB"), words("of the rank"), words("kind")};
  const auto add = [&](const std::vector<MemoryOwner>& owners, const std::string& kind) {
    for (const MemoryOwner& owner : owners)
      table.rows.push_back({owner.name, gb(owner.bytes),
                            fmt::format("{:.1f} %", 100.0 * (owner.bytes / stage.total())), kind});
  };
  add(stage.activation_owners, words("activations"));
  add(stage.buffer_owners, words("buffers"));
  return table;
}

}  // namespace

Result<MemoryAnswer> memory_answer(const ProfileLibrary& library, const Entry& entry) {
  TRAINYARD_TRY(evaluated, evaluate(library, entry, {.interval = false}));
  TRAINYARD_TRY(timelines, memory_over_time(evaluated.scenario));
  return MemoryAnswer{label_of(entry), std::move(evaluated), std::move(timelines)};
}

std::vector<RankChoice> rank_choices(const MemoryEstimate& memory) {
  std::vector<RankChoice> choices{{std::nullopt, words("the fullest ({})", memory.peak_rank)}};
  for (const StageMemory& one : memory.stages)
    choices.push_back({one.rank, fmt::format("{}: {}", one.rank, one.stages)});
  return choices;
}

Content memory_content(const MemoryAnswer& answer, std::optional<int> rank) {
  const MemoryEstimate& memory = answer.evaluated.estimate.memory;
  const int last = static_cast<int>(memory.stages.size()) - 1;
  const int shown = rank && *rank >= 0 && *rank <= last ? *rank : memory.peak_rank;
  Content content;
  content.heading(answer.label);
  content.add(headline(memory));
  if (!memory.fits) {
    std::string text = words("Does not fit. {} are usable of each GPU.", gb_text(memory.capacity));
    for (const std::string& one : memory.suggestions) text += "\n" + words("Would fit: {}", one);
    content.paragraph(std::move(text), Tone::problem);
  }
  content.add(chart::Chart(rank_chart(memory)));
  if (static_cast<std::size_t>(shown) < answer.timelines.size())
    content.add(chart::Chart(time_chart(memory, answer.timelines[static_cast<std::size_t>(shown)])));
  content.add(owner_table(memory.stages[static_cast<std::size_t>(shown)]));
  content.add(rank_table(memory));
  return content;
}

}  // namespace trainyard::gui
