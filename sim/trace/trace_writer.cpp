#include "sim/trace/trace_writer.h"

#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "sim/trace/json_text.h"

namespace trainyard {

namespace {

Diagnostics file_problem(const std::filesystem::path& path, int error) {
  Diagnostics found = problem("cannot be written: " + std::generic_category().message(error),
                              error == ENOENT ? "does its folder exist?" : "");
  found[0].file = path.string();
  return found;
}

}  // namespace

/// The open file, and what is not yet written to it.
struct TraceWriter::File {
  std::filesystem::path path;
  std::filesystem::path temporary;  // empty when written in place: a pipe or a device such as /dev/stdout
  std::FILE* stream = nullptr;
  fmt::memory_buffer text;
  bool has_events = false;
  int error = 0;  // errno of the first write that failed
  std::uint64_t arrows = 0;

  ~File() {
    if (stream == nullptr) return;
    std::fclose(stream);
    remove_temporary();
  }

  void remove_temporary() const {
    if (!temporary.empty()) std::remove(temporary.c_str());
  }
  /// False with errno set when nothing can be written at `path`.
  bool open() {
    std::error_code unknown;
    const std::filesystem::file_status status = std::filesystem::status(path, unknown);
    if (std::filesystem::is_directory(status)) {
      errno = EISDIR;
      return false;
    }
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
      stream = std::fopen(path.c_str(), "wb");
      return stream != nullptr;
    }
    if (std::filesystem::exists(status))
      path = std::filesystem::canonical(path, unknown);  // a link stays a link
    constexpr int most_unfinished = 100;  // copies that a killed process of the same number left behind
    for (int attempt = 0; attempt < most_unfinished && stream == nullptr; ++attempt) {
      temporary = fmt::format("{}.partial-{}-{}", path.string(), ::getpid(), attempt);
      stream = std::fopen(temporary.c_str(), "wbx");
      if (stream == nullptr && errno != EEXIST) break;
    }
    return stream != nullptr;
  }
  void flush() {
    if (error == 0 && std::fwrite(text.data(), 1, text.size(), stream) != text.size()) error = errno;
    text.clear();
  }
  void add(std::string_view piece) { text.append(piece.data(), piece.data() + piece.size()); }
  void add_string(std::string_view value) { detail::append_json_string(text, value); }
  void add_number(std::int64_t value) { fmt::format_to(std::back_inserter(text), "{}", value); }
  void add_number(double value) {
    assert(std::isfinite(value));
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
  /// `{"ph":"X","pid":1,"tid":2`, without the time.
  void begin_event(char phase, TraceTrack track) {
    constexpr std::size_t enough_to_write = std::size_t{1} << 20;
    if (text.size() >= enough_to_write) flush();
    add(has_events ? ",\n" : "\n");
    has_events = true;
    fmt::format_to(std::back_inserter(text), R"({{"ph":"{}","pid":{},"tid":{})", phase, track.process,
                   track.thread);
  }
  void add_time(std::string_view key, Picoseconds time) {
    add(key);
    detail::append_microseconds(text, time);
  }
  void add_metadata(TraceTrack track, std::string_view kind, std::string_view name, std::int32_t position) {
    begin_event('M', track);
    fmt::format_to(std::back_inserter(text), R"(,"name":"{}_name","args":{{"name":)", kind);
    add_string(name);
    add("}}");
    begin_event('M', track);
    fmt::format_to(std::back_inserter(text), R"(,"name":"{}_sort_index","args":{{"sort_index":{}}}}})", kind,
                   position);
  }
  void add_arrow_end(char phase, std::string_view more, TraceTrack track, Picoseconds time) {
    begin_event(phase, track);
    add_time(R"(,"ts":)", time);
    fmt::format_to(std::back_inserter(text), R"(,"name":"waits for","cat":"dependency","id":{}{}}})", arrows,
                   more);
  }
};

TraceWriter::TraceWriter(std::unique_ptr<File> file) : file_(std::move(file)) {}
TraceWriter::TraceWriter(TraceWriter&&) noexcept = default;
TraceWriter& TraceWriter::operator=(TraceWriter&&) noexcept = default;
TraceWriter::~TraceWriter() = default;

Result<TraceWriter> TraceWriter::open(const std::filesystem::path& path) {
  auto file = std::make_unique<File>();
  file->path = path;
  if (!file->open()) return file_problem(path, errno);
  file->add(R"({"displayTimeUnit":"ns","traceEvents":[)");
  return TraceWriter(std::move(file));
}

void TraceWriter::name_process(std::uint32_t process, std::string_view name, std::int32_t position) {
  file_->add_metadata({process, 0}, "process", name, position);
}

void TraceWriter::name_thread(TraceTrack track, std::string_view name, std::int32_t position) {
  file_->add_metadata(track, "thread", name, position);
}

void TraceWriter::write(const TraceSpan& span) {
  File& file = *file_;
  file.begin_event('X', span.track);
  file.add_time(R"(,"ts":)", span.start);
  file.add_time(R"(,"dur":)", span.duration);
  file.add(R"(,"name":)");
  file.add_string(span.name);
  if (!span.category.empty()) {
    file.add(R"(,"cat":)");
    file.add_string(span.category);
  }
  for (std::size_t i = 0; i < span.arguments.size(); ++i) {
    const TraceArgument& argument = span.arguments[i];
    file.add(i == 0 ? R"(,"args":{)" : ",");
    file.add_string(argument.name);
    file.add(":");
    if (const auto* text = std::get_if<std::string_view>(&argument.value)) {
      file.add_string(*text);
    } else if (const auto* integer = std::get_if<std::int64_t>(&argument.value)) {
      file.add_number(*integer);
    } else {
      file.add_number(std::get<double>(argument.value));
    }
  }
  file.add(span.arguments.empty() ? "}" : "}}");
}

void TraceWriter::write(const TraceArrow& arrow) {
  ++file_->arrows;
  file_->add_arrow_end('s', "", arrow.from, arrow.from_time);
  file_->add_arrow_end('f', R"(,"bp":"e")", arrow.to, arrow.to_time);  // ends at the box around it
}

void TraceWriter::write_counter(std::uint32_t process, std::string_view name, Picoseconds time,
                                double value) {
  File& file = *file_;
  file.begin_event('C', {process, 0});
  file.add_time(R"(,"ts":)", time);
  file.add(R"(,"name":)");
  file.add_string(name);
  file.add(R"(,"args":{"value":)");
  file.add_number(value);
  file.add("}}");
}

Result<void> TraceWriter::finish() {
  File& file = *file_;
  assert(file.stream != nullptr);
  file.add("\n]}\n");
  file.flush();
  if (std::fclose(std::exchange(file.stream, nullptr)) != 0 && file.error == 0) file.error = errno;
  if (file.error == 0 && !file.temporary.empty() &&
      std::rename(file.temporary.c_str(), file.path.c_str()) != 0) {
    file.error = errno;
  }
  if (file.error != 0) {
    file.remove_temporary();
    return file_problem(file.path, file.error);
  }
  return outcome::success();
}

}  // namespace trainyard
