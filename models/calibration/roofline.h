#pragma once
// What the constants of a matrix product reach, beside what the hardware could.
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "sim/base/result.h"

namespace trainyard {

/// One product, alone on the whole GPU in a short burst.
struct RooflinePoint {
  std::string shape{};       // "4096 x 4096 x 4096"
  FlopsPerByte intensity{};  // arithmetic over the least HBM traffic
  FlopsPerSecond achieved{};
};

struct RooflineSweep {
  std::string name{};
  std::vector<RooflinePoint> points{};  // by size
};

struct Roofline {
  Format format = Format::bf16;
  FlopsPerSecond peak{};
  BytesPerSecond bandwidth{};
  std::vector<RooflineSweep> sweeps{};
  /// The least of what arithmetic and memory allow.
  [[nodiscard]] FlopsPerSecond roof(FlopsPerByte intensity) const;
  /// Some product would beat the peak. It happens to roles whose measurements hold more than the kernel
  /// (their `measured_with`), when the fit gave too much of the time to the rest.
  [[nodiscard]] bool beats_peak() const;
};

/// Whether a role is of matrix products, so that it has a roofline.
[[nodiscard]] bool has_roofline(std::string_view role);

/// Sweeps by the role's law: square products from 128 to 16384, and rows from 16 to 32768 through weights of
/// 8192 x 8192; grouped roles: rows through eight experts of 4096 x 4096. The format follows from the
/// family's name ("fp8", "fp4", else bf16). Errors: no such role, one without products, no peak in the
/// format, constants that no law accepts.
[[nodiscard]] Result<Roofline> estimate_roofline(const GpuProfile& gpu, const std::string& family,
                                                 const std::string& role);

}  // namespace trainyard
