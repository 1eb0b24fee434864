#include "sim/base/sourced.h"

#include <cassert>

namespace trainyard {

std::string_view to_text(Evidence evidence) {
  switch (evidence) {
    case Evidence::published:
      return "published";
    case Evidence::measured:
      return "measured";
    case Evidence::fitted:
      return "fitted";
    case Evidence::transferred:
      return "transferred";
    case Evidence::predicted:
      return "predicted";
    case Evidence::assumed:
      return "assumed";
  }
  assert(false && "an Evidence outside its enumerators");
  return "assumed";
}

}  // namespace trainyard
