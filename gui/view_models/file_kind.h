#pragma once
// What a file is that was dropped on the window or named on the command line.
#include <filesystem>

#include "sim/base/result.h"

namespace trainyard::gui {

enum class FileKind { scenario, session, trace };

/// Looks at the beginning of a file (1 MiB of its text, inflated when it is gzip data): a list, an object
/// with "traceEvents" or anything compressed or too large for a scenario is a trace of a profiler, an object
/// with "trainyard_session" a session, one with "model", "cluster" or "plan" a scenario. Broken JSON that
/// begins as an object and ends soon is called a scenario, whose reader tells what is wrong. Errors: those of
/// reading it; something that is none of them, with what was expected and what was found.
[[nodiscard]] Result<FileKind> kind_of_file(const std::filesystem::path& file);

}  // namespace trainyard::gui
