#include "cli/commands/option_reader.h"

#include <fmt/format.h>

#include <cstdint>

#include "sim/base/text_parts.h"

namespace trainyard::cli {

template <class Number>
Number OptionReader::number(std::string_view option, Number fallback, Number least, Number most) {
  if (!arguments_.has(option)) return fallback;
  const std::string text = arguments_.value(option);
  const std::optional<Number> read = number_of<Number>(text);
  if (read && *read >= least && *read <= most) return *read;
  const bool open = most == std::numeric_limits<Number>::max();
  say(fmt::format("--{} {} is no whole number from {} {}", option, in_quotes(text), least,
                  open ? "on" : fmt::format("to {}", most)));
  return fallback;
}

template int OptionReader::number(std::string_view, int, int, int);
template std::int64_t OptionReader::number(std::string_view, std::int64_t, std::int64_t, std::int64_t);
template std::uint64_t OptionReader::number(std::string_view, std::uint64_t, std::uint64_t, std::uint64_t);

int OptionReader::threads() {
  constexpr int most = 1024;  // more than any machine has
  return number("threads", 0, 0, most);
}

std::vector<int> OptionReader::numbers(std::string_view option) {
  std::vector<int> values;
  if (!arguments_.has(option)) return values;
  Result<std::vector<int>> read = parse_whole_numbers(arguments_.value(option), fmt::format("--{}", option));
  const bool empty = read && read.value().empty();
  take(std::move(read), values);
  if (empty) say(fmt::format("--{} lists nothing", option), "a list such as 1,2,4");
  return values;
}

void OptionReader::add(const Diagnostics& found) {
  append(problems_, found);
}

void OptionReader::say(std::string message, std::string hint) {
  add(problem(std::move(message), std::move(hint)));
}

void OptionReader::exclude(std::string_view a, std::string_view b) {
  if (arguments_.has(a) && arguments_.has(b)) say(fmt::format("--{} and --{} exclude each other", a, b));
}

}  // namespace trainyard::cli
