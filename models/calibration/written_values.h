#pragma once
// Kernel constants as their documents write them, with units, and which document does.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "hardware_profiles/profile_library.h"

namespace trainyard {

/// A value as its document writes it, with its unit ("0.14 us"), and which role or document that is.
struct WrittenValue {
  std::string value{};  // empty: nowhere
  std::string from{};   // "as gemm", "as on h100-sxm"; empty: the role itself
};

/// Looks values up where they are written: in a role, in what it is like, in what its document stands on.
class WrittenValues {
 public:
  /// Errors: no such file, no kernel document.
  [[nodiscard]] static Result<WrittenValues> load(const ProfileLibrary& library,
                                                  const std::filesystem::path& file);
  /// `part` is "parameters" or "measured_with".
  [[nodiscard]] WrittenValue find(const std::string& family, const std::string& role, std::string_view part,
                                  const std::string& name) const;

 private:
  struct Source;
  explicit WrittenValues(std::shared_ptr<const Source> source) : source_(std::move(source)) {}
  std::shared_ptr<const Source> source_;
};

}  // namespace trainyard
