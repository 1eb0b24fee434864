#pragma once
#include "hardware_profiles/profile_library.h"
#include "tests/fuzz/require.h"

namespace trainyard {

/// For targets whose inputs name shipped documents.
inline const ProfileLibrary& shipped_library() {
  static const ProfileLibrary library = [] {
    Result<ProfileLibrary> found = ProfileLibrary::shipped();
    require(found.has_value());
    return std::move(found.value());
  }();
  return library;
}

}  // namespace trainyard
