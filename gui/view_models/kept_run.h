#pragma once
// A kept result of the command line, taken up again: what it was asked, and its figures beside today's.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/workbench.h"
#include "models/store/asked_run.h"

namespace trainyard::gui {

struct KeptRun {
  StoredRun run{};
  AskedRun asked{};
  std::vector<Entry> entries{};  // its scenarios as they were given; of `plan`: none
};
/// Errors: no such file (nothing is created), those of RunStore and read_asked, each a sentence that names
/// the file.
[[nodiscard]] Result<KeptRun> load_kept(const std::filesystem::path& store, std::int64_t id);
/// "Kept on 2026-01-31 09:15:00 UTC by version 0.1.0: run deepseek-v3-h800"; whether it is unfinished.
[[nodiscard]] std::string origin_of(const KeptRun& kept);

/// What this program says of the same question now, as the command would write it: of `run`, `compare` and
/// `sweep`, which take moments. Errors: those of the command; of other commands, that it takes too long.
[[nodiscard]] Result<std::string> report_of_today(const ProfileLibrary& library, const KeptRun& kept);

/// The kept figures. Of `run` beside what this program says of the same scenario now, and whether they
/// differ; of `compare` and `sweep` the numbers that are no longer so; of all but `run` the report's parts as
/// tables. What cannot be computed or read is told in its place.
[[nodiscard]] Content kept_content(const ProfileLibrary& library, const KeptRun& kept);

}  // namespace trainyard::gui
