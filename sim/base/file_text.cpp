// Whole files in and out; declared in json_reader.h.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sim/base/json_reader.h"

namespace trainyard {
namespace {

/// A POSIX file descriptor that closes itself.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// False when the last bytes did not reach the file.
  bool close() {
    const int descriptor = std::exchange(descriptor_, -1);
    return descriptor < 0 || ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

Diagnostics file_problem(const std::filesystem::path& path, std::string message, std::string hint = {}) {
  return {Diagnostic{path.string(), {}, 0, 0, std::move(message), std::move(hint)}};
}

std::string system_words(int error) {
  return std::generic_category().message(error);
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A name beside `path` that no other process uses.
std::string temporary_beside(const std::filesystem::path& path, int attempt) {
  return fmt::format("{}.partial-{}-{}", path.string(), ::getpid(), attempt);
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, Bytes limit) {
  const File file(path.string(), O_RDONLY);
  if (!file.is_open()) {
    return file_problem(
        path, errno == ENOENT ? "there is no such file" : "cannot be opened: " + system_words(errno));
  }
  struct stat status {};
  if (::fstat(file.descriptor(), &status) == 0 && S_ISDIR(status.st_mode))
    return file_problem(path, "is a folder, expected a file");
  const auto most = static_cast<std::size_t>(limit.base());
  std::string content;
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(file.descriptor(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_problem(path, "cannot be read: " + system_words(errno));
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
    if (content.size() > most) return file_problem(path, fmt::format("is larger than {}", to_text(limit)));
  }
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return file_problem(path, "is a folder, expected a file");
  if (exists && !S_ISREG(status.st_mode)) {  // a pipe or a device such as /dev/stdout: nothing to rename over
    File device(path.string(), O_WRONLY);
    if (!device.is_open() || !write_all(device.descriptor(), content) || !device.close()) {
      return file_problem(path, "cannot be written: " + system_words(errno));
    }
    return outcome::success();
  }
  // A link to a file stays a link: its target is replaced.
  std::error_code unresolved;
  std::filesystem::path target = exists ? std::filesystem::canonical(path, unresolved) : path;
  if (unresolved) target = path;

  constexpr int most_attempts = 100;
  const mode_t mode = exists ? (status.st_mode & 0777) : 0666;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    const std::string temporary = temporary_beside(target, attempt);
    File file(temporary, O_WRONLY | O_CREAT | O_EXCL, mode);
    if (!file.is_open() && errno == EEXIST) continue;
    if (!file.is_open()) {
      const bool no_folder = errno == ENOENT;
      return file_problem(path, "cannot be written: " + system_words(errno),
                          no_folder ? "does its folder exist?" : "");
    }
    const bool written = write_all(file.descriptor(), content) && ::fsync(file.descriptor()) == 0 &&
                         file.close() && ::rename(temporary.c_str(), target.c_str()) == 0;
    if (written) return outcome::success();
    const int error = errno;
    ::unlink(temporary.c_str());
    return file_problem(path, "cannot be written: " + system_words(error));
  }
  return file_problem(path, "cannot be written: too many unfinished copies stand beside it");
}

}  // namespace trainyard
