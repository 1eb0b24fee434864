#pragma once
// Where the shipped data lie.
#include <filesystem>

#include "sim/base/result.h"

namespace trainyard {

/// The folder that holds hardware_profiles/, models/configs/ and data/: the one TRAINYARD_DATA names; else
/// the program's own folder or ../share/trainyard beside it, so that an installed program uses what was
/// installed with it; else the source tree or the installed folder known when this was built. Errors:
/// TRAINYARD_DATA names a folder without hardware_profiles/gpus, or no candidate has it (all that were tried
/// are told).
[[nodiscard]] Result<std::filesystem::path> data_root();

}  // namespace trainyard
