#include "models/store/run_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include "models/store/database.h"
#include "models/store/schema.h"

namespace trainyard {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_writes{500};
constexpr std::size_t most_held = 4096;  // items; assumed: a batch that is written in some milliseconds

/// UTC now, as SQLite writes a time of day.
std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

RunStatus status_of(std::string_view name) {
  for (const RunStatus one : {RunStatus::running, RunStatus::interrupted}) {
    if (name == to_text(one)) return one;
  }
  return RunStatus::done;
}

constexpr std::string_view columns =
    "id, command, title, key, status, started, finished, summary, "
    "(SELECT count(*) FROM items WHERE items.run = runs.id), program, asked";

StoredRun run_of(const Database::Row& row) {
  return {.id = number_of(row.at(0)),
          .command = row.at(1),
          .title = row.at(2),
          .key = row.at(3),
          .status = status_of(row.at(4)),
          .started = row.at(5),
          .finished = row.at(6),
          .summary = row.at(7),
          .text = {},
          .report = {},
          .items = static_cast<std::size_t>(number_of(row.at(8))),
          .program = row.at(9),
          .asked = row.at(10)};
}

/// Brings a file to the tables of this program, in one transaction that other processes wait for.
Result<void> prepare(Database& database, const std::filesystem::path& file) {
  const auto pragma = [&](std::string_view name) -> Result<std::int64_t> {
    TRAINYARD_TRY(rows, database.rows(fmt::format("PRAGMA {}", name)));
    return rows.empty() ? 0 : number_of(rows.front().front());
  };
  TRAINYARD_TRY(version, pragma("user_version"));
  TRAINYARD_TRY(application, pragma("application_id"));
  const auto refused = [&](std::string message, std::string hint) {
    return Diagnostics{Diagnostic{file.string(), {}, 0, 0, std::move(message), std::move(hint)}};
  };
  if (application == store_schema::application && version == store_schema::version) return outcome::success();
  if (application == store_schema::application && version > store_schema::version) {
    return refused(fmt::format("the store of runs has version {}, written by a newer trainyard; this one "
                               "knows versions up to {}",
                               version, store_schema::version),
                   "update trainyard, or name another store with --store FILE");
  }
  TRAINYARD_TRY(tables, database.rows("SELECT count(*) FROM sqlite_master"));
  if (application != store_schema::application && number_of(tables.front().front()) > 0)
    return refused("is a database of another program", "name another with --store FILE");
  TRAINYARD_TRY(database.run("PRAGMA journal_mode = WAL"));
  TRAINYARD_TRY(transaction, Transaction::begin(database));
  TRAINYARD_TRY(now, pragma("user_version"));  // another process may have been faster
  for (std::int64_t from = now; from < store_schema::version; ++from) {
    TRAINYARD_TRY(database.run(store_schema::migrations[from]));
  }
  TRAINYARD_TRY(database.run(fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}",
                                         store_schema::version, store_schema::application)));
  return transaction.commit();
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string_view to_text(RunStatus status) {
  switch (status) {
    case RunStatus::running:
      return "running";
    case RunStatus::interrupted:
      return "interrupted";
    case RunStatus::done:
      break;
  }
  return "done";
}

std::string input_key(const std::vector<std::string>& parts) {
  // Two FNV-1a sums (http://www.isthe.com/chongo/tech/comp/fnv/), the second over the bytes with every bit
  // turned: 128 bits, enough to tell honest inputs apart.
  constexpr std::uint64_t basis = 14695981039346656037ULL, prime = 1099511628211ULL;
  std::uint64_t plain = basis, turned = basis;
  const auto add = [&](std::string_view text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      plain = (plain ^ byte) * prime;
      turned = (turned ^ static_cast<unsigned char>(~byte)) * prime;
    }
  };
  for (const std::string& part : parts) {
    add(fmt::format("{}:", part.size()));  // so that {"ab", "c"} and {"a", "bc"} differ
    add(part);
  }
  return fmt::format("{:016x}{:016x}", plain, turned);
}

Result<std::filesystem::path> default_store_file() {
  if (const std::string named = environment("TRAINYARD_STORE"); !named.empty())
    return std::filesystem::path(named);
  const std::filesystem::path inner = std::filesystem::path("trainyard") / "runs.sqlite";
  // A relative XDG_DATA_HOME is to be ignored: XDG Base Directory Specification 0.8.
  const std::filesystem::path data = environment("XDG_DATA_HOME");
  if (data.is_absolute()) return data / inner;
  const std::filesystem::path home = environment("HOME");
  if (home.is_absolute()) return home / ".local" / "share" / inner;
  return problem("there is no place for the store of runs: HOME is not set",
                 "name a file with --store FILE or in TRAINYARD_STORE, or say --no-store");
}

struct RunStore::State {
  std::filesystem::path file{};
  Database database;
  std::mutex mutex{};
  struct Held {
    std::int64_t run = 0;
    std::string key{}, value{};
  };
  std::vector<Held> held{};
  Clock::time_point last_write = Clock::now();

  State(std::filesystem::path where, Database open) : file(std::move(where)), database(std::move(open)) {}

  /// The caller holds the mutex. Items of a run that another process has finished or removed are dropped.
  Result<void> write_held() {
    last_write = Clock::now();
    if (held.empty()) return outcome::success();
    TRAINYARD_TRY(transaction, Transaction::begin(database));
    for (const Held& one : held) {
      TRAINYARD_TRY(
          database.rows("INSERT OR REPLACE INTO items (run, key, value) SELECT ?1, ?2, ?3 "
                        "WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?1 AND status <> 'done')",
                        {one.run, one.key, one.value}));
    }
    TRAINYARD_TRY(transaction.commit());
    held.clear();
    return outcome::success();
  }
};

RunStore::RunStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunStore::RunStore(RunStore&&) noexcept = default;
RunStore& RunStore::operator=(RunStore&&) noexcept = default;
RunStore::~RunStore() {
  if (state_) (void)flush();
}

const std::filesystem::path& RunStore::file() const {
  return state_->file;
}

Result<RunStore> RunStore::open(const std::filesystem::path& file) {
  TRAINYARD_TRY(database, Database::open(file));
  TRAINYARD_TRY(prepare(database, file));
  // In WAL mode NORMAL keeps the file sound after a crash of the machine; only the last moments may be
  // missing (https://www.sqlite.org/pragma.html#pragma_synchronous).
  TRAINYARD_TRY(database.run("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON"));
  return RunStore(std::make_unique<State>(file, std::move(database)));
}

Result<StoredRun> RunStore::begin(std::string_view command, std::string_view key, std::string_view title,
                                  const RunOrigin& origin) {
  const std::lock_guard lock(state_->mutex);
  Database& database = state_->database;
  TRAINYARD_TRY(transaction, Transaction::begin(database));
  TRAINYARD_TRY(found, database.rows(fmt::format("SELECT {} FROM runs WHERE command = ?1 AND key = ?2 AND "
                                                 "status <> 'done' ORDER BY id DESC LIMIT 1",
                                                 columns),
                                     {command, key}));
  std::int64_t id = found.empty() ? 0 : number_of(found.front().front());
  if (found.empty()) {
    const std::string now = time_of_day();
    TRAINYARD_TRY(
        database.rows("INSERT INTO runs (command, title, key, status, started, program, asked) "
                      "VALUES (?1, ?2, ?3, 'running', ?4, ?5, ?6)",
                      {command, title, key, now, origin.program, origin.asked}));
    id = database.last_id();
  } else {
    TRAINYARD_TRY(database.rows("UPDATE runs SET status = 'running', program = ?2, asked = ?3 WHERE id = ?1",
                                {id, origin.program, origin.asked}));
  }
  TRAINYARD_TRY(rows, database.rows(fmt::format("SELECT {} FROM runs WHERE id = ?1", columns), {id}));
  TRAINYARD_TRY(transaction.commit());
  return run_of(rows.at(0));
}

Result<void> RunStore::put_item(std::int64_t id, std::string_view key, std::string_view value) {
  const std::lock_guard lock(state_->mutex);
  state_->held.push_back({id, std::string(key), std::string(value)});
  if (state_->held.size() < most_held && Clock::now() - state_->last_write < between_writes)
    return outcome::success();
  return state_->write_held();
}

Result<void> RunStore::flush() {
  const std::lock_guard lock(state_->mutex);
  return state_->write_held();
}

Result<std::map<std::string, std::string>> RunStore::items(std::int64_t id) {
  const std::lock_guard lock(state_->mutex);
  TRAINYARD_TRY(state_->write_held());
  TRAINYARD_TRY(rows, state_->database.rows("SELECT key, value FROM items WHERE run = ?1", {id}));
  std::map<std::string, std::string> found;
  for (Database::Row& row : rows) found.emplace(std::move(row.at(0)), std::move(row.at(1)));
  return found;
}

Result<void> RunStore::interrupt(std::int64_t id) {
  const std::lock_guard lock(state_->mutex);
  TRAINYARD_TRY(state_->write_held());
  TRAINYARD_TRY(state_->database.rows(
      "UPDATE runs SET status = 'interrupted' WHERE id = ?1 AND status = 'running'", {id}));
  return outcome::success();
}

Result<std::int64_t> RunStore::finish(std::int64_t id, const RunOutcome& outcome) {
  const std::lock_guard lock(state_->mutex);
  Database& database = state_->database;
  std::erase_if(state_->held, [&](const State::Held& one) { return one.run == id; });
  TRAINYARD_TRY(state_->write_held());
  TRAINYARD_TRY(transaction, Transaction::begin(database));
  const std::string now = time_of_day();
  TRAINYARD_TRY(same,
                database.rows("SELECT older.id FROM runs AS older, runs AS this WHERE this.id = ?1 AND "
                              "older.id <> ?1 AND older.command = this.command AND older.key = this.key "
                              "AND older.status = 'done' AND older.report = ?2 ORDER BY older.id LIMIT 1",
                              {id, outcome.report}));
  std::int64_t kept = id;
  if (!same.empty()) {
    kept = number_of(same.front().front());
    TRAINYARD_TRY(
        database.rows("UPDATE runs SET (started, title, program, asked) = (SELECT started, title, program, "
                      "asked FROM runs WHERE id = ?2) WHERE id = ?1",
                      {kept, id}));
    TRAINYARD_TRY(database.rows("DELETE FROM runs WHERE id = ?1", {id}));
  } else {
    TRAINYARD_TRY(database.rows("DELETE FROM items WHERE run = ?1", {id}));
  }
  TRAINYARD_TRY(changed, database.rows("UPDATE runs SET status = 'done', finished = ?2, summary = ?3, "
                                       "text = ?4, report = ?5 WHERE id = ?1 RETURNING id",
                                       {kept, now, outcome.summary, outcome.text, outcome.report}));
  if (changed.empty()) return problem(fmt::format("run {} was removed while it ran", id));
  TRAINYARD_TRY(transaction.commit());
  return kept;
}

Result<std::vector<StoredRun>> RunStore::list(const StoredRunFilter& filter) {
  const std::lock_guard lock(state_->mutex);
  TRAINYARD_TRY(rows, state_->database.rows(
                          fmt::format("SELECT {} FROM runs WHERE (?1 = '' OR command = ?1) AND "
                                      "(?2 = '' OR instr(lower(title), lower(?2)) > 0) ORDER BY id DESC",
                                      columns),
                          {filter.command, filter.title}));
  std::vector<StoredRun> found;
  for (const Database::Row& row : rows) found.push_back(run_of(row));
  return found;
}

Result<StoredRun> RunStore::load(std::int64_t id) {
  const std::lock_guard lock(state_->mutex);
  TRAINYARD_TRY(rows, state_->database.rows(
                          fmt::format("SELECT {}, text, report FROM runs WHERE id = ?1", columns), {id}));
  if (rows.empty()) {
    TRAINYARD_TRY(ids, state_->database.rows("SELECT min(id), max(id), count(*) FROM runs"));
    const Database::Row& range = ids.at(0);
    return problem(fmt::format("there is no stored run {}", id),
                   range.at(2) == "0" ? std::string("nothing is stored yet")
                                      : fmt::format("{} are stored, ids {} to {}: trainyard runs lists them",
                                                    range.at(2), range.at(0), range.at(1)));
  }
  StoredRun found = run_of(rows.front());
  found.text = std::move(rows.front().at(11));
  found.report = std::move(rows.front().at(12));
  return found;
}

Result<void> RunStore::remove(std::int64_t id) {
  TRAINYARD_TRY(load(id));
  const std::lock_guard lock(state_->mutex);
  TRAINYARD_TRY(state_->database.rows("DELETE FROM runs WHERE id = ?1", {id}));
  return outcome::success();
}

}  // namespace trainyard
