#include "sim/trace/trace_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace trainyard::detail {

namespace {

/// Reads `text` and tells how far it is: nlohmann's parser hands out no positions.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    if (reached_ != nullptr) *reached_ = at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

/// Follows the parser to the events and picks their fields.
class EventHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  EventHandler(std::string_view text, const std::string& file,
               const std::function<Result<void>(TraceEvent&)>& take)
      : text_(text), file_(file), take_(take), reached_(text.data()) {}

  [[nodiscard]] const char** reached() { return &reached_; }
  [[nodiscard]] Diagnostics& problems() { return problems_; }

  void finish() {
    if (!problems_.empty() || events_at_ >= 0) return;
    problems_ = trace_problem(text_, file_, 0, {}, "holds no list of events (\"traceEvents\")",
                              root_keys_.empty()
                                  ? "a trace is {\"traceEvents\": [...]} or a list of events"
                                  : "found: " + std::string(fmt::format("{}", fmt::join(root_keys_, ", "))));
  }

  bool null() override { return scalar({}, "null", false); }
  bool boolean(bool value) override { return scalar({}, value ? "true" : "false", false); }
  bool number_integer(number_integer_t value) override { return number(fmt::format("{}", value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(fmt::format("{}", value)); }
  bool number_float(number_float_t /*value*/, const string_t& lexeme) override { return number(lexeme); }
  bool string(string_t& value) override { return scalar(value, in_quotes_short(value), true); }
  bool binary(binary_t& /*value*/) override { return true; }

  bool start_object(std::size_t /*elements*/) override {
    if (depth_ == events_at_) {
      event_ = TraceEvent{};
      event_.index = count_++;
      event_.offset = offset() - 1;
    } else if (in_event() && !strange(event_field_, "an object")) {
      return false;
    }
    in_args_ = in_event() && event_field_ == "args";
    return ++depth_ <= most_levels || too_deep();
  }
  bool key(string_t& name) override {
    if (depth_ == 1 && events_at_ < 0) {
      if (root_keys_.size() < most_keys_told) root_keys_.push_back(name);
      root_key_ = name;
    } else if (in_event()) {
      event_field_ = name;
    } else if (in_args_ && depth_ == events_at_ + 2) {
      argument_ = name;
    }
    return true;
  }
  bool end_object() override {
    --depth_;
    if (depth_ == events_at_ + 1) in_args_ = false;
    if (depth_ != events_at_ || done_) return true;
    Result<void> taken = take_(event_);
    if (taken) return true;
    problems_ = std::move(taken.error());
    return false;
  }
  bool start_array(std::size_t /*elements*/) override {
    if (events_at_ < 0 && (depth_ == 0 || (depth_ == 1 && root_key_ == "traceEvents"))) {
      events_at_ = depth_ + 1;
      bare_ = depth_ == 0;
    } else if (depth_ == events_at_ && !done_) {
      return no_event("a list");
    } else if (in_event() && !strange(event_field_, "a list")) {
      return false;
    }
    return ++depth_ <= most_levels || too_deep();
  }
  bool end_array() override {
    if (depth_-- == events_at_) done_ = true;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*last_read*/,
                   const nlohmann::json::exception& error) override {
    const std::size_t at = std::min(position == 0 ? 0 : position - 1, text_.size());
    const bool at_end = at + 1 >= text_.size();
    if (at_end && bare_ && depth_ == events_at_ && count_ > 0) return false;  // the missing ] of the format
    std::string what = error.what();
    const std::size_t colon = what.find(": ");  // "[json.exception.parse_error.101] parse error at line ..: "
    if (colon != std::string::npos) what.erase(0, colon + 2);
    problems_ =
        trace_problem(text_, file_, at, {}, "is broken JSON: " + printable(what.substr(0, most_told)));
    return false;
  }

 private:
  static constexpr int most_levels = 200;
  static constexpr std::size_t most_keys_told = 12, most_told = 200;

  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(reached_ - text_.data()); }
  [[nodiscard]] bool in_event() const { return events_at_ > 0 && !done_ && depth_ == events_at_ + 1; }
  static std::string in_quotes_short(const std::string& text) {
    constexpr std::size_t enough = 40;
    return in_quotes(text, enough);
  }
  bool too_deep() {
    problems_ = trace_problem(text_, file_, offset(), {},
                              fmt::format("is nested deeper than {} levels", most_levels));
    return false;
  }
  bool no_event(std::string_view found, bool is_number = false) {
    // A number is known when the character behind it is read; other values end where the parser stands.
    const std::size_t start = offset() - 1 - (is_number ? found.size() : 0);
    problems_ = trace_problem(text_, file_, start, fmt::format("{}/{}", bare_ ? "" : "/traceEvents", count_),
                              fmt::format("is {}, expected an event (an object)", found));
    return false;
  }
  /// A field of an event holds an object or a list: told later where a number is needed.
  bool strange(const std::string& field, std::string_view found) {
    if (field == "ts") event_.time_found = found;
    if (field == "dur") event_.duration_found = found;
    return true;
  }
  bool number(std::string text) {
    if (in_event()) {
      if (event_field_ == "ts") event_.time = text;
      if (event_field_ == "dur") event_.duration = text;
    } else if (in_args_ && depth_ == events_at_ + 2 && argument_ == "sort_index") {
      double value = 0;
      if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc())
        event_.position = value;
    }
    std::string told = text;
    return scalar(text, told, false);
  }
  bool scalar(std::string value, std::string_view found, bool is_text) {
    if (depth_ == events_at_ && !done_) return no_event(found, !is_text && !value.empty());
    if (in_event()) {
      const std::string& field = event_field_;
      const bool is_number = !is_text && !value.empty();
      if (field == "ph")
        event_.phase = std::move(value);
      else if (field == "name")
        event_.name = std::move(value);
      else if (field == "cat")
        event_.category = std::move(value);
      else if (field == "pid")
        event_.process = std::move(value);
      else if (field == "tid")
        event_.thread = std::move(value);
      else if (field == "ts" && !is_number)
        event_.time_found = found;
      else if (field == "dur" && !is_number)
        event_.duration_found = found;
    } else if (in_args_ && depth_ == events_at_ + 2) {
      if (argument_ == "name")
        event_.named = std::move(value);
      else if (argument_ == "labels")
        event_.labels = std::move(value);
    }
    return true;
  }

  std::string_view text_;
  const std::string& file_;
  const std::function<Result<void>(TraceEvent&)>& take_;
  const char* reached_;
  Diagnostics problems_;
  int depth_ = 0, events_at_ = -1;  // the depth inside the list of events
  bool bare_ = false, done_ = false, in_args_ = false;
  std::size_t count_ = 0;
  std::string root_key_, event_field_, argument_;
  std::vector<std::string> root_keys_;
  TraceEvent event_;
};

constexpr std::int64_t most_microseconds = 9'000'000'000'000'000;
constexpr int picosecond_digits = 6;

}  // namespace

std::optional<TraceTime> trace_time(std::string_view number) {
  TraceTime time;
  const char* const end = number.data() + number.size();
  const std::size_t point = number.find('.');
  if (number.find_first_of("eE") == std::string_view::npos) {
    // By digits: a double would round away fractions of a clock that counts from 1970.
    const auto whole = std::from_chars(number.data(), end, time.microseconds);
    if (whole.ec != std::errc()) return std::nullopt;
    std::string fraction(point == std::string_view::npos ? "" : number.substr(point + 1));
    fraction.resize(picosecond_digits, '0');
    std::from_chars(fraction.data(), fraction.data() + fraction.size(), time.picoseconds);
    if (number.starts_with('-') && time.picoseconds > 0) {
      --time.microseconds;
      time.picoseconds = 1'000'000 - time.picoseconds;
    }
  } else {
    double value = 0;
    if (std::from_chars(number.data(), end, value).ec != std::errc()) return std::nullopt;
    if (!(std::abs(value) < static_cast<double>(most_microseconds))) return std::nullopt;
    const double whole = std::floor(value);
    time = {static_cast<std::int64_t>(whole), static_cast<std::int32_t>((value - whole) * 1e6)};
  }
  if (time.microseconds > most_microseconds || time.microseconds < -most_microseconds) return std::nullopt;
  return time;
}

Diagnostics trace_problem(std::string_view text, const std::string& file_name, std::size_t offset,
                          std::string pointer, std::string message, std::string hint) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_begin = before.rfind('\n');
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t column =
      line_begin == std::string_view::npos ? before.size() + 1 : before.size() - line_begin;
  return {Diagnostic{file_name, std::move(pointer), static_cast<int>(line), static_cast<int>(column),
                     std::move(message), std::move(hint)}};
}

Result<void> for_each_event(std::string_view text, const std::string& file_name,
                            const std::function<Result<void>(TraceEvent&)>& take) {
  EventHandler handler(text, file_name, take);
  nlohmann::json::sax_parse(CountingIterator(text.data(), handler.reached()),
                            CountingIterator(text.data() + text.size(), nullptr), &handler);
  handler.finish();
  if (!handler.problems().empty()) return std::move(handler.problems());
  return outcome::success();
}

}  // namespace trainyard::detail
