#pragma once
// The little of SQLite that the store needs, with its errors as Diagnostics; shared by store/*.cpp only.
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/result.h"

struct sqlite3;

namespace trainyard {

class Database {
 public:
  using Value = std::variant<std::int64_t, std::string_view>;
  using Row = std::vector<std::string>;  // every column as text

  /// Opens or creates. Errors: what the system says, in words.
  static Result<Database> open(const std::filesystem::path& file);

  /// Runs any number of statements without values.
  [[nodiscard]] Result<void> run(std::string_view statements);
  /// Runs one statement and returns its rows.
  [[nodiscard]] Result<std::vector<Row>> rows(std::string_view statement,
                                              std::initializer_list<Value> values = {});
  [[nodiscard]] std::int64_t last_id() const;

 private:
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  [[nodiscard]] Diagnostics failure() const;

  std::filesystem::path file_{};
  std::unique_ptr<sqlite3, Closer> handle_{};
};

/// A transaction that is undone unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  [[nodiscard]] Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace trainyard
