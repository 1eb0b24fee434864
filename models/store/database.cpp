#include "models/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <system_error>

namespace trainyard {
namespace {

constexpr int busy_milliseconds = 5000;  // how long another process may hold the file; assumed: patience

Diagnostics told(const std::filesystem::path& file, int code, std::string_view words) {
  std::string message = fmt::format("the store of runs cannot be used: {}", words);
  std::string hint = "name another with --store FILE, or say --no-store";
  switch (code & 0xff) {  // the primary part of an extended code
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      message = fmt::format("the store of runs has been locked by another process for {} s",
                            busy_milliseconds / 1000);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      message = "the store of runs cannot be written: it is read-only";
      break;
    case SQLITE_FULL:
      message = "the store of runs cannot be written: the disk is full";
      break;
    case SQLITE_CANTOPEN:
      message = "the store of runs cannot be opened or created";
      break;
    case SQLITE_NOTADB:
      message = "is no SQLite database";
      break;
    case SQLITE_CORRUPT:
      message = "the store of runs is damaged";
      hint = "move it away: a new one is created; or name another with --store FILE";
      break;
    default:
      break;
  }
  return {Diagnostic{file.string(), {}, 0, 0, std::move(message), std::move(hint)}};
}

struct Finalizer {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalizer>;

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Diagnostics Database::failure() const {
  return told(file_, sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get()));
}

Result<Database> Database::open(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    return Diagnostics{Diagnostic{file.string(), {}, 0, 0, "is a folder, expected the store of runs", {}}};
  const std::filesystem::path folder = file.parent_path();
  if (!folder.empty() && !std::filesystem::exists(folder, error)) {
    std::filesystem::create_directories(folder, error);
    if (error) {
      return Diagnostics{Diagnostic{file.string(),
                                    {},
                                    0,
                                    0,
                                    "the folder of the store of runs cannot be created: " + error.message(),
                                    "name another with --store FILE, or say --no-store"}};
    }
  }
  Database database;
  database.file_ = file;
  sqlite3* handle = nullptr;
  // Full mutex: threads of one program hand their results in through one connection.
  const int code = sqlite3_open_v2(
      file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  database.handle_.reset(handle);
  if (code != SQLITE_OK) return told(file, code, handle != nullptr ? sqlite3_errmsg(handle) : "no memory");
  sqlite3_busy_timeout(handle, busy_milliseconds);
  return database;
}

Result<void> Database::run(std::string_view statements) {
  const std::string text(statements);
  if (sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  return outcome::success();
}

Result<std::vector<Database::Row>> Database::rows(std::string_view statement,
                                                  std::initializer_list<Value> values) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), statement.data(), static_cast<int>(statement.size()), &raw,
                         nullptr) != SQLITE_OK)
    return failure();
  const Statement prepared(raw);
  int place = 0;
  for (const Value& value : values) {
    ++place;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      sqlite3_bind_int64(raw, place, *number);
    } else {
      const std::string_view text = std::get<std::string_view>(value);
      // The caller's text outlives the statement. A text of no bytes must not become NULL.
      sqlite3_bind_text64(raw, place, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                          SQLITE_UTF8);
    }
  }
  std::vector<Row> found;
  int code = sqlite3_step(raw);
  for (; code == SQLITE_ROW; code = sqlite3_step(raw)) {
    Row row;
    for (int column = 0; column < sqlite3_column_count(raw); ++column) {
      const unsigned char* text = sqlite3_column_text(raw, column);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw, column));
      row.emplace_back(text == nullptr ? "" : reinterpret_cast<const char*>(text), size);
    }
    found.push_back(std::move(row));
  }
  if (code != SQLITE_DONE) return failure();
  return found;
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

Result<Transaction> Transaction::begin(Database& database) {
  // Immediate: waits for the lock here, within the busy timeout, and not at the first write, where SQLite
  // gives up at once.
  TRAINYARD_TRY(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) (void)database_->run("ROLLBACK");
}

Result<void> Transaction::commit() {
  TRAINYARD_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return outcome::success();
}

}  // namespace trainyard
