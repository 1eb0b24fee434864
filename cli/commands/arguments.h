#pragma once
// What a command was told on its command line. The option tables here also make the help and the completion.
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"

namespace trainyard::cli {

struct Option {
  std::string_view name;   // without the dashes
  std::string_view value;  // what its value is called; empty for a switch
  std::string_view sentence;
  bool repeats = false;
  bool many = false;  // takes all words up to the next option; repeats, too
};

struct Positional {
  std::string_view name;  // "SCENARIO"
  std::string_view sentence;
  bool needed = true;
};

/// A command line taken apart.
struct Arguments {
  std::vector<std::string> positionals{};
  std::map<std::string, std::vector<std::string>, std::less<>> options{};

  [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
  /// The last value given, or `fallback`.
  [[nodiscard]] std::string value(std::string_view option, std::string_view fallback = {}) const;
  /// All values given, in order.
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
};

/// Errors: unknown options (with the nearest), missing values, switches with a value, options given twice,
/// too few or too many positionals. A positional that starts with '-' stands after "--".
[[nodiscard]] Result<Arguments> parse_arguments(const std::vector<std::string>& words,
                                                std::span<const Option> options,
                                                std::span<const Positional> positionals);

}  // namespace trainyard::cli
