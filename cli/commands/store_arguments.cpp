#include "cli/commands/store_arguments.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "hardware_profiles/data_root.h"
#include "models/report/text_table.h"

namespace trainyard::cli {
namespace {

/// Size and time of a file's last change: enough to see that it is another one.
std::string stamp_of(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return "missing";
  return fmt::format("{} {}.{}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/// Of the data that documents name in turn (kernel constants others stand on, price lists, base stacks): a
/// store that reads all of them for every run would take longer than the run.
std::string library_stamp(const std::filesystem::path& root) {
  std::vector<std::string> stamps;
  std::error_code error;
  for (const char* folder : {"hardware_profiles", "models/configs", "data/prices"}) {
    std::filesystem::recursive_directory_iterator entry(root / folder, error), end;
    for (; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() == ".json")
        stamps.push_back(fmt::format("{} {}", entry->path().string(), stamp_of(entry->path())));
    }
  }
  std::sort(stamps.begin(), stamps.end());
  return input_key(stamps);
}

}  // namespace

std::vector<std::string> scenario_inputs(const Scenario& scenario) {
  // The program itself stands for its version: one that was built anew may answer otherwise.
  std::vector<std::string> parts{stamp_of("/proc/self/exe")};
  if (const auto root = data_root()) parts.push_back(library_stamp(root.value()));
  for (const std::filesystem::path& file : scenario.documents) {
    parts.push_back(file.string());
    const Result<std::string> text = read_file(file);
    parts.push_back(text ? text.value() : std::string());
  }
  // The overrides are told among the assumptions, in their order.
  parts.insert(parts.end(), scenario.assumptions.begin(), scenario.assumptions.end());
  return parts;
}

std::string whole_path(const std::string& scenario) {
  if (scenario.find('/') == std::string::npos && !scenario.ends_with(".json")) return scenario;
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(scenario, error);
  return error ? scenario : whole.lexically_normal().string();
}

std::vector<AskedScenario> asked_scenarios(const Arguments& arguments) {
  std::vector<AskedScenario> asked;
  for (const std::string& one : arguments.positionals)
    asked.push_back({whole_path(one), arguments.values("set")});
  return asked;
}

Result<RunStore> open_store(const Arguments& arguments) {
  if (arguments.has("store")) return RunStore::open(arguments.value("store"));
  TRAINYARD_TRY(file, default_store_file());
  return RunStore::open(file);
}

RunRecord::RunRecord(const Arguments& arguments, Console& console, std::string_view command,
                     const std::vector<std::string>& inputs, std::string_view title,
                     const std::vector<AskedScenario>& scenarios)
    : console_(console) {
  if (arguments.has("no-store")) return;
  Result<RunStore> store = open_store(arguments);
  if (!store) {
    warn(store.error());
    return;
  }
  store_.emplace(std::move(store.value()));
  AskedRun asked{scenarios.empty() ? asked_scenarios(arguments) : scenarios, {}};
  for (const auto& [name, values] : arguments.options) {
    const bool of_output = name.ends_with("store") || name == "output" || name == "threads" || name == "set";
    if (!of_output) asked.options.emplace(name, values.empty() ? std::vector<std::string>{""} : values);
  }
  const Result<StoredRun> run =
      store_->begin(command, input_key(inputs), title, {std::string(program_version()), write_asked(asked)});
  if (!run) {
    warn(run.error());
    return;
  }
  id_ = run.value().id;
  if (run.value().items == 0) return;
  Result<std::map<std::string, std::string>> found = store_->items(id_);
  if (!found) {
    warn(found.error());
    return;
  }
  items_ = std::move(found.value());
}

RunRecord::~RunRecord() {
  if (store_ && id_ != 0) (void)store_->interrupt(id_);
}

void RunRecord::warn(const Diagnostics& problems) {
  store_.reset();
  id_ = 0;
  (void)refuse(problems, console_);
  console_.err << "trainyard: going on without keeping the result\n";
}

void RunRecord::put(std::string_view key, std::string_view value) {
  if (!store_) return;
  const Result<void> kept = store_->put_item(id_, key, value);
  if (!kept) warn(kept.error());
}

void RunRecord::finish(const RunOutcome& outcome) {
  if (!store_) return;
  const Result<std::int64_t> stored = store_->finish(id_, outcome);
  if (!stored) return warn(stored.error());
  id_ = 0;
}

void RunRecord::forget() {
  if (!store_) return;
  const Result<void> gone = store_->remove(id_);
  if (!gone) return warn(gone.error());
  id_ = 0;
}

ExitCode RunRecord::interrupted(std::size_t done, std::size_t total, std::string_view unit) {
  console_.err << fmt::format("trainyard: interrupted after {} of {} {}", grouped(static_cast<double>(done)),
                              grouped(static_cast<double>(total)), unit);
  if (store_) {
    console_.err << fmt::format("; kept as run {}: the same command goes on from there\n", id_);
  } else {
    console_.err << "; nothing was kept, the same command starts anew\n";
  }
  return ExitCode::interrupted;
}

}  // namespace trainyard::cli
