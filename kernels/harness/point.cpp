#include "kernels/harness/point.h"

#include <cassert>

namespace trainyard::kernels {

std::int64_t Point::size(std::string_view wanted) const {
  for (const auto& [key, value] : shape) {
    if (key == wanted) return value;
  }
  assert(false && "the point has no such size");
  return 0;
}

std::int64_t Point::size_or(std::string_view wanted, std::int64_t fallback) const {
  for (const auto& [key, value] : shape) {
    if (key == wanted) return value;
  }
  return fallback;
}

std::string Point::choice(std::string_view wanted) const {
  for (const auto& [key, value] : choices) {
    if (key == wanted) return value;
  }
  return {};
}

std::string Point::name() const {
  std::string text = family + '/' + op + ' ' + dtype;
  for (const auto& [key, value] : shape) text += ' ' + key + '=' + std::to_string(value);
  for (const auto& [key, value] : choices) text += ' ' + key + '=' + value;
  if (sms > 0) text += " sms=" + std::to_string(sms);
  if (sustained) text += " sustained";
  return text;
}

}  // namespace trainyard::kernels
