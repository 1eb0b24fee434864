#pragma once
// What can be opened: shipped scenarios, files opened lately, results kept in the store.
#include <cstdint>
#include <string>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/store/run_store.h"

namespace trainyard::gui {

struct LibraryItem {
  std::string name{};      // as shown
  std::string sentence{};  // description or summary
  std::string scenario{};  // opens this; empty for stored runs
  std::int64_t run = 0;    // id in the store; 0 for scenarios
  bool operator==(const LibraryItem&) const = default;
};
struct LibraryGroup {
  std::string title{};
  std::vector<LibraryItem> items{};
  std::string problem{};  // why it is not all there
  bool operator==(const LibraryGroup&) const = default;
};

/// The newest results kept in `store`. One that cannot be read becomes the group's problem; to find out may
/// take seconds, when another process holds the file.
[[nodiscard]] LibraryGroup stored_group(const std::filesystem::path& store);
/// All but those, in the order shown. What is broken becomes its group's problem.
[[nodiscard]] std::vector<LibraryGroup> scenario_groups(const ProfileLibrary& library,
                                                        const std::vector<std::string>& recent);
/// Both.
[[nodiscard]] std::vector<LibraryGroup> library_groups(const ProfileLibrary& library,
                                                       const std::vector<std::string>& recent,
                                                       const std::filesystem::path& store);

/// `recent` with `file` first, each once, at most twelve.
[[nodiscard]] std::vector<std::string> with_recent(std::vector<std::string> recent, const std::string& file);

}  // namespace trainyard::gui
