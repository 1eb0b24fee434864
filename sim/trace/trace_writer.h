#pragma once
// Timelines for chrome://tracing and ui.perfetto.dev, in the Trace Event Format
// (docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU, "JSON Object Format").
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "sim/base/result.h"
#include "sim/base/units.h"

namespace trainyard {

/// One line of boxes: a thread of a process. In a simulated trace a process is a device and a thread a
/// stream.
struct TraceTrack {
  std::uint32_t process = 0;
  std::uint32_t thread = 0;
};

/// A detail shown when a box is clicked. Numbers must be finite.
struct TraceArgument {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double> value;
};

/// One box. The views must stay valid only while it is written.
struct TraceSpan {
  TraceTrack track;
  std::string_view name;
  std::string_view category;
  Picoseconds start = 0;
  Picoseconds duration = 0;
  std::span<const TraceArgument> arguments;
};

/// An arrow from the end of one box to the start of another: both times must lie within the boxes.
struct TraceArrow {
  TraceTrack from;
  Picoseconds from_time = 0;
  TraceTrack to;
  Picoseconds to_time = 0;
};

/// Writes a trace as it comes, so that its length is limited by the disk alone. Times are written in
/// microseconds as exact decimals. Text that is not UTF-8 is written with U+FFFD in place of what is wrong.
/// The file appears under its name only when finish() succeeds; until then, and when the writer is dropped,
/// there is at most a temporary beside it.
class TraceWriter {
 public:
  /// Errors: the folder is missing or not writable; `path` is a folder.
  static Result<TraceWriter> open(const std::filesystem::path& path);
  TraceWriter(TraceWriter&&) noexcept;
  TraceWriter& operator=(TraceWriter&&) noexcept;
  ~TraceWriter();

  /// Processes are shown in order of `position`.
  void name_process(std::uint32_t process, std::string_view name, std::int32_t position);
  /// Threads are shown in order of `position` within their process.
  void name_thread(TraceTrack track, std::string_view name, std::int32_t position);
  void write(const TraceSpan& span);
  void write(const TraceArrow& arrow);
  /// The value of a curve from `time` on, e.g. memory in use. Must be finite.
  void write_counter(std::uint32_t process, std::string_view name, Picoseconds time, double value);

  /// Completes the file and gives it its name. Errors: any write that failed, such as on a full disk. Call
  /// once, last.
  [[nodiscard]] Result<void> finish();

 private:
  struct File;
  explicit TraceWriter(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

}  // namespace trainyard
