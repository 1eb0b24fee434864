#include "gui/view_models/workbench.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "models/estimate/scenario_reader.h"

namespace trainyard::gui {

Entry with_override(Entry entry, const std::string& path, const std::string& value) {
  std::erase_if(entry.overrides, [&](const Override& one) { return one.first == path; });
  if (!value.empty()) entry.overrides.emplace_back(path, value);
  return entry;
}

std::string stamp_of(std::span<const std::filesystem::path> files) {
  std::string stamp;
  for (const std::filesystem::path& file : files) {
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(file, gone);
    stamp += fmt::format("{}:{};", gone ? 0 : written.time_since_epoch().count(),
                         gone ? 0 : std::filesystem::file_size(file, gone));
  }
  return stamp;
}

std::string identity_of(const Entry& entry) {
  std::string identity = entry.scenario;
  for (const auto& [path, value] : entry.overrides) identity += fmt::format("\n{}={}", path, value);
  const std::filesystem::path file = entry.scenario;
  return identity + "\n" + stamp_of({&file, 1});
}

Result<Evaluated> evaluate(const ProfileLibrary& library, const Entry& entry,
                           const EstimateOptions& options) {
  TRAINYARD_TRY(scenario, load_scenario(library, entry.scenario, entry.overrides));
  TRAINYARD_TRY(estimate, trainyard::estimate(scenario, options));
  std::string stamp = stamp_of(scenario.documents);
  return Evaluated{std::move(scenario), std::move(estimate), std::move(stamp)};
}

Workbench::Workbench(ProfileLibrary library, QObject* parent)
    : QObject(parent), library_(std::move(library)) {}

const Entry* Workbench::chosen_entry() const {
  return chosen_ < entries_.size() ? &entries_[chosen_] : nullptr;
}

void Workbench::add(Entry entry) {
  if (entries_.size() < most_entries) {
    entries_.push_back(std::move(entry));
    chosen_ = entries_.size() - 1;
  } else {
    entries_[chosen_] = std::move(entry);
  }
  emit entriesChanged();
  emit chosenChanged();
}

void Workbench::open(Entry entry) {
  replace_all({std::move(entry)}, 0);
}

void Workbench::replace(std::size_t index, Entry entry) {
  if (index >= entries_.size()) return;
  entries_[index] = std::move(entry);
  emit entriesChanged();
}

void Workbench::move(std::size_t index, Entry entry) {
  if (index >= entries_.size()) return;
  entries_[index] = std::move(entry);
  emit entryMoved(index);
}

void Workbench::replace_all(std::vector<Entry> entries, std::size_t chosen) {
  if (entries.size() > most_entries) entries.resize(most_entries);
  entries_ = std::move(entries);
  chosen_ = entries_.empty() ? 0 : std::min(chosen, entries_.size() - 1);
  emit entriesChanged();
  emit chosenChanged();
}

void Workbench::remove(std::size_t index) {
  if (index >= entries_.size()) return;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(index));
  if (chosen_ > index || chosen_ >= entries_.size()) chosen_ = chosen_ == 0 ? 0 : chosen_ - 1;
  emit entriesChanged();
  emit chosenChanged();
}

void Workbench::choose(std::size_t index) {
  if (index >= entries_.size() || index == chosen_) return;
  chosen_ = index;
  emit chosenChanged();
}

void Workbench::duplicate() {
  if (const Entry* entry = chosen_entry()) add(Entry(*entry));
}

void Workbench::make_baseline(std::size_t index) {
  if (index >= entries_.size() || index == 0) return;
  std::rotate(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(index),
              entries_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  chosen_ = 0;
  emit entriesChanged();
  emit chosenChanged();
}

}  // namespace trainyard::gui
