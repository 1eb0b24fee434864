#include "gui/view_models/library_list.h"

#include <algorithm>
#include <filesystem>

#include "gui/view_models/words.h"
#include "models/estimate/scenario_reader.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t most_recent = 12;
constexpr std::size_t most_runs = 40;  // the newest; `trainyard runs` lists all

LibraryGroup shipped_group(const ProfileLibrary& library) {
  LibraryGroup group{words("Shipped scenarios"), {}, {}};
  const Result<std::vector<DocumentSummary>> found = list_scenarios(library);
  if (!found) {
    group.problem = to_text(found.error());
    return group;
  }
  for (const DocumentSummary& one : found.value())
    group.items.push_back({one.name, one.description, one.name, 0});
  return group;
}

LibraryGroup recent_group(const std::vector<std::string>& recent) {
  LibraryGroup group{words("Recent files"), {}, {}};
  for (const std::string& file : recent) {
    const bool there = std::filesystem::exists(file);
    group.items.push_back({std::filesystem::path(file).filename().string(),
                           there ? file : words("{} is no longer there", file), there ? file : std::string{},
                           0});
  }
  return group;
}

}  // namespace

LibraryGroup stored_group(const std::filesystem::path& store) {
  LibraryGroup group{words("Kept results"), {}, {}};
  if (store.empty() || !std::filesystem::exists(store)) return group;
  Result<RunStore> opened = RunStore::open(store);
  if (!opened) {
    group.problem = to_text(opened.error());
    return group;
  }
  const Result<std::vector<StoredRun>> runs = opened.value().list();
  if (!runs) {
    group.problem = to_text(runs.error());
    return group;
  }
  for (const StoredRun& run : runs.value()) {
    if (group.items.size() == most_runs) break;
    group.items.push_back({fmt::format("{} {}", run.command, run.title),
                           run.program.empty()
                               ? fmt::format("{}  {}", run.started, run.summary)
                               : words("{}, version {}  {}", run.started, run.program, run.summary),
                           {},
                           run.id});
  }
  return group;
}

std::vector<LibraryGroup> scenario_groups(const ProfileLibrary& library,
                                          const std::vector<std::string>& recent) {
  return {shipped_group(library), recent_group(recent)};
}

std::vector<LibraryGroup> library_groups(const ProfileLibrary& library,
                                         const std::vector<std::string>& recent,
                                         const std::filesystem::path& store) {
  std::vector<LibraryGroup> groups = scenario_groups(library, recent);
  groups.push_back(stored_group(store));
  return groups;
}

std::vector<std::string> with_recent(std::vector<std::string> recent, const std::string& file) {
  std::erase(recent, file);
  recent.insert(recent.begin(), file);
  if (recent.size() > most_recent) recent.resize(most_recent);
  return recent;
}

}  // namespace trainyard::gui
