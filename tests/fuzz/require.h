#pragma once
// What must hold whatever the input. The fuzzer keeps the input that breaks it.
#include <cstdlib>

#include "sim/base/diagnostic.h"

namespace trainyard {

inline void require(bool condition) {
  if (!condition) std::abort();
}

/// There are problems, and each of them says something.
inline void require_told(const Diagnostics& problems) {
  require(!problems.empty());
  for (const Diagnostic& one : problems) require(!one.message.empty());
}

}  // namespace trainyard
