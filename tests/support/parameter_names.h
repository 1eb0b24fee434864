#pragma once
#include <cctype>
#include <string>
#include <string_view>

namespace trainyard {

/// `name` as GoogleTest takes it for an instance of a test: letters, digits, '_' for all else.
inline std::string parameter_name(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return text;
}

}  // namespace trainyard
