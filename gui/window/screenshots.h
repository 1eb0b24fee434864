#pragma once
// Every page as a picture, for READMEs and reviews.
#include <filesystem>
#include <vector>

#include "gui/view_models/content.h"
#include "sim/base/result.h"

namespace trainyard::gui {

class MainWindow;

/// How long a page may work, in ms: a report that lacks one is worth less than the wait on a busy machine.
inline constexpr int usual_patience = 600'000;

/// Turns to every page, waits until it has nothing left to do, and writes `folder`/ID.png. Errors: a page
/// that works for longer than `most_ms`, a folder that cannot be made, a file that cannot be written.
[[nodiscard]] Result<std::vector<std::filesystem::path>> take_screenshots(MainWindow& window,
                                                                          const std::filesystem::path& folder,
                                                                          int most_ms = usual_patience);

/// Opens every page, starts what has to be asked for, waits for it, and gives what the pages show below a
/// cover: pages of one scenario for each, where that takes no seconds, others for the chosen one. Errors: a
/// page that works for longer than `most_ms`.
[[nodiscard]] Result<std::vector<ReportPage>> every_page(MainWindow& window, int most_ms = usual_patience);

/// Runs the event loop until `window` has nothing left to do, at most `most_ms`.
bool settle(MainWindow& window, int most_ms);

}  // namespace trainyard::gui
