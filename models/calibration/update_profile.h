#pragma once
// Fitted constants into the profile that the user named.
#include <filesystem>
#include <string>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/target.h"

namespace trainyard {

/// Whether `profile` is the path of a file that is still to be made.
[[nodiscard]] bool names_new_file(const std::string& profile);

/// Before long work for it: errors when `file` cannot be written, because its folder is missing, is none, or
/// lets nobody write.
[[nodiscard]] Result<void> check_writable(const std::filesystem::path& file);

struct UpdatedProfile {
  std::filesystem::path file{};
  std::string not_kept{};  // a sentence about what of the calibration belongs elsewhere, or empty
};

/// Writes what of `calibration` belongs to `profile`: kernel constants to a GPU, collectives to a node. A new
/// file stands on the constants of `target`. Nothing is written unless the result can be read again. Errors:
/// all of the calibration belongs elsewhere; the file is broken or cannot be written.
[[nodiscard]] Result<UpdatedProfile> update_profile(const ProfileLibrary& library, const std::string& profile,
                                                    const CalibrationTarget& target,
                                                    const Calibration& calibration);

}  // namespace trainyard
