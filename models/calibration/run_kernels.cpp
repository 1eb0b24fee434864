#include "models/calibration/run_kernels.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace trainyard {
namespace {

constexpr const char* program_name = "trainyard_kernels";
constexpr int no_gpu = 77;       // how the benchmarks say so; kernels/README.md
constexpr int no_program = 127;  // the shell's word for what cannot be started
constexpr std::chrono::milliseconds looks_every{20};

/// While it lives, an interrupt from the keyboard ends the benchmarks alone, so that their caller can clean
/// up.
class InterruptsToChild {
 public:
  InterruptsToChild() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &interrupt_);
    ::sigaction(SIGQUIT, &ignore, &quit_);
  }
  ~InterruptsToChild() { restore(); }
  InterruptsToChild(const InterruptsToChild&) = delete;
  InterruptsToChild& operator=(const InterruptsToChild&) = delete;
  void restore() const {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGQUIT, &quit_, nullptr);
  }

 private:
  struct sigaction interrupt_ {};
  struct sigaction quit_ {};
};

/// In the child: the benchmarks do not outlive who waits for them, whatever ends it.
void end_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(no_program);  // it died before the line above
}

/// Ends the group that `child` leads, by force after `grace`; `status` as waitpid has it.
void end_group(pid_t child, std::chrono::milliseconds grace, int& status) {
  const auto by_force = std::chrono::steady_clock::now() + grace;
  ::kill(-child, SIGTERM);
  bool forced = false;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (!forced && std::chrono::steady_clock::now() >= by_force) {
      forced = true;
      ::kill(-child, SIGKILL);
    }
    std::this_thread::sleep_for(looks_every);
  }
  ::kill(-child, SIGKILL);  // what the benchmarks started and did not wait for
}

bool is_program(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

std::filesystem::path find_kernels_program() {
  std::vector<std::filesystem::path> places;
  std::error_code error;
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  if (!error) {
    places.push_back(here / program_name);
    places.push_back(here / "kernels" / program_name);                // built along with the rest
    places.push_back(here.parent_path() / "kernels" / program_name);  // build/kernels beside build/release
  }
  if (const char* path = std::getenv("PATH")) {
    std::istringstream folders(path);
    for (std::string folder; std::getline(folders, folder, ':');)
      places.emplace_back(folder + "/" + program_name);
  }
  for (const std::filesystem::path& place : places) {
    if (is_program(place)) return place;
  }
  return {};
}

bool shows_gpu() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/driver/nvidia/gpus", error);
  return !error && entry != std::filesystem::directory_iterator();
}

Result<void> run_kernels(const KernelRun& wanted) {
  const std::filesystem::path program = wanted.program.empty() ? find_kernels_program() : wanted.program;
  if (program.empty() || !is_program(program)) {
    return problem(
        wanted.program.empty() ? fmt::format("the benchmarks, {}, are not built", program_name)
                               : fmt::format("{} is no program", in_quotes(wanted.program.string())),
        "cmake -S kernels -B build/kernels && cmake --build build/kernels, with the CUDA toolkit; or "
        "name it by --kernels PROGRAM");
  }
  std::vector<std::string> words{program.string(), "--device", std::to_string(wanted.device), "--out",
                                 wanted.out.string()};
  if (wanted.full) words.emplace_back("--full");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::optional<InterruptsToChild> interrupts;
  const bool own_group = wanted.stop != nullptr;
  if (!own_group) interrupts.emplace();
  const pid_t parent = ::getpid(), child = ::fork();
  if (child < 0) return problem("the benchmarks cannot be started: no process can be made");
  if (child == 0) {
    if (interrupts) interrupts->restore();
    if (own_group) ::setpgid(0, 0);
    end_with_parent(parent);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);  // results of this program go to its standard output alone
    ::execv(arguments.front(), arguments.data());
    ::_exit(no_program);
  }
  if (own_group) ::setpgid(child, child);  // whoever is first: a signal to the group must find it
  int status = 0;
  bool stopped = false;
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, own_group ? WNOHANG : 0);
    if (ended == child || (ended < 0 && errno != EINTR)) break;
    if (ended != 0) continue;
    if (wanted.stop->load()) {
      stopped = true;
      end_group(child, wanted.grace, status);
      break;
    }
    std::this_thread::sleep_for(looks_every);
  }
  if (stopped) return problem("the benchmarks were stopped, nothing is kept");
  if (!WIFEXITED(status))
    return problem(fmt::format("the benchmarks were stopped by signal {}", WTERMSIG(status)));
  const int code = WEXITSTATUS(status);
  std::error_code error;
  if (code == 0 && !std::filesystem::exists(wanted.out, error))
    return problem("the benchmarks ended well and wrote no measurements");
  if (code == 0) return outcome::success();
  if (code == no_program) return problem(fmt::format("{} cannot be started", in_quotes(program.string())));
  if (code == no_gpu)
    return problem("there is no GPU to measure on (the benchmarks said why)",
                   "calibrate --from FILE fits what was measured elsewhere");
  return problem(fmt::format("the benchmarks ended with code {}", code));
}

}  // namespace trainyard
