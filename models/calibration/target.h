#pragma once
// The profile that a calibration is about: a GPU's kernel constants, a node's collectives, by name or file.
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/measurements.h"

namespace trainyard {

struct CalibrationTarget {
  GpuProfile gpu{};
  std::optional<NodeProfile>
      node{};  // whose collectives are scored: the one named, or the first with this GPU
  std::filesystem::path kernel_file{};  // empty where the GPU has none yet
  std::filesystem::path node_file{};
  bool names_node = false;  // the user named a node, not a GPU
};

/// `name` is a GPU, a node, or the file of a kernel or node document. Errors: none of these, with the nearest
/// names; broken documents.
[[nodiscard]] Result<CalibrationTarget> find_target(const ProfileLibrary& library, const std::string& name);

/// The GPU whose constants a fit for `target` starts from. Where the target's kernel document stands on
/// another one, a role fitted there before starts from that other one's constants, so that a fit made twice
/// gives the same. What else the document says of the role stays. Errors: those of the documents.
[[nodiscard]] Result<GpuProfile> start_of_fit(const ProfileLibrary& library, const CalibrationTarget& target);

/// Errors: measurements on a device that is known to be another GPU than `gpu`.
[[nodiscard]] Result<void> check_devices(const ProfileLibrary& library, const GpuProfile& gpu,
                                         std::span<const Measurements> files);

/// The GPU that the measurements name as their device. Errors: they name none, one nobody knows, or several.
[[nodiscard]] Result<std::string> gpu_of(const ProfileLibrary& library, std::span<const Measurements> files);

}  // namespace trainyard
