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

const std::vector<std::string>& evidence_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (int i = 0; i <= static_cast<int>(Evidence::assumed); ++i)
      all.emplace_back(to_text(static_cast<Evidence>(i)));
    return all;
  }();
  return names;
}

}  // namespace trainyard
