#pragma once
// Values of options, read one by one; what is wrong with any of them is told together.
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/arguments.h"

namespace trainyard::cli {

class OptionReader {
 public:
  /// `arguments` must outlive it.
  explicit OptionReader(const Arguments& arguments) : arguments_(arguments) {}

  /// The whole number of an option, from `least` to `most`; `fallback` when it is not given, or wrong. Number
  /// is int, std::int64_t or std::uint64_t.
  template <class Number>
  [[nodiscard]] Number number(std::string_view option, Number fallback, Number least = 0,
                              Number most = std::numeric_limits<Number>::max());
  /// `--threads`; 0, as many as the machine has, when it is not given.
  [[nodiscard]] int threads();
  /// "1,2,4"; empty when it is not given.
  [[nodiscard]] std::vector<int> numbers(std::string_view option);

  /// Puts a value into `into`, or takes its problems.
  template <class T>
  void take(Result<T> result, T& into) {
    if (result) {
      into = std::move(result.value());
    } else {
      add(result.error());
    }
  }
  void add(const Diagnostics& found);
  void say(std::string message, std::string hint = {});
  /// Tells when both are given.
  void exclude(std::string_view a, std::string_view b);

  [[nodiscard]] const Diagnostics& problems() const { return problems_; }

 private:
  const Arguments& arguments_;
  Diagnostics problems_{};
};

}  // namespace trainyard::cli
