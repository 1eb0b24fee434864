#pragma once
// A session as a file: the entries, the chosen one, the page, the measured trace.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gui/view_models/workbench.h"

namespace trainyard::gui {

/// A measured trace beside the simulated step.
struct SessionTrace {
  std::string file{};
  Picoseconds shift = 0;  // later than its own times say
  bool operator==(const SessionTrace&) const = default;
};

struct Session {
  std::vector<Entry> entries{};
  std::size_t chosen = 0;
  std::string page{};  // its id
  std::optional<SessionTrace> trace{};
  std::optional<std::vector<std::string>>
      automatic{};  // ids of the pages that answer by themselves; none: usual
  bool operator==(const Session&) const = default;
};

/// {"trainyard_session": 1, "entries": [{"scenario", "set": ["path=value"]}], "chosen", "page",
/// "trace": {"file", "shift_ps"}, "automatic": ["sweep"]}; no trace: left out.
[[nodiscard]] std::string write_session(const Session& session);
/// Errors: no such file, no JSON, no session, more entries than six, with the place in the file.
[[nodiscard]] Result<Session> read_session(const std::filesystem::path& file);

}  // namespace trainyard::gui
